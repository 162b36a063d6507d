//! Apportionment of stored books: what is due, and that it always comes out the same.

use std::cell::Cell;

use rusqlite::params;
use tempfile::TempDir;

use super::fixture::names;
use crate::kernel::{Period, parse_instant};
use crate::pricing::views::PrimarySlot;
use crate::spend::{
    Level, Slots, SpendCounts, SpendEnv, apportion_all, apportion_due, due_days, period_view,
};
use crate::store::{OpenMode, Store, StoreError};

const BILLED: &[PrimarySlot] = &[PrimarySlot { source: "alpha", slot: "cost" }];
const METERED: &[PrimarySlot] = &[PrimarySlot { source: "alpha", slot: "usage" }];

struct Desk {
    store: Store,
    _folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now = parse_instant("2026-11-10T12:00:00Z").unwrap();
        let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now).unwrap();
        let desk = Self { store, _folder: folder };
        desk.sql(
            "INSERT INTO connections (id, source, label, account, base_url, secret_ref, secret_hint, schedule_json,
                 backfill_from, created_at, capabilities_json)
             VALUES (1, 'alpha', 'Alpha', '', '', '', '', '{}', '2026-11-01', '', '{}');
             INSERT INTO sync_runs (id, connection_id, cause, state, started_at) VALUES (1, 1, 'manual', 'succeeded', '');
             INSERT INTO raw_pages VALUES (1, 1, 1, 's', 1, 1, '2026-11-01', '2026-11-02', '/', '{}', '', x'', 0, x'');
             INSERT INTO price_books VALUES (1, 'h', '1', 1, 'local', NULL, x'', '');
             INSERT INTO contracts VALUES (1, 'h', '', '');
             INSERT INTO pricings VALUES (1, 1, 1);
             INSERT INTO rating_notes VALUES (1, x'', '{}');
             INSERT INTO log_sources VALUES (1, 'litellm', 'Gateway', 'gateway', NULL, '{}', '');
             INSERT INTO series (id, fingerprint, provider, channel, project, model_served, token_class, extra_json)
             VALUES (1, x'01', 'alpha', 'alpha', 'core', 'm-1', 'input', '{}');
             INSERT INTO series (id, fingerprint, provider, channel, project, credential, model_served, extra_json)
             VALUES (2, x'02', 'alpha', 'alpha', 'core', 'A', 'm-1', '{}'),
                    (3, x'03', 'alpha', 'alpha', 'core', 'B', 'm-1', '{}');
             INSERT INTO series (id, fingerprint, provider, channel, model_served, gateway, team, feature, extra_json)
             VALUES (4, x'04', 'alpha', 'alpha', 'm-1', 'Gateway', 'sales', 'search', '{}'),
                    (5, x'05', 'alpha', 'alpha', 'm-1', 'Gateway', 'legal', 'summarise', '{}');",
        );
        desk
    }

    fn sql(&self, text: &str) {
        self.store.write::<_, StoreError>(|tx| Ok(tx.execute_batch(text)?)).unwrap();
    }

    /// A new revision of the bill and of the usage of a day.
    fn provider(&self, day: &str, billed: i64, usage: [(i64, i64, i64); 2]) {
        self.store
            .write::<_, StoreError>(|tx| {
                let charges = revision(tx, "cost", day)?;
                tx.execute(
                    "INSERT INTO charge_rows VALUES (?1, 0, 1, 'billed', 'usage', ?2, 'USD', '', NULL, NULL, NULL, 1)",
                    params![charges, billed],
                )?;
                let usages = revision(tx, "usage", day)?;
                tx.execute("INSERT INTO ratings (revision_id, pricing_id, rated_at) VALUES (?1, 1, '')", [usages])?;
                let rating = tx.last_insert_rowid();
                tx.execute("INSERT INTO current_ratings VALUES (?1, ?2)", [usages, rating])?;
                for (ordinal, (series, quantity, cost)) in (0_i64..).zip(usage) {
                    tx.execute(
                        "INSERT INTO usage_rows VALUES (?1, ?2, ?3, 'input', ?4, 1)",
                        params![usages, ordinal, series, quantity],
                    )?;
                    tx.execute(
                        "INSERT INTO rated_rows VALUES (?1, ?2, 'priced', 'USD', ?3, NULL, ?3, NULL, 1)",
                        params![rating, ordinal, cost],
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// A row of the roll-up, and the mark an import leaves.
    fn requests(&self, day: &str, series: i64, tokens: i64, cost: i64, mark: &str) {
        self.store
            .write::<_, StoreError>(|tx| {
                tx.execute(
                    "INSERT INTO request_days (day, source_id, series_id, currency, attempts, retries, retry_unknown,
                        failures, cache_hits, usage_unknown, unpriced, tokens_input, tokens_cache_read,
                        tokens_cache_write, tokens_output, tokens_reasoning, latency_us, latency_known, reported_nanos,
                        notional_nanos, list_nanos, rated_nanos, retry_nanos, batch_nanos, cache_write_nanos,
                        cache_read_nanos, input_nanos, output_nanos, other_nanos, retry_unknown_nanos,
                        meter_input_nanos, meter_cache_write_nanos, meter_cache_read_nanos, meter_output_nanos,
                        meter_other_nanos, cache_benefit_nanos)
                     VALUES (?1, 1, ?2, 'USD', 10, 2, 0, 1, 0, 0, 0, ?3, 0, 0, 0, 0, 0, 0, 0, 0, ?4, ?4, ?4 / 4, 0, 0, 0,
                        ?4 - ?4 / 4, 0, 0, 0, ?4, 0, 0, 0, 0, 0)
                     ON CONFLICT DO UPDATE SET rated_nanos = excluded.rated_nanos, tokens_input = excluded.tokens_input,
                        input_nanos = excluded.input_nanos, retry_nanos = excluded.retry_nanos,
                        meter_input_nanos = excluded.meter_input_nanos",
                    params![day, series, tokens, cost],
                )?;
                tx.execute(
                    "INSERT INTO dirty_days VALUES (?1, ?2) ON CONFLICT DO UPDATE SET marked_at = excluded.marked_at",
                    params![day, mark],
                )?;
                Ok(())
            })
            .unwrap();
    }

    fn with<T>(&self, is_cancelled: &dyn Fn() -> bool, work: impl FnOnce(&SpendEnv<'_>) -> T) -> T {
        work(&SpendEnv {
            store: &self.store,
            slots: Slots { billed: BILLED, metered: METERED },
            names: &names,
            names_version: "1",
            is_cancelled,
            progress: &|_, _| (),
        })
    }

    fn apportion(&self) -> SpendCounts {
        self.with(&|| false, |env| apportion_due(env).unwrap())
    }

    fn due(&self) -> Vec<String> {
        self.with(&|| false, |env| due_days(env).unwrap())
    }

    /// Every row of the derived tables, as text.
    fn dump(&self) -> Vec<String> {
        let tables =
            ["spend_days", "spend_lines", "spend_sums", "spend_parts", "spend_cache", "spend_discrepancies"];
        self.store
            .read::<_, StoreError>(|reader| {
                let mut found = Vec::new();
                for table in tables {
                    let mut statement = reader.prepare(&format!("SELECT * FROM {table}"))?;
                    let columns = statement.column_count();
                    let mut rows = statement.query([])?;
                    while let Some(row) = rows.next()? {
                        let values: Vec<String> = (0..columns)
                            .map(|column| format!("{:?}", row.get_ref(column).unwrap()))
                            .collect();
                        found.push(format!("{table} {}", values.join(" ")));
                    }
                }
                Ok(found)
            })
            .unwrap()
    }
}

fn revision(tx: &rusqlite::Transaction<'_>, slot: &str, day: &str) -> rusqlite::Result<i64> {
    tx.execute(
        "INSERT INTO buckets (connection_id, slot, day) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
        [slot, day],
    )?;
    let bucket: i64 =
        tx.query_row("SELECT id FROM buckets WHERE slot = ?1 AND day = ?2", [slot, day], |row| row.get(0))?;
    tx.execute(
        "INSERT INTO bucket_revisions (bucket_id, revision, stream, run_id, window_id, content_sha256, rows_total,
            billed_json, estimated_json, tokens_total, recorded_at)
         SELECT ?1, coalesce(max(revision), 0) + 1, 's', 1, 1, x'', 1, '{}', '{}', 0, ''
         FROM bucket_revisions WHERE bucket_id = ?1",
        [bucket],
    )?;
    let revision = tx.last_insert_rowid();
    tx.execute(
        "INSERT INTO current_revisions VALUES (?1, ?2, 1, ?3, ?4)
         ON CONFLICT (bucket_id) DO UPDATE SET revision_id = excluded.revision_id",
        params![bucket, revision, slot, day],
    )?;
    Ok(revision)
}

const DOLLAR: i64 = 1_000_000_000;

fn filled() -> Desk {
    let desk = Desk::new();
    for day in ["2026-11-01", "2026-11-02", "2026-11-03"] {
        desk.provider(day, 100 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
        desk.requests(day, 4, 18, 36 * DOLLAR, "1");
    }
    desk.requests("2026-11-02", 5, 9, 18 * DOLLAR, "1");
    desk
}

fn period() -> Period {
    Period::new("2026-11-01".parse().unwrap(), "2026-12-01".parse().unwrap()).unwrap()
}

#[test]
fn only_days_whose_books_changed_are_apportioned_again() {
    let desk = filled();
    assert_eq!(desk.apportion().days, 3);
    assert_eq!(desk.apportion(), SpendCounts::default(), "a second pass changes nothing");
    desk.requests("2026-11-03", 5, 3, 6 * DOLLAR, "2");
    assert_eq!(desk.due(), ["2026-11-03"]);
    assert_eq!(desk.apportion().days, 1);
    desk.provider("2026-11-01", 90 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    assert_eq!(desk.due(), ["2026-11-01"], "a restated bill");
    desk.apportion();
    desk.sql(
        "INSERT INTO pricings VALUES (2, 1, 1) ON CONFLICT DO NOTHING;
         INSERT INTO ratings (id, revision_id, pricing_id, rated_at) SELECT 900, revision_id, 1, ''
            FROM current_revisions WHERE FALSE;
         UPDATE current_ratings SET rating_id = 1 WHERE revision_id =
            (SELECT revision_id FROM current_revisions WHERE slot = 'usage' AND day = '2026-11-02');",
    );
    assert_eq!(desk.due(), ["2026-11-02"], "another rating counts");
}

#[test]
fn whatever_came_in_between_a_rebuild_gives_the_same_bytes() {
    let desk = filled();
    desk.apportion();
    desk.provider("2026-11-02", 80 * DOLLAR, [(2, 31, 62 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    desk.requests("2026-11-01", 5, 1, 2 * DOLLAR, "2");
    desk.apportion();
    let step_by_step = desk.dump();
    desk.with(&|| false, |env| apportion_all(env).unwrap());
    assert_eq!(desk.dump(), step_by_step);
    assert!(step_by_step.len() > 12, "{step_by_step:#?}");
}

#[test]
fn a_pass_that_is_stopped_goes_on_where_it_was() {
    let desk = filled();
    let asked = Cell::new(0);
    let stop = || asked.replace(asked.get() + 1) > 0;
    desk.with(&stop, |env| apportion_due(env).unwrap());
    desk.apportion();
    let found = desk.dump();
    let clean = filled();
    clean.apportion();
    assert_eq!(found, clean.dump());
}

#[test]
fn the_view_of_a_period_foots_by_class_level_grade_account_and_day() {
    let desk = filled();
    desk.apportion();
    let view = desk.store.read(|reader| period_view(reader, period())).unwrap();
    let found = &view.currencies[0];
    let whole = 300 * i128::from(DOLLAR);
    assert_eq!((found.sums.total(), found.sums.basis()), (whole, "billed"));
    assert_eq!(found.sums.levels.values().sum::<i128>(), whole);
    assert_eq!(found.sums.grades.values().sum::<i128>(), whole);
    assert_eq!(found.accounts.iter().map(|account| account.sums.total()).sum::<i128>(), whole);
    assert_eq!(found.days.iter().map(|(_, sums)| sums.total()).sum::<i128>(), whole);
    assert_eq!(found.sums.seen(), 126 * i128::from(DOLLAR));
    assert_eq!(found.sums.levels.get(&Level::NotSeen), Some(&(174 * i128::from(DOLLAR))));
    assert_eq!(found.sums.classes.get(crate::spend::Class::Retry), 31_500_000_000);
}

fn close(desk: &Desk, month: &str) {
    desk.sql(&format!("INSERT INTO closed_months VALUES ('{month}', '2026-12-05T00:00:00.000Z')"));
}

/// What the record has, without the stamps of the books.
fn figures(desk: &Desk) -> Vec<String> {
    desk.dump().into_iter().filter(|row| !row.starts_with("spend_days")).collect()
}

#[test]
fn a_closed_month_stays_whatever_comes_and_tells_what_it_would_be() {
    let desk = filled();
    desk.apportion();
    let closed = figures(&desk);
    close(&desk, "2026-11");
    desk.provider("2026-11-01", 90 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    desk.requests("2026-11-03", 5, 9, 18 * DOLLAR, "2");
    desk.provider("2026-11-04", 7 * DOLLAR, [(2, 3, 6 * DOLLAR), (3, 1, DOLLAR)]);
    assert_eq!(desk.due(), ["2026-11-01", "2026-11-03", "2026-11-04"]);
    let counts = desk.apportion();
    assert_eq!((counts.days, counts.held), (0, 3));
    assert_eq!(figures(&desk), closed);
    assert_eq!(desk.due(), Vec::<String>::new(), "it is looked at once");
    let view = desk.store.read(|reader| period_view(reader, period())).unwrap();
    let held: Vec<(&str, i64, i64)> = view
        .held
        .iter()
        .map(|row| (row.day.as_str(), row.closed_nanos / DOLLAR, row.now_nanos / DOLLAR))
        .collect();
    assert_eq!(held, [("2026-11-01", 100, 90), ("2026-11-03", 100, 100), ("2026-11-04", 0, 7)]);
    desk.with(&|| false, |env| apportion_all(env).unwrap());
    assert_eq!(figures(&desk), closed, "made again");
}

#[test]
fn a_month_that_is_open_again_takes_what_it_was_held_against() {
    let desk = filled();
    desk.apportion();
    close(&desk, "2026-11");
    desk.provider("2026-11-01", 90 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    desk.apportion();
    desk.sql("DELETE FROM closed_months");
    assert_eq!(desk.due(), ["2026-11-01"]);
    assert_eq!(desk.apportion().days, 1);
    let found = desk.dump();
    let never_closed = filled();
    never_closed.provider("2026-11-01", 90 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    never_closed.apportion();
    assert_eq!(found, never_closed.dump());
    assert!(desk.store.read(|reader| period_view(reader, period())).unwrap().held.is_empty());
}

#[test]
fn books_that_come_to_the_same_again_are_held_no_more() {
    let desk = filled();
    desk.apportion();
    let closed = figures(&desk);
    close(&desk, "2026-11");
    for billed in [90, 100] {
        desk.provider("2026-11-01", billed * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
        desk.apportion();
    }
    assert_eq!(figures(&desk), closed);
    assert!(desk.store.read(|reader| period_view(reader, period())).unwrap().held.is_empty());
    assert_eq!(desk.due(), Vec::<String>::new());
}

#[test]
fn retries_that_nothing_tells_are_unknown_and_not_zero() {
    let desk = Desk::new();
    desk.provider("2026-11-01", 100 * DOLLAR, [(2, 30, 60 * DOLLAR), (3, 20, 40 * DOLLAR)]);
    desk.apportion();
    let sums = |desk: &Desk| {
        desk.store.read(|reader| period_view(reader, period())).unwrap().currencies.remove(0).sums
    };
    let nobody = sums(&desk);
    assert_eq!((nobody.retries(), nobody.retry_unknown_seen), (None, 0), "no request is seen");
    desk.requests("2026-11-01", 4, 18, 36 * DOLLAR, "1");
    desk.sql("UPDATE request_days SET retry_nanos = 0, input_nanos = rated_nanos, retry_unknown_nanos = rated_nanos");
    desk.apportion();
    let silent = sums(&desk);
    assert_eq!(silent.retries(), None, "no request tells");
    assert_eq!(silent.retry_unknown_seen, 36 * i128::from(DOLLAR));
    assert_eq!(silent.retry_unknown, 100 * i128::from(DOLLAR));
    desk.requests("2026-11-01", 5, 9, 18 * DOLLAR, "2");
    desk.sql(
        "UPDATE request_days SET retry_nanos = 0, input_nanos = rated_nanos, retry_unknown_nanos = 0 WHERE series_id = 5",
    );
    desk.apportion();
    let some = sums(&desk);
    assert_eq!(some.retries(), Some(0), "a known first attempt is known");
    assert_eq!(some.retry_unknown_seen, 36 * i128::from(DOLLAR));
}
