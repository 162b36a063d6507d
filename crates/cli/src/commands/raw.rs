//! The stored answers of providers.

use serde_json::{Value, json};

use crate::arguments::Raw;
use crate::core::Core;
use crate::failure::Failure;
use crate::out;
use crate::table::Table;
use crate::words::{grouped, items, minute, text, whole};

pub(super) async fn raw(core: &Core, command: Raw) -> Result<(), Failure> {
    match command {
        Raw::Show { id } => show(core, id).await,
        Raw::List { connection, day, stream, run, limit } => {
            let connection = match connection {
                Some(label) => Some(core.connection_id(&label).await?),
                None => None,
            };
            let request = json!({
                "connectionId": connection,
                "runId": run,
                "day": day,
                "stream": stream,
                "page": { "offset": 0, "limit": limit },
            });
            let view = core.call("raw.list", request).await?;
            if core.is_json {
                out::json(&view);
            } else {
                out::answer(&table(&view));
            }
            Ok(())
        }
    }
}

async fn show(core: &Core, id: i64) -> Result<(), Failure> {
    let view = core.call("raw.get", json!({ "id": id })).await?;
    if core.is_json {
        out::json(&view);
        return Ok(());
    }
    let row = view.get("row").unwrap_or(&Value::Null);
    out::note(&format!(
        "{}, {}, fetched {} UTC: {}",
        text(row, "connectionLabel"),
        text(row, "stream"),
        minute(row, "fetchedAt"),
        text(row, "requestUrl"),
    ));
    out::answer(text(&view, "body"));
    if view.get("isCut").and_then(Value::as_bool) == Some(true) {
        out::note("the answer is longer than what is shown");
    }
    Ok(())
}

fn table(view: &Value) -> String {
    let mut table = Table::default()
        .number("Id")
        .text("Connection")
        .text("Stream")
        .number("Page")
        .text("From")
        .text("To")
        .text("Fetched UTC")
        .number("Bytes")
        .text("SHA-256");
    let pages = items(view, "pages");
    for page in pages {
        let range = page.get("range").unwrap_or(&Value::Null);
        table.row(vec![
            whole(page, "id").to_string(),
            text(page, "connectionLabel").to_owned(),
            text(page, "stream").to_owned(),
            whole(page, "pageNumber").to_string(),
            text(range, "from").to_owned(),
            text(range, "to").to_owned(),
            minute(page, "fetchedAt"),
            grouped(&whole(page, "bodyBytes").to_string()),
            text(page, "bodySha256").get(..12).unwrap_or_default().to_owned(),
        ]);
    }
    format!("{}\n{} of {} answers", table.render(), pages.len(), grouped(&whole(view, "total").to_string()))
}
