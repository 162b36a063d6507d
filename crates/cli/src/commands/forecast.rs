//! What will probably be spent.

use chrono::Days;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::outlook_arguments::Forecast;
use crate::table::Table;
use crate::words::{cents, items, share, spaced, text, whole};
use crate::{out, period};

pub(super) async fn forecast(core: &Core, ask: &Forecast) -> Result<(), Failure> {
    core.apportion_waiting().await?;
    let threshold = ask.fail_above.as_deref().map(number).transpose()?;
    let range = match ask.days {
        None => Value::Null,
        Some(days) => {
            let today = period::day(&core.today().await?)?;
            let to = today.checked_add_days(Days::new(u64::from(days))).unwrap_or(today);
            json!({ "from": today.to_string(), "to": to.to_string() })
        }
    };
    let view = core
        .call(
            "forecast.get",
            json!({
                "range": range,
                "month": ask.month,
                "filters": filters(&ask.filters)?,
                "currency": ask.currency,
                "priceChanges": price_changes(&ask.price_changes)?,
            }),
        )
        .await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&table(&view));
        for one in items(&view, "forecasts") {
            out::note(&made(one));
        }
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    check(threshold, &view)
}

fn number(typed: &str) -> Result<Decimal, Failure> {
    typed
        .parse()
        .map_err(|_| usage(format!("\"{typed}\" is not a number"), "Use digits and at most one point"))
}

fn filters(typed: &[String]) -> Result<Vec<Value>, Failure> {
    let read = |filter: &String| {
        let (dimension, value) = filter.split_once('=').ok_or_else(|| {
            usage(
                format!("\"{filter}\" is not a filter"),
                "Use DIMENSION=VALUE, for example --where team=search",
            )
        })?;
        Ok(json!({ "dimension": dimension.trim(), "value": value }))
    };
    typed.iter().map(read).collect()
}

fn price_changes(typed: &[String]) -> Result<Vec<Value>, Failure> {
    let read = |change: &String| {
        let (day, percent) = change.split_once('=').ok_or_else(|| {
            usage(
                format!("\"{change}\" is not a price change"),
                "Use DAY=PERCENT, for example --price-change 2026-12-01=-20",
            )
        })?;
        Ok(json!({ "day": day.trim(), "percent": percent.trim() }))
    };
    typed.iter().map(read).collect()
}

/// The cents of an amount; a dash when it is not told.
pub(super) fn told(view: &Value, field: &str) -> String {
    match view.get(field).filter(|amount| !amount.is_null()) {
        Some(amount) => cents(text(amount, "value")),
        None => "-".to_owned(),
    }
}

fn table(view: &Value) -> String {
    let mut table = Table::default()
        .text("Currency")
        .number("Known")
        .number("Days")
        .number("Foreseen")
        .number("Expected")
        .number("Low")
        .number("High");
    for one in items(view, "forecasts") {
        table.row(vec![
            text(one, "currency").to_owned(),
            told(one, "known"),
            whole(one, "knownDays").to_string(),
            told(one, "foreseen"),
            told(one, "expected"),
            told(one, "low"),
            told(one, "high"),
        ]);
    }
    table.render()
}

/// How it was made, and how far such a forecast was wrong before.
fn made(one: &Value) -> String {
    let currency = text(one, "currency");
    if let Some(reason) = one.get("reason").and_then(Value::as_str) {
        return format!("{currency}: nothing is foreseen: {reason}");
    }
    let method = spaced(text(one, "method"));
    let taught = format!("{currency}: {method}, from {} days", whole(one, "taughtDays"));
    let Some(error) = one.get("pastError").filter(|error| !error.is_null()) else {
        return format!("{taught}; how wrong it will be is not known");
    };
    let points = |field: &str| share(error.get(field).and_then(Value::as_i64));
    format!(
        "{taught}; wrong by {} of spend before ({} of the error of the week before), {} of days were in a range for 80 %",
        points("wapeBasisPoints"),
        points("maseBasisPoints"),
        points("coverageBasisPoints"),
    )
}

fn check(threshold: Option<Decimal>, view: &Value) -> Result<(), Failure> {
    let Some(threshold) = threshold else { return Ok(()) };
    for one in items(view, "forecasts") {
        // Where nothing is foreseen, what is known can be above it all the same.
        let amount = one.get("expected").filter(|amount| !amount.is_null()).or_else(|| one.get("known"));
        let exact = amount.map(|amount| text(amount, "value")).unwrap_or_default();
        if !exact.is_empty() && number(exact)? > threshold {
            out::note(&format!("showback: {exact} {} is above {threshold}", text(one, "currency")));
            return Err(Failure::Told(Exit::Threshold));
        }
    }
    Ok(())
}
