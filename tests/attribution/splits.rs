//! Splits of shared cost through the contract: every figure adds up before and after, and undo takes a split back.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::desk::{Desk, asked, decimal, groups, id};

fn always() -> Value {
    json!({ "from": null, "until": null })
}

fn split(name: &str, source: &str, method: &str, targets: &[(&str, Option<&str>)]) -> Value {
    let targets: Vec<Value> =
        targets.iter().map(|(value, weight)| json!({ "value": value, "weight": weight })).collect();
    json!({ "name": name, "dimension": "team", "source": source, "spreadsUnattributed": false,
        "method": method, "currency": null, "targets": targets, "dates": always() })
}

async fn totals(desk: &Desk) -> Value {
    let view = desk.call("attribution.totals", asked(json!({}))).await;
    let sum = |of: &str| -> Decimal {
        view["totals"].as_array().unwrap().iter().map(|row| decimal(&row[of])).sum()
    };
    let amounts: Decimal =
        view["totals"].as_array().unwrap().iter().map(|row| decimal(&row["amount"]["value"])).sum();
    assert_eq!(amounts, decimal(&view["total"]["value"]), "values add up to spend of record");
    assert_eq!(sum("received"), Decimal::ZERO, "a split gives what it takes");
    assert_eq!(sum("corrected"), Decimal::ZERO);
    for row in view["totals"].as_array().unwrap() {
        let of = |name: &str, field: &str| -> Decimal {
            let list = row[name].as_array().unwrap().iter();
            list.map(|one| decimal(if field.is_empty() { one } else { &one[field] })).sum()
        };
        let amount = decimal(&row["amount"]["value"]);
        assert_eq!(of("months", ""), amount, "months of {}", row["value"]);
        assert_eq!(of("grades", "value"), amount, "evidence of {}", row["value"]);
    }
    view
}

fn amount(totals: &Value, value: &str) -> Decimal {
    let rows = totals["totals"].as_array().unwrap();
    rows.iter()
        .find(|row| row["value"] == value)
        .map_or(Decimal::ZERO, |row| decimal(&row["amount"]["value"]))
}

async fn says(desk: &Desk, split: Value, words: &[&str]) {
    let told = desk.refused("attribution.splitPut", json!({ "id": null, "split": split })).await;
    for word in words {
        assert!(told.contains(word), "says {word:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_cost_is_divided_exactly_by_every_method_and_undo_gives_it_back() {
    let desk = Desk::new("attribution-splits").await;
    let queue = desk.queue("").await;
    for (group, value) in groups(&queue).iter().zip(["Platform", "Search", "Support"]) {
        desk.tag(&[id(group)], json!(value), (Value::Null, Value::Null)).await;
    }
    let before = totals(&desk).await;
    let (shared, search) = (amount(&before, "Platform"), amount(&before, "Search"));
    for (method, weights, takes) in [
        ("even", [None, None], Some(Decimal::new(5, 1))),
        ("percent", [Some("33.3"), Some("66.7")], Some(Decimal::new(333, 3))),
        ("by_spend", [None, None], None),
        ("headcount", [Some("12, 30 from 2026-10-12"), Some("7")], None),
    ] {
        let targets = [("Search", weights[0]), ("Support", weights[1])];
        let request = json!({ "id": null, "split": split("Platform", "Platform", method, &targets) });
        desk.call("attribution.splitPut", request).await;
        let after = totals(&desk).await;
        assert_eq!(amount(&after, "Platform"), Decimal::ZERO, "{method}: all of it is divided");
        if let Some(part) = takes {
            let taken = amount(&after, "Search") - search;
            assert!((taken - shared * part).abs() < Decimal::new(1, 7), "{method}: {taken} of {shared}");
        }
        let list = desk.call("attribution.splits", asked(json!({}))).await;
        assert_eq!(decimal(&list[0]["divided"]), shared, "{method}");
        let parts: Decimal =
            list[0]["parts"].as_array().unwrap().iter().map(|part| decimal(&part["amount"])).sum();
        assert_eq!(parts, shared, "{method}: parts are the whole");
        assert_eq!(
            list[0]["split"]["targets"][0]["weight"],
            json!(weights[0]),
            "{method}: as it was written"
        );
        desk.call("history.undo", json!({})).await;
        assert_eq!(totals(&desk).await, before, "{method}: undo");
    }
    let mut fixed = split("Fixed", "Platform", "amount", &[("Search", Some("0.25")), ("Support", None)]);
    fixed["currency"] = json!("USD");
    desk.call("attribution.splitPut", json!({ "id": null, "split": fixed })).await;
    let after = totals(&desk).await;
    assert_eq!(amount(&after, "Search") - search, Decimal::new(50, 2), "0.25 in each of two months");
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_split_by_hand_in_one_step() {
    let desk = Desk::new("attribution-hand-split").await;
    let queue = desk.queue("").await;
    let first = &groups(&queue)[0];
    let whole = decimal(&first["amount"]["value"]);
    let before = totals(&desk).await;
    let selection = json!({ "ids": [id(first)], "search": null });
    let targets = [("Search", Some("70")), ("Support", Some("30"))];
    let request =
        asked(json!({ "groups": selection, "split": split("Shared key", "", "percent", &targets) }));
    let told = desk.call("attribution.splitGroups", request).await;
    let meter = decimal(&told["meter"]["attributed"]);
    assert_eq!(meter - decimal(&queue["meter"]["attributed"]), whole, "the meter moves by the group");
    let after = totals(&desk).await;
    assert_eq!(amount(&after, "Shared key"), Decimal::ZERO);
    let (search, support) = (amount(&after, "Search"), amount(&after, "Support"));
    assert_eq!(search + support, whole);
    assert!((search - whole * Decimal::new(7, 1)).abs() < Decimal::new(1, 7));
    desk.call("history.undo", json!({})).await;
    assert_eq!(totals(&desk).await, before, "one undo takes all of it back");
}

#[tokio::test(flavor = "multi_thread")]
async fn splits_that_cannot_be_are_refused() {
    let desk = Desk::new("attribution-split-refusals").await;
    let even = |name: &str, source: &str, target: &str| split(name, source, "even", &[(target, None)]);
    desk.call("attribution.splitPut", json!({ "id": null, "split": even("One", "A", "B") })).await;
    says(&desk, even("Two", "B", "C"), &["a target cannot be a source", "One"]).await;
    says(&desk, even("Two", "A", "C"), &["both divide"]).await;
    says(&desk, even("Two", "C", "C"), &["which it divides"]).await;
    let percent = split("Two", "C", "percent", &[("D", Some("60")), ("E", Some("30"))]);
    says(&desk, percent, &["totals 90 percent", "make it 100"]).await;
    says(&desk, split("Two", "C", "percent", &[("D", Some("most"))]), &["most", "12.5"]).await;
    let mut spread = even("Two", "", "D");
    spread["source"] = Value::Null;
    says(&desk, spread.clone(), &["nobody owns"]).await;
    spread["spreadsUnattributed"] = json!(true);
    desk.call("attribution.splitPut", json!({ "id": null, "split": spread })).await;
    let view = totals(&desk).await;
    assert!(view["notes"][0].as_str().unwrap().contains("that nobody owns"), "{}", view["notes"]);
    let told = desk.refused("attribution.splitRemove", json!({ "id": 999 })).await;
    assert!(told.contains("no split 999"), "{told}");
    let used = desk.refused("attribution.valueRemove", json!({ "dimension": "team", "name": "B" })).await;
    assert!(used.contains("in use: 1 split"), "{used}");
}
