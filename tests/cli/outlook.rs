//! `showback forecast`, `anomalies` and `budgets`: answers, refusals and thresholds.

use serde_json::Value;

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";

async fn synced(test: &str) -> Stage {
    let stage = Stage::new(test, NOW).await;
    stage.connect("2026-09-01").await;
    stage.json(&["sync"]).await;
    stage
}

fn units(amount: &Value) -> f64 {
    amount["value"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_is_foreseen_with_its_range_and_its_past_error() {
    let stage = synced("cli-forecast").await;
    let view = stage.json(&["forecast"]).await;
    let one = &view["forecasts"][0];
    assert_eq!((&one["currency"], one["days"].as_array().unwrap().len()), (&Value::from("USD"), 30));
    assert!(one["pastError"]["tries"].as_u64().unwrap() > 3, "{one}");
    let (low, expected, high) = (units(&one["low"]), units(&one["expected"]), units(&one["high"]));
    assert!(units(&one["known"]) <= low && low <= expected && expected <= high, "{low} {expected} {high}");
    assert!(expected > 0.0);

    assert_eq!(stage.exit(&["forecast", "--fail-above", "1"]).await.0, 6);
    assert_eq!(stage.exit(&["forecast", "--fail-above", "100000000"]).await.0, 0);
    assert_eq!(stage.exit(&["forecast", "--fail-above", "much"]).await.0, 2);
    let days = stage.json(&["forecast", "--days", "7"]).await;
    assert_eq!(days["forecasts"][0]["days"].as_array().unwrap().len(), 7);
    assert_eq!(days["range"]["from"], Value::from("2026-11-20"), "today is not over and is foreseen whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn anomalies_and_budgets_answer_and_break_their_thresholds() {
    let stage = synced("cli-anomalies").await;
    let view = stage.json(&["anomalies", "--since", "2026-11-01"]).await;
    let found = view["anomalies"].as_array().unwrap().len();
    assert!(view["cells"].as_u64().unwrap() > 1, "more than the total is looked at: {view}");
    let (code, said) = stage.exit(&["anomalies", "--since", "2026-11-01", "--fail-on-any"]).await;
    assert_eq!(code, if found > 0 { 6 } else { 0 }, "{said}");
    assert_eq!(stage.exit(&["anomalies", "--since", "lately"]).await.0, 2);

    let budgets = stage.json(&["budgets"]).await;
    assert_eq!(
        (&budgets["month"], &budgets["budgets"]),
        (&Value::from("2026-11"), &Value::Array(Vec::new()))
    );
    assert_eq!(
        stage.exit(&["budgets", "--fail-on-breach"]).await.0,
        0,
        "no budget is used up where there is none"
    );
    let (code, said) = stage.exit(&["budgets", "--month", "November"]).await;
    assert_eq!(code, 2, "{said}");
}
