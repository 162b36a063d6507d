//! What the simulated company's usage costs by the price book, held against what its providers bill.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_core::app::App;
use showback_core::kernel::FixedClock;
use showback_simulator::{
    Billing, CompanyOptions, Provider, Simulator, SimulatorOptions, StalePrice, TokenDiscount,
};
use showback_tests::Folder;
use showback_tests::stage::{app, call, connect};

/// Prompts of the simulated company are short but for one workload; its daily rows do not tell so.
const SHORT_PROMPTS: &str = r#"
[[assume]]
id = "short-prompts"
reason = "no service of ours sends prompts beyond the first band"
takes = { over = 0 }
"#;

/// A synced workspace with the contract in force and everything rated by it.
async fn rated(folder: &Folder, billing: Billing, from: &str, contract: &str) -> Arc<App> {
    let company = CompanyOptions { billing, ..CompanyOptions::default() };
    let options = SimulatorOptions { company, ..SimulatorOptions::default() };
    let clock = Arc::new(FixedClock::new(options.now));
    let simulator = Simulator::start(options).await.unwrap();
    let app = app(folder, &clock);
    call(&app, "prices.contractSave", json!({ "text": contract })).await;
    connect(&app, &simulator, from).await;
    app
}

async fn compared(app: &Arc<App>, from: &str, by: &[&str]) -> Value {
    let request = json!({
        "range": { "from": from, "to": "2026-11-20" }, "by": by, "page": { "offset": 0, "limit": 1000 },
    });
    call(app, "prices.compare", request).await
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str().map(|text| text.parse().unwrap())
}

/// Token meters of models whose bill must equal the book, and why the others cannot.
fn is_at_list(row: &Value) -> bool {
    let (model, meter) = (row["keys"][0].as_str(), row["keys"][1].as_str().unwrap_or_default());
    let is_token = ["input", "output", "cache_"].iter().any(|start| meter.starts_with(start));
    // The fast workload of the coding review runs on these: usage does not tell the speed.
    let has_fast = ["claude-opus-5", "claude-opus-5-5"];
    // One workload sends long prompts, which cost double at these until 2026-03-13.
    let has_long = ["claude-sonnet-4-5", "claude-sonnet-4-6"];
    // Moderation is free and has no price.
    let is_free = model.is_some_and(|model| model.starts_with("omni-moderation"));
    is_token
        && !is_free
        && model.is_some_and(|model| !has_fast.contains(&model) && !has_long.contains(&model))
}

#[tokio::test(flavor = "multi_thread")]
async fn rated_equals_billed_where_the_providers_bill_at_list() {
    let folder = Folder::new("rated-list").unwrap();
    let from = "2025-11-01";
    let app = rated(&folder, Billing::AT_LIST, from, SHORT_PROMPTS).await;
    let view = compared(&app, from, &["model", "meter"]).await;
    let (mut checked, mut money) = (0, Decimal::ZERO);
    for row in view["rows"].as_array().unwrap().iter().filter(|row| is_at_list(row)) {
        let (Some(rated), Some(billed)) = (decimal(&row["rated"]), decimal(&row["billed"])) else {
            panic!("one side is missing: {row}")
        };
        // Both sides keep whole nanos per row; a model and meter has below 100,000 rows a year.
        let rounding = Decimal::new(100_000, 9);
        assert!((billed - rated).abs() <= rounding, "billed {billed}, rated {rated}: {row}");
        assert_eq!(row["ratedHigh"], Value::Null, "{row}");
        checked += 1;
        money += billed;
    }
    assert!(checked > 60, "only {checked} models and meters were compared");
    assert!(money > Decimal::from(10_000), "only {money} USD was compared");
    println!("rated = billed for {checked} models and meters, {money} USD");
    let exempt: BTreeSet<String> = view["alarms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|alarm| alarm["model"].as_str().unwrap_or_default().to_owned())
        .collect();
    println!("alarms: {exempt:?}");
}

const PLANTED: Billing = Billing {
    discounts: &[TokenDiscount {
        provider: Provider::OpenAi,
        model: Some("gpt-5-mini"),
        percent: 12,
        from: "2026-02-10",
    }],
    stale: &[
        StalePrice { model: "gpt-5.6-terra", as_of: "2026-07-20", from: "2026-08-10", until: "2026-08-31" },
        StalePrice {
            model: "claude-sonnet-5-5",
            as_of: "2026-10-01",
            from: "2026-10-20",
            until: "2999-01-01",
        },
    ],
};

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_stale_price_and_discount_are_found_by_model_meter_and_date() {
    let folder = Folder::new("rated-planted").unwrap();
    let from = "2026-01-15";
    let app = rated(&folder, PLANTED, from, SHORT_PROMPTS).await;
    let view = compared(&app, from, &["model", "meter"]).await;
    let mut found: BTreeMap<(String, Option<String>), (String, String)> = BTreeMap::new();
    for alarm in view["alarms"].as_array().unwrap() {
        let text = |field: &str| alarm[field].as_str().map(str::to_owned);
        let key = (text("model").unwrap(), text("meter"));
        found.entry(key).or_insert((text("since").unwrap(), text("likely").unwrap()));
    }
    let (since, likely) = &found[&("gpt-5-mini".to_owned(), None)];
    assert_eq!(since, "2026-02-10");
    assert!(likely.contains("12 %"), "{likely}");
    // The price of cache reads is the only one that changed.
    let (since, likely) = &found[&("claude-sonnet-5-5".to_owned(), Some("cache_read".to_owned()))];
    assert_eq!(since, "2026-10-20");
    assert!(likely.contains("2026-10-07"), "{likely}");
    // Only two of the four tiers that the bill adds up have the old price.
    for meter in ["input", "output"] {
        let (since, likely) = &found[&("gpt-5.6-terra".to_owned(), Some(meter.to_owned()))];
        assert_eq!(since, "2026-08-10", "{meter}");
        assert!(likely.contains("2026-07-30"), "{meter}: {likely}");
    }
}
