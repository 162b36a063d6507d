//! A ledger of usage and small books written by hand, so that every amount can be worked out on paper.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use serde_json::json;
use showback_pricebook::{Book, EVERY_MODEL, rate_id};
use tempfile::TempDir;

use crate::kernel::*;
use crate::ledger::*;
use crate::pricing::*;
use crate::store::{OpenMode, Store, StoreError};

pub(crate) const SLOTS: &[MeteredSlot] = &[
    MeteredSlot { source: "alpha", slot: "usage", is_primary: true },
    MeteredSlot { source: "alpha", slot: "usage.person", is_primary: false },
];

pub(crate) struct Desk {
    pub store: Store,
    pub shelf: PriceShelf,
    _folder: TempDir,
}

pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    parse_instant("2026-11-23T12:00:00Z").unwrap()
}

/// A book of one channel with one model: prices of a million tokens, and a fee of a search.
pub(crate) fn book(sequence: u32, models: &[(&str, &str, &str)]) -> Book {
    let rate = |id: u64, meter: &str, price: &str, per: u64| {
        json!({
            "id": format!("{id:016x}"), "tier": "standard", "geo": "global", "meter": meter, "price": price, "per": per,
            "status": "confirmed", "source": "page",
        })
    };
    let models: Vec<_> = models
        .iter()
        .enumerate()
        .map(|(place, (model, input, output))| {
            let first = u64::from(sequence) * 1000 + place as u64 * 10;
            json!({
                "id": model, "is": format!("alpha/{model}"),
                "rates": [rate(first, "input", input, 1_000_000), rate(first + 1, "output", output, 1_000_000)],
            })
        })
        .collect();
    let mut book: Book = serde_json::from_value(json!({
        "schema": 1, "version": format!("2026-11-{sequence:02}"), "sequence": sequence,
        "channels": [{
            "id": "alpha", "name": "Alpha", "currency": "USD", "billing_zone": "UTC", "usage_convention": "exclusive",
            "sources": [{ "id": "page", "text": "price page", "retrieved": "2026-11-01" }],
            "tier_words": [{ "word": "standard", "tier": "standard" }, { "word": "batch", "tier": "batch" }],
            "default_geo": "global", "models": models,
            "fees": [rate(u64::from(sequence) * 1000 + 999, "web_search_call", "10", 1000)],
        }],
    }))
    .unwrap();
    for channel in &mut book.channels {
        for model in &mut channel.models {
            model.rates.iter_mut().for_each(|rate| rate.id = rate_id(&channel.id, &model.id, rate));
        }
        channel.fees.iter_mut().for_each(|rate| rate.id = rate_id(&channel.id, EVERY_MODEL, rate));
    }
    book
}

/// One metered quantity: project, model, meter, how much.
pub(crate) type Fact = (&'static str, &'static str, Meter, i64);

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now()).unwrap();
        connect(&store, "alpha");
        Self { store, shelf: PriceShelf::default(), _folder: folder }
    }

    /// Makes that book and text rate new usage; answers the pair.
    pub fn activate(&self, book: &Book, contract: &str) -> i64 {
        let canonical = book.to_canonical().unwrap();
        let hash = book.hash().unwrap().to_string();
        let origin = KeptOrigin::Local;
        let new = NewBook { book, canonical: &canonical, hash: &hash, origin, signed_by: None };
        self.store
            .write::<_, KeptError>(|tx| {
                let book = keep_book(tx, &new, now())?;
                let contract = keep_contract(tx, contract, now())?;
                Ok(activate_pricing(tx, book, contract)?.id)
            })
            .unwrap()
    }

    /// The content of one day of a slot.
    pub fn usage(&self, slot: &str, day: &str, facts: &[Fact]) {
        add_usage(&self.store, slot, day, facts);
    }

    pub fn rate(&self) -> RatedCounts {
        rate_unrated(&self.env(&|| false), None).unwrap()
    }

    pub fn env<'a>(&'a self, is_cancelled: &'a dyn Fn() -> bool) -> RatingEnv<'a> {
        let (store, shelf) = (&self.store, &self.shelf);
        RatingEnv { store, shelf, slots: SLOTS, now: now(), is_cancelled, progress: &|_, _| () }
    }

    /// Every row of a question as text.
    pub fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        self.store
            .read::<_, StoreError>(|reader| {
                let mut statement = reader.prepare(sql)?;
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| {
                    (0..columns).map(|column| Ok(text(row.get::<_, Value>(column)?))).collect()
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .unwrap()
    }

    /// Every rating that counts, row by row, without row ids.
    pub fn ratings(&self) -> Vec<Vec<String>> {
        self.rows(
            "SELECT c.day, c.slot, u.meter, u.quantity, x.status, x.currency, x.list_nanos, x.list_high_nanos,
                    x.contracted_nanos, x.contracted_high_nanos, n.note_json
             FROM current_revisions c
             JOIN current_ratings k ON k.revision_id = c.revision_id
             JOIN rated_rows x ON x.rating_id = k.rating_id
             JOIN usage_rows u ON u.revision_id = c.revision_id AND u.ordinal = x.ordinal
             JOIN rating_notes n ON n.id = x.note_id
             ORDER BY c.day, c.slot, x.ordinal",
        )
    }

    /// Sum of contracted nanos of primary slots by day.
    pub fn contracted(&self) -> BTreeMap<String, i64> {
        let rows = self.rows(
            "SELECT c.day, sum(x.contracted_nanos) FROM current_revisions c
             JOIN current_ratings k ON k.revision_id = c.revision_id
             JOIN rated_rows x ON x.rating_id = k.rating_id
             WHERE c.slot = 'usage' GROUP BY c.day",
        );
        rows.into_iter().map(|row| (row[0].clone(), row[1].parse().unwrap_or(0))).collect()
    }

    pub fn execute(&self, sql: &str) {
        self.store.write::<_, StoreError>(|tx| Ok(tx.execute_batch(sql)?)).unwrap();
    }
}

fn text(value: Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    }
}

/// One connection of a source.
pub(crate) fn connect(store: &Store, source: &str) {
    store
        .write::<_, StoreError>(|tx| {
            tx.execute(
                "INSERT INTO connections VALUES (1, ?1, 'Alpha', 'org-1', '', '', '', '{}', 0, '2026-01-01',
                     '2026-01-01T00:00:00.000Z', NULL, '{}')",
                [source],
            )?;
            Ok(tx.execute_batch(
                "INSERT INTO sync_runs (id, connection_id, cause, state, started_at)
                 VALUES (1, 1, 'manual', 'succeeded', '2026-11-23T11:00:00.000Z');",
            )?)
        })
        .unwrap();
}

/// The content of one day of a slot.
pub(crate) fn add_usage(store: &Store, slot: &str, day: &str, facts: &[Fact]) {
    let day = parse_day(day).unwrap();
    let usage = facts
        .iter()
        .map(|(project, model, meter, quantity)| UsageRow {
            series: SeriesKey {
                provider: "alpha".to_owned(),
                channel: "alpha".to_owned(),
                project: Some((*project).to_owned()),
                model_served: Some((*model).to_owned()),
                service_tier: Some("standard".to_owned()),
                lane: Some("standard".to_owned()),
                region: Some(String::new()),
                ..SeriesKey::default()
            },
            meter: *meter,
            quantity: *quantity,
            page: 0,
        })
        .collect();
    let content = BucketContent { day, usage, charges: Vec::new(), rejected: Vec::new() };
    store
        .write::<_, LedgerError>(|tx| {
            let page = store_raw_page(
                tx,
                &NewRawPage {
                    connection: ConnectionId(1),
                    run: RunId(1),
                    stream: "s",
                    window: WindowId(1),
                    page_number: 1,
                    period: Period::of_day(day),
                    request_url: "/",
                    ask_json: "{}",
                    fetched_at: now(),
                    body: b"{}",
                },
            )?;
            let source = BucketSource {
                connection: ConnectionId(1),
                slot,
                stream: "s",
                run: RunId(1),
                window: WindowId(1),
                pages: &[page],
                recorded_at: now(),
            };
            apply_bucket(tx, &mut Interner::default(), &source, &content)
        })
        .unwrap();
}
