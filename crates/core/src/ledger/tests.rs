use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::kernel::*;
use crate::store::{OpenMode, Store, StoreError};

struct Book {
    _folder: tempfile::TempDir,
    store: Store,
}

const CONNECTION: ConnectionId = ConnectionId(1);

fn now() -> chrono::DateTime<chrono::Utc> {
    parse_instant("2026-11-23T12:00:00Z").unwrap()
}

fn day() -> Day {
    parse_day("2026-11-22").unwrap()
}

impl Book {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("b"), OpenMode::CreateIfMissing, now()).unwrap();
        store
            .write::<_, StoreError>(|tx| {
                Ok(tx.execute_batch(
                    "INSERT INTO connections VALUES (1, 's', 'l', '', '', '', '', '{}', 0, '2026-01-01', '', NULL, '{}');
                     INSERT INTO sync_runs (id, connection_id, cause, state, started_at)
                     VALUES (1, 1, 'manual', 'running', '');",
                )?)
            })
            .unwrap();
        Self { _folder: folder, store }
    }

    fn apply(&self, content: &BucketContent) -> BucketOutcome {
        self.store
            .write::<_, LedgerError>(|tx| {
                let page = |page_number| NewRawPage {
                    connection: CONNECTION,
                    run: RunId(1),
                    stream: "s",
                    window: WindowId(1),
                    page_number,
                    period: Period::of_day(day()),
                    request_url: "/x",
                    ask_json: "{}",
                    fetched_at: now(),
                    body: b"{}",
                };
                let pages = [store_raw_page(tx, &page(1))?, store_raw_page(tx, &page(2))?];
                let source = BucketSource {
                    connection: CONNECTION,
                    slot: "cost",
                    stream: "s",
                    run: RunId(1),
                    window: WindowId(1),
                    pages: &pages,
                    recorded_at: now(),
                };
                apply_bucket(tx, &mut Interner::default(), &source, content)
            })
            .unwrap()
    }

    fn count(&self, table: &str) -> i64 {
        self.store
            .read::<_, StoreError>(|reader| {
                Ok(reader.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
            })
            .unwrap()
    }

    fn digest(&self) -> String {
        self.store.read(ledger_digest).unwrap()
    }
}

fn series(project: Option<&str>) -> SeriesKey {
    let project = project.map(str::to_owned);
    SeriesKey { provider: "p".to_owned(), channel: "p".to_owned(), project, ..SeriesKey::default() }
}

fn charge(project: Option<&str>, amount: Decimal, page: usize) -> ChargeRow {
    ChargeRow {
        series: series(project),
        basis: ChargeBasis::Billed,
        category: Category::Usage,
        amount,
        currency: Currency::USD,
        amount_text: amount.to_string(),
        list_amount: None,
        quantity: None,
        quantity_unit: None,
        page,
    }
}

#[test]
fn an_unknown_dimension_is_not_an_empty_one() {
    assert_ne!(series_fingerprint(&series(None)), series_fingerprint(&series(Some(""))));
    let moved = SeriesKey { credential: Some("a".to_owned()), ..series(None) };
    assert_ne!(series_fingerprint(&moved), series_fingerprint(&series(Some("a"))));
}

#[test]
fn a_raw_page_comes_back_byte_for_byte_and_a_damaged_one_is_refused() {
    let book = Book::new();
    book.apply(&BucketContent::empty(day()));
    let page = book.store.read(|reader| read_raw_page(reader, RawPageId(1))).unwrap();
    assert_eq!(page.body, b"{}");
    book.store
        .write::<_, StoreError>(|tx| Ok(tx.execute("UPDATE raw_pages SET body_sha256 = zeroblob(32)", [])?))
        .unwrap();
    let refused = book.store.read(|reader| read_raw_page(reader, RawPageId(1)));
    assert!(matches!(refused, Err(LedgerError::RawPageDamaged { .. })));
}

#[test]
fn an_amount_beyond_the_ledger_becomes_a_rejected_row_with_its_reason() {
    let book = Book::new();
    let content =
        BucketContent { charges: vec![charge(None, Decimal::MAX, 0)], ..BucketContent::empty(day()) };
    let outcome = book.apply(&content);
    assert_eq!((outcome.rows_added, outcome.rows_rejected), (0, 1));
    assert_eq!(book.apply(&content).verdict, BucketVerdict::Same);
}

#[test]
fn what_changed_since_shows_before_and_after() {
    let book = Book::new();
    let with = |units: i64| BucketContent {
        charges: vec![charge(None, Decimal::from(units), 0)],
        ..BucketContent::empty(day())
    };
    book.apply(&with(5));
    let cursor = book.store.read(newest_revision).unwrap();
    let outcome = book.apply(&with(7));
    assert_eq!(outcome.billed_delta_nanos, BTreeMap::from([(Currency::USD, 2 * NANOS_PER_UNIT)]));
    book.apply(&with(8));
    let changes =
        book.store.read(|reader| changes_since(reader, ChangeCursor::Revision(cursor), 10)).unwrap();
    let [change] = changes.as_slice() else { panic!("one bucket changed: {changes:?}") };
    let before = change.before.as_ref().unwrap();
    assert_eq!(before.billed_nanos[&Currency::USD], 5 * NANOS_PER_UNIT);
    assert_eq!(change.after.billed_nanos[&Currency::USD], 8 * NANOS_PER_UNIT);
}

#[test]
fn a_name_is_kept_once_and_every_change_of_it_stays() {
    let book = Book::new();
    let name = |text: &str| DirectoryName {
        kind: "project".to_owned(),
        external_id: "p1".to_owned(),
        name: text.to_owned(),
        attributes: BTreeMap::new(),
    };
    let put =
        |text: &str| book.store.write(|tx| put_directory_name(tx, CONNECTION, &name(text), now())).unwrap();
    assert_eq!((put("Search"), put("Search"), put("Find")), (true, false, true));
    assert_eq!(book.count("directory_entries"), 2);
    assert_eq!(book.store.read(|reader| directory(reader, CONNECTION)).unwrap(), [name("Find")]);
}

prop_compose! {
    fn row()(project in prop::option::of("[a-c]{0,2}"), nanos in -5_000_000_000_i64..5_000_000_000, page in 0_usize..2)
        -> (Option<String>, i64, usize) { (project, nanos, page) }
}

fn content(rows: &[(Option<String>, i64, usize)]) -> BucketContent {
    let charges = rows
        .iter()
        .map(|(project, nanos, page)| charge(project.as_deref(), Decimal::new(*nanos, 9), *page))
        .collect();
    let usage = rows
        .iter()
        .map(|(project, nanos, page)| UsageRow {
            series: series(project.as_deref()),
            meter: Meter::Output,
            quantity: nanos.abs(),
            page: *page,
        })
        .collect();
    BucketContent { usage, charges, ..BucketContent::empty(day()) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_same_content_in_any_order_on_any_page_changes_nothing(
        rows in prop::collection::vec(row(), 0..12),
        shuffled in any::<prop::sample::Index>(),
    ) {
        let book = Book::new();
        let first = book.apply(&content(&rows));
        prop_assert_eq!(first.verdict, BucketVerdict::New);
        let (digest, kept) = (book.digest(), book.count("charge_rows"));
        let mut other = rows.clone();
        if !other.is_empty() {
            let middle = shuffled.index(other.len());
            other.rotate_left(middle);
            other.reverse();
            other.iter_mut().for_each(|row| row.2 = 1 - row.2);
        }
        prop_assert_eq!(book.apply(&content(&other)).verdict, BucketVerdict::Same);
        prop_assert_eq!((book.digest(), book.count("charge_rows"), book.count("bucket_revisions")), (digest, kept, 1));
    }

    #[test]
    fn a_restatement_moves_the_total_by_exactly_its_difference_and_back_restores_it(
        before in prop::collection::vec(row(), 0..8),
        after in prop::collection::vec(row(), 0..8),
    ) {
        let sum = |rows: &[(Option<String>, i64, usize)]| rows.iter().map(|row| row.1).sum::<i64>();
        let book = Book::new();
        book.apply(&content(&before));
        let digest = book.digest();
        let outcome = book.apply(&content(&after));
        let moved = outcome.billed_delta_nanos.get(&Currency::USD).copied().unwrap_or(0);
        prop_assert_eq!(moved, sum(&after) - sum(&before));
        book.apply(&content(&before));
        prop_assert_eq!(book.digest(), digest);
        prop_assert!(book.store.read(content_mismatches).unwrap().is_empty());
    }
}
