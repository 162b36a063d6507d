//! The queue, tags by hand, undo, why and coverage.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_tests::stage::app;

use crate::desk::{Desk, FROM, UNTIL, asked, decimal, groups, id};

async fn spend(desk: &Desk) -> Decimal {
    let request = json!({ "range": { "from": FROM, "to": UNTIL }, "split": "key" });
    decimal(&desk.call("overview.get", request).await["billed"]["value"])
}

fn meter(view: &Value) -> (Decimal, Decimal, Decimal) {
    let meter = &view["meter"];
    (decimal(&meter["total"]["value"]), decimal(&meter["attributed"]), decimal(&meter["unattributed"]))
}

fn sum(queue: &Value) -> Decimal {
    groups(queue).iter().map(|group| decimal(&group["amount"]["value"])).sum()
}

async fn foots(desk: &Desk, whole: Decimal) -> Decimal {
    let queue = desk.queue("").await;
    let (total, attributed, unattributed) = meter(&queue);
    assert_eq!(total, whole, "the whole is spend of record");
    assert_eq!(attributed + unattributed, whole, "both parts are the whole");
    assert_eq!(sum(&queue), decimal(&queue["total"]["value"]), "groups are their sum");
    let coverage = desk.coverage().await;
    assert_eq!(meter(&coverage), (total, attributed, unattributed), "coverage is the meter of the queue");
    for name in ["total", "attributed", "unattributed"] {
        let of = |month: &Value| match name {
            "total" => decimal(&month["meter"]["total"]["value"]),
            name => decimal(&month["meter"][name]),
        };
        let months: Decimal = coverage["months"].as_array().unwrap().iter().map(of).sum();
        let wanted = [total, attributed, unattributed]
            [["total", "attributed", "unattributed"].iter().position(|known| *known == name).unwrap()];
        assert_eq!(months, wanted, "{name} of the months");
    }
    let grades: Decimal =
        coverage["grades"].as_array().unwrap().iter().map(|part| decimal(&part["value"])).sum();
    assert_eq!(grades, attributed, "grades are what is attributed");
    attributed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_triage_adds_up_at_every_step_and_undo_takes_all_of_it_back() {
    let desk = Desk::new("attribution-triage").await;
    let whole = spend(&desk).await;
    let first = foots(&desk, whole).await;
    let queue = desk.queue("").await;
    assert!(groups(&queue).len() > 20, "the company has {} groups", groups(&queue).len());
    let mut expected = first;
    for (at, group) in groups(&queue).iter().take(20).enumerate() {
        let value = ["Search", "Support", "Platform"][at % 3];
        let told = desk.tag(&[id(group)], json!(value), (Value::Null, Value::Null)).await;
        expected += decimal(&group["amount"]["value"]);
        assert_eq!(meter(&told).1, expected, "the meter after tagging {}", group["title"]);
    }
    assert_eq!(foots(&desk, whole).await, expected);

    // All that a search finds, listed or not, with one decision.
    let rest = desk.queue("gpt").await;
    let bulk =
        json!({ "groups": { "ids": [], "search": "gpt" }, "value": "Research", "from": null, "until": null });
    let told = desk.call("attribution.tag", asked(bulk)).await;
    assert_eq!(told["groups"], rest["totalGroups"]);
    assert_eq!(meter(&told).1, expected + decimal(&rest["total"]["value"]));
    assert!(groups(&desk.queue("gpt").await).is_empty());

    // Decisions and what can be undone survive the end of the program.
    let last = meter(&told).1;
    let again = app(&desk.folder, &desk.clock);
    let request = json!({ "search": null, "includesSnoozed": false, "page": { "offset": 0, "limit": 10 } });
    let reopened = showback_tests::stage::call(&again, "attribution.queue", asked(request)).await;
    assert_eq!(meter(&reopened).1, last);
    for _ in 0..21 {
        showback_tests::stage::call(&again, "history.undo", json!({})).await;
    }
    assert_eq!(foots(&desk, whole).await, first, "everything is as it was");
    assert_eq!(desk.queue("").await, queue, "to the last figure");
    for _ in 0..21 {
        desk.call("history.redo", json!({})).await;
    }
    assert_eq!(foots(&desk, whole).await, last, "and as it was decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_moves_team_counts_for_each_on_its_days() {
    let desk = Desk::new("attribution-move").await;
    let whole = spend(&desk).await;
    let queue = desk.queue("").await;
    let group = &groups(&queue)[0];
    let by_day = |until: &str| {
        let range = json!({ "from": FROM, "to": until });
        json!({ "dimension": "team", "range": range, "currency": null, "search": null,
            "includesSnoozed": true, "page": { "offset": 0, "limit": 1000 } })
    };
    let before = desk.call("attribution.queue", by_day("2026-10-12")).await;
    let before =
        groups(&before).iter().find(|one| id(one) == id(group)).map(|one| decimal(&one["amount"]["value"]));
    desk.tag(&[id(group)], json!("Search"), (Value::Null, json!("2026-10-12"))).await;
    assert_eq!(meter(&desk.queue("").await).1, before.unwrap(), "only what was spent before the 12th");
    let left = desk.queue("").await;
    let rest = groups(&left).iter().find(|one| id(one) == id(group)).expect("its later days are still open");
    assert_eq!(decimal(&rest["amount"]["value"]) + before.unwrap(), decimal(&group["amount"]["value"]));
    desk.tag(&[id(group)], json!("Support"), (json!("2026-10-12"), Value::Null)).await;
    foots(&desk, whole).await;
    for (on, value) in [("2026-10-11", "Search"), ("2026-10-12", "Support")] {
        let request = asked(json!({ "subject": null, "group": id(group), "on": on }));
        let why = desk.call("attribution.why", request).await;
        assert_eq!(why["winner"]["value"], value, "on {on}");
        assert_eq!(why["winner"]["kind"], "hand");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_sleep_and_wake_and_have_notes_and_no_value() {
    let desk = Desk::new("attribution-sleep").await;
    let queue = desk.queue("").await;
    let first = id(&groups(&queue)[0]).to_owned();
    let selection = json!({ "ids": [first], "search": null });
    let sleep = asked(json!({ "groups": selection, "until": "2027-01-01" }));
    desk.call("attribution.snooze", sleep).await;
    let hidden = desk.queue("").await;
    assert_eq!(hidden["snoozedGroups"], 1);
    assert!(groups(&hidden).iter().all(|group| id(group) != first));
    assert_eq!(meter(&hidden), meter(&queue), "sleep is no attribution");
    desk.call("attribution.snooze", asked(json!({ "groups": selection, "until": null }))).await;
    assert_eq!(desk.queue("").await, queue, "woken, it is as before");
    let past = asked(json!({ "groups": selection, "until": "2026-01-01" }));
    assert!(desk.refused("attribution.snooze", past).await.contains("not in the future"));
    desk.call("attribution.note", asked(json!({ "groups": selection, "text": "ask finance" }))).await;
    assert_eq!(groups(&desk.queue("").await)[0]["note"], "ask finance");
    let told = desk.tag(&[&first], Value::Null, (Value::Null, Value::Null)).await;
    assert_eq!(meter(&told), meter(&queue), "to have no value is no attribution");
    assert!(groups(&desk.queue("").await).iter().all(|group| id(group) != first), "but it is decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_likely_is_told_with_its_reason_and_never_applied() {
    let desk = Desk::new("attribution-suggestions").await;
    let queue = desk.queue("").await;
    let keyed = |group: &&Value| group["key"].is_object();
    let first = groups(&queue).iter().find(keyed).unwrap();
    let is_same_key = |group: &&Value| group["key"] == first["key"] && id(group) != id(first);
    let other = groups(&queue).iter().find(is_same_key).expect("a key with two models");
    desk.tag(&[id(first)], json!("Search"), (Value::Null, Value::Null)).await;
    let before = desk.coverage().await;
    let request = |id: &str| asked(json!({ "id": id }));
    let detail = desk.call("attribution.group", request(id(other))).await;
    let suggestion = &detail["suggestions"][0];
    assert_eq!((&suggestion["value"], &suggestion["method"]), (&json!("Search"), &json!("key")));
    assert!(!suggestion["reason"].as_str().unwrap().is_empty());
    assert!(suggestion["right"].as_u64() <= suggestion["predicted"].as_u64());
    assert_eq!(desk.coverage().await, before, "it is said, and not done");
    let mut tagged = request(id(first));
    tagged["of"] = json!("Search");
    let detail = desk.call("attribution.group", tagged).await;
    assert_eq!(detail["suggestions"], json!([]), "what has a value gets none");
}
