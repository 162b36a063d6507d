use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::App;
use crate::app::tests::{call, options, refused};
use crate::kernel::ProblemCode;
use crate::ledger::Meter;
use crate::pricing::fixture::{Fact, add_usage, book, connect};
use crate::store::StoreError;

const ONE: &[(&str, &str, &str)] = &[("m", "3", "15")];
const DEARER: &[(&str, &str, &str)] = &[("m", "4", "15")];

/// A running app with one connection of a registered source.
struct Room {
    app: Arc<App>,
    folder: TempDir,
}

impl Room {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        connect(&app.workspace().unwrap().store, "openai");
        Self { app, folder }
    }

    fn usage(&self, day: &str, facts: &[Fact]) {
        add_usage(&self.app.workspace().unwrap().store, "usage.completions", day, facts);
        self.app.rate_waiting().unwrap();
    }

    fn file(&self, name: &str, sequence: u32, models: &[(&str, &str, &str)]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, book(sequence, models).to_canonical().unwrap()).unwrap();
        path.display().to_string()
    }

    async fn import(&self, name: &str, sequence: u32, models: &[(&str, &str, &str)]) -> Value {
        let path = self.file(name, sequence, models);
        self.call("prices.bookImport", json!({ "path": path, "allowUnsigned": true })).await
    }

    async fn call(&self, name: &str, request: Value) -> Value {
        call(&self.app, name, request).await
    }

    /// Contracted nanos of everything that counts.
    fn contracted(&self) -> i64 {
        let sql = "SELECT coalesce(sum(x.contracted_nanos), 0) FROM current_ratings k
             JOIN rated_rows x ON x.rating_id = k.rating_id";
        let store = &self.app.workspace().unwrap().store;
        store.read::<_, StoreError>(|reader| Ok(reader.query_row(sql, [], |row| row.get(0))?)).unwrap()
    }
}

const MILLION: &[Fact] = &[("core", "m", Meter::Input, 1_000_000)];

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

#[tokio::test]
async fn an_imported_book_changes_no_stored_figure_until_that_is_confirmed() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    room.usage("2026-11-20", MILLION);
    assert_eq!(room.contracted(), 3_000_000_000);
    let path = room.file("two.json", 2, DEARER);
    let preview = room.call("prices.bookPreview", json!({ "path": path, "allowUnsigned": true })).await;
    assert_eq!(
        (&preview["money"]["change"], &preview["money"]["buckets"]),
        (&json!("1"), &json!(1)),
        "{preview}"
    );
    let view = room.call("prices.bookImport", json!({ "path": path, "allowUnsigned": true })).await;
    assert_eq!(room.contracted(), 3_000_000_000, "never silently");
    assert_eq!(view["active"]["version"], json!("2026-11-02"));
    assert_eq!(view["pending"]["buckets"], json!(1), "{view}");
    let draft = room.call("prices.rerate", json!({})).await;
    let stale = refused(&room.app, "prices.rerateApply", json!({ "token": "another" })).await;
    assert_eq!(stale.code, ProblemCode::NotAllowedNow);
    assert_eq!(room.contracted(), 3_000_000_000);
    room.call("prices.rerateApply", json!({ "token": draft["token"] })).await;
    assert_eq!(room.contracted(), 4_000_000_000);
    assert_eq!(room.call("prices.book", json!({})).await["pending"], json!(null));
    room.call("history.undo", json!({})).await;
    assert_eq!(room.contracted(), 3_000_000_000);
    room.call("history.redo", json!({})).await;
    assert_eq!(room.contracted(), 4_000_000_000);
    room.call("history.undo", json!({})).await;
    let undone = room.call("history.undo", json!({})).await;
    assert!(undone["entries"][0]["summary"].as_str().unwrap().contains("Imported price book 2026-11-02"));
    let view = room.call("prices.book", json!({})).await;
    assert_eq!((&view["active"]["version"], &view["pending"]), (&json!("2026-11-01"), &json!(null)));
}

#[tokio::test]
async fn a_kept_book_is_used_again_by_its_hash() {
    let room = Room::new();
    let first = room.import("one.json", 1, ONE).await["active"]["hash"].clone();
    room.import("two.json", 2, DEARER).await;
    let view = room.call("prices.bookUse", json!({ "hash": first })).await;
    assert_eq!(view["active"]["hash"], first);
    assert_eq!(view["versions"].as_array().unwrap().len(), 3, "every version is kept");
    let missing = refused(&room.app, "prices.bookUse", json!({ "hash": "00" })).await;
    assert_eq!(missing.code, ProblemCode::NotFound);
}

#[tokio::test]
async fn a_file_that_is_no_book_or_not_signed_is_refused_with_a_remedy() {
    let room = Room::new();
    let path = room.file("one.json", 1, ONE);
    let unsigned = refused(&room.app, "prices.bookImport", json!({ "path": path })).await;
    assert_eq!(unsigned.code, ProblemCode::NotAllowedNow);
    assert!(unsigned.message.contains("one.json.sig"), "{unsigned:?}");
    std::fs::write(room.folder.path().join("one.json.sig"), "00").unwrap();
    let bad = refused(&room.app, "prices.bookImport", json!({ "path": path, "allowUnsigned": true })).await;
    assert!(bad.message.contains("128 hexadecimal digits"), "a bad signature is not passed over: {bad:?}");
    let junk = room.folder.path().join("junk.json");
    std::fs::write(&junk, "{ no book").unwrap();
    let broken =
        refused(&room.app, "prices.bookImport", json!({ "path": junk, "allowUnsigned": true })).await;
    assert!(broken.message.contains("line 1"), "{broken:?}");
    let gone = Path::new("/nowhere/book.json");
    let gone = refused(&room.app, "prices.bookImport", json!({ "path": gone, "allowUnsigned": true })).await;
    assert_eq!(gone.code, ProblemCode::FileMissing);
}

const DISCOUNT: &str =
    "# ours\n[[discount]]\nid = \"half\"\nreason = \"agreed\"\nchannel = \"alpha\"\npercent = \"50\"\n";

#[tokio::test]
async fn a_saved_contract_rates_new_usage_only_and_undo_brings_the_text_back() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    room.usage("2026-11-20", MILLION);
    let saved = room.call("prices.contractSave", json!({ "text": DISCOUNT })).await;
    assert_eq!((&saved["text"], &saved["entries"][0]["id"]), (&json!(DISCOUNT), &json!("half")), "{saved}");
    assert_eq!(room.contracted(), 3_000_000_000, "what is rated stays");
    room.usage("2026-11-21", MILLION);
    assert_eq!(room.contracted(), 4_500_000_000);
    let other = format!("{DISCOUNT}\n# more\n");
    room.call("prices.contractSave", json!({ "text": &other })).await;
    room.call("history.undo", json!({})).await;
    assert_eq!(room.call("prices.contract", json!({})).await["text"], json!(DISCOUNT));
    room.call("history.undo", json!({})).await;
    let empty = room.call("prices.contract", json!({})).await;
    assert_eq!((&empty["text"], &empty["savedAt"]), (&json!(""), &json!(null)));
    let earlier = empty["earlier"].as_array().unwrap();
    assert_eq!(earlier.len(), 2);
    let mut texts = Vec::new();
    for version in earlier {
        let text = room.call("prices.contractVersion", json!({ "id": version["id"] })).await;
        texts.push(text["text"].as_str().unwrap().to_owned());
    }
    texts.sort();
    assert_eq!(texts, [DISCOUNT.to_owned(), other], "texts that say the same are told apart");
    let problem = refused(&room.app, "prices.contractVersion", json!({ "id": 999 })).await;
    assert_eq!(problem.code, ProblemCode::NotFound, "{}", problem.message);
}

#[tokio::test]
async fn a_contract_with_an_error_is_not_saved_and_the_place_is_told() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    let text = DISCOUNT.replace("\"50\"", "\"500\"");
    let problem = refused(&room.app, "prices.contractSave", json!({ "text": text })).await;
    assert!(problem.message.contains("line 6"), "{problem:?}");
    assert!(!problem.hint.is_empty());
    let checked = room.call("prices.contractCheck", json!({ "text": text })).await;
    assert_eq!(checked["findings"][0]["isError"], json!(true));
    let added =
        room.call("prices.contractEdit", json!({ "text": DISCOUNT, "id": "half", "draft": null })).await;
    assert!(!added["text"].as_str().unwrap().contains("discount"), "{added}");
    let nothing = refused(&room.app, "prices.contractEdit", json!({ "text": DISCOUNT })).await;
    assert_eq!(nothing.code, ProblemCode::BadRequest);
}

#[tokio::test]
async fn a_fix_saves_the_contract_and_rates_what_it_prices_in_one_step() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    room.usage("2026-11-19", MILLION);
    room.usage("2026-11-20", &[("core", "our-name", Meter::Input, 1_000_000)]);
    assert_eq!(room.contracted(), 3_000_000_000);
    let draft = json!({
        "id": "our-name", "reason": "a deployment",
        "term": { "kind": "alias", "channel": "alpha", "name": "our-name", "model": "m" },
    });
    let moved = room.call("prices.fix", json!({ "draft": draft })).await;
    assert_eq!((&moved["newlyPriced"], &moved["change"]), (&json!(1), &json!("3")), "{moved}");
    assert_eq!(room.contracted(), 6_000_000_000);
    assert_eq!(room.call("prices.book", json!({})).await["pending"], json!(null));
    room.call("history.undo", json!({})).await;
    assert_eq!(room.contracted(), 3_000_000_000);
    assert_eq!(room.call("prices.contract", json!({})).await["text"], json!(""));
    room.call("history.redo", json!({})).await;
    assert_eq!(room.contracted(), 6_000_000_000);
}

#[tokio::test]
async fn a_rated_row_tells_its_rates_factors_and_prices() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    room.call("prices.contractSave", json!({ "text": DISCOUNT })).await;
    room.usage("2026-11-20", &[("core", "m", Meter::Input, 1_000_000), ("core", "x", Meter::Input, 5)]);
    let rows = json!({
        "measure": "tokens", "range": { "from": "2026-11-20", "to": "2026-11-21" }, "filters": [],
    });
    let rows = room.call("spend.rows", rows).await;
    let of =
        |row: &Value| json!({ "revision": row["rating"]["revision"], "ordinal": row["rating"]["ordinal"] });
    let priced = room.call("prices.rating", of(&rows["rows"][0])).await;
    assert_eq!((&priced["list"], &priced["contracted"]), (&json!("3"), &json!("1.5")), "{priced}");
    let used = &priced["rates"][0];
    assert_eq!((&used["listPerMillion"], &used["contractedPerMillion"]), (&json!("3"), &json!("1.5")));
    assert_eq!((&used["rate"]["meter"], &used["terms"]), (&json!("input"), &json!(["half"])));
    let unpriced = room.call("prices.rating", of(&rows["rows"][1])).await;
    assert_eq!((&unpriced["status"], &unpriced["list"]), (&json!("unpriced"), &json!(null)));
    assert_eq!(unpriced["reasons"][0]["code"], json!("unknown_model"));
    assert!(unpriced["reasons"][0]["remedy"].is_string(), "{unpriced}");
    let missing = refused(&room.app, "prices.rating", json!({ "revision": 77, "ordinal": 0 })).await;
    assert_eq!(missing.code, ProblemCode::NotFound);
}

#[tokio::test]
async fn months_go_from_public_rates_to_what_the_invoice_should_say() {
    let room = Room::new();
    room.import("one.json", 1, ONE).await;
    let text = format!(
        "{DISCOUNT}\n[[fee]]\nid = \"reseller\"\nreason = \"agreed\"\nchannel = \"alpha\"\npercent = \"10\"\n\
         minimum = \"0\"\ncurrency = \"USD\"\nbase = \"usage\"\n"
    );
    room.call("prices.contractSave", json!({ "text": text })).await;
    room.usage("2026-10-20", MILLION);
    room.usage("2026-11-20", MILLION);
    let months = room.call("prices.contract", json!({})).await["months"].clone();
    let november = &months[0];
    assert_eq!(november["month"], json!("2026-11"), "the newest first: {months}");
    assert_eq!((&november["list"], &november["contracted"]), (&json!("3"), &json!("1.5")));
    assert_eq!((&november["effective"], &november["expectedBilled"]), (&json!("1.65"), &json!("1.65")));
    let fee = json!({ "entry": "reseller", "what": "fee", "amount": "0.15" });
    assert_eq!(november["lines"], json!([fee]));
}
