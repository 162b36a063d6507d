//! Books that arrive in any order, in parts, twice, restated: the stored spend ends as that of one clean arrival.

mod world;

use tempfile::TempDir;

use self::world::{Dice, World};
use super::fixture::names;
use crate::kernel::{ConnectionId, RawPageId, RunId, WindowId, parse_instant};
use crate::ledger::{BucketContent, BucketSource, Interner, apply_bucket};
use crate::pricing::views::PrimarySlot;
use crate::requests::tests::fixture::{DAY, START, import_of, open, rows};
use crate::requests::{StagedRequest, drop_old_requests};
use crate::spend::{Slots, SpendEnv, apportion_all, apportion_due, due_days};
use crate::store::{Store, StoreError};

const BILLED: &[PrimarySlot] = &[PrimarySlot { source: "alpha", slot: "cost" }];
const METERED: &[PrimarySlot] = &[PrimarySlot { source: "alpha", slot: "usage" }];
const INTERLEAVINGS: u64 = 64;

struct Desk {
    store: Store,
    _folder: TempDir,
}

impl Desk {
    /// A workspace that two accounts are connected to.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), "w.showback");
        let desk = Self { store, _folder: folder };
        for id in [1, 2] {
            desk.sql(&format!(
                "INSERT INTO connections (id, source, label, account, base_url, secret_ref, secret_hint, schedule_json,
                     backfill_from, created_at, capabilities_json)
                 VALUES ({id}, 'alpha', 'Alpha {id}', '', '', '', '', '{{}}', '2026-11-01', '', '{{}}');
                 INSERT INTO sync_runs (id, connection_id, cause, state, started_at)
                 VALUES ({id}, {id}, 'manual', 'succeeded', '');
                 INSERT INTO raw_pages VALUES ({id}, {id}, {id}, 's', 1, 1, '2026-11-01', '2026-11-02', '/', '{{}}', '',
                     x'', 0, x'');"
            ));
        }
        desk.sql(
            "INSERT INTO price_books VALUES (1, 'h', '1', 1, 'local', NULL, x'', '');
             INSERT INTO contracts VALUES (1, 'h', '', '');
             INSERT INTO pricings VALUES (1, 1, 1);
             INSERT INTO rating_notes VALUES (1, x'', '{}');",
        );
        desk
    }

    fn sql(&self, text: &str) {
        self.store.write::<_, StoreError>(|tx| Ok(tx.execute_batch(text)?)).unwrap();
    }

    /// A page of a provider that tells a day of a slot.
    fn page(&self, connection: i64, slot: &str, content: &BucketContent) {
        let source = BucketSource {
            connection: ConnectionId(connection),
            slot,
            stream: "s",
            run: RunId(connection),
            window: WindowId(1),
            pages: &[RawPageId(connection)],
            recorded_at: parse_instant("2026-11-10T12:00:00Z").unwrap(),
        };
        self.store
            .write::<_, crate::ledger::LedgerError>(|tx| {
                apply_bucket(tx, &mut Interner::default(), &source, content).map(|_| ())
            })
            .unwrap();
    }

    /// Rates what is not rated yet, by a price list that goes by what a series is and not by its id: a fifth of the series
    /// has no price, a fifth costs nothing.
    fn rate(&self) {
        self.sql(
            "INSERT INTO ratings (revision_id, pricing_id, rated_at)
                 SELECT DISTINCT revision_id, 1, '' FROM usage_rows
                 WHERE revision_id NOT IN (SELECT revision_id FROM ratings) ORDER BY revision_id;
             INSERT INTO rated_rows SELECT g.id, u.ordinal,
                 CASE WHEN p.price IS NULL THEN 'unpriced' ELSE 'priced' END,
                 CASE WHEN p.price IS NULL THEN '' ELSE 'USD' END, u.quantity * p.price, NULL, u.quantity * p.price, NULL, 1
             FROM ratings g JOIN usage_rows u ON u.revision_id = g.revision_id
             JOIN (SELECT id, CASE unicode(substr(hex(fingerprint), 64)) % 5 WHEN 0 THEN NULL WHEN 1 THEN 0 ELSE 10 END AS price
                   FROM series) p ON p.id = u.series_id
             WHERE g.id NOT IN (SELECT rating_id FROM rated_rows);
             INSERT INTO current_ratings SELECT revision_id, id FROM ratings
                 WHERE revision_id NOT IN (SELECT revision_id FROM current_ratings);",
        );
    }

    fn with<T>(&self, work: impl FnOnce(&SpendEnv<'_>) -> T) -> T {
        work(&SpendEnv {
            store: &self.store,
            slots: Slots { billed: BILLED, metered: METERED },
            names: &names,
            names_version: "1",
            is_cancelled: &|| false,
            progress: &|_, _| (),
        })
    }

    /// Apportions what is due.
    fn settle(&self) {
        self.with(|env| apportion_due(env).unwrap());
    }

    /// What no series tells, added up from one of the two tables that have it.
    fn sums(&self, table: &str) -> Vec<String> {
        let sql = format!(
            "SELECT day, connection_id, currency, level, grade, basis, sum(amount_nanos), sum(retry_nanos),
                sum(batch_nanos), sum(cache_write_nanos), sum(cache_read_nanos), sum(input_nanos), sum(output_nanos),
                sum(other_nanos), sum(retry_unknown_nanos)
             FROM {table} GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"
        );
        rows(&self.store, &sql)
    }

    /// Rows that only one of both has: the sums by month that are kept, and those of the spend that is stored.
    fn months_that_differ(&self) -> Vec<String> {
        let kept =
            "SELECT month, kind, s.connection_id, first_series, second_series, currency, grade, basis, days,
                amount_nanos
            FROM spend_months JOIN spend_subjects s ON s.id = subject_id";
        let stored = "SELECT substr(day, 1, 7), kind, connection_id, first, second, currency, grade, basis,
                sum(DISTINCT 1 << (substr(day, 9, 2) - 1)), sum(amount_nanos)
            FROM (
                SELECT day, 0 AS kind, connection_id, usage_series AS first, billed_series AS second, currency, grade,
                    basis, amount_nanos
                FROM spend_lines WHERE level <> 'seen'
                UNION ALL
                SELECT day, CASE owner_tells WHEN 'key' THEN 3 WHEN 'project' THEN 2
                        ELSE CASE grade WHEN 'A' THEN 4 ELSE 1 END END,
                    connection_id, series_id, owner_series, currency, grade, basis, amount_nanos
                FROM spend_parts
            ) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8";
        [format!("{kept} EXCEPT {stored}"), format!("{stored} EXCEPT {kept}")]
            .iter()
            .flat_map(|sql| rows(&self.store, sql))
            .collect()
    }

    /// Everything of the stored spend, by what series and sources are and not by their ids.
    fn spend(&self) -> Vec<String> {
        let amounts =
            "amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos,
            output_nanos, other_nanos, retry_unknown_nanos";
        let asked = [
            format!(
                "SELECT 'line', day, connection_id, currency, hex(b.fingerprint), hex(u.fingerprint), level, grade, basis,
                     {amounts}, scale_over, scale_under
                 FROM spend_lines LEFT JOIN series b ON b.id = billed_series LEFT JOIN series u ON u.id = usage_series
                 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
            ),
            format!(
                "SELECT 'part', day, l.label, hex(s.fingerprint), p.connection_id, currency, hex(o.fingerprint),
                     owner_tells, grade, basis, {amounts}
                 FROM spend_parts p LEFT JOIN series s ON s.id = series_id LEFT JOIN series o ON o.id = owner_series
                 LEFT JOIN log_sources l ON l.id = source_id ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9"
            ),
            "SELECT 'cache', day, connection_id, hex(fingerprint), currency, benefit_nanos
             FROM spend_cache LEFT JOIN series ON id = usage_series ORDER BY 1, 2, 3, 4, 5"
                .to_owned(),
            "SELECT * FROM spend_discrepancies ORDER BY 1, 2, 3, 4, 5, 6, 7".to_owned(),
        ];
        asked.iter().flat_map(|sql| rows(&self.store, sql)).collect()
    }
}

/// Everything at once: the last word of every provider, every log whole, one apportionment.
fn at_once(world: &World) -> Vec<String> {
    let desk = Desk::new();
    for bucket in &world.buckets {
        desk.page(bucket.connection, bucket.slot, bucket.versions.last().unwrap());
    }
    desk.rate();
    for log in &world.logs {
        import_of(&desk.store, &log.facts, &log.requests);
    }
    desk.with(|env| apportion_all(env).unwrap());
    desk.spend()
}

/// Which rows of a log stand as they are told last.
type Told = [Vec<bool>; 2];

/// One of the things that happen, in the middle of others.
fn happens(desk: &Desk, world: &World, dice: &mut Dice, told: &mut Told, next: &mut [usize]) {
    match dice.below(8) {
        0..=3 => {
            for _ in 0..=dice.below(5) {
                let place = dice.below(world.buckets.len());
                let bucket = &world.buckets[place];
                // The same again now and then, else the next version.
                let version = if dice.below(4) == 0 { next[place].saturating_sub(1) } else { next[place] };
                let version = version.min(bucket.versions.len() - 1);
                desk.page(bucket.connection, bucket.slot, &bucket.versions[version]);
                next[place] = next[place].max(version + 1);
            }
            if dice.below(3) > 0 {
                desk.rate();
            }
        }
        4..=6 => {
            let of = dice.below(2);
            let log = &world.logs[of];
            let from = dice.below(log.requests.len());
            let to = (from + 1 + dice.below(20)).min(log.requests.len());
            let is_early = dice.below(4) == 0;
            let part: Vec<StagedRequest> =
                log.requests[from..to].iter().map(|row| world::early(row, is_early)).collect();
            import_of(&desk.store, &log.facts, &part);
            told[of][from..to].fill(!is_early);
        }
        _ => drop_told(desk, world, dice, told),
    }
}

/// Retention, as far back as every row is told: what is not told yet may be tried again by rows that are.
fn drop_told(desk: &Desk, world: &World, dice: &mut Dice, told: &Told) {
    let open_rows = world.logs.iter().zip(told).flat_map(|(log, told)| {
        log.requests.iter().zip(told).filter(|(_, is_told)| !**is_told).map(|(row, _)| row.attempt.started_us)
    });
    let first_open = open_rows.min().unwrap_or(START + 9 * DAY);
    let day = 1 + i64::try_from(dice.below(3)).unwrap();
    if START + (day + 1) * DAY <= first_open {
        let today = "2026-11-01".parse::<crate::kernel::Day>().unwrap();
        let today = (0..day).fold(today, |today, _| today.succ_opt().unwrap());
        drop_old_requests(&desk.store, Some(0), today, &|| false).unwrap();
    }
}

fn interleaved(world: &World, dice: &mut Dice) -> Desk {
    let desk = Desk::new();
    let mut told: Told = [0, 1].map(|of: usize| vec![false; world.logs[of].requests.len()]);
    let mut next = vec![0; world.buckets.len()];
    for _ in 0..8 + dice.below(6) {
        happens(&desk, world, dice, &mut told, &mut next);
        if dice.below(5) > 0 {
            desk.settle();
        }
    }
    // Whatever did not arrive yet, or not as it is told last; then everything again, which changes nothing.
    for (bucket, next) in world.buckets.iter().zip(&next).rev() {
        if *next < bucket.versions.len() || dice.below(2) == 0 {
            desk.page(bucket.connection, bucket.slot, bucket.versions.last().unwrap());
        }
    }
    desk.settle();
    desk.rate();
    for log in world.logs.iter().rev() {
        import_of(&desk.store, &log.facts, &log.requests);
        desk.settle();
    }
    desk
}

#[test]
fn any_interleaving_ends_as_one_clean_arrival() {
    let mut kinds = [0_usize; 4];
    for seed in 0..INTERLEAVINGS {
        let mut dice = Dice::new(seed);
        let world = World::new(&mut dice);
        let desk = interleaved(&world, &mut dice);
        let found = desk.spend();
        assert_eq!(desk.sums("spend_sums"), desk.sums("spend_lines"), "interleaving {seed}");
        assert_eq!(found, at_once(&world), "interleaving {seed}");
        assert_eq!(desk.months_that_differ(), Vec::<String>::new(), "interleaving {seed}");
        assert_eq!(desk.with(|env| due_days(env).unwrap()), Vec::<String>::new(), "interleaving {seed}");
        desk.with(|env| apportion_all(env).unwrap());
        assert_eq!(desk.spend(), found, "made again, interleaving {seed}");
        for (count, word) in kinds.iter_mut().zip(["'seen'", "'part'", "observed_over_metered", "unpriced"]) {
            *count += found.iter().filter(|row| row.contains(word)).count();
        }
    }
    assert!(kinds.iter().all(|count| *count > 50), "the worlds have something of everything: {kinds:?}");
}
