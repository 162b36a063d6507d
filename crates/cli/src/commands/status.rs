//! How each connection is doing.

use chrono::TimeDelta;
use serde_json::{Value, json};
use showback_core::kernel::parse_instant;

use crate::arguments::Status;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::out;
use crate::table::Table;
use crate::words::{minute, spaced, text};

pub(super) async fn status(core: &Core, ask: &Status) -> Result<(), Failure> {
    let workspace = core.call("workspace.get", Value::Null).await?;
    let connections = core.connections().await?;
    let secrets = core.call("secrets.get", Value::Null).await?;
    if core.is_json {
        out::json(&json!({ "workspace": workspace, "connections": connections, "secrets": secrets }));
    } else {
        out::answer(&format!("Workspace: {} ({})", text(&workspace, "path"), text(&workspace, "kind")));
        out::answer(&format!("Keys: {}", text(&secrets, "detail")));
        out::answer(&table(&connections));
    }
    let Some(hours) = ask.max_age else { return Ok(()) };
    let now = instant(text(&workspace, "now"))?;
    let oldest_allowed = now - TimeDelta::hours(hours.into());
    let mut late = Vec::new();
    for connection in &connections {
        let run = connection.get("lastRun").unwrap_or(&Value::Null);
        let read_at = text(run, "finishedAt");
        let is_good = text(run, "state") == "succeeded" && !read_at.is_empty();
        if !is_good || instant(read_at)? < oldest_allowed {
            late.push(text(connection, "label"));
        }
    }
    if late.is_empty() {
        return Ok(());
    }
    out::note(&format!("showback: not read well within {hours} hours: {}", late.join(", ")));
    Err(Failure::Told(Exit::Threshold))
}

fn instant(text: &str) -> Result<chrono::DateTime<chrono::Utc>, Failure> {
    parse_instant(text).map_err(|error| usage(error.to_string(), ""))
}

fn table(connections: &[Value]) -> String {
    if connections.is_empty() {
        return "Nothing is connected: see showback connect --help".to_owned();
    }
    let mut table = Table::default()
        .text("Connection")
        .text("Source")
        .text("State")
        .text("Last sync UTC")
        .text("Full through")
        .text("Next sync UTC")
        .text("Problem");
    for connection in connections {
        let run = connection.get("lastRun").unwrap_or(&Value::Null);
        let through = text(connection, "freshThrough");
        table.row(vec![
            text(connection, "label").to_owned(),
            text(connection, "sourceName").to_owned(),
            spaced(text(connection, "state")),
            minute(run, "finishedAt"),
            if through.is_empty() { "-".to_owned() } else { through.to_owned() },
            minute(connection, "nextRunAt"),
            text(run.get("problem").unwrap_or(&Value::Null), "message").to_owned(),
        ]);
    }
    table.render()
}
