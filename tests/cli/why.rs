//! Why a change: bars of the binary foot to what a query of the binary answers.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";

fn exact(text: &Value) -> Decimal {
    text.as_str().unwrap().parse().unwrap()
}

async fn total(stage: &Stage, measure: &str, from: &str, to: &str) -> Decimal {
    let view = stage.json(&["query", "--measure", measure, "--from", from, "--to", to]).await;
    exact(&view["totals"][0]["amount"]["value"])
}

#[tokio::test(flavor = "multi_thread")]
async fn bars_sum_to_the_difference_of_two_queries_by_every_method() {
    let stage = Stage::new("cli-why", NOW).await;
    stage.connect("2026-11-08").await;
    let synced = stage.run(&["sync"]).await;
    assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stderr));
    let days = ["--from", "2026-11-14", "--to", "2026-11-19"];
    for measure in ["spend", "billed"] {
        let base = total(&stage, measure, "2026-11-09", "2026-11-14").await;
        let now = total(&stage, measure, "2026-11-14", "2026-11-19").await;
        for method in ["shapley", "sequential", "lmdi"] {
            let mut ask = vec!["why", "--measure", measure, "--method", method];
            ask.extend(days);
            let view = stage.json(&ask).await;
            assert_eq!((exact(&view["base"]["value"]), exact(&view["now"]["value"])), (base, now));
            let bars = view["bars"].as_array().unwrap();
            let sum: Decimal = bars.iter().map(|bar| exact(&bar["amount"])).sum();
            assert_eq!((sum, exact(&view["change"])), (now - base, now - base), "{measure} {method}");
            for bar in bars {
                let parts: Decimal =
                    bar["parts"].as_array().unwrap().iter().map(|part| exact(&part["amount"])).sum();
                assert_eq!(parts, exact(&bar["amount"]), "{bar}");
            }
            let volume = bars.iter().find(|bar| bar["kind"] == "volume").unwrap();
            assert_ne!(volume["amount"], "0", "tokens of the two periods differ: {view}");
        }
    }

    let mut ask = vec!["why", "--fail-above", "-100000000"];
    ask.extend(days);
    let above = stage.run(&ask).await;
    assert_eq!(above.status.code(), Some(6));
    let table = String::from_utf8_lossy(&above.stdout).into_owned();
    assert!(table.contains("change USD") && table.contains("Volume ("), "{table}");
    println!("{table}\n{}", String::from_utf8_lossy(&above.stderr));
    assert_eq!(stage.exit(&["why", "--last", "2", "--fail-above", "100000000"]).await.0, 0);
    assert_eq!(stage.exit(&["why", "--compare-from", "2026-11-01"]).await.0, 2, "a period has two ends");
    assert_eq!(stage.exit(&["why", "--where", "colour=red"]).await.0, 2);
    assert_eq!(stage.exit(&["why", "--method", "guess"]).await.0, 2);
}
