//! Rules through the contract: what a preview says is what saving does, and the same as evaluating everything anew.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_tests::stage::{app, call};

use crate::desk::{Desk, FROM, UNTIL, asked, decimal, groups, id};

fn ranged(more: Value) -> Value {
    let mut request = json!({ "range": { "from": FROM, "to": UNTIL }, "currency": null });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

async fn saved(desk: &Desk) -> Value {
    desk.call("attribution.rules", ranged(json!({}))).await
}

async fn preview(desk: &Desk, text: &str) -> Value {
    desk.call("attribution.rulesPreview", ranged(json!({ "text": text }))).await
}

async fn apply(desk: &Desk, text: &str) -> Value {
    let hash = saved(desk).await["hash"].clone();
    desk.call("attribution.rulesApply", json!({ "text": text, "replaces": hash })).await
}

async fn says(desk: &Desk, text: &str, words: &[&str]) {
    let view = preview(desk, text).await;
    assert_eq!(view["canApply"], false, "{text}");
    let hash = saved(desk).await["hash"].clone();
    let told = desk.refused("attribution.rulesApply", json!({ "text": text, "replaces": hash })).await;
    for word in words {
        assert!(told.contains(word), "says {word:?}: {told}");
    }
}

/// Gained less lost of teams, over all history.
fn moved(preview: &Value) -> (Decimal, Decimal, Decimal) {
    let Some(team) = preview["dimensions"].as_array().unwrap().iter().find(|one| one["dimension"] == "team")
    else {
        return (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
    };
    let of = |name: &str| decimal(&team[name]["amount"]["value"]);
    (of("gained"), of("lost"), of("changed"))
}

/// All history of the desk: the simulator's months.
async fn attributed(desk: &Desk) -> Decimal {
    let mut request = asked(json!({}));
    request["range"] = json!({ "from": "2026-01-01", "to": "2027-01-01" });
    decimal(&desk.call("attribution.coverage", request).await["meter"]["attributed"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_tells_what_saving_does_and_undo_takes_it_back() {
    let desk = Desk::new("attribution-rules").await;
    let before = attributed(&desk).await;
    let empty = saved(&desk).await;
    let text =
        "[[rule]]\nid = \"mini\"\nwhen.model_family = { glob = \"*mini*\" }\nset.team = \"Platform\"\n";
    let view = preview(&desk, text).await;
    let (gained, lost, changed) = moved(&view);
    assert!(gained > Decimal::ZERO && lost.is_zero() && changed.is_zero(), "{}", view["summary"]);
    assert_eq!(attributed(&desk).await, before, "a preview changes nothing");
    let team = &view["dimensions"][0];
    let months: Decimal =
        team["months"].as_array().unwrap().iter().map(|month| decimal(&month["gained"])).sum();
    let values: Decimal =
        team["values"].as_array().unwrap().iter().map(|value| decimal(&value["amount"])).sum();
    let rules: Decimal = team["rules"].as_array().unwrap().iter().map(|rule| decimal(&rule["amount"])).sum();
    assert_eq!((months, values, rules), (gained, gained, gained), "by month, by value and by rule");
    apply(&desk, text).await;
    assert_eq!(attributed(&desk).await, before + gained);

    // A narrower rule before it takes from it.
    let first = "[[rule]]\nid = \"first\"\nfrom = 2026-10-12\nwhen.model_family = { prefix = \"gpt\" }\nset.team = \"Search\"\n";
    let both = format!("{first}\n{text}");
    let view = preview(&desk, &both).await;
    let takes = view["dimensions"][0]["rules"].as_array().unwrap();
    assert!(takes.iter().any(|one| one["id"] == "first" && one["takesFrom"] == "mini"), "{takes:?}");
    apply(&desk, &both).await;
    let (gained_more, _, changed) = moved(&view);
    assert!(changed > Decimal::ZERO);
    assert_eq!(attributed(&desk).await, before + gained + gained_more);
    let rules = saved(&desk).await;
    assert_eq!(rules["rules"][0]["id"], "first");
    assert_eq!(rules["rules"][1]["position"], 2);

    let stale = json!({ "text": text, "replaces": empty["hash"] });
    let told = desk.refused("attribution.rulesApply", stale).await;
    assert!(told.contains("changed since"), "{told}");
    desk.call("history.undo", json!({})).await;
    desk.call("history.undo", json!({})).await;
    assert_eq!(saved(&desk).await, empty);
    assert_eq!(attributed(&desk).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_text_of_rules_comes_to_the_same_as_reading_everything_anew() {
    let desk = Desk::new("attribution-rules-any").await;
    let queue = desk.queue("").await;
    desk.tag(&[id(&groups(&queue)[0])], json!("Search"), (json!("2026-09-20"), Value::Null)).await;
    let mut draw = 11_usize;
    let mut dice = move |sides: usize| {
        draw = draw.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        (draw >> 16) % sides
    };
    let conditions = [
        "when.model_family = { glob = \"*mini*\" }",
        "when.provider = \"openai\"",
        "when.model_family = { prefix = \"claude\" }",
        "when.key_name = { told = true }",
        "when.not = { project_name = { regex = \"^[a-m]\" } }",
        "when.all = true",
    ];
    for round in 0..12 {
        let mut text = String::new();
        for at in 0..dice(6) {
            let mode = ["", "mode = \"force\"\n", "stop = true\n"][dice(3)];
            let from = ["", "from = 2026-09-17\n", "until = 2026-10-05\n"][dice(3)];
            let name = if dice(2) == 0 { format!("r{at}") } else { format!("other{at}") };
            let set = ["set.team = \"A\"", "set.team = \"B\"", "set.product = { column = \"model_family\" }"]
                [dice(3)];
            let when = conditions[dice(conditions.len())];
            text.push_str(&format!("[[rule]]\nid = \"{name}\"\n{from}{when}\n{set}\n{mode}\n"));
        }
        let was = attributed(&desk).await;
        let (gained, lost, _) = moved(&preview(&desk, &text).await);
        apply(&desk, &text).await;
        assert_eq!(attributed(&desk).await, was + gained - lost, "round {round}:\n{text}");
        let anew = app(&desk.folder, &desk.clock);
        for (command, request) in [
            ("attribution.rules", ranged(json!({}))),
            ("attribution.totals", asked(json!({}))),
            ("attribution.coverage", asked(json!({}))),
        ] {
            assert_eq!(
                desk.call(command, request.clone()).await,
                call(&anew, command, request).await,
                "{text}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_cannot_be_are_refused_with_their_place() {
    let desk = Desk::new("attribution-rules-refused").await;
    let rule = |rest: &str| format!("[[rule]]\nid = \"a\"\n{rest}\n");
    says(&desk, &rule("when.key = \"k\"\nset.colour = \"x\""), &["line", "colour"]).await;
    says(&desk, &rule("set.team = \"x\""), &["when"]).await;
    says(&desk, &rule("when = {}\nset.team = \"x\""), &["when.all = true"]).await;
    let regex = format!("when.key = {{ regex = \"(?:a{{1000}}){{1000}}{}\" }}\nset.team = \"x\"", "b");
    says(&desk, &rule(&regex), &["too large"]).await;
    says(&desk, "[[rule]\n", &["line 1"]).await;
    let dates = json!({ "from": "2026-10-01", "until": null });
    let value = json!({ "dimension": "team", "name": "New", "renames": null, "owner": null, "colour": null,
        "parent": null, "aliases": ["fresh"], "dates": dates });
    desk.call("attribution.valuePut", value).await;
    says(&desk, &rule("when.key = \"k\"\nset.team = \"fresh\""), &["New", "from 2026-10-01 on"]).await;
    apply(&desk, &rule("from = 2026-10-01\nwhen.key = \"k\"\nset.team = \"fresh\"")).await;
    let used = desk.refused("attribution.valueRemove", json!({ "dimension": "team", "name": "New" })).await;
    assert!(used.contains("in use: 1 rule"), "{used}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_rule_is_edited_and_every_other_byte_stays() {
    let desk = Desk::new("attribution-rule-edit").await;
    let text = "# ours\n[[rule]]\nid = \"a\"\nwhen.key = \"k\"   # the key\nset.team = \"A\"\n\n[[rule]]\nid = \"b\"\nwhen.all = true\nset.team = { lookup = \"project\", table = \"t\" }\n\n[table.t]\np = \"B\"\n";
    let edit = |kind: &str, id: Value, rule: Value, before: Value| json!({ "text": text, "kind": kind, "id": id, "rule": rule, "before": before });
    let added = "[[rule]]\nid = \"c\"\nwhen.user = \"u\"\nset.team = { lookup = \"user\", table = \"t\" }\n";
    let told = desk.call("attribution.ruleEdit", edit("add", Value::Null, json!(added), json!("b"))).await;
    let told = told["text"].as_str().unwrap();
    assert!(told.starts_with("# ours\n[[rule]]\nid = \"a\"\nwhen.key = \"k\"   # the key\n"), "{told}");
    let (a, c, b) = (told.find("\"a\"").unwrap(), told.find("\"c\"").unwrap(), told.find("\"b\"").unwrap());
    assert!(a < c && c < b, "{told}");
    let told = desk.call("attribution.ruleEdit", edit("move", json!("b"), Value::Null, json!("a"))).await;
    let told = told["text"].as_str().unwrap();
    assert!(told.find("\"b\"").unwrap() < told.find("\"a\"").unwrap(), "{told}");
    let told = desk.call("attribution.ruleEdit", edit("remove", json!("a"), Value::Null, Value::Null)).await;
    assert!(!told["text"].as_str().unwrap().contains("the key"));
    let two = format!("{added}\n{}", added.replace("\"c\"", "\"d\""));
    let refused =
        desk.refused("attribution.ruleEdit", edit("replace", json!("a"), json!(two), Value::Null)).await;
    assert!(refused.contains("exactly one"), "{refused}");
    let refused =
        desk.refused("attribution.ruleEdit", edit("remove", json!("z"), Value::Null, Value::Null)).await;
    assert!(refused.contains("no rule"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_becomes_a_rule_that_covers_it_and_nothing_else() {
    let desk = Desk::new("attribution-propose").await;
    let queue = desk.queue("").await;
    let chosen: Vec<&Value> =
        groups(&queue).iter().filter(|group| group["key"].is_object()).take(2).collect();
    let ids: Vec<&str> = chosen.iter().map(|group| id(group)).collect();
    let selection = json!({ "ids": ids, "search": null });
    let request = asked(json!({ "groups": selection, "value": "Search Team" }));
    let proposals = desk.call("attribution.rulePropose", request).await["proposals"].clone();
    let tight = &proposals[0];
    assert_eq!((&tight["id"], &tight["extraSeries"]), (&json!("search-team"), &json!(0)), "{tight}");
    let amount: Decimal = chosen.iter().map(|group| decimal(&group["amount"]["value"])).sum();
    assert_eq!(decimal(&tight["amount"]["value"]), amount);
    let before = decimal(&queue["meter"]["attributed"]);
    apply(&desk, tight["text"].as_str().unwrap()).await;
    let after = desk.queue("").await;
    assert_eq!(decimal(&after["meter"]["attributed"]), before + amount, "it attributes what was selected");
    desk.call("history.undo", json!({})).await;
    for looser in proposals.as_array().unwrap().iter().skip(1) {
        apply(&desk, looser["text"].as_str().unwrap()).await;
        let meter = decimal(&desk.queue("").await["meter"]["attributed"]);
        assert_eq!(meter, before + amount + decimal(&looser["extraAmount"]["value"]), "{looser}");
        assert!(!looser["extraExamples"].as_array().unwrap().is_empty());
        desk.call("history.undo", json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_beside_rules_run_on_each_edit_and_keep_a_broken_text_from_being_saved() {
    let desk = Desk::new("attribution-fixtures").await;
    let rules = "[[rule]]\nid = \"a\"\nfrom = 2026-10-12\nwhen.key = \"k\"\nset.team = \"Search\"\n";
    let test = |name: &str, on: &str, team: &str| {
        format!(
            "\n[[test]]\nname = \"{name}\"\nwith = {{ key = \"k\" }}\non = {on}\nexpect = {{ team = \"{team}\" }}\n"
        )
    };
    let good =
        format!("{rules}{}{}", test("before", "2026-10-11", ""), test("after", "2026-10-12", "Search"));
    let view = apply(&desk, &good).await;
    assert!(view["tests"].as_array().unwrap().iter().all(|test| test["passed"] == true), "{}", view["tests"]);
    let bad = format!("{rules}{}", test("the move", "2026-10-11", "Search"));
    says(&desk, &bad, &["1 test of the rules does not hold", "the move"]).await;
    let shown = preview(&desk, &bad).await;
    assert_eq!(shown["tests"][0]["passed"], false);
    assert!(!shown["tests"][0]["detail"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_hardly_meant_is_said_at_the_rule_and_saved_all_the_same() {
    let desk = Desk::new("attribution-lint").await;
    let text = "[[rule]]\nid = \"all\"\nwhen.all = true\nset.team = \"A\"\n\n[[rule]]\nid = \"late\"\nwhen.provider = \"openai\"\nset.team = \"B\"\n\n[[rule]]\nid = \"dead\"\nwhen.key = \"no such key\"\nset.team = \"C\"\n";
    let view = apply(&desk, text).await;
    let findings = |at: usize| view["rules"][at]["findings"].as_array().unwrap().clone();
    assert!(findings(1).iter().any(|one| one["what"].as_str().unwrap().contains("all")), "{:?}", findings(1));
    assert!(
        findings(2).iter().any(|one| one["what"].as_str().unwrap().contains("matches nothing")),
        "{:?}",
        findings(2)
    );
    assert_eq!(findings(2)[0]["line"], 11);
    assert!(findings(1).iter().chain(&findings(2)).all(|one| one["isError"] == false));
}
