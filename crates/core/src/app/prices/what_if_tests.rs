use serde_json::json;

use crate::app::App;
use crate::app::tests::{call, options, refused};
use crate::kernel::ProblemCode;

#[tokio::test]
async fn a_question_is_labelled_and_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let book = call(&app, "prices.book", json!({})).await;
    let files = || {
        let mut files: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .filter(|path| !path.to_string_lossy().ends_with("-shm"))
            .map(|path| std::fs::read(path).ok())
            .collect::<Vec<_>>()
    };
    let before = files();
    let hash = &book["active"]["hash"];
    let request = json!({
        "range": { "from": "2026-10-01", "to": "2026-11-01" },
        "changes": [
            { "kind": "ratesOn", "day": "2026-07-01" },
            { "kind": "knownOn", "day": "2026-08-01" },
            { "kind": "book", "hash": hash },
            { "kind": "contract", "text": "" },
            { "kind": "batch", "model": null, "project": null, "percent": 40 },
            { "kind": "model", "fromChannel": "openai", "fromModel": "gpt-5", "toChannel": "anthropic",
              "toModel": "claude-opus-5-5", "tokenizerFactor": "1.1", "cacheHitPercent": 80 },
        ],
    });
    let view = call(&app, "prices.whatIf", request).await;
    assert!(
        view["label"].as_str().unwrap().starts_with("Hypothetical: usage of 2026-10-01 through 2026-10-31")
    );
    assert_eq!(view["change"], json!("0"));
    for asked in ["unpriced", "compare"] {
        let range = json!({ "range": { "from": "2026-10-01", "to": "2026-11-01" }, "by": ["model"] });
        call(&app, &format!("prices.{asked}"), range).await;
    }
    assert_eq!(files(), before, "questions change nothing");
}

#[tokio::test]
async fn questions_without_an_answer_say_why() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let asks = [
        (json!([]), ProblemCode::BadRequest),
        (json!([{ "kind": "book", "hash": "ab" }]), ProblemCode::NotFound),
        (json!([{ "kind": "contract", "text": "[[rate]" }]), ProblemCode::BadRequest),
        (json!([{ "kind": "batch", "model": null, "project": null, "percent": 0 }]), ProblemCode::BadRequest),
        (json!([{ "kind": "ratesOn", "day": "yesterday" }]), ProblemCode::BadRequest),
    ];
    for (changes, code) in asks {
        let request = json!({ "range": { "from": "2026-10-01", "to": "2026-11-01" }, "changes": changes });
        assert_eq!(refused(&app, "prices.whatIf", request).await.code, code, "{changes}");
    }
}
