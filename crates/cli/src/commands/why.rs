//! Why an amount changed.

use serde_json::{Value, json};

use super::query::{filters, number};
use crate::core::Core;
use crate::failure::{Exit, Failure};
use crate::table::Table;
use crate::why_arguments::{Measure, Why};
use crate::words::{cents, items, text};
use crate::{out, period};

pub(super) async fn why(core: &Core, ask: &Why) -> Result<(), Failure> {
    let range = period::range(&ask.days, &core.today().await?)?;
    let compare = match (&ask.compare_from, &ask.compare_to) {
        (Some(from), Some(to)) => {
            json!({ "from": period::day(from)?.to_string(), "to": period::day(to)?.to_string() })
        }
        _ => Value::Null,
    };
    let threshold = ask.fail_above.as_deref().map(number).transpose()?;
    if ask.measure == Measure::Spend {
        core.apportion_waiting().await?;
    }
    let request = json!({
        "range": range,
        "compare": compare,
        "measure": ask.measure.name(),
        "method": ask.method.name(),
        "filters": filters(&ask.filters, &ask.untold)?,
        "currency": ask.currency,
    });
    let view = core.call("spend.why", request).await?;
    if core.is_json {
        out::json(&view);
    } else {
        out::answer(&told(ask, &view));
        for note in items(&view, "notes").iter().filter_map(Value::as_str) {
            out::note(&format!("note: {note}"));
        }
    }
    let change = text(&view, "change");
    if let Some(threshold) = threshold
        && number(change)? > threshold
    {
        out::note(&format!("showback: the change {change} is above {threshold}"));
        return Err(Failure::Told(Exit::Threshold));
    }
    Ok(())
}

/// The two amounts, a table of bars with their parts, and a sentence for each bar.
fn told(ask: &Why, view: &Value) -> String {
    let currency = text(view, "currency");
    let mut table = Table::default().text("why").number(format!("change {currency}"));
    let mut sentences = Vec::new();
    for bar in items(view, "bars").iter().filter(|bar| text(bar, "amount") != "0") {
        table.row(vec![text(bar, "label").to_owned(), cents(text(bar, "amount"))]);
        for part in items(bar, "parts") {
            table.row(vec![format!("  {}", text(part, "label")), cents(text(part, "amount"))]);
        }
        sentences.push(format!("{}: {}", text(bar, "label"), text(bar, "words")));
    }
    table.total(vec!["change".to_owned(), cents(text(view, "change"))]);
    let mut text = format!("{}\n\n{}", amounts(ask, view), table.render());
    if !sentences.is_empty() {
        text.push_str(&format!("\n\n{}", sentences.join("\n")));
    }
    text
}

fn amounts(ask: &Why, view: &Value) -> String {
    let amount = |field: &str| view.get(field).map(|amount| cents(text(amount, "value"))).unwrap_or_default();
    let days = |field: &str| {
        let range = view.get(field).unwrap_or(&Value::Null);
        format!("{} to {}", text(range, "from"), text(range, "to"))
    };
    let (now, base, currency) = (amount("now"), amount("base"), text(view, "currency"));
    let (range, compare) = (days("range"), days("compare"));
    format!("{} {now} {currency} ({range}), before {base} {currency} ({compare})", ask.measure.name())
}
