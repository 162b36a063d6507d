use serde_json::{Value, json};

use crate::app::App;
use crate::app::tests::{call, options, refused};
use crate::kernel::ProblemCode;

fn texts(rows: &Value, field: &str) -> Vec<String> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn models_of_all_channels_are_found_by_words() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let all = call(&app, "prices.models", json!({})).await;
    assert!(all["totalRows"].as_u64().unwrap() > 400, "{}", all["totalRows"]);
    assert_eq!(all["rows"].as_array().unwrap().len(), 200, "a window is not the whole");
    assert!(texts(&all["channels"], "id").contains(&"deepseek".to_owned()));
    let found = call(&app, "prices.models", json!({ "text": "OPUS 5-5", "channel": "anthropic" })).await;
    assert_eq!(texts(&found["rows"], "model"), ["claude-opus-5-5"]);
    let row = &found["rows"][0];
    assert_eq!(
        (&row["input"], &row["cacheRead"], &row["output"]),
        (&json!("4"), &json!("0.2"), &json!("20"))
    );
    assert_eq!(row["contractedInput"], json!(null), "without a contract our price is the list price");
    assert_eq!(row["tokens"], json!(null), "no usage is not zero usage");
    let used = call(&app, "prices.models", json!({ "isUsedOnly": true })).await;
    assert_eq!(used["totalRows"], json!(0));
}

#[tokio::test]
async fn a_model_tells_its_hours_its_history_and_its_sellers() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let flash = json!({ "channel": "deepseek", "model": "deepseek-v4-flash" });
    let view = call(&app, "prices.model", flash).await;
    let clocks = texts(&view["rates"], "clock");
    assert!(
        clocks.iter().any(|clock| clock.starts_with("Mon-Fri 01:00-04:00 and 06:00-10:00 UTC")),
        "{clocks:?}"
    );
    assert!(clocks.iter().any(|clock| clock.starts_with("outside Mon-Fri")), "{clocks:?}");
    let present: Vec<bool> =
        view["rates"].as_array().unwrap().iter().map(|rate| rate["isPresent"].as_bool().unwrap()).collect();
    assert!(present.is_sorted_by(|left, right| left >= right), "present rates come first");
    assert!(present.contains(&false), "prices of before are there as well");
    assert_eq!(view["summary"]["input"], json!("0.3"), "the dearer of two hours is the list price");

    let opus =
        call(&app, "prices.model", json!({ "channel": "anthropic", "model": "claude-opus-5-5" })).await;
    let sellers = texts(&opus["sellers"], "channel");
    assert!(sellers.contains(&"aws-bedrock".to_owned()), "{sellers:?}");
    assert_eq!(opus["mix"], json!(null), "without usage list prices decide");
    let uplift = opus["sellers"].as_array().unwrap().iter().find(|row| row["geo"] == json!("us"));
    let uplift = uplift.filter(|row| row["channel"] == json!("anthropic")).unwrap();
    assert_eq!(uplift["differenceBasisPoints"], json!(1000), "{uplift}");
    let missing = refused(&app, "prices.model", json!({ "channel": "anthropic", "model": "gpt-4" })).await;
    assert_eq!(missing.code, ProblemCode::NotFound);
}
