//! Dimensions, values and owners: what changes follow their names, and what is refused and why.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::desk::{Desk, asked, decimal, groups, id};

fn always() -> Value {
    json!({ "from": null, "until": null })
}

fn value(name: &str, more: Value) -> Value {
    let mut draft = json!({ "dimension": "team", "name": name, "renames": null, "owner": null, "colour": null,
        "parent": null, "aliases": [], "dates": always() });
    for (name, value) in more.as_object().unwrap() {
        draft[name] = value.clone();
    }
    draft
}

fn owner(column: &str, text: &str, value: &str, dates: Value) -> Value {
    let owner =
        json!({ "column": column, "text": text, "dimension": "team", "value": value, "dates": dates });
    json!({ "owner": owner, "replaces": null, "takesOver": false })
}

async fn attributed(desk: &Desk) -> Decimal {
    decimal(&desk.coverage().await["meter"]["attributed"])
}

async fn says(desk: &Desk, command: &str, request: Value, words: &[&str]) {
    let told = desk.refused(command, request).await;
    for word in words {
        assert!(told.contains(word), "{command} says {word:?}: {told}");
    }
}

async fn why(desk: &Desk, group: &str, on: &str) -> Value {
    desk.call("attribution.why", asked(json!({ "subject": null, "group": group, "on": on }))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_of_a_key_owns_its_days_and_another_takes_over() {
    let desk = Desk::new("attribution-owners").await;
    let queue = desk.queue("").await;
    let group = groups(&queue).iter().find(|group| group["key"].is_object()).unwrap().clone();
    let key = group["key"]["id"].as_str().unwrap();
    let before = attributed(&desk).await;
    let registry = desk.call("attribution.ownerPut", owner("key", key, "Search", always())).await;
    assert_eq!(registry["owners"][0]["owner"]["value"], "Search");
    let names: Vec<&Value> =
        registry["values"].as_array().unwrap().iter().map(|one| &one["value"]["name"]).collect();
    assert!(names.contains(&&json!("Search")), "a new value is registered");
    let whole = attributed(&desk).await;
    assert!(whole - before >= decimal(&group["amount"]["value"]), "every group of the key is owned");

    let from = json!({ "from": "2026-10-12", "until": null });
    let refused = ["has the owner", "Search", "take over"];
    says(&desk, "attribution.ownerPut", owner("key", key, "Support", from.clone()), &refused).await;
    let mut taking = owner("key", key, "Support", from);
    taking["takesOver"] = json!(true);
    let registry = desk.call("attribution.ownerPut", taking).await;
    assert_eq!(registry["owners"].as_array().unwrap().len(), 2);
    assert_eq!(registry["owners"][0]["owner"]["dates"]["until"], "2026-10-12");
    assert_eq!(attributed(&desk).await, whole, "no day is without an owner");
    assert_eq!(why(&desk, id(&group), "2026-10-11").await["winner"]["value"], "Search");
    let after = why(&desk, id(&group), "2026-10-12").await;
    assert_eq!((&after["winner"]["value"], &after["winner"]["kind"]), (&json!("Support"), &json!("owner")));

    let gone = json!({ "id": registry["owners"][0]["id"] });
    desk.call("attribution.ownerRemove", gone.clone()).await;
    assert!(attributed(&desk).await < whole);
    says(&desk, "attribution.ownerRemove", gone, &["no owner"]).await;
    says(&desk, "attribution.ownerPut", owner("model", "gpt", "Search", always()), &["cannot have an owner"])
        .await;
    let back = json!({ "from": "2026-10-12", "until": "2026-10-12" });
    says(&desk, "attribution.ownerPut", owner("key", "k", "Search", back), &["before it begins"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn values_are_renamed_merged_and_removed_with_what_was_tagged() {
    let desk = Desk::new("attribution-values").await;
    let queue = desk.queue("").await;
    let (one, two) = (id(&groups(&queue)[0]), id(&groups(&queue)[1]));
    desk.tag(&[one], json!("Serch"), (Value::Null, Value::Null)).await;
    desk.tag(&[two], json!("Search"), (Value::Null, Value::Null)).await;
    let tagged = attributed(&desk).await;
    let day = "2026-10-20";

    let taken = value("Search", json!({ "renames": "Serch" }));
    says(&desk, "attribution.valuePut", taken, &["is a name of", "merge the two"]).await;
    desk.call("attribution.valuePut", value("Find", json!({ "renames": "Serch" }))).await;
    assert_eq!(why(&desk, one, day).await["winner"]["value"], "Find", "the tag follows the name");
    let merge = json!({ "dimension": "team", "from": "Find", "into": "Search" });
    let registry = desk.call("attribution.valueMerge", merge.clone()).await;
    let search =
        registry["values"].as_array().unwrap().iter().find(|one| one["value"]["name"] == "Search").unwrap();
    assert_eq!(search["value"]["aliases"], json!(["Find", "Serch"]));
    assert_eq!(why(&desk, one, day).await["winner"]["value"], "Search");
    assert_eq!(attributed(&desk).await, tagged, "names move no money");
    says(&desk, "attribution.valueMerge", merge, &["no value", "Find"]).await;

    let remove = json!({ "dimension": "team", "name": "Search" });
    says(&desk, "attribution.valueRemove", remove, &["in use", "2 tags by hand"]).await;
    let early = json!({ "dates": { "from": null, "until": "2026-10-01" }, "aliases": ["Find", "Serch"] });
    desk.call("attribution.valuePut", value("Search", early)).await;
    assert!(attributed(&desk).await < tagged, "tags end with their value");
    let third = id(&groups(&queue)[2]);
    let selection = json!({ "ids": [third], "search": null });
    let late = asked(json!({ "groups": selection, "value": "Search", "from": "2026-10-05", "until": null }));
    says(&desk, "attribution.tag", late, &["exists before 2026-10-01", "from 2026-10-05 on"]).await;
    for _ in 0..3 {
        desk.call("history.undo", json!({})).await;
    }
    assert_eq!(why(&desk, one, day).await["winner"]["value"], "Serch", "undo gives the name back");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_registry_cannot_be_is_refused_with_its_remedy() {
    let desk = Desk::new("attribution-refusals").await;
    let queue = json!({ "search": null, "includesSnoozed": false, "page": { "offset": 0, "limit": 1 } });
    let mut unknown = asked(queue);
    unknown["dimension"] = json!("colour");
    says(&desk, "attribution.queue", unknown, &["colour", "is not known", "team, product"]).await;
    let put = |name: &str, inherits: Value| json!({ "name": name, "label": "Own", "inherits": inherits });
    says(&desk, "attribution.dimensionPut", put("Own One", Value::Null), &["lower-case letters"]).await;
    says(&desk, "attribution.dimensionPut", put("own", json!("colour")), &["no column", "meta.NAME"]).await;
    desk.call("attribution.dimensionPut", put("own", json!("meta.own"))).await;
    says(&desk, "attribution.dimensionRemove", json!({ "name": "team" }), &["of every workspace"]).await;
    let mut own = value("A", json!({}));
    own["dimension"] = json!("own");
    desk.call("attribution.valuePut", own).await;
    says(&desk, "attribution.dimensionRemove", json!({ "name": "own" }), &["in use: 1 value"]).await;
    desk.call("attribution.valueRemove", json!({ "dimension": "own", "name": "A" })).await;
    let registry = desk.call("attribution.dimensionRemove", json!({ "name": "own" })).await;
    assert!(registry["dimensions"].as_array().unwrap().iter().all(|one| one["name"] != "own"));

    says(&desk, "attribution.valuePut", value(" ", json!({})), &["has no name"]).await;
    says(&desk, "attribution.valuePut", value("A", json!({ "colour": "red" })), &["#rrggbb"]).await;
    says(&desk, "attribution.valuePut", value("A", json!({ "parent": "B" })), &["no value", "B"]).await;
    desk.call("attribution.valuePut", value("A", json!({ "aliases": ["first"] }))).await;
    desk.call("attribution.valuePut", value("B", json!({ "parent": "first" }))).await;
    says(
        &desk,
        "attribution.valuePut",
        value("A", json!({ "parent": "B" })),
        &["part of itself", "A in B in A"],
    )
    .await;
    says(
        &desk,
        "attribution.valueRemove",
        json!({ "dimension": "team", "name": "A" }),
        &["1 value below it"],
    )
    .await;
    let same = json!({ "dimension": "team", "from": "A", "into": "A" });
    says(&desk, "attribution.valueMerge", same, &["part of itself"]).await;
    let dated = value("C", json!({ "dates": { "from": "2026-09-01", "until": null } }));
    desk.call("attribution.valuePut", dated).await;
    let wider = json!({ "dimension": "team", "from": "A", "into": "C" });
    says(&desk, "attribution.valueMerge", wider, &["exists always", "from 2026-09-01 on"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_point_of_the_history_can_be_restored_as_a_new_entry() {
    let desk = Desk::new("attribution-history").await;
    let queue = desk.queue("").await;
    let mut meters = vec![attributed(&desk).await];
    for (at, group) in groups(&queue).iter().take(6).enumerate() {
        desk.tag(&[id(group)], json!(["Search", "Support"][at % 2]), (Value::Null, Value::Null)).await;
        meters.push(attributed(&desk).await);
    }
    desk.call("history.undo", json!({})).await;
    desk.call("history.undo", json!({})).await;
    let history = desk.call("attribution.history", json!({})).await;
    let entries = history["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 8, "an undo is an entry");
    let current: Vec<bool> = entries.iter().map(|entry| entry["isCurrent"].as_bool().unwrap()).collect();
    assert_eq!(
        current,
        [true, false, false, false, true, false, false, false],
        "the fourth tag is how it is"
    );
    for (back, meter) in [(2, meters[6]), (7, meters[1]), (5, meters[3])] {
        let request = json!({ "id": entries[back]["id"] });
        let after = desk.call("attribution.restore", request).await;
        assert_eq!(attributed(&desk).await, meter, "restored to the entry {back} back");
        assert_eq!(after["entries"][0]["kind"], "restore");
    }
    desk.call("history.undo", json!({})).await;
    assert_eq!(attributed(&desk).await, meters[1], "and undo takes a restore back");
    says(&desk, "attribution.restore", json!({ "id": 999_999 }), &["no entry 999999"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_owners_is_brought_whole_or_not_at_all() {
    let desk = Desk::new("attribution-directory").await;
    let queue = desk.queue("").await;
    let group = groups(&queue).iter().find(|group| group["key"].is_object()).unwrap().clone();
    let key = group["key"]["id"].as_str().unwrap();
    let table = |text: &str| json!({ "path": null, "text": text });
    let good = format!("key,team,cost_centre,from\n{key},Search,4711,\n{key},Support,4711,2026-10-12\n");
    let overlap = desk.call("attribution.directoryPreview", table(&good)).await;
    assert!(!overlap["findings"].as_array().unwrap().is_empty(), "one key cannot be of two teams on a day");
    let before = attributed(&desk).await;
    let good = format!(
        "key,team,cost_centre,from,until\n{key},Search,4711,,2026-10-12\n{key},Support,4711,2026-10-12,\n"
    );
    let view = desk.call("attribution.directoryPreview", table(&good)).await;
    assert_eq!(view["findings"], json!([]), "{view}");
    assert_eq!(view["newValues"], json!(["cost_centre: 4711", "team: Search", "team: Support"]), "{view}");
    assert_eq!(attributed(&desk).await, before, "a preview brings nothing");
    desk.call("attribution.directoryImport", table(&good)).await;
    assert!(attributed(&desk).await > before);
    assert_eq!(why(&desk, id(&group), "2026-10-11").await["winner"]["value"], "Search");
    assert_eq!(why(&desk, id(&group), "2026-10-12").await["winner"]["value"], "Support");
    let again = desk.call("attribution.directoryPreview", table(&good)).await;
    assert_eq!(again["newOwners"], 0, "the same table brings nothing twice");

    let later = format!("key,team,from\n{key},Platform,2026-10-20\n");
    desk.call("attribution.directoryImport", table(&later)).await;
    assert_eq!(why(&desk, id(&group), "2026-10-19").await["winner"]["value"], "Support");
    assert_eq!(why(&desk, id(&group), "2026-10-20").await["winner"]["value"], "Platform", "it takes over");
    let clash = format!("key,team\nother,Search\n{key},Search\n");
    says(&desk, "attribution.directoryImport", table(&clash), &["line 3", "has the owner"]).await;
    says(&desk, "attribution.directoryImport", table("key,colour\nk,red\n"), &["colour"]).await;
    let missing = json!({ "path": desk.folder.join("none.csv"), "text": null });
    says(&desk, "attribution.directoryImport", missing, &["there is no file"]).await;
    desk.call("history.undo", json!({})).await;
    desk.call("history.undo", json!({})).await;
    assert_eq!(attributed(&desk).await, before);
}
