//! Exit codes are a contract with scripts.

use crate::stage::Stage;

const NOW: &str = "2026-11-20T12:00:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn wrong_use_is_two() {
    let stage = Stage::new("cli-usage", NOW).await;
    stage.json(&["sources"]).await;
    let (code, said) = stage.exit(&["query", "--by", "colour"]).await;
    assert_eq!(code, 2, "{said}");
    assert!(said.starts_with("showback: there is no dimension \"colour\""), "{said}");
    assert_eq!(stage.exit(&["query", "--from", "tomorrow"]).await.0, 2);
    let (code, said) = stage.exit(&["query", "spend by team since May"]).await;
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("at \"since\" (character 15): \"from\" is expected there"), "{said}");
    assert_eq!(stage.exit(&["query", "spend from 2026-11-01 to 2026-11-02", "--by", "team"]).await.0, 2);
    assert_eq!(stage.exit(&["sync", "Nobody"]).await.0, 2);
    assert_eq!(stage.exit(&["connect", "nowhere", "--label", "x"]).await.0, 2);
    assert_eq!(stage.exit(&["frobnicate"]).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_with_a_key_is_three() {
    let stage = Stage::new("cli-key", NOW).await;
    stage.json(&["vault", "create"]).await;
    let base_url = stage.simulator.openai_base_url();
    let connect = ["connect", "openai", "--label", "x", "--base-url", &base_url];
    for key in [&stage.simulator.keys().openai_project, &stage.simulator.keys().openai_expired] {
        let mut command = stage.command(&connect);
        command.env("OPENAI_ADMIN_KEY", key);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(!said.contains(key.as_str()), "a refusal never repeats the key");
    }
    let mut command = stage.command(&connect);
    command.env_remove("OPENAI_ADMIN_KEY");
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert_eq!(output.status.code(), Some(3), "no key is a problem with a key");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_provider_is_four() {
    let stage = Stage::new("cli-unreachable", NOW).await;
    stage.json(&["vault", "create"]).await;
    let (code, said) =
        stage.exit(&["connect", "openai", "--label", "x", "--base-url", "http://127.0.0.1:9/v1"]).await;
    assert_eq!(code, 4, "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_with_the_file_is_five() {
    let stage = Stage::new("cli-file", NOW).await;
    let missing = stage.folder.join("missing.showback");
    let (code, said) = stage.exit(&["status", "--workspace", &missing.display().to_string()]).await;
    assert_eq!(code, 5, "{said}");
    assert!(!missing.exists(), "asking makes no file");
    let foreign = stage.folder.join("foreign.showback");
    std::fs::write(&foreign, "not a workspace at all, only text").unwrap();
    assert_eq!(stage.exit(&["status", "--workspace", &foreign.display().to_string()]).await.0, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_threshold_is_six_and_an_answer_is_still_given() {
    let stage = Stage::new("cli-threshold", NOW).await;
    stage.connect("2026-11-18").await;
    assert_eq!(stage.exit(&["status", "--max-age", "24"]).await.0, 6, "nothing was read yet");
    let synced = stage.run(&["sync"]).await;
    assert!(synced.status.success(), "{}", String::from_utf8_lossy(&synced.stderr));
    assert_eq!(stage.exit(&["status", "--max-age", "24"]).await.0, 0);
    let above = stage.run(&["query", "--last", "2", "--fail-above", "0.01"]).await;
    assert_eq!(above.status.code(), Some(6));
    assert!(String::from_utf8_lossy(&above.stdout).contains("billed USD"), "the table is printed");
    assert_eq!(stage.exit(&["query", "--last", "2", "--fail-above", "100000000"]).await.0, 0);
    let question =
        "billed, tokens by model from 2026-11-18 to 2026-11-20 compared with 2026-11-16 to 2026-11-18";
    let above = stage.run(&["query", question, "--fail-above", "0.01"]).await;
    assert_eq!(above.status.code(), Some(6), "{}", String::from_utf8_lossy(&above.stderr));
    assert!(String::from_utf8_lossy(&above.stdout).contains("billed USD"), "the table is printed");
    let (asked, told) = (
        stage.json(&["query", question]).await,
        stage.json(&["query", "--from", "2026-11-18", "--to", "2026-11-20"]).await,
    );
    assert_eq!(
        asked["totals"][0]["now"], told["totals"][0]["amount"]["value"],
        "both ways tell the same total"
    );
    assert_eq!(
        asked["totals"][0]["before"],
        serde_json::Value::Null,
        "days that were not read are not known"
    );

    let copy = stage.folder.join("copy.showback").display().to_string();
    assert_eq!(stage.json(&["backup", &copy]).await["path"].as_str(), Some(copy.as_str()));
    assert_eq!(stage.exit(&["restore", &copy]).await.0, 0);
    let pages = stage.json(&["raw", "list", "--connection", "openai", "--limit", "1"]).await;
    let id = pages["pages"][0]["id"].to_string();
    let body = stage.run(&["raw", "show", &id]).await;
    assert!(
        serde_json::from_slice::<serde_json::Value>(&body.stdout).is_ok(),
        "the answer as the provider gave it"
    );
}
