//! Logs through the binary: what is said, what is kept, what fails and how.

use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde_json::{Value, json};
use showback_tests::LitellmLog;

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";
const CALLS: u64 = 200;
/// All days of the made-up log.
const DAYS: [&str; 4] = ["--from", "2026-08-01", "--to", "2026-12-01"];

async fn stage(test: &str) -> Stage {
    Stage::new(test, NOW).await
}

/// A made-up LiteLLM log in the stage's folder.
fn litellm(stage: &Stage, name: &str, seed: u64) -> String {
    let log = LitellmLog { seed, requests: CALLS, marker: "MARKER" };
    write(&stage.folder.join(name), &log.bytes())
}

fn write(path: &Path, bytes: &[u8]) -> String {
    std::fs::write(path, bytes).unwrap();
    path.display().to_string()
}

/// Rows of a make that nobody knows; one of them has no start.
fn own_log(stage: &Stage, name: &str) -> String {
    let rows = "call,when,model,tokens_in,tokens_out,team\n\
        c-1,2026-10-01T10:00:00Z,gpt-4o-mini,1000,50,search\n\
        c-2,2026-10-02T11:00:00Z,gpt-4o-mini,2000,70,support\n\
        c-3,some day,gpt-4o-mini,1,2,search\n";
    write(&stage.folder.join(name), rows.as_bytes())
}

fn own_mapping(stage: &Stage) -> String {
    let text = |column: &str, target: &str| json!({ "column": column, "target": target, "reading": { "as": "text" } });
    let number = |column: &str, target: &str| json!({ "column": column, "target": target, "reading": { "as": "number", "scale": "1" } });
    let mapping = json!({
        "shape": "csv",
        "columns": [
            text("call", "event_id"),
            { "column": "when", "target": "started_at", "reading": { "as": "time", "form": "iso", "offsetMinutes": 0 } },
            text("model", "model_requested"), number("tokens_in", "input"), number("tokens_out", "output"),
            text("team", "team"),
        ],
        "constants": [{ "target": "provider", "value": "openai" }],
        "input": "exclusive", "reasoning": "inside", "costBasis": "estimated", "idColumns": [],
    });
    write(&stage.folder.join("own.json"), mapping.to_string().as_bytes())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Everything under a folder.
fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { all.extend(all_files(&entry.path())) } else { all.push(entry.path()) }
    }
    all.sort();
    all
}

async fn requests(stage: &Stage) -> i64 {
    stage.json(&[&["requests", "list"], DAYS.as_slice()].concat()).await["total"].as_i64().unwrap()
}

async fn total(stage: &Stage, measure: &str, by: &[&str]) -> (Decimal, Value) {
    let view = stage.json(&[&["query", "--measure", measure], DAYS.as_slice(), by].concat()).await;
    let told = &view["totals"][0];
    let text = told["amount"]["value"].as_str().or_else(|| told["quantity"].as_str()).unwrap_or("0");
    (text.parse().unwrap(), view)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_told_as_json_and_asked_by_every_measure() {
    let stage = stage("cli-import").await;
    let log = litellm(&stage, "gateway.jsonl", 7);
    let told = stage.json(&["import", &log]).await;
    assert_eq!(keys(&told), ["files", "imports", "isDryRun"]);
    assert_eq!(
        (told["isDryRun"].as_bool(), told["files"][0]["format"].as_str()),
        (Some(false), Some("litellm"))
    );
    assert_eq!(told["files"][0]["isCertain"].as_bool(), Some(true));
    let import = &told["imports"][0];
    assert_eq!(keys(import), ["id", "importId", "job", "label", "problem", "state", "summary"]);
    assert_eq!((import["state"].as_str(), import["label"].as_str()), (Some("applied"), Some("LiteLLM")));
    let summary = &import["summary"];
    let new = summary["requestsNew"].as_i64().unwrap();
    assert!(new > 190 && new <= i64::try_from(CALLS).unwrap(), "{summary}");
    assert!(summary["rated"][0]["value"].is_string(), "money is exact text: {summary}");

    assert_eq!(requests(&stage).await, new);
    assert_eq!(total(&stage, "attempts", &[]).await.0, Decimal::from(new));
    let (attempts, by_team) = total(&stage, "attempts", &["--by", "team,feature"]).await;
    assert_eq!(attempts, Decimal::from(new), "rows foot whatever they are told by");
    assert!(by_team["rows"].as_array().unwrap().len() > 10);
    assert!(total(&stage, "retries", &["--by", "model"]).await.0 > Decimal::ZERO);
    assert!(total(&stage, "failures", &[]).await.0 > Decimal::ZERO);
    assert!(total(&stage, "observed_tokens", &["--by", "token_class"]).await.0 > Decimal::from(1_000));
    let (spend, by_class) = total(&stage, "spend", &["--by", "class,evidence,grade"]).await;
    assert!(spend > Decimal::ZERO && by_class["rows"].as_array().unwrap().len() > 2, "{by_class}");
    let mut classes = Decimal::ZERO;
    for class in ["retry", "batch", "cache_write", "cache_read", "input", "output", "other"] {
        classes += total(&stage, &format!("class:{class}"), &[]).await.0;
    }
    assert_eq!(classes, spend, "the classes of spend are all of it");

    let key = stage.json(&[&["requests", "list", "--limit", "1"], DAYS.as_slice()].concat()).await;
    let shown = stage.json(&["requests", "show", key["rows"][0]["key"].as_str().unwrap()]).await;
    assert_eq!(shown["row"]["source"].as_str(), Some("LiteLLM"));
    let loops = stage.json(&[&["requests", "loops"], DAYS.as_slice()].concat()).await;
    assert!(loops["total"].as_i64().is_some());
    assert_eq!(stage.exit(&["requests", "list", "--source", "Nobody"]).await.0, 2);
    assert_eq!(stage.exit(&["requests", "show", "no-key"]).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_are_imported_and_asked_by_what_they_are() {
    let stage = stage("cli-outcomes").await;
    let rows = "task_id,outcome,at,metric\nt-1,resolved,2026-11-03T10:00:00Z,ticket\n\
        t-2,failed,2026-11-03T11:00:00Z,ticket\nt-3,,2026-11-03T12:00:00Z,ticket\n";
    let file = write(&stage.folder.join("tasks.csv"), rows.as_bytes());
    let told = stage.json(&["import", &file]).await;
    assert_eq!(told["imports"][0]["summary"]["outcomesNew"].as_i64(), Some(3), "{told}");
    let (outcomes, view) = total(&stage, "outcomes", &["--by", "outcome,outcome_kind"]).await;
    assert_eq!((outcomes, view["rows"].as_array().unwrap().len()), (Decimal::from(3), 3), "{view}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_leaves_no_trace() {
    let stage = stage("cli-dry-run").await;
    let log = litellm(&stage, "gateway.jsonl", 7);
    let (own, mapping) = (own_log(&stage, "own.csv"), own_mapping(&stage));
    let before = all_files(stage.folder.path());
    for arguments in
        [vec!["import", &log, "--dry-run"], vec!["import", &own, "--mapping", &mapping, "--dry-run"]]
    {
        let told = stage.json(&arguments).await;
        assert_eq!(told["imports"][0]["state"].as_str(), Some("ready"), "{told}");
        assert!(told["imports"][0]["summary"]["requestsNew"].as_i64().unwrap() > 0);
        assert_eq!(told["isDryRun"].as_bool(), Some(true));
        assert_eq!(all_files(stage.folder.path()), before, "where there is no workspace, none is made");
    }

    stage.json(&["sources"]).await;
    let made = all_files(stage.folder.path());
    stage.json(&["import", &log, "--dry-run"]).await;
    stage.json(&["import", &own, "--mapping", &mapping, "--dry-run"]).await;
    assert_eq!(all_files(stage.folder.path()), made, "nothing stays beside the workspace");
    assert_eq!(stage.json(&["requests", "sources"]).await, json!([]));
    let told = stage.json(&["import", &log, "--dry-run"]).await;
    assert!(told["files"][0]["importedBefore"].is_null());
    let (code, _) = stage.exit(&["import", &own, "--dry-run"]).await;
    assert_eq!(code, 2, "the mapping of a dry run is not remembered");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_again_adds_nothing() {
    let stage = stage("cli-again").await;
    let log = litellm(&stage, "gateway.jsonl", 7);
    let first = stage.json(&["import", &log]).await;
    let new = first["imports"][0]["summary"]["requestsNew"].as_i64().unwrap();
    let second = stage.json(&["import", &log]).await;
    assert_eq!(second["imports"], json!([]), "a file that was imported is left out");
    assert!(second["files"][0]["importedBefore"]["importId"].is_i64());
    let again = stage.json(&["import", &log, "--again"]).await;
    let summary = &again["imports"][0]["summary"];
    assert_eq!(
        (summary["requestsNew"].as_i64(), summary["requestsSame"].as_i64()),
        (Some(0), Some(new)),
        "{again}"
    );
    assert_eq!(requests(&stage).await, new);

    let other = litellm(&stage, "other.jsonl", 8);
    stage.json(&["import", &other]).await;
    let sources = stage.json(&["requests", "sources"]).await;
    assert_eq!(sources.as_array().unwrap().len(), 1, "files of one format are one source: {sources}");
    stage.json(&["import", &other, "--again", "--source", "Second gateway"]).await;
    assert_eq!(stage.json(&["requests", "sources"]).await.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_of_unknown_make_names_its_remedy_and_the_remedy_works() {
    let stage = stage("cli-mapping").await;
    let own = own_log(&stage, "own.csv");
    let refused = stage.run(&["import", &own]).await;
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert!(
        said.contains("--suggest-mapping > mapping.json") && said.contains("--mapping mapping.json"),
        "{said}"
    );

    let suggested = stage.json(&["import", &own, "--suggest-mapping"]).await;
    assert_eq!(suggested["shape"].as_str(), Some("csv"));
    assert!(suggested["columns"].as_array().unwrap().len() > 2, "{suggested}");

    let (mapping, rejects) = (own_mapping(&stage), stage.folder.join("rejects.csv").display().to_string());
    let told = stage.json(&["import", &own, "--mapping", &mapping, "--rejects", &rejects]).await;
    let import = &told["imports"][0];
    assert_eq!(import["label"].as_str(), Some("own"), "a source is named after its mapping");
    assert_eq!(
        (import["summary"]["requestsNew"].as_i64(), import["summary"]["rejected"].as_i64()),
        (Some(2), Some(1))
    );
    let list = std::fs::read_to_string(&rejects).unwrap();
    assert!(list.starts_with("file,record,byte_offset,code,reason\n\"own.csv\",3,"), "{list}");
    assert!(!list.contains("some day"), "a list of rejects holds no text of the log");

    let next = std::fs::read_to_string(&own).unwrap().replace("c-", "d-");
    let next = write(&stage.folder.join("next.csv"), next.as_bytes());
    let told = stage.json(&["import", &next]).await;
    assert_eq!(
        told["files"][0]["mappingName"].as_str(),
        Some("own"),
        "its header is known from now on: {told}"
    );
    assert_eq!(requests(&stage).await, 4);
    assert_eq!(stage.json(&["requests", "sources"]).await.as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_mapping_or_a_format_is_wrong_use() {
    let stage = stage("cli-import-usage").await;
    let (log, own) = (litellm(&stage, "gateway.jsonl", 7), own_log(&stage, "own.csv"));
    let none = write(&stage.folder.join("none.json"), b"{\"shape\":\"csv\"}");
    let empty = write(
        &stage.folder.join("empty.json"),
        br#"{"shape":"csv","columns":[],"constants":[],"input":"exclusive","reasoning":"inside","costBasis":"estimated","idColumns":[]}"#,
    );
    for arguments in [
        vec!["import", &own, "--mapping", "no-such-file.json"],
        vec!["import", &own, "--mapping", &none],
        vec!["import", &own, "--mapping", &empty],
        vec!["import", &log, "--format", "nosuch"],
        vec!["import", &log, "--format", "litellm/nosuch"],
        vec!["import", &log, "--format", "litellm", "--mapping", &none],
        vec!["import", "no-such-log.jsonl"],
        vec!["import", "no-such-*.jsonl"],
        vec!["import"],
    ] {
        let output = stage.run(&arguments).await;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.len() > 20, "{arguments:?} says why");
    }
    assert_eq!(stage.json(&["requests", "sources"]).await, json!([]), "nothing of it is kept");
    let foreign = write(&stage.folder.join("foreign.showback"), b"no workspace at all, only text");
    assert_eq!(stage.exit(&["import", &log, "--workspace", &foreign]).await.0, 5);
    assert_eq!(stage.exit(&["import", &log, "--format", "litellm/standard-logging"]).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_fails_the_command_and_not_the_others() {
    let stage = stage("cli-import-mixed").await;
    let folder = stage.folder.join("logs");
    std::fs::create_dir(&folder).unwrap();
    let log = LitellmLog { seed: 7, requests: CALLS, marker: "" };
    write(&folder.join("a.jsonl"), &[log.bytes(), b"not json\n7\n".to_vec()].concat());
    write(&folder.join("b.zip"), b"PK\x03\x04 and so on, for longer than a head is");
    let output = stage.run(&["import", &folder.display().to_string(), "--json"]).await;
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told["files"][1]["problem"]["message"].as_str().unwrap().contains("b.zip"), "{told}");
    let import = &told["imports"][0];
    assert_eq!(import["state"].as_str(), Some("applied"));
    let codes: Vec<&str> = import["summary"]["rejections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes.len(), 2, "{codes:?}");
    assert!(codes.contains(&"not_json") && codes.contains(&"unexpected_shape"), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn watched_folders_are_looked_through_from_cron() {
    let stage = stage("cli-watch").await;
    let folder = stage.folder.join("logs");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.display().to_string();
    let log = LitellmLog { seed: 7, requests: CALLS, marker: "" };
    write(&folder.join("a.jsonl"), &log.bytes());
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_790_000_000);
    std::fs::File::options()
        .write(true)
        .open(folder.join("a.jsonl"))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();

    let added = stage
        .json(&["watch", "add", &path, "--pattern", "*.jsonl", "--source", "Gateway", "--every", "30"])
        .await;
    assert_eq!(
        (added["folders"][0]["pattern"].as_str(), added["folders"][0]["everyMinutes"].as_i64()),
        (Some("*.jsonl"), Some(30))
    );
    assert_eq!(
        stage.exit(&["watch", "add", &path, "--pattern", "*.jsonl", "--source", "Gateway"]).await.0,
        1
    );
    let looked = stage.json(&["watch", "look"]).await;
    assert!(
        looked["folders"][0]["lookedAt"].is_string() && looked["folders"][0]["problem"].is_null(),
        "{looked}"
    );
    let told = requests(&stage).await;
    assert!(told > 190);
    stage.json(&["watch", "look", &path]).await;
    assert_eq!(requests(&stage).await, told, "a second look brings nothing");

    stage.json(&["watch", "pause", &path]).await;
    assert_eq!(stage.json(&["watch", "look"]).await["folders"], json!([]), "a paused folder rests");
    assert_eq!(
        stage.json(&["watch", "resume", &path]).await["folders"][0]["isPaused"].as_bool(),
        Some(false)
    );

    write(&folder.join("unknown.jsonl"), b"{\"colour\":\"red\"}\n");
    std::fs::File::options()
        .write(true)
        .open(folder.join("unknown.jsonl"))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let (code, _) = stage.exit(&["watch", "look"]).await;
    assert_eq!(code, 2, "a file that nothing knows is told");
    stage.json(&["watch", "remove", &path]).await;
    assert_eq!(stage.json(&["watch", "list"]).await["folders"], json!([]));
    assert_eq!(stage.exit(&["watch", "look", &path]).await.0, 2);
    assert_eq!(stage.exit(&["watch", "add", "/no/such/folder"]).await.0, 2);
    assert_eq!(requests(&stage).await, told, "what was imported stays");
}
