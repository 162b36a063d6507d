//! Twelve months of both providers through the binary, checked by a script that shares no code with the product.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use chrono::{Days, NaiveDate, TimeDelta};
use serde::Serialize;
use serde_json::{Value, json};
use showback_simulator::Provider;

use crate::stage::Stage;

const FROM: &str = "2026-01-01";
const QUESTIONS: [&str; 9] = [
    "billed:day",
    "billed:project",
    "billed:model",
    "billed:key",
    "billed:month,provider",
    "tokens:day",
    "tokens:project",
    "tokens:model",
    "tokens:key",
];

#[tokio::test(flavor = "multi_thread")]
async fn twelve_months_of_both_providers_equal_the_books_exactly_also_after_restatements() {
    let stage = Stage::new("cli-year", "2026-12-28T12:00:00Z").await;
    stage.connect(FROM).await;
    let first = stage.json(&["sync"]).await;
    assert!(sum(&first, "rowsAdded") > 100_000, "a year was read: {first}");
    check(&stage).await;

    let second = stage.json(&["sync"]).await;
    assert_eq!(sum(&second, "rowsAdded"), 0, "the same content again changes nothing: {second}");
    assert_eq!((sum(&second, "rowsSuperseded"), sum(&second, "bucketsRestated")), (0, 0));

    stage.simulator.set_now(stage.simulator.now() + TimeDelta::days(3));
    let third = stage.json(&["sync"]).await;
    assert!(sum(&third, "bucketsRestated") > 0, "late usage restates days that were read: {third}");
    check(&stage).await;
    let changes = stage.json(&["changes", "--restated", "--since", "2026-12-29"]).await;
    assert!(changes["total"].as_i64().unwrap() > 0, "restated days are told");
}

fn sum(answer: &Value, field: &str) -> i64 {
    answer["runs"].as_array().unwrap().iter().map(|run| run[field].as_i64().unwrap()).sum()
}

async fn check(stage: &Stage) {
    let to = stage.simulator.now().date_naive().checked_add_days(Days::new(1)).unwrap();
    let books = books(stage, to);
    let mut arguments = vec![books.display().to_string()];
    for question in QUESTIONS {
        let (measure, by) = question.split_once(':').unwrap();
        let view = stage
            .json(&["query", "--measure", measure, "--by", by, "--from", FROM, "--to", &to.to_string()])
            .await;
        let file = stage.folder.join(&format!("{measure}-{}.json", by.replace(',', "-")));
        std::fs::write(&file, view.to_string()).unwrap();
        arguments.push(format!("{question}={}", file.display()));
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/checks/check_query.py");
    let checked = Command::new("python3").arg(script).args(&arguments).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

/// The simulator's own books as JSON lines.
fn books(stage: &Stage, to: NaiveDate) -> PathBuf {
    let from: NaiveDate = FROM.parse().unwrap();
    let books = stage.simulator.books();
    let mut lines = String::new();
    for provider in [Provider::OpenAi, Provider::Anthropic] {
        for charge in books.charges(provider, from, to) {
            writeln!(lines, "{}", tagged("charge", &charge)).unwrap();
        }
        for usage in books.usage(provider, from, to) {
            writeln!(lines, "{}", tagged("usage", &usage)).unwrap();
        }
    }
    let file = stage.folder.join("books.jsonl");
    std::fs::write(&file, lines).unwrap();
    file
}

fn tagged(kind: &str, row: &impl Serialize) -> Value {
    let mut row = json!(row);
    row["row"] = json!(kind);
    row
}
