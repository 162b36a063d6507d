//! Rating files and price books through the binary.

use std::process::Stdio;

use serde_json::Value;

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";
const PRICED: &str = r#"{"id":"a","provider":"openai","model":"gpt-5.6-sol","at":"2026-11-01T12:00:00Z","tokens":{"input":12000,"cache_read":40000,"cache_write_30m":2000,"output":1500}}"#;
const UNPRICED: &str =
    r#"{"id":"b","provider":"openai","model":"gpt-99","at":"2026-11-01","tokens":{"input":7}}"#;

fn file(stage: &Stage, name: &str, lines: &[&str]) -> String {
    let path = stage.folder.join(name);
    std::fs::write(&path, lines.join("\n")).unwrap();
    path.display().to_string()
}

fn answers(stdout: &[u8]) -> Vec<Value> {
    std::str::from_utf8(stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_rated_without_a_workspace_and_each_line_has_its_answer() {
    let stage = Stage::new("cli-rate", NOW).await;
    let usage = file(&stage, "usage.jsonl", &[PRICED, "", UNPRICED]);
    let rated = stage.run(&["rate", &usage, "--json"]).await;
    assert!(rated.status.success(), "{}", String::from_utf8_lossy(&rated.stderr));
    let answers = answers(&rated.stdout);
    assert_eq!(answers.len(), 2);
    assert_eq!((&answers[0]["status"], &answers[0]["cost"]), (&"priced".into(), &"0.104".into()));
    assert_eq!((&answers[0]["line"], &answers[0]["id"]), (&1.into(), &"a".into()));
    assert_eq!(answers[0]["lines"][0]["rates"][0]["unit_price"], "0.000004");
    assert_eq!((&answers[1]["status"], &answers[1]["cost"]), (&"unpriced".into(), &Value::Null));
    assert_eq!(
        (&answers[1]["line"], &answers[1]["reasons"][0]["code"]),
        (&3.into(), &"unknown_model".into())
    );
    assert!(!stage.folder.join("test.showback").exists(), "rating makes no workspace");

    let told = stage.run(&["rate", &usage]).await;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("line 1 (a): priced, 0.104 USD, openai gpt-5.6-sol"), "{told}");
    assert!(told.contains("line 3 (b): unpriced, no price, openai no model"), "{told}");
    assert!(told.contains("7 tokens without a price"), "{told}");
    assert_eq!(stage.exit(&["rate", &usage, "--strict"]).await.0, 6, "some usage has no price");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_line_is_named_before_anything_is_written() {
    let stage = Stage::new("cli-rate-bad", NOW).await;
    let bad = PRICED.replace("\"input\"", "\"prompt_tokens\"");
    let usage = file(&stage, "bad.jsonl", &[PRICED, &bad]);
    let output = stage.run(&["rate", &usage, "--json"]).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "nothing half-written");
    let problem: Value = serde_json::from_str(&said).unwrap();
    let message = problem["problem"]["message"].as_str().unwrap();
    assert!(
        message.contains("bad.jsonl:2: there is no meter \"prompt_tokens\" (did you mean input?)"),
        "{message}"
    );
    assert_eq!(stage.exit(&["rate", "missing.jsonl"]).await.0, 2);
    assert_eq!(stage.exit(&["rate", &usage, "--known-on", "soon"]).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standard_input_is_rated_and_a_contract_changes_the_cost() {
    let stage = Stage::new("cli-rate-stream", NOW).await;
    let contract = file(
        &stage,
        "contract.toml",
        &[
            "[[discount]]",
            "id = \"volume\"",
            "from = 2026-01-01",
            "reason = \"agreed\"",
            "channel = \"openai\"",
            "percent = \"10\"",
        ],
    );
    let mut command = stage.command(&["rate", "-", "--json", "--contract", &contract]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), PRICED.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    });
    let output = output.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer = answers(&output.stdout).remove(0);
    assert_eq!((&answer["cost"], &answer["list_cost"]), (&"0.0936".into(), &"0.104".into()));
    assert_eq!(answer["lines"][0]["rates"][0]["terms"][0], "volume");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_is_checked_and_compared() {
    let stage = Stage::new("cli-book", NOW).await;
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../prices");
    let checked = stage.json(&["prices", "check", source]).await;
    assert_eq!(checked["isGood"], true, "{checked}");
    let same = stage.json(&["prices", "diff", "bundled", source]).await;
    assert_eq!((same["rates"].as_array().unwrap().len(), &same["before"]["hash"]), (0, &checked["hash"]));

    let copy = stage.folder.join("prices");
    std::fs::create_dir_all(&copy).unwrap();
    for entry in std::fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
    }
    let groq = copy.join("groq.toml");
    let text = std::fs::read_to_string(&groq).unwrap();
    std::fs::write(&groq, text.replacen("tier = \"standard\"", "tier = \"standrad\"", 1)).unwrap();
    let copy = copy.display().to_string();
    let broken = stage.run(&["prices", "check", &copy]).await;
    let said = String::from_utf8_lossy(&broken.stdout).into_owned();
    assert_eq!(broken.status.code(), Some(6), "{said}");
    assert!(said.contains("groq.toml:") && said.contains("Remedy:"), "file, line and remedy: {said}");
    assert_eq!(stage.exit(&["rate", &copy, "--book", &copy]).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn models_and_their_rates_are_told_from_the_workspace() {
    let stage = Stage::new("cli-prices", NOW).await;
    stage.json(&["sources"]).await;
    let list = stage.json(&["prices", "list", "--channel", "openai", "--search", "gpt-5.6-sol"]).await;
    assert!(list["rows"].as_array().unwrap().iter().any(|row| row["model"] == "gpt-5.6-sol"), "{list}");
    let all = stage.json(&["prices", "show", "openai", "gpt-4o"]).await;
    let then = stage.json(&["prices", "show", "openai", "gpt-4o", "--at", "2025-06-01"]).await;
    let count = |view: &Value| view["rates"].as_array().unwrap().len();
    assert!(count(&then) > 0 && count(&then) <= count(&all), "{} of {}", count(&then), count(&all));
    let table = stage.run(&["prices", "show", "openai", "gpt-4o"]).await;
    assert!(String::from_utf8_lossy(&table.stdout).contains("cache_read"), "rates as a table");
    assert_eq!(stage.exit(&["prices", "show", "openai", "gpt-99"]).await.0, 2);
}
