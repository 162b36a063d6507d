//! The triage queue and tags by hand.

use serde_json::{Value, json};

use crate::attribution_arguments::TagAsk;
use crate::core::Core;
use crate::failure::{Failure, usage};
use crate::table::Table;
use crate::words::{cents, items, share, text, whole};
use crate::{out, period};

/// Groups listed.
const LISTED: u32 = 200;

pub(super) async fn tag(core: &Core, ask: &TagAsk) -> Result<(), Failure> {
    let range = period::range(&ask.days, &core.today().await?)?;
    core.apportion_waiting().await?;
    if ask.value.is_none() && !ask.no_value {
        return queue(core, ask, &range).await;
    }
    if ask.groups.is_empty() && ask.search.is_none() {
        return Err(usage(
            "nothing says what is tagged",
            "Name groups with --group, or all that a text finds with --match",
        ));
    }
    let request = json!({
        "dimension": ask.dimension, "range": range, "currency": null, "value": ask.value,
        "groups": { "ids": ask.groups, "search": ask.search },
        "from": ask.holds_from, "until": ask.holds_until,
    });
    let told = core.call("attribution.tag", request).await?;
    if core.is_json {
        out::json(&told);
        return Ok(());
    }
    out::answer(text(&told, "summary"));
    out::answer(&meter(&told));
    for month in items(&told, "closedMonths").iter().filter_map(Value::as_str) {
        out::note(&format!("{month} is closed and stays as it was attributed"));
    }
    Ok(())
}

async fn queue(core: &Core, ask: &TagAsk, range: &Value) -> Result<(), Failure> {
    let request = json!({
        "dimension": ask.dimension, "range": range, "currency": null, "search": ask.search,
        "includesSnoozed": false, "page": { "offset": 0, "limit": LISTED },
    });
    let view = core.call("attribution.queue", request).await?;
    if core.is_json {
        out::json(&view);
        return Ok(());
    }
    let currency = text(&view, "currency");
    let mut table = Table::default()
        .text("Group")
        .text("What")
        .text("Why it has none")
        .text("Last seen")
        .number(format!("Spend {currency}"))
        .number("Adds");
    let no_amount = Value::Null;
    for group in items(&view, "groups") {
        table.row(vec![
            text(group, "id").to_owned(),
            text(group, "title").to_owned(),
            text(group, "causeText").to_owned(),
            text(group, "lastSeen").to_owned(),
            cents(text(group.get("amount").unwrap_or(&no_amount), "value")),
            share(group.get("shareBasisPoints").and_then(Value::as_i64)),
        ]);
    }
    let total = whole(&view, "totalGroups");
    let sum = cents(text(view.get("total").unwrap_or(&no_amount), "value"));
    table.total(vec![
        format!("{total} groups"),
        String::new(),
        String::new(),
        String::new(),
        sum,
        String::new(),
    ]);
    out::answer(&table.render());
    out::answer(&meter(&view));
    if total > i64::from(LISTED) {
        out::note(&format!("the first {LISTED} are listed; narrow them with --match"));
    }
    Ok(())
}

/// How much is attributed, in one line.
pub(super) fn meter(view: &Value) -> String {
    let Some(meter) = view.get("meter") else { return String::new() };
    let total = meter.get("total").unwrap_or(&Value::Null);
    let points = meter.get("shareBasisPoints").and_then(Value::as_i64);
    format!(
        "{} of {} {} attributed by {}{}",
        cents(text(meter, "attributed")),
        cents(text(total, "value")),
        text(total, "currency"),
        text(meter, "dimension"),
        points.map_or_else(String::new, |points| format!(": {}", share(Some(points))))
    )
}
