//! A closed month stays as it was attributed; what would be elsewhere now is offered as a correction of an open month.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_core::attribution::{Attribution, AttributionError, keep_month};

use crate::desk::{Desk, decimal, groups, id};

/// Closes a month as the room that closes months does: one transaction that says so and keeps what it was attributed to.
pub fn close(desk: &Desk, month: &str) {
    let path = desk.folder.join("year.showback");
    let now = "2026-11-20T12:00:00Z".parse().unwrap();
    let store =
        showback_core::store::Store::open(&path, showback_core::store::OpenMode::Existing, now).unwrap();
    store
        .write::<_, AttributionError>(|tx| {
            let state = Attribution::read(tx)?;
            tx.execute(
                "INSERT INTO closed_months (month, closed_at) VALUES (?1, '2026-10-05T00:00:00Z')",
                [month],
            )?;
            keep_month(tx, month, &state)?;
            Ok(())
        })
        .unwrap();
}

fn of_month(month: &str, more: Value) -> Value {
    let (from, to) =
        if month == "2026-09" { ("2026-09-01", "2026-10-01") } else { ("2026-10-01", "2026-11-01") };
    let mut request = json!({ "dimension": "team", "range": { "from": from, "to": to }, "currency": null });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

async fn totals(desk: &Desk, month: &str) -> Value {
    let view = desk.call("attribution.totals", of_month(month, json!({}))).await;
    let rows = view["totals"].as_array().unwrap();
    let amounts: Decimal = rows.iter().map(|row| decimal(&row["amount"]["value"])).sum();
    assert_eq!(amounts, decimal(&view["total"]["value"]), "{month} adds up to spend of record");
    view
}

fn amount(totals: &Value, value: &str) -> Decimal {
    let rows = totals["totals"].as_array().unwrap();
    rows.iter()
        .find(|row| row["value"] == value)
        .map_or(Decimal::ZERO, |row| decimal(&row["amount"]["value"]))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_month_stays_and_its_correction_is_posted_in_an_open_one() {
    let desk = Desk::new("attribution-closed").await;
    let queue = desk.queue("").await;
    let group = groups(&queue).iter().find(|group| group["months"] == 2).unwrap();
    desk.tag(&[id(group)], json!("Search"), (Value::Null, Value::Null)).await;
    let september = totals(&desk, "2026-09").await;
    let whole = amount(&september, "Search");
    close(&desk, "2026-09");
    assert_eq!(totals(&desk, "2026-09").await, september, "closing moves nothing");

    // What was Search's is found by its value and becomes Support's, in both months as far as the tag can say.
    let selection = json!({ "ids": [id(group)], "search": null, "of": "Search" });
    let tag = json!({ "groups": selection, "value": "Support", "from": null, "until": null });
    let told = desk.call("attribution.tag", of_month("2026-10", tag)).await;
    assert_eq!(told["closedMonths"], json!(["2026-09"]), "it says which month it does not reach");
    let october = totals(&desk, "2026-10").await;
    assert_eq!(amount(&october, "Search"), Decimal::ZERO);
    let closed = totals(&desk, "2026-09").await;
    assert_eq!(closed["totals"], september["totals"], "the closed month stays");
    let pending = closed["pending"].as_array().unwrap();
    assert_eq!((&pending[0]["from"], &pending[0]["to"]), (&json!("Search"), &json!("Support")));
    assert_eq!(
        (pending.len(), decimal(&pending[0]["amount"]["value"])),
        (1, whole),
        "and the difference is told"
    );

    let post = |month: &str| {
        json!({ "dimension": "team", "closedMonth": "2026-09", "postedMonth": month, "currency": null,
            "note": "the key was Support's" })
    };
    assert!(desk.refused("attribution.correct", post("2026-09")).await.contains("2026-09 is closed"));
    assert!(desk.refused("attribution.correct", post("soon")).await.contains("is not a month"));
    let posted = desk.call("attribution.correct", post("2026-10")).await;
    assert_eq!(posted[0]["note"], "the key was Support's");
    let after = totals(&desk, "2026-10").await;
    assert_eq!(amount(&after, "Support"), amount(&october, "Support") + whole, "October receives it");
    assert_eq!(amount(&after, "Search"), -whole);
    let closed = totals(&desk, "2026-09").await;
    assert_eq!(closed["totals"], september["totals"], "the closed month still stays");
    assert!(closed["pending"].as_array().unwrap().is_empty(), "nothing is left to correct");
    assert!(desk.refused("attribution.correct", post("2026-10")).await.contains("nothing of 2026-09"));

    let why = json!({ "dimension": "team", "subject": null, "group": id(group), "on": "2026-09-15",
        "range": { "from": "2026-09-01", "to": "2026-10-01" } });
    let why = desk.call("attribution.why", why).await;
    assert_eq!((&why["winner"]["kind"], &why["winner"]["value"]), (&json!("closed"), &json!("Search")));
    assert_eq!(why["without"][0]["value"], "Support", "what it would be is told beside it");
    desk.call("history.undo", json!({})).await;
    assert_eq!(totals(&desk, "2026-10").await, october, "undo takes the correction back");
}
