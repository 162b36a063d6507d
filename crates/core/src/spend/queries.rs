//! SQL of what is to be apportioned: the state of each day's books, and what was done.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::Xxh3;

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

/// How money is divided; another number makes every day due.
const METHOD: u8 = 2;

/// What every day depends on: how money is divided, how models are named, and which accounts there are.
pub(super) fn base(reader: &Connection, names: &str) -> rusqlite::Result<Stamp> {
    let mut hash = Xxh3::new();
    hash.update(&[METHOD]);
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
