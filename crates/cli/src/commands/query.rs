//! Any measure by any dimensions.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::question::question;
use crate::arguments::Query;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::table::Table;
use crate::words::{cents, grouped, items, share, text, whole};
use crate::{out, period};

/// Rows asked for at once: the most the contract gives.
const PAGE: u32 = 1000;
/// Rows of a table when nothing is said.
pub(super) const TABLE_ROWS: u32 = 50;

pub(super) async fn query(core: &Core, ask: &Query) -> Result<(), Failure> {
    if let Some(typed) = &ask.question {
        return question(core, typed, ask).await;
    }
    let range = period::range(&ask.days, &core.today().await?)?;
    if ask.measure.is_rated() {
        core.rate_waiting().await?;
    }
    if ask.measure.is_of_record() {
        core.apportion_waiting().await?;
    }
    let threshold = ask.fail_above.as_deref().map(number).transpose()?;
    let mut request = json!({
        "measure": ask.measure.name(),
        "by": ask.by.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect::<Vec<_>>(),
        "range": range,
        "filters": filters(&ask.filters, &ask.untold)?,
    });
    let most = ask.limit.unwrap_or(if core.is_json { 0 } else { TABLE_ROWS });
    let view = all_rows(core, "spend.query", &mut request, most).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&table(&request, ask, &view));
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    check(threshold, &view)
}

pub(super) fn number(typed: &str) -> Result<Decimal, Failure> {
    typed
        .parse()
        .map_err(|_| usage(format!("\"{typed}\" is not a number"), "Use digits and at most one point"))
}

pub(super) fn filters(kept: &[String], untold: &[String]) -> Result<Vec<Value>, Failure> {
    let mut filters = Vec::new();
    for filter in kept {
        let (dimension, value) = filter.split_once('=').ok_or_else(|| {
            usage(
                format!("\"{filter}\" is not a filter"),
                "Use DIMENSION=VALUE, for example --where model=gpt-6-astra",
            )
        })?;
        filters.push(json!({ "dimension": dimension.trim(), "value": value }));
    }
    filters.extend(untold.iter().map(|dimension| json!({ "dimension": dimension, "value": null })));
    Ok(filters)
}

/// What a command answers, page after page until `most` rows are there; 0 for all.
pub(super) async fn all_rows(
    core: &Core,
    command: &str,
    request: &mut Value,
    most: u32,
) -> Result<Value, Failure> {
    let mut offset = 0;
    let mut rows: Vec<Value> = Vec::new();
    loop {
        let left = if most == 0 { PAGE } else { most.saturating_sub(offset).min(PAGE) };
        if let Some(fields) = request.as_object_mut() {
            fields.insert("page".to_owned(), json!({ "offset": offset, "limit": left.max(1) }));
        }
        let mut view = core.call(command, request.clone()).await?;
        let page = view.get_mut("rows").and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
        let is_last = page.len() < left as usize || left == 0;
        offset = offset.saturating_add(left);
        rows.extend(page);
        if is_last || (most > 0 && offset >= most) {
            if let Some(fields) = view.as_object_mut() {
                fields.insert("rows".to_owned(), Value::Array(rows));
            }
            return Ok(view);
        }
    }
}

fn table(request: &Value, ask: &Query, view: &Value) -> String {
    let by = items(request, "by");
    let totals = items(view, "totals");
    let currency =
        |row: &Value| row.get("amount").map(|amount| text(amount, "currency").to_owned()).unwrap_or_default();
    let is_mixed = totals.len() > 1;
    let measure = ask.measure.name().replace(['_', ':'], " ");
    let heading = match totals.first().map(currency) {
        Some(code) if !is_mixed && !code.is_empty() => format!("{measure} {code}"),
        _ => measure,
    };
    let mut table = Table::default();
    for dimension in by.iter().filter_map(Value::as_str) {
        table = table.text(dimension.replace('_', " "));
        if ask.ids {
            table = table.text("id");
        }
    }
    if is_mixed {
        table = table.text("currency");
    }
    let mut table = table.number(heading).number("share");
    let cells = |row: &Value, keys: Vec<String>| {
        let mut cells = keys;
        if is_mixed {
            cells.push(currency(row));
        }
        cells.push(figure(row));
        cells.push(share(row.get("shareBasisPoints").and_then(Value::as_i64)));
        cells
    };
    let rows = items(view, "rows");
    for row in rows.iter().filter(|_| !by.is_empty()) {
        let keys = items(row, "keys").iter().flat_map(|key| {
            let id = ask.ids.then(|| text(key, "value").to_owned());
            std::iter::once(text(key, "label").to_owned()).chain(id)
        });
        table.row(cells(row, keys.collect()));
    }
    let width = by.len() * if ask.ids { 2 } else { 1 };
    for total in totals {
        let mut keys = vec![String::new(); width];
        if let Some(first) = keys.first_mut() {
            "total".clone_into(first);
        }
        table.total(cells(total, keys));
    }
    let shown = rows.len();
    let all = whole(view, "totalRows");
    let mut text = table.render();
    if i64::try_from(shown).is_ok_and(|shown| shown < all) {
        text.push_str(&format!("\n{shown} of {} rows; --limit 0 shows all", grouped(&all.to_string())));
    }
    text
}

/// Money to the cent, counts with thousands apart, percent as it is.
fn figure(row: &Value) -> String {
    match row.get("amount").filter(|amount| !amount.is_null()) {
        Some(amount) => cents(text(amount, "value")),
        None => grouped(text(row, "quantity")),
    }
}

fn check(threshold: Option<Decimal>, view: &Value) -> Result<(), Failure> {
    let Some(threshold) = threshold else { return Ok(()) };
    for total in items(view, "totals") {
        let amount =
            total.get("amount").map(|amount| text(amount, "value")).filter(|value| !value.is_empty());
        let exact = amount.unwrap_or_else(|| text(total, "quantity"));
        above(exact, threshold)?;
    }
    Ok(())
}

/// Fails when a total is above the threshold.
pub(super) fn above(exact: &str, threshold: Decimal) -> Result<(), Failure> {
    if number(exact)? > threshold {
        out::note(&format!("showback: the total {exact} is above {threshold}"));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}
