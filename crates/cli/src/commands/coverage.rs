//! Which days are read.

use serde_json::{Value, json};

use crate::arguments::Coverage;
use crate::core::Core;
use crate::failure::Failure;
use crate::table::Table;
use crate::words::{items, text, whole};
use crate::{out, period};

pub(super) async fn coverage(core: &Core, ask: &Coverage) -> Result<(), Failure> {
    let range = period::range(&ask.days, &core.today().await?)?;
    let connections = match &ask.label {
        Some(label) => vec![core.connection(label).await?],
        None => core.connections().await?,
    };
    let mut views = Vec::new();
    for connection in connections {
        let request = json!({ "connectionId": whole(&connection, "id"), "range": range });
        views.push((connection, core.call("coverage.get", request).await?));
    }
    if core.is_json {
        let list: Vec<Value> = views
            .iter()
            .map(|(connection, view)| json!({ "connectionId": connection.get("id"), "label": connection.get("label"), "coverage": view }))
            .collect();
        out::json(&Value::Array(list));
        return Ok(());
    }
    let mut table = Table::default()
        .text("Connection")
        .text("What")
        .number("Full")
        .number("Partial")
        .number("Missing")
        .number("Not obtainable")
        .text("First missing");
    for (connection, view) in &views {
        for slot in items(view, "slots") {
            table.row(row(text(connection, "label"), slot));
        }
    }
    out::answer(&table.render());
    Ok(())
}

fn row(connection: &str, slot: &Value) -> Vec<String> {
    let cells = items(slot, "cells");
    let count = |state: &str| cells.iter().filter(|cell| text(cell, "state") == state).count().to_string();
    let missing = cells.iter().find(|cell| text(cell, "state") == "missing");
    let first = missing.map_or("-", |cell| text(cell, "day"));
    vec![
        connection.to_owned(),
        text(slot.get("slot").unwrap_or(&Value::Null), "label").to_owned(),
        count("full"),
        count("partial"),
        count("missing"),
        count("not_obtainable"),
        first.to_owned(),
    ]
}
