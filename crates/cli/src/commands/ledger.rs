//! What changed by itself, and what was changed by hand.

use serde_json::{Value, json};

use crate::arguments::Changes;
use crate::core::Core;
use crate::failure::{Failure, usage};
use crate::out;
use crate::period::day;
use crate::table::Table;
use crate::words::{amounts, grouped, items, minute, text, whole};

pub(super) async fn changes(core: &Core, ask: &Changes) -> Result<(), Failure> {
    let since = match &ask.since {
        Some(typed) if typed.contains('T') => typed.clone(),
        Some(typed) => format!("{}T00:00:00Z", day(typed)?),
        None => {
            let today = day(&core.today().await?)?;
            let yesterday =
                today.pred_opt().ok_or_else(|| usage("there is no day before today", "Use --since"))?;
            format!("{yesterday}T00:00:00Z")
        }
    };
    let request = json!({
        "since": since,
        "onlyRestated": ask.restated,
        "page": { "offset": 0, "limit": ask.limit },
    });
    let view = core.call("spend.changes", request).await?;
    if core.is_json {
        out::json(&view);
        return Ok(());
    }
    let mut table = Table::default()
        .text("Recorded UTC")
        .text("Connection")
        .text("What")
        .text("Day")
        .number("Revision")
        .number("Before")
        .number("After")
        .number("Tokens before")
        .number("Tokens after");
    let changes = items(&view, "changes");
    for change in changes {
        let tokens = |field: &str| grouped(&whole(change, field).to_string());
        table.row(vec![
            minute(change, "recordedAt"),
            text(change, "connectionLabel").to_owned(),
            text(change, "slot").to_owned(),
            text(change, "day").to_owned(),
            whole(change, "revision").to_string(),
            amounts(items(change, "before")),
            amounts(items(change, "after")),
            tokens("tokensBefore"),
            tokens("tokensAfter"),
        ]);
    }
    let total = grouped(&whole(&view, "total").to_string());
    out::answer(&format!("{}\n{} of {total} changes since {since}", table.render(), changes.len()));
    Ok(())
}

pub(super) async fn history(core: &Core) -> Result<(), Failure> {
    let view = core.call("history.list", Value::Null).await?;
    if core.is_json {
        out::json(&view);
        return Ok(());
    }
    let mut table = Table::default().text("When UTC").text("What").text("Command");
    for entry in items(&view, "entries") {
        let cell = |field: &str| text(entry, field).to_owned();
        table.row(vec![minute(entry, "at"), cell("summary"), cell("command")]);
    }
    out::answer(&table.render());
    Ok(())
}
