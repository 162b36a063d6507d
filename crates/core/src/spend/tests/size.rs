//! How long a year takes. Prints; run with `cargo test --release -p showback-core --lib -- --ignored --nocapture spend::tests::size`.

use std::time::Instant;

use rusqlite::{Transaction, params};

use super::fixture::names;
use crate::kernel::parse_instant;
use crate::pricing::views::PrimarySlot;
use crate::spend::{Slots, SpendEnv, apportion_all, apportion_due};
use crate::store::{OpenMode, Store, StoreError};

const BILLED: &[PrimarySlot] =
    &[PrimarySlot { source: "alpha", slot: "cost" }, PrimarySlot { source: "beta", slot: "cost" }];
const METERED: &[PrimarySlot] =
    &[PrimarySlot { source: "alpha", slot: "usage" }, PrimarySlot { source: "beta", slot: "usage" }];
const SOURCES: [&str; 2] = ["alpha", "beta"];
const METERS: [&str; 4] = ["input", "cache_read", "cache_write", "output"];
const MODELS: i64 = 8;
const KEYS: i64 = 15;
const REQUEST_SERIES: i64 = 5_000;
const DAYS: i64 = 365;

fn fill(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch(
        "INSERT INTO price_books VALUES (1, 'h', '1', 1, 'local', NULL, x'', '');
         INSERT INTO contracts VALUES (1, 'h', '', '');
         INSERT INTO pricings VALUES (1, 1, 1);
         INSERT INTO rating_notes VALUES (1, x'', '{}');
         INSERT INTO log_sources VALUES (1, 'litellm', 'Gateway', 'gateway', NULL, '{}', '');",
    )?;
    for (id, source) in (1_i64..).zip(SOURCES) {
        tx.execute(
            "INSERT INTO connections (id, source, label, account, base_url, secret_ref, secret_hint, schedule_json,
                 backfill_from, created_at, capabilities_json) VALUES (?1, ?2, ?2, '', '', '', '', '{}', '', '', '{}')",
            params![id, source],
        )?;
        tx.execute(
            "INSERT INTO sync_runs (id, connection_id, cause, state, started_at) VALUES (?1, ?1, 'manual', 'succeeded', '')",
            [id],
        )?;
        tx.execute(
            "INSERT INTO raw_pages VALUES (?1, ?1, ?1, 's', 1, 1, '', '', '/', '{}', '', x'', 0, x'')",
            [id],
        )?;
        let base = id * 100_000;
        let series =
            "INSERT INTO series (id, fingerprint, provider, channel, project, credential, model_served,
                token_class, team, extra_json) VALUES (?1, CAST(?1 AS BLOB), ?2, ?2, ?3, ?4, ?5, ?6, ?7, '{}')";
        for model in 0..MODELS {
            let name = format!("m-{model}");
            for (place, meter) in (0_i64..).zip(METERS) {
                let none: Option<String> = None;
                tx.execute(
                    series,
                    params![base + model * 4 + place, source, "core", none, name, meter, none],
                )?;
            }
            for key in 0..KEYS {
                let (project, key_id) = (format!("p-{}", key % 3), format!("k-{key}"));
                let of = base + 1_000 + model * KEYS + key;
                let none: Option<String> = None;
                tx.execute(series, params![of, source, project, key_id, name, none, none])?;
            }
        }
        for number in 0..REQUEST_SERIES / 2 {
            let (model, team) = (format!("m-{}", number % MODELS), format!("t-{}", number % 40));
            let none: Option<String> = None;
            tx.execute(series, params![base + 10_000 + number, source, none, none, model, none, team])?;
        }
    }
    (0..DAYS).try_for_each(|day| fill_day(tx, day))
}

fn day_text(day: i64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(day)).to_string()
}

fn fill_day(tx: &Transaction<'_>, day: i64) -> rusqlite::Result<()> {
    let text = day_text(day);
    for connection in [1_i64, 2] {
        let base = connection * 100_000;
        for slot in ["cost", "usage"] {
            tx.prepare_cached("INSERT INTO buckets (connection_id, slot, day) VALUES (?1, ?2, ?3)")?
                .execute(params![connection, slot, text])?;
            let bucket = tx.last_insert_rowid();
            tx.prepare_cached(
                "INSERT INTO bucket_revisions (bucket_id, revision, stream, run_id, window_id, content_sha256,
                    rows_total, billed_json, estimated_json, tokens_total, recorded_at)
                 VALUES (?1, 1, 's', ?2, 1, x'', 1, '{}', '{}', 0, '')",
            )?
            .execute(params![bucket, connection])?;
            let revision = tx.last_insert_rowid();
            tx.prepare_cached("INSERT INTO current_revisions VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![bucket, revision, connection, slot, text])?;
            if slot == "cost" {
                for line in 0..MODELS * 4 {
                    tx.prepare_cached(
                        "INSERT INTO charge_rows VALUES (?1, ?2, ?3, 'billed', 'usage', ?4, 'USD', '', NULL, NULL, NULL, ?5)",
                    )?
                    .execute(params![revision, line, base + line, 90_000_000_000_i64 + day * 7 + line, connection])?;
                }
                continue;
            }
            tx.prepare_cached("INSERT INTO ratings (revision_id, pricing_id, rated_at) VALUES (?1, 1, '')")?
                .execute([revision])?;
            let rating = tx.last_insert_rowid();
            tx.prepare_cached("INSERT INTO current_ratings VALUES (?1, ?2)")?.execute([revision, rating])?;
            for row in 0..MODELS * KEYS * 4 {
                let meter = METERS[usize::try_from(row % 4).unwrap()];
                tx.prepare_cached("INSERT INTO usage_rows VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(
                    params![revision, row, base + 1_000 + row / 4, meter, 1_000_000 + row, connection],
                )?;
                tx.prepare_cached(
                    "INSERT INTO rated_rows VALUES (?1, ?2, 'priced', 'USD', ?3, NULL, ?3, NULL, 1)",
                )?
                .execute(params![rating, row, 6_000_000_000_i64 + row * 13])?;
            }
        }
        for number in 0..REQUEST_SERIES / 2 {
            requests(tx, &text, base + 10_000 + number, 200_000_000 + number * 11)?;
        }
    }
    Ok(())
}

/// Each meter costs a quarter, and a tenth of it was retried.
fn requests(tx: &Transaction<'_>, day: &str, series: i64, cost: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO request_days (day, source_id, series_id, currency, attempts, retries, retry_unknown,
            failures, cache_hits, usage_unknown, unpriced, tokens_input, tokens_cache_read, tokens_cache_write,
            tokens_output, tokens_reasoning, latency_us, latency_known, reported_nanos, notional_nanos, list_nanos,
            rated_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos, output_nanos,
            other_nanos, retry_unknown_nanos, meter_input_nanos, meter_cache_write_nanos, meter_cache_read_nanos,
            meter_output_nanos, meter_other_nanos, cache_benefit_nanos)
         VALUES (?1, 1, ?2, 'USD', 10, 1, 0, 1, 0, 0, 0, 5000, 5000, 5000, 5000, 0, 0, 0, 0, 0, ?3 * 40, ?3 * 40,
            ?3 * 4, 0, ?3 * 9, ?3 * 9, ?3 * 9, ?3 * 9, 0, 0, ?3 * 10, ?3 * 10, ?3 * 10, ?3 * 10, 0, 0)",
    )?
    .execute(params![day, series, cost / 40])
    .map(|_| ())
}

#[test]
#[ignore = "measures a year; run it in release by hand"]
fn a_year_of_two_providers_and_five_thousand_series() {
    let folder = tempfile::tempdir().unwrap();
    let now = parse_instant("2026-11-10T12:00:00Z").unwrap();
    let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now).unwrap();
    store.write::<_, StoreError>(|tx| Ok(fill(tx)?)).unwrap();
    let env = SpendEnv {
        store: &store,
        slots: Slots { billed: BILLED, metered: METERED },
        names: &names,
        names_version: "1",
        is_cancelled: &|| false,
        progress: &|_, _| (),
    };
    let begun = Instant::now();
    let counts = apportion_due(&env).unwrap();
    println!("first pass: {:?}, {counts:?}", begun.elapsed());
    let begun = Instant::now();
    let counts = apportion_all(&env).unwrap();
    println!("rebuild: {:?}, {counts:?}", begun.elapsed());
    let begun = Instant::now();
    apportion_due(&env).unwrap();
    println!("nothing due: {:?}", begun.elapsed());
    let text = day_text(200);
    store
        .write::<_, StoreError>(|tx| {
            requests(tx, &text, 110_000, 400_000_000)?;
            Ok(tx.execute("INSERT INTO dirty_days VALUES (?1, '1')", [&text])?)
        })
        .unwrap();
    let begun = Instant::now();
    let counts = apportion_due(&env).unwrap();
    println!("one day: {:?}, {counts:?}", begun.elapsed());
}
