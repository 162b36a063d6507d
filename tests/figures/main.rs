//! Twelve months of both providers through the contract equal the simulator's own books exactly, also after
//! restatements.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed step of a test ends it")]

mod rated;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use serde_json::json;
use showback_core::app::App;
use showback_core::kernel::FixedClock;
use showback_simulator::{BookCharge, Provider, Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::Folder;
use showback_tests::stage::{app, call, connect};

const FROM: &str = "2026-01-01";

type Sums = BTreeMap<Option<String>, Decimal>;

fn charges(simulator: &SimulatorHandle) -> Vec<BookCharge> {
    let from: NaiveDate = FROM.parse().unwrap();
    let to = simulator.now().date_naive().succ_opt().unwrap();
    let books = simulator.books();
    let mut charges = books.charges(Provider::OpenAi, from, to);
    charges.extend(books.charges(Provider::Anthropic, from, to));
    charges
}

fn booked(charges: &[BookCharge], value: impl Fn(&BookCharge) -> Option<String>) -> Sums {
    let mut sums = Sums::new();
    for charge in charges {
        *sums.entry(value(charge)).or_default() += charge.amount_usd;
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

async fn answered(app: &Arc<App>, by: &str, to: &str) -> Sums {
    answered_as(app, "billed", by, to).await
}

async fn answered_as(app: &Arc<App>, measure: &str, by: &str, to: &str) -> Sums {
    let mut sums = Sums::new();
    for offset in [0, 1000] {
        let request = json!({
            "measure": measure, "by": [by], "range": { "from": FROM, "to": to },
            "page": { "offset": offset, "limit": 1000 },
        });
        let view = call(app, "spend.query", request).await;
        for row in view["rows"].as_array().unwrap() {
            let value = row["keys"][0]["value"].as_str().map(str::to_owned);
            *sums.entry(value).or_default() +=
                row["amount"]["value"].as_str().unwrap().parse::<Decimal>().unwrap();
        }
    }
    sums.retain(|_, sum| !sum.is_zero());
    sums
}

async fn check(app: &Arc<App>, simulator: &SimulatorHandle) {
    let charges = charges(simulator);
    let to = simulator.now().date_naive().succ_opt().unwrap().to_string();
    let by_day = booked(&charges, |charge| Some(charge.day.to_string()));
    assert_eq!(answered(app, "day", &to).await, by_day, "by day");
    let by_project = booked(&charges, |charge| Some(charge.project_id.clone()));
    assert_eq!(answered(app, "project", &to).await, by_project, "by project");
    let by_key = booked(&charges, |charge| Some(charge.key_id.clone().unwrap_or_default()));
    assert_eq!(answered(app, "key", &to).await, by_key, "by key");
    // Without a gateway spend of record is what was billed, wherever usage explains it and wherever not.
    assert_eq!(answered_as(app, "spend", "day", &to).await, by_day, "spend by day");
    assert_eq!(answered_as(app, "spend", "project", &to).await, by_project, "spend by project");
    let whole: Decimal = charges.iter().map(|charge| charge.amount_usd).sum();
    let request = json!({ "range": { "from": FROM, "to": to }, "split": "key" });
    let overview = call(app, "overview.get", request).await;
    assert_eq!(overview["billed"]["value"].as_str().unwrap().parse::<Decimal>().unwrap(), whole);
    for breakdown in overview["breakdowns"].as_array().unwrap() {
        let rows = breakdown["rows"].as_array().unwrap();
        let sum: Decimal =
            rows.iter().map(|row| row["amount"]["value"].as_str().unwrap().parse::<Decimal>().unwrap()).sum();
        assert_eq!(sum, whole, "by {}", breakdown["dimension"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_both_providers_equals_the_books_also_after_restatements() {
    let options =
        SimulatorOptions { now: "2026-12-28T12:00:00Z".parse().unwrap(), ..SimulatorOptions::default() };
    let clock = Arc::new(FixedClock::new(options.now));
    let simulator = Simulator::start(options).await.unwrap();
    let folder = Folder::new("figures").unwrap();
    let app = app(&folder, &clock);
    connect(&app, &simulator, FROM).await;
    check(&app, &simulator).await;
    for days in [1, 3, 10] {
        let now = simulator.now() + TimeDelta::days(days);
        clock.set(now);
        simulator.set_now(now);
        call(&app, "sync.start", json!({})).await;
        app.idle().await;
        check(&app, &simulator).await;
    }
    let restated =
        call(&app, "spend.changes", json!({ "since": "2026-12-29T00:00:00Z", "onlyRestated": true })).await;
    assert!(restated["total"].as_i64().unwrap() > 0, "restated days are told");
}
