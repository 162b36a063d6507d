//! Random sessions of decisions. Whatever is decided: every sum adds up to spend of record (invariants 1 and 5), undo and redo
//! go back and forth exactly while the history only grows (7), and a closed month stays (8).

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_core::ipc::dispatch;
use showback_tests::stage::{app, call};

use crate::closed::close;
use crate::desk::{Desk, asked, decimal, groups, id};

const ROUNDS: usize = 2;
const STEPS: usize = 26;
const TEAMS: [&str; 4] = ["Search", "Support", "Platform", "Shared"];

struct Dice(usize);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (self.0 >> 16) % sides.max(1)
    }

    fn dates(&mut self) -> (Value, Value) {
        match self.below(4) {
            0 => (json!("2026-09-20"), Value::Null),
            1 => (Value::Null, json!("2026-10-12")),
            _ => (Value::Null, Value::Null),
        }
    }
}

/// One decision, which may be refused; that changes nothing.
async fn decide(desk: &Desk, dice: &mut Dice) {
    let queue = desk.queue("").await;
    let team = TEAMS[dice.below(TEAMS.len())];
    let (from, until) = dice.dates();
    let some = groups(&queue).get(dice.below(groups(&queue).len()));
    let ids = json!(some.map(|group| vec![id(group)]).unwrap_or_default());
    let selection = json!({ "ids": ids, "search": null });
    let (command, request) = match dice.below(13) {
        0..=2 => {
            let value = if dice.below(6) == 0 { Value::Null } else { json!(team) };
            let tag = json!({ "groups": selection, "value": value, "from": from, "until": until });
            ("attribution.tag", asked(tag))
        }
        3 => {
            let selection = json!({ "ids": [], "search": (["mini", "haiku"][dice.below(2)]), "of": null });
            (
                "attribution.tag",
                asked(json!({ "groups": selection, "value": team, "from": from, "until": until })),
            )
        }
        4 => ("attribution.snooze", asked(json!({ "groups": selection, "until": "2027-02-01" }))),
        5 => ("attribution.note", asked(json!({ "groups": selection, "text": "ask finance" }))),
        6 => {
            let key = some.and_then(|group| group["key"]["id"].as_str()).unwrap_or("key").to_owned();
            let owner = json!({ "column": "key", "text": key, "dimension": "team", "value": team,
                "dates": { "from": from, "until": until } });
            (
                "attribution.ownerPut",
                json!({ "owner": owner, "replaces": null, "takesOver": dice.below(2) == 0 }),
            )
        }
        _ => wide(desk, dice, team, (from, until)).await,
    };
    let before = state(desk).await;
    if dispatch(&desk.app, command, request).await.is_err() {
        assert_eq!(state(desk).await, before, "{command} was refused and changed something");
    }
}

/// A decision that is about more than some groups of the queue.
async fn wide(
    desk: &Desk,
    dice: &mut Dice,
    team: &str,
    (from, until): (Value, Value),
) -> (&'static str, Value) {
    let always = json!({ "from": null, "until": null });
    match dice.below(6) {
        0 => {
            let ask = json!({ "range": asked(json!({}))["range"], "currency": null });
            let hash = desk.call("attribution.rules", ask).await["hash"].clone();
            let when = [
                "when.model_family = { glob = \"*mini*\" }",
                "when.provider = \"anthropic\"",
                "when.all = true",
            ];
            let text = format!(
                "[[rule]]\nid = \"r{}\"\n{}\nset.team = \"{team}\"\n",
                dice.below(9),
                when[dice.below(3)]
            );
            ("attribution.rulesApply", json!({ "text": text, "replaces": hash }))
        }
        1 => {
            let targets =
                json!([{ "value": "Search", "weight": null }, { "value": "Support", "weight": null }]);
            let method = ["even", "by_spend"][dice.below(2)];
            let source = ["Shared", "Platform"][dice.below(2)];
            let split = json!({ "name": "Shared", "dimension": "team", "source": source,
                "spreadsUnattributed": false, "method": method, "currency": null, "targets": targets, "dates": always });
            ("attribution.splitPut", json!({ "id": null, "split": split }))
        }
        2 => {
            let value = json!({ "dimension": "team", "name": format!("{team} 2"), "renames": team, "owner": null,
                "colour": null, "parent": null, "aliases": [], "dates": always });
            ("attribution.valuePut", value)
        }
        3 | 4 => {
            // What has a value is tagged anew.
            let selection = json!({ "ids": [], "search": (["gpt", "claude"][dice.below(2)]), "of": (TEAMS[dice.below(3)]) });
            (
                "attribution.tag",
                asked(json!({ "groups": selection, "value": team, "from": from, "until": until })),
            )
        }
        _ => {
            let post = json!({ "dimension": "team", "closedMonth": "2026-09", "postedMonth": "2026-10",
                "currency": null, "note": "" });
            ("attribution.correct", post)
        }
    }
}

async fn totals(desk: &Desk, dimension: &str, from: &str, to: &str) -> Value {
    let mut request = asked(json!({}));
    request["dimension"] = json!(dimension);
    request["range"] = json!({ "from": from, "to": to });
    let view = desk.call("attribution.totals", request).await;
    let sum = |of: &dyn Fn(&Value) -> Decimal| -> Decimal {
        view["totals"].as_array().unwrap().iter().map(of).sum()
    };
    let whole = decimal(&view["total"]["value"]);
    assert_eq!(sum(&|row| decimal(&row["amount"]["value"])), whole, "{dimension} adds up");
    assert_eq!(sum(&|row| decimal(&row["received"])), Decimal::ZERO);
    assert_eq!(sum(&|row| decimal(&row["corrected"])), Decimal::ZERO);
    for row in view["totals"].as_array().unwrap() {
        let months: Decimal = row["months"].as_array().unwrap().iter().map(decimal).sum();
        let grades: Decimal =
            row["grades"].as_array().unwrap().iter().map(|part| decimal(&part["value"])).sum();
        assert_eq!((months, grades), (decimal(&row["amount"]["value"]), decimal(&row["amount"]["value"])));
    }
    view
}

/// Everything that decisions come to.
async fn state(desk: &Desk) -> Value {
    let range = asked(json!({}))["range"].clone();
    let coverage = desk.coverage().await;
    let queue = desk.queue("").await;
    assert_eq!(coverage["meter"], queue["meter"]);
    json!({
        "teams": totals(desk, "team", "2026-09-01", "2026-11-01").await,
        "days": totals(desk, "team", "2026-09-11", "2026-10-17").await["totals"],
        "coverage": coverage,
        "queue": queue,
        "registry": desk.call("attribution.registry", json!({ "dimension": null })).await,
        "rules": desk.call("attribution.rules", json!({ "range": range, "currency": null })).await,
        "splits": desk.call("attribution.splits", asked(json!({}))).await,
    })
}

async fn entries(desk: &Desk) -> usize {
    desk.call("attribution.history", json!({})).await["entries"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_session_adds_up_is_undone_and_redone_exactly_and_leaves_closed_months_alone() {
    for round in 0..ROUNDS {
        let desk = Desk::new(&format!("attribution-session-{round}")).await;
        let mut dice = Dice(round * 7_919 + 3);
        for _ in 0..6 {
            decide(&desk, &mut dice).await;
        }
        let september = totals(&desk, "team", "2026-09-01", "2026-10-01").await;
        close(&desk, "2026-09");
        let mut states = vec![state(&desk).await];
        let first = entries(&desk).await;
        for step in 0..STEPS {
            decide(&desk, &mut dice).await;
            let now = state(&desk).await;
            if states.last() != Some(&now) {
                states.push(now);
            }
            let closed = totals(&desk, "team", "2026-09-01", "2026-10-01").await;
            assert_eq!(
                closed["totals"], september["totals"],
                "round {round}, step {step}: a closed month stays"
            );
            assert_eq!(closed["total"], september["total"]);
        }
        assert!(states.len() > STEPS / 3, "most decisions did something: {}", states.len());
        let made = entries(&desk).await;
        // An entry can leave every figure as it was, so states are met in their order, and not one for each.
        let mut at = states.len() - 1;
        for _ in first..made {
            desk.call("history.undo", json!({})).await;
            let now = state(&desk).await;
            at -= usize::from(now != states[at]);
            assert_eq!(now, states[at], "undo in round {round}");
        }
        assert_eq!(at, 0, "all of it is undone");
        for _ in first..made {
            desk.call("history.redo", json!({})).await;
            let now = state(&desk).await;
            at += usize::from(now != states[at]);
            assert_eq!(now, states[at], "redo in round {round}");
        }
        assert_eq!(at, states.len() - 1, "all of it is redone");
        assert_eq!(entries(&desk).await, (made + 2 * (made - first)).min(500), "the history only grows");
        let anew = app(&desk.folder, &desk.clock);
        let ask = asked(json!({}));
        assert_eq!(
            call(&anew, "attribution.totals", ask).await,
            states[at]["teams"],
            "and it survives the program"
        );
    }
}
