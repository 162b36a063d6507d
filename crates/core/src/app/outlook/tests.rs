//! Forecasts, anomalies and budgets of a workspace, through the contract.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::App;
use crate::app::tests::{call, options, refused};
use crate::kernel::{Problem, ProblemCode};

/// A workspace without accounts whose requests tell ten dollars a day until yesterday, and now and then more.
async fn spent(folder: &std::path::Path, of_day: impl Fn(i64) -> i64) -> Arc<App> {
    let app = App::start(options(folder));
    call(&app, "workspace.get", json!({})).await;
    let first = chrono::NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
    app.workspace()
        .unwrap()
        .store
        .write::<_, Problem>(|tx| {
            for (place, day) in first.iter_days().take(114).enumerate() {
                let nanos = of_day(i64::try_from(place).unwrap()) * 1_000_000_000;
                for currency in ["USD", "EUR"] {
                    tx.execute(
                        "INSERT INTO spend_lines VALUES (?1, 0, ?2, 0, 0, 'seen', 'A', 'rated', ?3, 0, 0, 0, 0, ?3, 0, 0,
                            0, NULL, NULL)",
                        rusqlite::params![day.to_string(), currency, nanos],
                    )?;
                }
            }
            tx.execute_batch(
                "INSERT INTO spend_sums
                    SELECT day, connection_id, currency, level, grade, basis, amount_nanos, 0, 0, 0, 0, input_nanos, 0, 0, 0
                    FROM spend_lines",
            )?;
            Ok(())
        })
        .unwrap();
    app
}

fn draft(name: &str, parent: Value) -> Value {
    json!({ "name": name, "parent": parent, "amount": "200", "currency": "usd", "from": "2026-10" })
}

#[tokio::test(flavor = "multi_thread")]
async fn currencies_are_foreseen_each_on_its_own_and_the_last_day_told_is_not_taught() {
    let folder = tempfile::tempdir().unwrap();
    let app = spent(folder.path(), |_| 10).await;
    let view = call(&app, "forecast.get", json!({})).await;
    let forecasts = view["forecasts"].as_array().unwrap();
    assert_eq!(forecasts.iter().map(|one| &one["currency"]).collect::<Vec<_>>(), ["EUR", "USD"]);
    let one = &forecasts[1];
    assert_eq!(
        (&one["known"]["value"], &one["knownDays"]),
        (&json!("210"), &json!(21)),
        "22 November may grow"
    );
    assert_eq!((&one["expected"]["value"], &one["expected"]["basis"]), (&json!("300"), &json!("forecast")));
    assert_eq!(one["days"].as_array().unwrap().len(), 30);
    let asked = json!({ "currency": "EUR", "priceChanges": [{ "day": "2026-11-26", "percent": "-50" }] });
    let view = call(&app, "forecast.get", asked).await;
    assert_eq!(view["forecasts"].as_array().unwrap().len(), 1);
    assert_eq!(view["forecasts"][0]["expected"]["value"], json!("275"), "five days at half the price");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_spend_there_is_no_forecast_and_no_zero() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let view = call(&app, "forecast.get", json!({})).await;
    assert_eq!(view["forecasts"], json!([]));
    assert!(view["notes"].to_string().contains("there is no spend of record"), "{view}");
}

#[tokio::test(flavor = "multi_thread")]
async fn feedback_keeps_an_anomaly_quiet_until_it_is_undone() {
    let folder = tempfile::tempdir().unwrap();
    let app = spent(folder.path(), |place| if place == 108 { 90 } else { 10 }).await;
    let listed = || call(&app, "anomalies.list", json!({ "currency": "USD" }));
    let view = listed().await;
    let found = view["anomalies"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{view}");
    assert_eq!((&found[0]["start"], &found[0]["expected"]["value"]), (&json!("2026-11-17"), &json!("10")));
    let id = found[0]["id"].clone();
    call(&app, "anomalies.feedback", json!({ "id": id, "verdict": "expected" })).await;
    assert_eq!(listed().await["anomalies"], json!([]));
    let all = call(&app, "anomalies.list", json!({ "currency": "USD", "includesDismissed": true })).await;
    assert_eq!(all["anomalies"][0]["dismissed"], json!("expected"));
    let other = call(&app, "anomalies.list", json!({ "currency": "EUR" })).await;
    assert_eq!(other["anomalies"].as_array().unwrap().len(), 1, "another currency is another cell");
    call(&app, "history.undo", json!({})).await;
    assert_eq!(listed().await["anomalies"].as_array().unwrap().len(), 1);
    let gone = refused(&app, "anomalies.feedback", json!({ "id": "nothing", "verdict": "expected" })).await;
    assert_eq!(gone.code, ProblemCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_tells_what_is_spent_of_it_and_when_it_is_used_up() {
    let folder = tempfile::tempdir().unwrap();
    let app = spent(folder.path(), |_| 10).await;
    call(&app, "budgets.put", draft("company", json!(null))).await;
    let view = call(&app, "budgets.list", json!({})).await;
    let month = &view["budgets"][0]["month"];
    assert_eq!((&month["spent"]["value"], &month["shareBasisPoints"]), (&json!("210"), &json!(10_500)));
    assert_eq!((&month["breachOn"], &month["isBreached"]), (&json!("2026-11-21"), &json!(true)));
    assert_eq!(month["days"][29]["budgetLine"], json!("200"));
    let later = call(&app, "budgets.list", json!({ "month": "2026-09" })).await;
    assert_eq!(later["budgets"][0]["month"], json!(null), "it begins in October");
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_come_to_more_than_their_budget_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let app = spent(folder.path(), |_| 10).await;
    let company = call(&app, "budgets.put", draft("company", json!(null))).await["id"].clone();
    for name in ["search", "ads"] {
        call(&app, "budgets.put", draft(name, company.clone())).await;
    }
    let view = call(&app, "budgets.list", json!({})).await;
    let names: Vec<&Value> = view["budgets"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["company", "ads", "search"], "parts follow what they are a part of");
    assert_eq!(view["budgets"][0]["overAllocatedBy"]["value"], json!("200"));
    assert_eq!(view["budgets"][1]["overAllocatedBy"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_budget_keeps_its_id_and_is_undone_and_redone() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let company = call(&app, "budgets.put", draft("company", json!(null))).await["id"].clone();
    let part = call(&app, "budgets.put", draft("search", company.clone())).await["id"].clone();
    let mut changed = draft("company", json!(null));
    changed["id"] = company.clone();
    changed["amount"] = json!("350.5");
    assert_eq!(call(&app, "budgets.put", changed.clone()).await["id"], company);
    let amount =
        || async { call(&app, "budgets.list", json!({})).await["budgets"][0]["amount"]["value"].clone() };
    assert_eq!(amount().await, json!("350.5"));
    call(&app, "history.undo", json!({})).await;
    assert_eq!(amount().await, json!("200"));
    call(&app, "history.redo", json!({})).await;
    assert_eq!(amount().await, json!("350.5"));
    let has_parts = refused(&app, "budgets.remove", json!({ "id": company })).await;
    assert_eq!(has_parts.code, ProblemCode::NotAllowedNow);
    call(&app, "budgets.remove", json!({ "id": part })).await;
    call(&app, "budgets.remove", json!({ "id": company })).await;
    assert_eq!(call(&app, "budgets.list", json!({})).await["budgets"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_that_cannot_be_kept_is_refused_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let company = call(&app, "budgets.put", draft("company", json!(null))).await["id"].clone();
    let part = call(&app, "budgets.put", draft("search", company.clone())).await["id"].clone();
    let with = |field: &str, value: Value| {
        let mut request = draft("ads", json!(null));
        request[field] = value;
        request
    };
    for (request, said) in [
        (with("amount", json!("-1")), "is below zero"),
        (with("amount", json!("a lot")), "is not an amount"),
        (with("until", json!("2026-09")), "its last month must not be before its first"),
        (with("from", json!("2026-13")), "is not a month"),
        (
            with("filters", json!([{ "dimension": "colour", "value": "red" }])),
            "there is no dimension \"colour\"",
        ),
        (with("parent", json!(99)), "there is no budget with the id 99"),
        (with("currency", json!("dollars")), "is not a currency"),
    ] {
        let problem = refused(&app, "budgets.put", request).await;
        assert!(problem.message.contains(said), "{problem:?}");
    }
    let mut cycle = draft("company", part);
    cycle["id"] = company;
    let problem = refused(&app, "budgets.put", cycle).await;
    assert!(problem.message.contains("would be a part of itself"), "{problem:?}");
}
