//! A question in its text form, answered as the window answers it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::query::{TABLE_ROWS, above, all_rows, number};
use crate::arguments::Query;
use crate::core::Core;
use crate::failure::Failure;
use crate::out;
use crate::table::Table;
use crate::words::{cents, grouped, items, share, text, whole};

pub(super) async fn question(core: &Core, typed: &str, ask: &Query) -> Result<(), Failure> {
    let threshold = ask.fail_above.as_deref().map(number).transpose()?;
    let mut request = core.call("spend.exploreText", json!({ "text": typed })).await?;
    core.apportion_waiting().await?;
    let most = ask.limit.unwrap_or(if core.is_json { 0 } else { TABLE_ROWS });
    let view = all_rows(core, "spend.explore", &mut request, most).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&table(ask, &view));
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    match (threshold, items(&view, "totals").first().map(|total| text(total, "now"))) {
        (Some(threshold), Some(exact)) if !exact.is_empty() => above(exact, threshold),
        _ => Ok(()),
    }
}

fn table(ask: &Query, view: &Value) -> String {
    let (measures, dimensions) = (items(view, "measures"), items(view, "dimensions"));
    let is_compared = view.get("compare").is_some_and(|compare| !compare.is_null());
    let shared = measures.iter().position(|measure| measure.get("isAdditive") == Some(&Value::Bool(true)));
    let mut table = Table::default();
    for dimension in dimensions {
        table = table.text(text(dimension, "name").replace('_', " "));
        if ask.ids {
            table = table.text("id");
        }
    }
    for (place, measure) in measures.iter().enumerate() {
        table = table.number(heading(measure, view));
        if is_compared {
            table = table.number("before").number("change");
        }
        if shared == Some(place) {
            table = table.number("share");
        }
    }
    let cells = |cells: &[Value], keys: Vec<String>| {
        let mut line = keys;
        for (place, (cell, measure)) in cells.iter().zip(measures).enumerate() {
            line.push(figure(measure, text(cell, "now")));
            if is_compared {
                line.push(figure(measure, text(cell, "before")));
                line.push(figure(measure, text(cell, "change")));
            }
            if shared == Some(place) {
                line.push(share(cell.get("shareBasisPoints").and_then(Value::as_i64)));
            }
        }
        line
    };
    let rows = items(view, "rows");
    for row in rows.iter().filter(|_| !dimensions.is_empty()) {
        let keys = items(row, "keys").iter().flat_map(|key| {
            let id = ask.ids.then(|| text(key, "value").to_owned());
            std::iter::once(text(key, "label").to_owned()).chain(id)
        });
        table.row(cells(items(row, "cells"), keys.collect()));
    }
    let mut keys = vec![String::new(); dimensions.len() * if ask.ids { 2 } else { 1 }];
    if let Some(first) = keys.first_mut() {
        "total".clone_into(first);
    }
    table.total(cells(items(view, "totals"), keys));
    let all = whole(view, "totalRows");
    let mut rendered = table.render();
    if i64::try_from(rows.len()).is_ok_and(|shown| shown < all) {
        rendered.push_str(&format!(
            "\n{} of {} rows; --limit 0 shows all",
            rows.len(),
            grouped(&all.to_string())
        ));
    }
    rendered
}

fn heading(measure: &Value, view: &Value) -> String {
    let name = text(measure, "label").to_lowercase();
    match text(measure, "kind") {
        "money" => format!("{name} {}", text(view, "currency")),
        "percent" => format!("{name} %"),
        _ => name,
    }
}

/// Money to the cent, quotients and percent to four digits behind the point, counts whole; a dash for what is not known.
fn figure(measure: &Value, exact: &str) -> String {
    let is_additive = measure.get("isAdditive") == Some(&Value::Bool(true));
    match exact.parse::<Decimal>() {
        Err(_) => "-".to_owned(),
        Ok(_) if is_additive && text(measure, "kind") == "money" => cents(exact),
        Ok(value) if is_additive => grouped(&value.to_string()),
        Ok(value) => grouped(&value.round_dp(4).normalize().to_string()),
    }
}
