//! SQL of apportionment: the books of a day, what is to be done, and its rows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::Xxh3;

use super::day::{Account, Charge, DayEvidence, DayRecord, Facts, Observed, StoredSeries, Usage};
use super::error::SpendError;
use super::model::Class;
use crate::ledger::{Meter, MeterKind};
use crate::pricing::views::PrimarySlot;

/// Slots with billed money and with metered usage.
#[derive(Clone, Copy, Debug)]
pub struct Slots<'a> {
    /// Primary slots of billed money.
    pub billed: &'a [PrimarySlot],
    /// Primary slots of usage.
    pub metered: &'a [PrimarySlot],
}

impl Slots<'_> {
    fn has(&self, source: &str, slot: &str) -> bool {
        let all = || self.billed.iter().chain(self.metered);
        all().any(|known| known.source == source && known.slot == slot)
    }

    fn json(&self) -> String {
        let names: BTreeSet<&str> = self.billed.iter().chain(self.metered).map(|slot| slot.slot).collect();
        serde_json::to_string(&names).unwrap_or_else(|_| "[]".to_owned())
    }
}

/// Hash of what a day is apportioned from, but for its requests, whose changes are marked.
pub type Stamp = [u8; 16];

const STATE: &str = "SELECT c.day, n.source, c.slot, c.connection_id, c.revision_id, coalesce(k.rating_id, 0)
     FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id
     LEFT JOIN current_ratings k ON k.revision_id = c.revision_id";

/// The stamp of every day that providers tell something of.
pub(super) fn stamps(
    reader: &Connection,
    slots: Slots<'_>,
    base: Stamp,
) -> rusqlite::Result<BTreeMap<String, Stamp>> {
    let sql = format!(
        "{STATE} WHERE c.slot IN (SELECT value FROM json_each(?1)) ORDER BY c.day, c.connection_id, c.slot"
    );
    let mut hashes: BTreeMap<String, Xxh3> = BTreeMap::new();
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement.query([slots.json()])?;
    while let Some(row) = rows.next()? {
        if is_counted(row, slots)? {
            add_state(hashes.entry(row.get(0)?).or_insert_with(|| started(base)), row)?;
        }
    }
    Ok(hashes.into_iter().map(|(day, hash)| (day, hash.digest128().to_le_bytes())).collect())
}

/// The stamp of one day.
pub(super) fn stamp(
    reader: &Connection,
    slots: Slots<'_>,
    base: Stamp,
    day: &str,
) -> rusqlite::Result<Stamp> {
    let sql = format!(
        "{STATE} WHERE c.slot IN (SELECT value FROM json_each(?1)) AND c.day = ?2 ORDER BY c.connection_id, c.slot"
    );
    let mut hash = started(base);
    let mut statement = reader.prepare_cached(&sql)?;
    let mut rows = statement.query(params![slots.json(), day])?;
    while let Some(row) = rows.next()? {
        if is_counted(row, slots)? {
            add_state(&mut hash, row)?;
        }
    }
    Ok(hash.digest128().to_le_bytes())
}

fn is_counted(row: &rusqlite::Row<'_>, slots: Slots<'_>) -> rusqlite::Result<bool> {
    let (source, slot): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(slots.has(&source, &slot))
}

fn started(base: Stamp) -> Xxh3 {
    let mut hash = Xxh3::new();
    hash.update(&base);
    hash
}

fn add_state(hash: &mut Xxh3, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
    let slot: String = row.get(2)?;
    hash.update(slot.as_bytes());
    for column in [3, 4, 5] {
        hash.update(&row.get::<_, i64>(column)?.to_le_bytes());
    }
    Ok(())
}

/// What every day depends on: how models are named, and which accounts there are.
pub(super) fn base(reader: &Connection, names: &str) -> rusqlite::Result<Stamp> {
    let mut hash = Xxh3::new();
    hash.update(names.as_bytes());
    let mut statement = reader
        .prepare_cached("SELECT id, source, account, removed_at IS NOT NULL FROM connections ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        hash.update(&row.get::<_, i64>(0)?.to_le_bytes());
        for column in [1, 2] {
            let text: String = row.get(column)?;
            hash.update(&text.len().to_le_bytes());
            hash.update(text.as_bytes());
        }
        hash.update(&[row.get::<_, u8>(3)?]);
    }
    Ok(hash.digest128().to_le_bytes())
}

/// The days that were apportioned, with their stamps.
pub(super) fn done(reader: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
    reader
        .prepare_cached("SELECT day, evidence FROM spend_days")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The days whose requests changed, with when they were marked.
pub(super) fn marked(reader: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    reader
        .prepare_cached("SELECT day, marked_at FROM dirty_days")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The mark of one day.
pub(super) fn mark(reader: &Connection, day: &str) -> rusqlite::Result<Option<String>> {
    reader
        .prepare_cached("SELECT marked_at FROM dirty_days WHERE day = ?1")?
        .query_row([day], |row| row.get(0))
        .optional()
}

/// The days with requests, by leaps from one to the next.
pub(super) fn request_days(reader: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    reader
        .prepare_cached(
            "WITH RECURSIVE days (day) AS (
                SELECT min(day) FROM request_days
                UNION ALL SELECT (SELECT min(r.day) FROM request_days r WHERE r.day > days.day) FROM days WHERE day IS NOT NULL
             ) SELECT day FROM days WHERE day IS NOT NULL",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Forgets what was apportioned, so that all of it is due again.
pub(super) fn forget_days(tx: &Connection) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM spend_days", []).map(|_| ())
}

/// Reads series that are not known yet.
pub(super) fn take_series(reader: &Connection, facts: &mut Facts<'_>) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT id, channel, account, project, credential, model_requested, model_served, context_band, region,
                operation, line_item, token_class, lane
         FROM series WHERE id > ?1",
    )?;
    let rows = statement.query_map([facts.newest()], |row| {
        let stored = StoredSeries {
            channel: row.get(1)?,
            account: row.get(2)?,
            project: row.get(3)?,
            credential: row.get(4)?,
            model_requested: row.get(5)?,
            model_served: row.get(6)?,
            context_band: row.get(7)?,
            region: row.get(8)?,
            operation: row.get(9)?,
            line_item: row.get(10)?,
            token_class: row.get(11)?,
            lane: row.get(12)?,
        };
        Ok((row.get(0)?, stored))
    })?;
    let rows: Vec<(i64, StoredSeries)> = rows.collect::<rusqlite::Result<_>>()?;
    facts.take(rows);
    Ok(())
}

/// The three books of a day.
pub(super) fn evidence(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<DayEvidence> {
    let (charges, billed) = charges(reader, slots, facts, day)?;
    Ok(DayEvidence {
        accounts: accounts(reader, facts)?,
        charges,
        billed,
        usage: usage(reader, slots, facts, day)?,
        observed: observed(reader, facts, day)?,
    })
}

fn accounts(reader: &Connection, facts: &mut Facts<'_>) -> rusqlite::Result<Vec<Account>> {
    let mut statement = reader
        .prepare_cached("SELECT id, source, account, removed_at IS NOT NULL FROM connections ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        let (source, account): (String, String) = (row.get(1)?, row.get(2)?);
        Ok(Account {
            id: row.get(0)?,
            source: facts.texts.of(Some(&source)),
            account: facts.texts.of(Some(account.as_str()).filter(|account| !account.is_empty())),
            is_removed: row.get(3)?,
        })
    })?;
    rows.collect()
}

const CHARGES: &str = "SELECT c.connection_id, r.series_id, r.currency, r.amount_nanos
     FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id AND n.source = ?1
     JOIN charge_rows r ON r.revision_id = c.revision_id AND r.basis = 'billed'
     WHERE c.slot = ?2 AND c.day = ?3";

fn charges(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<(Vec<Charge>, BTreeSet<i64>)> {
    let mut sums: BTreeMap<(i64, i64, String), i128> = BTreeMap::new();
    let mut statement = reader.prepare_cached(CHARGES)?;
    for slot in slots.billed {
        let mut rows = statement.query(params![slot.source, slot.slot, day])?;
        while let Some(row) = rows.next()? {
            let sum = sums.entry((row.get(0)?, row.get(1)?, row.get(2)?)).or_default();
            *sum = sum.saturating_add(i128::from(row.get::<_, i64>(3)?));
        }
    }
    let billed = sums.keys().map(|(connection, ..)| *connection).collect();
    let charge = |((connection, series, currency), amount): ((i64, i64, String), i128)| Charge {
        connection,
        series,
        currency: facts.texts.of(Some(&currency)),
        amount,
    };
    Ok((sums.into_iter().map(charge).collect(), billed))
}

const USAGE: &str = "SELECT c.connection_id, u.series_id, u.meter, coalesce(x.currency, ''), u.quantity,
        x.contracted_nanos
     FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id AND n.source = ?1
     JOIN usage_rows u ON u.revision_id = c.revision_id
     LEFT JOIN current_ratings k ON k.revision_id = c.revision_id
     LEFT JOIN rated_rows x ON x.rating_id = k.rating_id AND x.ordinal = u.ordinal
     WHERE c.slot = ?2 AND c.day = ?3 AND coalesce(x.status, '') <> 'not_billable'";

/// Connection, series, meter, currency, and whether there is a price.
type UsageKey = (i64, i64, String, String, bool);

/// Quantity and cost by connection, series, meter, currency and whether there is a price.
fn usage(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<Vec<Usage>> {
    let mut sums: BTreeMap<UsageKey, (i128, i128)> = BTreeMap::new();
    let mut statement = reader.prepare_cached(USAGE)?;
    for slot in slots.metered {
        let mut rows = statement.query(params![slot.source, slot.slot, day])?;
        while let Some(row) = rows.next()? {
            let meter: String = row.get(2)?;
            let cost: Option<i64> = row.get(5)?;
            // Nobody bills requests as such, unless they have a price.
            let is_request = Meter::parse(&meter).map(Meter::kind) == Some(MeterKind::Requests);
            if is_request && cost.unwrap_or(0) == 0 {
                continue;
            }
            let key = (row.get(0)?, row.get(1)?, meter, row.get(3)?, cost.is_some());
            let sum = sums.entry(key).or_default();
            sum.0 = sum.0.saturating_add(i128::from(row.get::<_, i64>(4)?));
            sum.1 = sum.1.saturating_add(i128::from(cost.unwrap_or(0)));
        }
    }
    let row =
        |((connection, series, meter, currency, has_price), (quantity, cost)): (UsageKey, (i128, i128))| {
            Usage {
                connection,
                series,
                meter: facts.texts.of(Some(&meter)),
                quantity,
                cost: if has_price { Some(cost) } else { None },
                currency: facts
                    .texts
                    .of(Some(currency.as_str()).filter(|currency: &&str| !currency.is_empty())),
            }
        };
    Ok(sums.into_iter().map(row).collect())
}

const OBSERVED: &str = "SELECT source_id, series_id, currency, attempts, unpriced,
        tokens_input, tokens_cache_write, tokens_cache_read, tokens_output,
        meter_input_nanos, meter_cache_write_nanos, meter_cache_read_nanos, meter_output_nanos, meter_other_nanos,
        input_nanos, cache_write_nanos, cache_read_nanos, output_nanos, other_nanos,
        retry_nanos, batch_nanos, rated_nanos, retry_unknown_nanos, cache_benefit_nanos
     FROM request_days WHERE day = ?1 ORDER BY source_id, series_id, currency";

fn observed(reader: &Connection, facts: &mut Facts<'_>, day: &str) -> rusqlite::Result<Vec<Observed>> {
    let mut found = Vec::new();
    let mut statement = reader.prepare_cached(OBSERVED)?;
    let mut rows = statement.query([day])?;
    while let Some(row) = rows.next()? {
        let currency = match row.get_ref(2)? {
            rusqlite::types::ValueRef::Text(text) => std::str::from_utf8(text).unwrap_or_default(),
            _ => "",
        };
        found.push(Observed {
            source: row.get(0)?,
            series: row.get(1)?,
            currency: facts.texts.of(Some(currency).filter(|currency| !currency.is_empty())),
            attempts: row.get(3)?,
            unpriced: row.get(4)?,
            tokens: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?, 0],
            meters: [row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?],
            classes: [row.get(14)?, row.get(15)?, row.get(16)?, row.get(17)?, row.get(18)?],
            retry: row.get(19)?,
            batch: row.get(20)?,
            rated: row.get(21)?,
            retry_unknown: row.get(22)?,
            cache_benefit: row.get(23)?,
        });
    }
    Ok(found)
}

/// Puts a day's rows in the place of those it had.
pub(super) fn put_day(
    tx: &Connection,
    day: &str,
    stamp: Stamp,
    record: &DayRecord,
) -> Result<(), SpendError> {
    for table in ["spend_lines", "spend_parts", "spend_cache", "spend_discrepancies"] {
        tx.prepare_cached(&format!("DELETE FROM {table} WHERE day = ?1"))?.execute([day])?;
    }
    put_lines(tx, day, record)?;
    put_parts(tx, day, record)?;
    put_beside(tx, day, record)?;
    tx.prepare_cached(
        "INSERT INTO spend_days (day, evidence) VALUES (?1, ?2)
         ON CONFLICT (day) DO UPDATE SET evidence = excluded.evidence",
    )?
    .execute(params![day, stamp])?;
    tx.prepare_cached("DELETE FROM dirty_days WHERE day = ?1")?.execute([day])?;
    Ok(())
}

fn fitting(day: &str, nanos: i128) -> Result<i64, SpendError> {
    i64::try_from(nanos).map_err(|_| SpendError::TooLarge { day: day.to_owned() })
}

/// The amount, the classes in their order, and of which it is not known whether it is retries.
fn amounts(day: &str, amounts: &super::day::Amounts) -> Result<[i64; 9], SpendError> {
    let of = |class| fitting(day, amounts.classes.get(class));
    Ok([
        fitting(day, amounts.classes.total())?,
        of(Class::Retry)?,
        of(Class::Batch)?,
        of(Class::CacheWrite)?,
        of(Class::CacheRead)?,
        of(Class::Input)?,
        of(Class::Output)?,
        of(Class::Other)?,
        fitting(day, amounts.retry_unknown)?,
    ])
}

fn put_lines(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_lines (day, connection_id, currency, billed_series, usage_series, level, grade, basis,
            amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos, output_nanos,
            other_nanos, retry_unknown_nanos, scale_over, scale_under)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?;
    for (key, line) in &record.lines {
        let [amount, retry, batch, write, read, input, output, other, unknown] = amounts(day, &line.amounts)?;
        let scale = line
            .scale
            .and_then(|(over, under)| Some((i64::try_from(over).ok()?, i64::try_from(under).ok()?)));
        statement.execute(params![
            day,
            key.connection,
            key.currency,
            key.billed_series,
            key.usage_series,
            key.level.name(),
            key.grade.name(),
            line.basis.name(),
            amount,
            retry,
            batch,
            write,
            read,
            input,
            output,
            other,
            unknown,
            scale.map(|(over, _)| over),
            scale.map(|(_, under)| under),
        ])?;
    }
    Ok(())
}

fn put_parts(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_parts (day, source_id, series_id, connection_id, currency, owner_series, grade, owner_tells,
            basis, amount_nanos, retry_nanos, batch_nanos, cache_write_nanos, cache_read_nanos, input_nanos,
            output_nanos, other_nanos, retry_unknown_nanos)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    for (key, part) in &record.parts {
        let [amount, retry, batch, write, read, input, output, other, unknown] = amounts(day, &part.amounts)?;
        statement.execute(params![
            day,
            key.source,
            key.series,
            key.connection,
            key.currency,
            key.owner_series,
            key.grade.name(),
            part.owner_tells.name(),
            part.basis.name(),
            amount,
            retry,
            batch,
            write,
            read,
            input,
            output,
            other,
            unknown,
        ])?;
    }
    Ok(())
}

fn put_beside(tx: &Connection, day: &str, record: &DayRecord) -> Result<(), SpendError> {
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_cache (day, connection_id, usage_series, currency, benefit_nanos)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for ((connection, series, currency), benefit) in &record.cache {
        let benefit = benefit.map(|benefit| fitting(day, benefit)).transpose()?;
        statement.execute(params![day, connection, series, currency, benefit])?;
    }
    let mut statement = tx.prepare_cached(
        "INSERT INTO spend_discrepancies (day, connection_id, kind, channel, model, meter, currency, amount_nanos,
            quantity)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (key, discrepancy) in &record.discrepancies {
        let amount = discrepancy.amount.map(|amount| fitting(day, amount)).transpose()?;
        statement.execute(params![
            day,
            key.connection,
            key.kind.name(),
            key.channel,
            key.model,
            key.meter,
            key.currency,
            amount,
            fitting(day, discrepancy.quantity)?,
        ])?;
    }
    Ok(())
}
