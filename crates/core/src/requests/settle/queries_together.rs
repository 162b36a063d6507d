//! SQL of which attempts belong together: those of a logical request, and those that tell one answer.

use rusqlite::{Connection, Row, Transaction, params};

use crate::requests::codes;
use crate::requests::identity::text_hash;
use crate::requests::order::Order;

/// An attempt among those of its logical request.
pub(super) struct MemberRow {
    pub started_us: i64,
    pub identity: i64,
    /// Hash of the logical id.
    pub group: u64,
    pub latency_us: Option<u64>,
    pub status: showback_gateways::Status,
    /// Model that was asked for.
    pub target: Option<String>,
    pub order: Order,
}

/// Looks at the rows with a logical id between two instants.
pub(super) fn each_member(
    tx: &Connection,
    source: i64,
    from_us: i64,
    to_us: i64,
    mut look: impl FnMut(u64, Order),
) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT attempt, is_retry, fallback_hop, numbered, logical_id
         FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id = ?3 AND logical_id IS NOT NULL",
    )?;
    let mut rows = statement.query(params![from_us, to_us, source])?;
    while let Some(row) = rows.next()? {
        look(text_hash(row.get_ref(4)?.as_bytes().unwrap_or_default()), order(row)?);
    }
    Ok(())
}

/// Those rows of wanted groups, in order.
pub(super) fn members(
    tx: &Connection,
    source: i64,
    from_us: i64,
    to_us: i64,
    is_wanted: impl Fn(u64) -> bool,
) -> rusqlite::Result<Vec<MemberRow>> {
    let mut statement = tx.prepare_cached(
        "SELECT r.attempt, r.is_retry, r.fallback_hop, r.numbered, r.logical_id, r.started_us, r.identity, r.latency_us,
            r.status, s.model_requested
         FROM requests r CROSS JOIN series s ON s.id = r.series_id
         WHERE r.started_us >= ?1 AND r.started_us < ?2 AND r.source_id = ?3 AND r.logical_id IS NOT NULL
         ORDER BY r.started_us, r.identity",
    )?;
    let mut rows = statement.query(params![from_us, to_us, source])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        let group = text_hash(row.get_ref(4)?.as_bytes().unwrap_or_default());
        if is_wanted(group) {
            members.push(MemberRow {
                started_us: row.get(5)?,
                identity: row.get(6)?,
                group,
                latency_us: row.get::<_, Option<i64>>(7)?.map(i64::unsigned_abs),
                status: codes::read_status(row.get(8)?),
                target: row.get(9)?,
                order: order(row)?,
            });
        }
    }
    Ok(members)
}

fn order(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        attempt: row.get(0)?,
        is_retry: row.get(1)?,
        fallback_hop: row.get(2)?,
        numbered: row.get(3)?,
    })
}

pub(super) fn set_order(
    tx: &Transaction<'_>,
    started_us: i64,
    identity: i64,
    order: Order,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE requests SET attempt = ?3, is_retry = ?4, fallback_hop = ?5, numbered = ?6
         WHERE started_us = ?1 AND identity = ?2",
    )?
    .execute(params![started_us, identity, order.attempt, order.is_retry, order.fallback_hop, order.numbered])
    .map(|_| ())
}

/// A row with a response id.
pub(super) struct Telling {
    pub started_us: i64,
    pub identity: i64,
    pub source: i64,
    /// Hash of the response id.
    pub response: u64,
    pub told_by: Option<i64>,
}

/// Id, name and teller of every source.
pub(super) fn tellers(tx: &Connection) -> rusqlite::Result<Vec<(i64, String, String)>> {
    tx.prepare_cached("SELECT id, label, teller FROM log_sources")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}

/// Whether another source has rows in that time.
pub(super) fn has_other_rows(
    tx: &Connection,
    source: i64,
    from_us: i64,
    to_us: i64,
) -> rusqlite::Result<bool> {
    tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM requests WHERE started_us >= ?1 AND started_us < ?2 AND source_id <> ?3)",
    )?
    .query_row(params![from_us, to_us, source], |row| row.get(0))
}

/// Looks at the rows with a response id: their source, whether another row tells them, and the hash of the id.
pub(super) fn each_response(
    tx: &Connection,
    from_us: i64,
    to_us: i64,
    mut look: impl FnMut(i64, bool, u64),
) -> rusqlite::Result<()> {
    let mut statement = tx.prepare_cached(
        "SELECT source_id, told_by IS NOT NULL, response_id FROM requests
         WHERE started_us >= ?1 AND started_us < ?2 AND response_id IS NOT NULL AND response_id <> ''",
    )?;
    let mut rows = statement.query([from_us, to_us])?;
    while let Some(row) = rows.next()? {
        look(row.get(0)?, row.get(1)?, text_hash(row.get_ref(2)?.as_bytes().unwrap_or_default()));
    }
    Ok(())
}

/// Those rows whose response is wanted.
pub(super) fn tellings(
    tx: &Connection,
    from_us: i64,
    to_us: i64,
    is_wanted: impl Fn(u64) -> bool,
) -> rusqlite::Result<Vec<Telling>> {
    let mut statement = tx.prepare_cached(
        "SELECT response_id, started_us, identity, source_id, told_by FROM requests
         WHERE started_us >= ?1 AND started_us < ?2 AND response_id IS NOT NULL AND response_id <> ''",
    )?;
    let mut rows = statement.query([from_us, to_us])?;
    let mut tellings = Vec::new();
    while let Some(row) = rows.next()? {
        let response = text_hash(row.get_ref(0)?.as_bytes().unwrap_or_default());
        if is_wanted(response) {
            tellings.push(Telling {
                response,
                started_us: row.get(1)?,
                identity: row.get(2)?,
                source: row.get(3)?,
                told_by: row.get(4)?,
            });
        }
    }
    Ok(tellings)
}

pub(super) fn set_told_by(
    tx: &Transaction<'_>,
    started_us: i64,
    identity: i64,
    told_by: Option<i64>,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE requests SET told_by = ?3, is_counted = ?3 IS NULL WHERE started_us = ?1 AND identity = ?2",
    )?
    .execute(params![started_us, identity, told_by])
    .map(|_| ())
}
