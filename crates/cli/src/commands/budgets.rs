//! Budgets and how they stand.

use serde_json::{Value, json};

use super::forecast::told;
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::out;
use crate::outlook_arguments::Budgets;
use crate::table::Table;
use crate::words::{items, share, text};

pub(super) async fn budgets(core: &Core, ask: &Budgets) -> Result<(), Failure> {
    core.apportion_waiting().await?;
    let view = core.call("budgets.list", json!({ "month": ask.month })).await?;
    let list = items(&view, "budgets");
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&table(list));
        for one in list.iter().filter(|one| is_told(one, "overAllocatedBy")) {
            out::note(&format!(
                "note: the parts of \"{}\" come to {} more than it",
                text(one, "name"),
                told(one, "overAllocatedBy")
            ));
        }
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    let breached: Vec<&str> = list
        .iter()
        .filter(|one| one.get("month").is_some_and(|month| is_told(month, "breachOn")))
        .map(|one| text(one, "name"))
        .collect();
    if ask.fail_on_breach && !breached.is_empty() {
        out::note(&format!("showback: used up, or probably before the month ends: {}", breached.join(", ")));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}

fn is_told(view: &Value, field: &str) -> bool {
    view.get(field).is_some_and(|value| !value.is_null())
}

fn table(list: &[Value]) -> String {
    let mut table = Table::default()
        .text("Budget")
        .number("Amount")
        .text("Currency")
        .number("Spent")
        .number("Share")
        .number("Expected")
        .number("Low")
        .number("High")
        .text("Used up on")
        .text("Between");
    for one in list {
        let month = one.get("month").unwrap_or(&Value::Null);
        let day = |field: &str| month.get(field).and_then(Value::as_str).unwrap_or("-").to_owned();
        table.row(vec![
            text(one, "name").to_owned(),
            told(one, "amount"),
            text(one.get("amount").unwrap_or(&Value::Null), "currency").to_owned(),
            told(month, "spent"),
            share(month.get("shareBasisPoints").and_then(Value::as_i64)),
            told(month, "expected"),
            told(month, "low"),
            told(month, "high"),
            day("breachOn"),
            format!("{} and {}", day("breachEarliest"), day("breachLatest")),
        ]);
    }
    table.render()
}
