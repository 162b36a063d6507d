//! Which days are read, and how much of spend is attributed.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::tag::meter;
use crate::arguments::Coverage;
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::table::Table;
use crate::words::{cents, items, share, text, whole};
use crate::{out, period};

pub(super) async fn coverage(core: &Core, ask: &Coverage) -> Result<(), Failure> {
    let range = period::range(&ask.days, &core.today().await?)?;
    if ask.dimension.is_some() || ask.fail_under.is_some() {
        return attributed(core, ask, &range).await;
    }
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

async fn attributed(core: &Core, ask: &Coverage, range: &Value) -> Result<(), Failure> {
    core.apportion_waiting().await?;
    let dimension = ask.dimension.as_deref().unwrap_or("team");
    let request = json!({ "dimension": dimension, "range": range, "currency": null });
    let view = core.call("attribution.coverage", request).await?;
    if core.is_json {
        out::json(&view);
    } else {
        let mut table = Table::default().text("Month").number("Spend").number("Attributed").number("Share");
        for month in items(&view, "months") {
            let meter = month.get("meter").unwrap_or(&Value::Null);
            table.row(vec![
                text(month, "month").to_owned(),
                cents(text(meter.get("total").unwrap_or(&Value::Null), "value")),
                cents(text(meter, "attributed")),
                share(meter.get("shareBasisPoints").and_then(Value::as_i64)),
            ]);
        }
        out::answer(&table.render());
        out::answer(&meter(&view));
        for part in items(&view, "grades") {
            out::answer(&format!(
                "  {} {}: {}",
                text(part, "grade"),
                text(part, "label"),
                cents(text(part, "value"))
            ));
        }
    }
    let points = view.get("meter").and_then(|meter| meter.get("shareBasisPoints")).and_then(Value::as_i64);
    match (ask.fail_under, points) {
        // Without spend there is nothing that could lack an owner.
        (Some(wanted), Some(points)) if Decimal::new(points, 2) < wanted => {
            out::note(&format!("less than {wanted} % has a {dimension}"));
            Err(Failure::Told(Exit::Threshold))
        }
        _ => Ok(()),
    }
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
