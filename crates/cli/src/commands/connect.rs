//! Connecting and disconnecting.

use serde_json::{Value, json};
use showback_core::kernel::{Problem, ProblemCode};

use crate::arguments::Connect;
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::table::Table;
use crate::words::{items, text, whole};
use crate::{out, schedule, secret};

use super::sources::find;
use super::sync;

pub(super) async fn connect(core: &Core, ask: Connect) -> Result<(), Failure> {
    let source = find(core, &ask.source).await?;
    let key = secret::key(&ask.key, text(&source, "keyEnvironmentVariable"))?;
    let mut request = json!({ "source": ask.source, "baseUrl": ask.base_url, "secret": key.as_str() });
    if ask.is_trial {
        let probe = core.call("connections.probe", request).await?;
        return tell_probe(core, &probe);
    }
    if let Some(fields) = request.as_object_mut() {
        fields.insert("label".to_owned(), json!(ask.label));
        fields.insert("backfillFrom".to_owned(), json!(ask.from));
        fields.insert("schedule".to_owned(), schedule::read(&ask.schedule)?);
        fields.insert("startsSync".to_owned(), json!(false));
    }
    let connection = core.call("connections.add", request).await?;
    if core.is_json {
        out::json(&connection);
    } else {
        out::answer(&format!("Connected \"{}\".", text(&connection, "label")));
        out::answer(&findings(items(&connection, "findings")));
    }
    if ask.sync {
        return sync::sync_ids(core, &[whole(&connection, "id")]).await;
    }
    if !core.is_json {
        out::answer(&format!("Read it now with: showback sync \"{}\"", text(&connection, "label")));
    }
    Ok(())
}

fn tell_probe(core: &Core, probe: &Value) -> Result<(), Failure> {
    if core.is_json {
        out::json(probe);
    } else {
        let account = text(probe, "accountName");
        if !account.is_empty() {
            out::answer(&format!("Account: {account}"));
        }
        out::answer(&findings(items(probe, "findings")));
    }
    if probe.get("canConnect").and_then(Value::as_bool) == Some(true) {
        return Ok(());
    }
    if core.is_json {
        return Err(Failure::Told(Exit::Key));
    }
    let message = "this key may not read billed money";
    Err(Problem::new(ProblemCode::ScopeMissing, message)
        .hint("See showback sources for how to make one")
        .into())
}

fn findings(found: &[Value]) -> String {
    let mut table = Table::default().text("Key may read").text("").text("");
    for finding in found {
        let cell = |field: &str| text(finding, field).to_owned();
        table.row(vec![cell("name").replace('_', " "), cell("state"), cell("detail")]);
    }
    table.render()
}

pub(super) async fn disconnect(core: &Core, label: &str) -> Result<(), Failure> {
    let connection = core.connection(label).await?;
    core.call("connections.remove", json!({ "id": whole(&connection, "id") })).await?;
    if core.is_json {
        out::json(&json!({}));
    } else {
        out::answer(&format!(
            "Disconnected \"{}\": its figures stay, its key is deleted.",
            text(&connection, "label")
        ));
    }
    Ok(())
}
