//! What is not normal.

use serde_json::{Value, json};

use super::forecast::told;
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::outlook_arguments::Anomalies;
use crate::table::Table;
use crate::words::{items, spaced, text};
use crate::{out, period};

pub(super) async fn anomalies(core: &Core, ask: &Anomalies) -> Result<(), Failure> {
    core.apportion_waiting().await?;
    let range = match &ask.since {
        None => Value::Null,
        Some(since) => json!({ "from": period::day(since)?.to_string(), "to": core.today().await? }),
    };
    let request = json!({ "range": range, "currency": ask.currency, "includesDismissed": ask.dismissed });
    let view = core.call("anomalies.list", request).await?;
    let found = items(&view, "anomalies");
    if core.is_json {
        out::json(&view);
    } else if found.is_empty() {
        out::answer("nothing is out of the ordinary");
    } else {
        out::answer(&table(found));
    }
    if !core.is_json {
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    let heard = found.iter().filter(|one| one.get("dismissed").is_none_or(Value::is_null)).count();
    if ask.fail_on_any && heard > 0 {
        out::note(&format!("showback: {heard} out of the ordinary"));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}

fn table(found: &[Value]) -> String {
    let mut table = Table::default()
        .text("What")
        .text("From")
        .text("To")
        .text("Where")
        .number("Spent")
        .number("Expected")
        .number("Impact")
        .text("Currency")
        .text("Caused by");
    for one in found {
        let cell = |cell: &Value| match text(cell, "layer") {
            "total" => text(cell, "label").to_owned(),
            layer => format!("{layer} {}", text(cell, "label")),
        };
        let causes: Vec<String> = items(one, "causes").iter().map(cell).collect();
        let kept_quiet = one.get("dismissed").and_then(Value::as_str).map(spaced);
        let what = spaced(text(one, "kind"));
        table.row(vec![
            kept_quiet.map_or(what.clone(), |why| format!("{what} ({why})")),
            text(one, "start").to_owned(),
            text(one, "end").to_owned(),
            one.get("cell").map(cell).unwrap_or_default(),
            told(one, "actual"),
            told(one, "expected"),
            told(one, "impact"),
            text(one.get("actual").unwrap_or(&Value::Null), "currency").to_owned(),
            causes.join(", "),
        ]);
    }
    table.render()
}
