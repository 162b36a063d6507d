use crate::app::App;
use crate::app::tests::{call, options};
use serde_json::json;

#[tokio::test]
async fn a_new_workspace_rates_by_the_bundled_book_without_a_contract() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::start(options(folder.path()));
    let view = call(&app, "prices.book", json!({})).await;
    assert_eq!(view["active"]["origin"], json!("bundled"));
    assert_eq!(view["active"]["hash"], json!(crate::pricing::bundled::hash_text()));
    assert_eq!(view["versions"].as_array().unwrap().len(), 1, "{view}");
    assert_eq!(view["pending"], json!(null));
}
