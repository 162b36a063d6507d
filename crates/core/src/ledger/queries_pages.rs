//! SQL of raw pages.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::raw_page::{NewRawPage, RawPage};
use crate::kernel::{Period, RawPageId, WindowId, format_instant};
use crate::store::{read_count, read_day, read_instant};

pub(super) fn insert(
    tx: &Transaction<'_>,
    page: &NewRawPage<'_>,
    hash: &[u8; 32],
    packed: &[u8],
) -> rusqlite::Result<RawPageId> {
    tx.prepare_cached(
        "INSERT INTO raw_pages (
            connection_id, run_id, stream, window_id, page_number, starts_on, ends_on, request_url, ask_json,
            fetched_at, body_sha256, body_bytes, body_zstd
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .insert(params![
        page.connection,
        page.run,
        page.stream,
        page.window,
        page.page_number,
        page.period.start().to_string(),
        page.period.end().to_string(),
        page.request_url,
        page.ask_json,
        format_instant(page.fetched_at),
        hash.as_slice(),
        i64::try_from(page.body.len()).unwrap_or(i64::MAX),
        packed,
    ])
    .map(RawPageId)
}

/// The page without its body, the packed body, and the length it unpacks to.
pub(super) fn find(
    connection: &Connection,
    id: RawPageId,
) -> rusqlite::Result<Option<(RawPage, Vec<u8>, u64)>> {
    connection
        .prepare_cached(
            "SELECT id, connection_id, run_id, stream, window_id, page_number, starts_on, ends_on, request_url,
                    ask_json, fetched_at, body_sha256, body_zstd, body_bytes
             FROM raw_pages WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((read_page(row)?, row.get(12)?, read_count(row, 13)?)))
        .optional()
}

fn read_page(row: &Row<'_>) -> rusqlite::Result<RawPage> {
    let period = Period::new(read_day(row, 6)?, read_day(row, 7)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(7, rusqlite::types::Type::Text, Box::new(error))
    })?;
    Ok(RawPage {
        id: row.get(0)?,
        connection: row.get(1)?,
        run: row.get(2)?,
        stream: row.get(3)?,
        window: row.get(4)?,
        page_number: row.get(5)?,
        period,
        request_url: row.get(8)?,
        ask_json: row.get(9)?,
        fetched_at: read_instant(row, 10)?,
        body_sha256: row.get(11)?,
        body: Vec::new(),
    })
}

pub(super) fn of_window(connection: &Connection, window: WindowId) -> rusqlite::Result<Vec<RawPageId>> {
    connection
        .prepare_cached("SELECT id FROM raw_pages WHERE window_id = ?1 ORDER BY page_number")?
        .query_map([window], |row| row.get(0))?
        .collect()
}

pub(super) fn delete_window(tx: &Transaction<'_>, window: WindowId) -> rusqlite::Result<usize> {
    tx.prepare_cached("DELETE FROM raw_pages WHERE window_id = ?1")?.execute([window])
}
