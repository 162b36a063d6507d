//! A small ledger of an invented source, written row by row.

use rusqlite::{Transaction, params};
use tempfile::TempDir;

use crate::explore::{Cut, Measure, QueryRequest, QueryView, query};
use crate::kernel::{DayRange, DimensionFilter, PageAsk, parse_instant};
use crate::store::{OpenMode, Store, StoreError};

const fn cut(
    slot: &'static str,
    family: &'static str,
    alternate_of: Option<&'static str>,
    dimensions: &'static [&'static str],
) -> Cut {
    Cut { source: "alpha", source_name: "Alpha", slot, label: slot, family, alternate_of, dimensions }
}

pub(super) const CUTS: &[Cut] = &[
    cut("cost", "cost", None, &["project", "model_served", "line_item"]),
    cut("cost.key", "cost", Some("cost"), &["project", "credential"]),
    cut("usage", "usage", None, &["project", "credential", "model_served"]),
    cut("coding", "coding", None, &["user"]),
];

#[derive(Clone, Debug, Default)]
pub(super) struct Fact {
    pub project: Option<&'static str>,
    pub key: Option<&'static str>,
    pub model: Option<&'static str>,
    pub nanos: i64,
    pub currency: &'static str,
}

/// Billed dollars, every place told.
pub(super) fn fact(project: &'static str, key: &'static str, model: &'static str, units: i64) -> Fact {
    Fact {
        project: Some(project),
        key: Some(key),
        model: Some(model),
        nanos: units * 1_000_000_000,
        currency: "USD",
    }
}

/// Status, currency, contracted nanos, their high end, list nanos.
pub(super) type Rated = (&'static str, &'static str, Option<i64>, Option<i64>, Option<i64>);

pub(super) struct Ledger {
    pub store: Store,
    _folder: TempDir,
}

pub(super) fn now() -> chrono::DateTime<chrono::Utc> {
    parse_instant("2026-11-10T12:00:00Z").unwrap()
}

pub(super) fn november(first: u32, after: u32) -> DayRange {
    DayRange { from: format!("2026-11-{first:02}"), to: format!("2026-11-{after:02}") }
}

impl Ledger {
    /// One connection, wanted from 1 November.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now()).unwrap();
        let ledger = Self { store, _folder: folder };
        ledger.connect(1, "Alpha one");
        ledger
    }

    pub fn write(&self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>) {
        self.store.write::<_, StoreError>(|tx| Ok(work(tx)?)).unwrap();
    }

    pub fn connect(&self, id: i64, label: &str) {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO connections (id, source, label, account, base_url, secret_ref, secret_hint, schedule_json,
                     backfill_from, created_at, capabilities_json)
                 VALUES (?1, 'alpha', ?2, '', '', '', '', '{\"kind\":\"every_hours\",\"hours\":6}', '2026-11-01',
                     '2026-11-01T00:00:00.000Z', '{}')",
                params![id, label],
            )?;
            tx.execute(
                "INSERT INTO sync_runs (id, connection_id, cause, state, started_at, finished_at)
                 VALUES (?1, ?1, 'manual', 'succeeded', '2026-11-10T11:00:00.000Z', '2026-11-10T11:00:00.000Z')",
                [id],
            )?;
            tx.execute(
                "INSERT INTO raw_pages (id, connection_id, run_id, stream, window_id, page_number, starts_on, ends_on,
                     request_url, ask_json, fetched_at, body_sha256, body_bytes, body_zstd)
                 VALUES (?1, ?1, ?1, 's', 1, 1, '2026-11-01', '2026-11-02', '/', '{}', '', x'', 0, x'')",
                [id],
            )?;
            Ok(())
        });
    }

    /// A new revision of a bucket, and the day read in full.
    pub fn bucket(&self, connection: i64, slot: &str, day: u32, rows: &[Fact]) {
        let day = format!("2026-11-{day:02}");
        self.write(|tx| {
            tx.execute(
                "INSERT INTO buckets (connection_id, slot, day) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                params![connection, slot, day],
            )?;
            let bucket: i64 = tx.query_row(
                "SELECT id FROM buckets WHERE connection_id = ?1 AND slot = ?2 AND day = ?3",
                params![connection, slot, day],
                |row| row.get(0),
            )?;
            tx.execute(
                "INSERT INTO bucket_revisions (bucket_id, revision, stream, run_id, window_id, content_sha256, rows_total,
                     billed_json, estimated_json, tokens_total, recorded_at)
                 SELECT ?1, coalesce(max(revision), 0) + 1, 's', ?2, 1, x'', ?3, ?4, '{}', 0,
                     '2026-11-10T11:00:0' || count(*) || '.000Z'
                 FROM bucket_revisions WHERE bucket_id = ?1",
                params![bucket, connection, i64::try_from(rows.len()).unwrap(), billed_json(rows)],
            )?;
            let revision = tx.last_insert_rowid();
            tx.execute(
                "INSERT INTO current_revisions (bucket_id, revision_id, connection_id, slot, day)
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (bucket_id) DO UPDATE SET revision_id = excluded.revision_id",
                params![bucket, revision, connection, slot, day],
            )?;
            for (ordinal, fact) in (0_i64..).zip(rows) {
                let series = series(tx, fact)?;
                if slot == "usage" {
                    tx.execute(
                        "INSERT INTO usage_rows VALUES (?1, ?2, ?3, 'input', ?4, ?5)",
                        params![revision, ordinal, series, fact.nanos, connection],
                    )?;
                } else {
                    let basis = if slot == "coding" { "estimated" } else { "billed" };
                    tx.execute(
                        "INSERT INTO charge_rows VALUES (?1, ?2, ?3, ?4, 'usage', ?5, ?6, ?7, NULL, NULL, NULL, ?8)",
                        params![revision, ordinal, series, basis, fact.nanos, fact.currency, "text", connection],
                    )?;
                }
            }
            Ok(())
        });
        self.cover(connection, slot, &day, "full");
    }

    pub fn cover(&self, connection: i64, slot: &str, day: &str, state: &str) {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO coverage (connection_id, slot, day, state, stream, read_at) VALUES (?1, ?2, ?3, ?4, 's', '')
                 ON CONFLICT DO UPDATE SET state = excluded.state",
                params![connection, slot, day, state],
            )?;
            Ok(())
        });
    }

    /// Rates the current usage of a day: status, currency and amounts at our rates and at list by ordinal.
    pub fn rate(&self, connection: i64, day: u32, rows: &[Rated]) {
        let day = format!("2026-11-{day:02}");
        self.write(|tx| {
            tx.execute_batch(
                "INSERT OR IGNORE INTO price_books VALUES (1, 'h', '1', 1, 'local', NULL, x'', '');
                 INSERT OR IGNORE INTO contracts VALUES (1, 'h', '', '');
                 INSERT OR IGNORE INTO pricings VALUES (1, 1, 1);
                 INSERT OR IGNORE INTO rating_notes VALUES (1, x'', '{}');",
            )?;
            let revision: i64 = tx.query_row(
                "SELECT revision_id FROM current_revisions WHERE connection_id = ?1 AND slot = 'usage' AND day = ?2",
                params![connection, day],
                |row| row.get(0),
            )?;
            tx.execute("INSERT INTO ratings (revision_id, pricing_id, rated_at) VALUES (?1, 1, '')", [revision])?;
            let rating = tx.last_insert_rowid();
            tx.execute("INSERT INTO current_ratings VALUES (?1, ?2)", [revision, rating])?;
            for (ordinal, row) in (0_i64..).zip(rows) {
                let (status, currency, contracted, high, list) = row;
                tx.execute(
                    "INSERT INTO rated_rows VALUES (?1, ?2, ?3, ?4, ?5, NULL, ?6, ?7, 1)",
                    params![rating, ordinal, status, currency, list, contracted, high],
                )?;
            }
            Ok(())
        });
    }

    pub fn name(&self, kind: &str, id: &str, version: i64, name: &str) {
        self.write(|tx| {
            tx.execute(
                "INSERT INTO directory_entries VALUES (1, ?1, ?2, ?3, ?4, '{}', '')",
                params![kind, id, version, name],
            )?;
            Ok(())
        });
    }

    /// Both cuts of the same money: the primary without keys, the alternate without models.
    pub fn day_in_both_cuts(&self, connection: i64, day: u32, rows: &[Fact]) {
        let primary: Vec<Fact> = rows.iter().map(|fact| Fact { key: None, ..fact.clone() }).collect();
        let by_key: Vec<Fact> = rows.iter().map(|fact| Fact { model: None, ..fact.clone() }).collect();
        self.bucket(connection, "cost", day, &primary);
        self.bucket(connection, "cost.key", day, &by_key);
    }

    pub fn ask(
        &self,
        measure: Measure,
        by: &[&str],
        range: DayRange,
        filters: &[(&str, Option<&str>)],
    ) -> QueryView {
        let request = QueryRequest {
            measure,
            by: by.iter().map(|name| (*name).to_owned()).collect(),
            range,
            filters: filters
                .iter()
                .map(|(dimension, value)| DimensionFilter {
                    dimension: (*dimension).to_owned(),
                    value: value.map(str::to_owned),
                    is_not: false,
                })
                .collect(),
            page: PageAsk { offset: 0, limit: 1000 },
        };
        query(&self.store, CUTS, now(), &request).unwrap()
    }
}

fn billed_json(rows: &[Fact]) -> String {
    let mut totals = std::collections::BTreeMap::<&str, i64>::new();
    for fact in rows {
        *totals.entry(fact.currency).or_default() += fact.nanos;
    }
    serde_json::to_string(&totals).unwrap()
}

fn series(tx: &Transaction<'_>, fact: &Fact) -> rusqlite::Result<i64> {
    let fingerprint = format!("{:?}{:?}{:?}", fact.project, fact.key, fact.model);
    tx.execute(
        "INSERT INTO series (fingerprint, provider, channel, project, credential, model_served, extra_json)
         VALUES (?1, 'alpha', 'alpha', ?2, ?3, ?4, '{}') ON CONFLICT DO NOTHING",
        params![fingerprint.as_bytes(), fact.project, fact.key, fact.model],
    )?;
    tx.query_row("SELECT id FROM series WHERE fingerprint = ?1", [fingerprint.as_bytes()], |row| row.get(0))
}

/// `(label, exact text)` of each row, labels joined by a slash.
pub(super) fn lines(view: &QueryView) -> Vec<(String, String)> {
    view.rows
        .iter()
        .map(|row| {
            let labels: Vec<&str> = row.keys.iter().map(|key| key.label.as_str()).collect();
            let money = row.amount.as_ref().map(|amount| format!("{} {}", amount.value, amount.currency));
            (labels.join("/"), money.or_else(|| row.quantity.clone()).unwrap())
        })
        .collect()
}
