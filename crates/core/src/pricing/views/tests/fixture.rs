//! A small ledger of an invented channel with its ratings and its bill, and a small book of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Transaction, params};
use serde_json::{Value, json};
use showback_pricebook::{Book, RateId};
use tempfile::TempDir;

use crate::kernel::{Period, parse_day, parse_instant};
use crate::pricing::views::PrimarySlot;
use crate::store::{OpenMode, Store, StoreError};

pub(in crate::pricing::views) const METERED: &[PrimarySlot] =
    &[PrimarySlot { source: "alpha", slot: "usage" }];
pub(in crate::pricing::views) const BILLED: &[PrimarySlot] = &[PrimarySlot { source: "alpha", slot: "cost" }];

/// Usage or a charge; what is `None` is not told.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::pricing::views) struct Fact {
    pub project: Option<&'static str>,
    pub model: Option<&'static str>,
    /// Tier of usage.
    pub tier: Option<&'static str>,
    /// Meter of usage, token class of a charge.
    pub meter: Option<&'static str>,
    pub line_item: Option<&'static str>,
    pub quantity: i64,
    /// Low and high end of what it costs; `None` when unpriced. The first is the amount of a charge.
    pub nanos: Option<(i64, i64)>,
    /// The explanation of a rating, JSON.
    pub note: &'static str,
}

pub(in crate::pricing::views) struct Ledger {
    pub store: Store,
    _folder: TempDir,
}

pub(in crate::pricing::views) fn now() -> DateTime<Utc> {
    parse_instant("2026-11-23T12:00:00Z").unwrap()
}

pub(in crate::pricing::views) fn period(from: &str, to: &str) -> Period {
    Period::new(parse_day(from).unwrap(), parse_day(to).unwrap()).unwrap()
}

impl Ledger {
    /// One connection.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now()).unwrap();
        let ledger = Self { store, _folder: folder };
        ledger.write(|tx| {
            tx.execute_batch(
                "INSERT INTO connections (id, source, label, account, base_url, secret_ref, secret_hint, schedule_json,
                     backfill_from, created_at, capabilities_json)
                 VALUES (1, 'alpha', 'Alpha one', '', '', '', '', '{}', '2026-01-01', '2026-01-01T00:00:00.000Z', '{}');
                 INSERT INTO sync_runs (id, connection_id, cause, state, started_at)
                 VALUES (1, 1, 'manual', 'succeeded', '2026-11-10T11:00:00.000Z');
                 INSERT INTO raw_pages (id, connection_id, run_id, stream, window_id, page_number, starts_on, ends_on,
                     request_url, ask_json, fetched_at, body_sha256, body_bytes, body_zstd)
                 VALUES (1, 1, 1, 's', 1, 1, '2026-11-01', '2026-11-02', '/', '{}', '', x'', 0, x'');
                 INSERT INTO price_books (id, hash, version, sequence, origin, book_zstd, loaded_at)
                 VALUES (1, 'h', 'v', 1, 'bundled', x'', '');
                 INSERT INTO contracts (id, hash, text, saved_at) VALUES (1, 'h', '', '');
                 INSERT INTO pricings (id, book_id, contract_id) VALUES (1, 1, 1);",
            )
        });
        ledger
    }

    pub fn write(&self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>) {
        self.store.write::<_, StoreError>(|tx| Ok(work(tx)?)).unwrap();
    }

    /// A day of usage with its rating.
    pub fn usage(&self, day: &str, rows: &[Fact]) {
        self.write(|tx| {
            let revision = revision(tx, "usage", day, rows.len())?;
            tx.execute(
                "INSERT INTO ratings (revision_id, pricing_id, rated_at) VALUES (?1, 1, '')",
                [revision],
            )?;
            let rating = tx.last_insert_rowid();
            tx.execute("INSERT INTO current_ratings VALUES (?1, ?2)", params![revision, rating])?;
            for (ordinal, fact) in (0_i64..).zip(rows) {
                tx.execute(
                    "INSERT INTO usage_rows VALUES (?1, ?2, ?3, ?4, ?5, 1)",
                    params![revision, ordinal, series(tx, fact)?, fact.meter.unwrap(), fact.quantity],
                )?;
                let status = match fact.nanos {
                    None => "unpriced",
                    Some((low, high)) if low == high => "priced",
                    Some(_) => "range",
                };
                let low = fact.nanos.map(|(low, _)| low);
                let high = fact.nanos.filter(|(low, high)| low != high).map(|(_, high)| high);
                let currency = if low.is_some() { "USD" } else { "" };
                tx.execute(
                    "INSERT INTO rated_rows VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?6, ?7)",
                    params![rating, ordinal, status, currency, low, high, note(tx, fact.note)?],
                )?;
            }
            Ok(())
        });
    }

    /// A day of the bill.
    pub fn bill(&self, day: &str, rows: &[Fact]) {
        self.write(|tx| {
            let revision = revision(tx, "cost", day, rows.len())?;
            for (ordinal, fact) in (0_i64..).zip(rows) {
                let charged = Fact { tier: None, ..*fact };
                tx.execute(
                    "INSERT INTO charge_rows VALUES (?1, ?2, ?3, 'billed', 'usage', ?4, 'USD', '', NULL, NULL, NULL, 1)",
                    params![revision, ordinal, series_of_charge(tx, &charged)?, fact.nanos.unwrap().0],
                )?;
            }
            Ok(())
        });
    }
}

fn revision(tx: &Transaction<'_>, slot: &str, day: &str, rows: usize) -> rusqlite::Result<i64> {
    tx.execute("INSERT INTO buckets (connection_id, slot, day) VALUES (1, ?1, ?2)", params![slot, day])?;
    let bucket = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO bucket_revisions (bucket_id, revision, stream, run_id, window_id, content_sha256, rows_total,
             billed_json, estimated_json, tokens_total, recorded_at)
         VALUES (?1, 1, 's', 1, 1, x'', ?2, '{}', '{}', 0, '')",
        params![bucket, i64::try_from(rows).unwrap()],
    )?;
    let revision = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO current_revisions (bucket_id, revision_id, connection_id, slot, day) VALUES (?1, ?2, 1, ?3, ?4)",
        params![bucket, revision, slot, day],
    )?;
    Ok(revision)
}

fn series(tx: &Transaction<'_>, fact: &Fact) -> rusqlite::Result<i64> {
    told_series(tx, fact, None)
}

fn series_of_charge(tx: &Transaction<'_>, fact: &Fact) -> rusqlite::Result<i64> {
    told_series(tx, fact, fact.meter)
}

fn told_series(tx: &Transaction<'_>, fact: &Fact, class: Option<&str>) -> rusqlite::Result<i64> {
    let fingerprint =
        format!("{:?}{:?}{:?}{:?}{class:?}", fact.project, fact.model, fact.tier, fact.line_item);
    tx.execute(
        "INSERT INTO series (fingerprint, provider, channel, project, model_served, service_tier, line_item, token_class,
             extra_json)
         VALUES (?1, 'alpha', 'alpha', ?2, ?3, ?4, ?5, ?6, '{}') ON CONFLICT DO NOTHING",
        params![fingerprint.as_bytes(), fact.project, fact.model, fact.tier, fact.line_item, class],
    )?;
    tx.query_row("SELECT id FROM series WHERE fingerprint = ?1", [fingerprint.as_bytes()], |row| row.get(0))
}

fn note(tx: &Transaction<'_>, json: &str) -> rusqlite::Result<i64> {
    let json = if json.is_empty() { "{}" } else { json };
    tx.execute(
        "INSERT INTO rating_notes (fingerprint, note_json) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        params![json.as_bytes(), json],
    )?;
    tx.query_row("SELECT id FROM rating_notes WHERE fingerprint = ?1", [json.as_bytes()], |row| row.get(0))
}

/// One price of a book, dollars a million: `(model, tier, meter, price, from, to)`.
pub(in crate::pricing::views) type Price =
    (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

/// A book of one channel.
pub(in crate::pricing::views) fn book(prices: &[Price]) -> Book {
    let mut models: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for (number, (model, tier, meter, price, from, to)) in (1..).zip(prices) {
        let day = |day: &Option<&str>| day.map(|day| format!("{day}T00:00:00Z"));
        models.entry(model).or_default().push(json!({
            "id": RateId(number), "tier": tier, "geo": "global", "meter": meter, "price": price, "per": 1_000_000,
            "valid": { "from": day(from), "to": day(to) }, "status": "confirmed", "source": "page",
        }));
    }
    let models: Vec<Value> = models
        .into_iter()
        .map(|(model, rates)| json!({ "id": model, "is": format!("alpha/{model}"), "rates": rates }))
        .collect();
    serde_json::from_value(json!({
        "schema": 1, "version": "2026-11-01", "sequence": 1,
        "channels": [{
            "id": "alpha", "name": "Alpha", "currency": "USD", "billing_zone": "UTC", "usage_convention": "disjoint",
            "sources": [{ "id": "page", "text": "price page", "retrieved": "2026-11-01" }],
            "default_geo": "global", "models": models,
        }],
    }))
    .unwrap()
}
