//! Answers about prices as tables.

use serde_json::Value;

use crate::table::Table;
use crate::words::{cents, grouped, items, spaced, text, whole};

fn cell(row: &Value, field: &str) -> String {
    let value = text(row, field);
    if value.is_empty() { "-".to_owned() } else { value.to_owned() }
}

/// A day or a minute; a dash when absent.
fn day(row: &Value, field: &str) -> String {
    let at = text(row, field);
    match at.split_once('T') {
        Some((day, rest)) if rest.starts_with("00:00") => day.to_owned(),
        Some(_) => crate::words::minute(row, field),
        None => cell(row, field),
    }
}

fn dollars(row: &Value, field: &str) -> String {
    if text(row, field).is_empty() { "-".to_owned() } else { cents(text(row, field)) }
}

/// Models with their base prices.
pub(super) fn models(view: &Value) -> String {
    let mut table = Table::default()
        .text("Channel")
        .text("Model")
        .number("Input")
        .number("Cache read")
        .number("Output")
        .text("Per million")
        .text("Tiers")
        .text("Status");
    let rows = items(view, "rows");
    for row in rows {
        let tiers: Vec<&str> = items(row, "tiers").iter().filter_map(Value::as_str).collect();
        table.row(vec![
            cell(row, "channel"),
            cell(row, "model"),
            cell(row, "input"),
            cell(row, "cacheRead"),
            cell(row, "output"),
            cell(row, "currency"),
            tiers.join(" "),
            cell(row, "status"),
        ]);
    }
    format!("{}\n{} models", table.render(), grouped(&rows.len().to_string()))
}

/// A model with its rates.
pub(super) fn model(view: &Value) -> String {
    let summary = view.get("summary").unwrap_or(&Value::Null);
    let mut lines = vec![format!("{} at {}", text(summary, "model"), text(summary, "channelName"))];
    lines.extend(items(view, "notes").iter().filter_map(Value::as_str).map(|note| format!("  {note}")));
    let mut table = Table::default()
        .text("Tier")
        .text("Place")
        .number("Over")
        .text("Meter")
        .number("Price")
        .number("Per")
        .text("From")
        .text("To")
        .text("Status")
        .text("Rate")
        .text("Source");
    for rate in items(view, "rates") {
        let price = text(rate, "price");
        let status = match text(rate, "doubt") {
            "" => cell(rate, "status"),
            doubt => format!("{}, {doubt}", text(rate, "status")),
        };
        let tier = match text(rate, "clock") {
            "" => cell(rate, "tier"),
            clock => format!("{} {clock}", text(rate, "tier")),
        };
        table.row(vec![
            tier,
            cell(rate, "geo"),
            grouped(&whole(rate, "bandOver").to_string()),
            cell(rate, "meter"),
            if price.is_empty() { "as input".to_owned() } else { price.to_owned() },
            grouped(&whole(rate, "per").to_string()),
            day(rate, "from"),
            day(rate, "to"),
            status,
            cell(rate, "id"),
            format!("{} ({})", text(rate, "source"), text(rate, "retrieved")),
        ]);
    }
    lines.push(table.render());
    lines.join("\n")
}

/// The book in use and those kept.
pub(super) fn book(view: &Value) -> String {
    let mut table = Table::default()
        .text("In use")
        .text("Version")
        .number("Sequence")
        .text("Origin")
        .number("Models")
        .number("Rates")
        .text("Hash");
    for version in items(view, "versions") {
        let is_active = version.get("isActive").and_then(Value::as_bool) == Some(true);
        table.row(vec![
            if is_active { "yes" } else { "" }.to_owned(),
            cell(version, "version"),
            whole(version, "sequence").to_string(),
            cell(version, "origin"),
            grouped(&whole(version, "models").to_string()),
            grouped(&whole(version, "rates").to_string()),
            cell(version, "hash"),
        ]);
    }
    let mut said = table.render();
    if let Some(pending) = view.get("pending").filter(|pending| !pending.is_null()) {
        said.push_str(&format!(
            "\n{} account-days from {} to {} are rated by another pricing",
            grouped(&whole(pending, "buckets").to_string()),
            text(pending, "from"),
            text(pending, "through"),
        ));
    }
    said
}

/// What another book would change.
pub(super) fn preview(view: &Value) -> String {
    let candidate = view.get("candidate").unwrap_or(&Value::Null);
    let money = view.get("money").unwrap_or(&Value::Null);
    let mut lines = vec![format!(
        "version {} ({}): {} added, {} removed, {} corrected, {} restated",
        text(candidate, "version"),
        text(candidate, "origin"),
        whole(view, "added"),
        whole(view, "removed"),
        whole(view, "corrected"),
        whole(view, "restated"),
    )];
    let rows: Vec<Vec<String>> = items(view, "changes").iter().map(change).collect();
    lines.push(changes(rows));
    lines.push(format!(
        "Stored usage: {} {} more, from {} to {}, in {} rows",
        cents(text(money, "change")),
        text(money, "currency"),
        cents(text(money, "before")),
        cents(text(money, "after")),
        grouped(&whole(money, "rows").to_string()),
    ));
    lines.extend(items(money, "notes").iter().filter_map(Value::as_str).map(str::to_owned));
    lines.join("\n")
}

fn change(change: &Value) -> Vec<String> {
    let fields = ["kind", "channel", "model", "key", "before", "after"];
    let mut cells: Vec<String> = fields.iter().map(|field| cell(change, field)).collect();
    cells.push(grouped(&whole(change, "per").to_string()));
    cells
}

/// Rates that differ: kind, channel, model, key, before, after, per.
pub(super) fn changes(rows: Vec<Vec<String>>) -> String {
    let mut table = Table::default()
        .text("Change")
        .text("Channel")
        .text("Model")
        .text("Rate")
        .number("Before")
        .number("After")
        .number("Per");
    for row in rows {
        table.row(row);
    }
    table.render()
}

/// Usage without an exact price.
pub(super) fn unpriced(view: &Value) -> String {
    let mut table = Table::default()
        .text("Channel")
        .text("Model")
        .text("Tier")
        .number("Tokens")
        .text("Days")
        .text("Why")
        .text("Nearest rates");
    for row in items(view, "rows") {
        let nearest = items(row, "nearest").first().map_or_else(
            || "-".to_owned(),
            |nearest| {
                format!(
                    "{} {}: {}",
                    text(nearest, "channel"),
                    text(nearest, "what"),
                    dollars(nearest, "cost")
                )
            },
        );
        table.row(vec![
            cell(row, "channel"),
            cell(row, "model"),
            cell(row, "tier"),
            grouped(text(row, "tokens")),
            format!("{} to {}", text(row, "firstDay"), text(row, "lastDay")),
            cell(row, "text"),
            nearest,
        ]);
    }
    let tokens = |field: &str| grouped(text(view, field));
    format!(
        "{}\nTokens: {} priced, {} in ranges, {} without a price\n{}: {} priced, ranges {} to {}",
        table.render(),
        tokens("tokensPriced"),
        tokens("tokensRange"),
        tokens("tokensUnpriced"),
        text(view, "currency"),
        dollars(view, "priced"),
        dollars(view, "rangeLow"),
        dollars(view, "rangeHigh"),
    )
}

/// Rated against billed.
pub(super) fn comparison(by: &[String], view: &Value) -> String {
    let mut table = by.iter().fold(Table::default(), |table, name| table.text(spaced(name)));
    let currency = text(view, "currency");
    table = table
        .number(format!("Rated {currency}"))
        .number(format!("Billed {currency}"))
        .number("Difference")
        .number("Scale")
        .text("State");
    let figures = |row: &Value| {
        let rated = match text(row, "ratedHigh") {
            "" => dollars(row, "rated"),
            high => format!("{} to {}", dollars(row, "rated"), cents(high)),
        };
        vec![
            rated,
            dollars(row, "billed"),
            dollars(row, "difference"),
            cell(row, "scale"),
            spaced(text(row, "state")),
        ]
    };
    for row in items(view, "rows") {
        let labels = items(row, "labels").iter().filter_map(Value::as_str).map(str::to_owned);
        table.row(labels.chain(figures(row)).collect());
    }
    let mut total = vec![String::new(); by.len()];
    if let Some(first) = total.first_mut() {
        "total".clone_into(first);
    }
    total.extend(figures(view.get("totals").unwrap_or(&Value::Null)));
    table.total(total);
    let alarms = items(view, "alarms").iter().map(|alarm| format!("\n{}", text(alarm, "text")));
    format!("{}{}", table.render(), alarms.collect::<String>())
}
