//! SQL of kept books, contracts and the pair in use.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::kept::{KeptBook, KeptContract, KeptOrigin, Pricing};
use crate::kernel::format_instant;
use crate::store::read_instant;

/// A book as it is stored.
pub(super) struct NewBookRow<'a> {
    pub hash: &'a str,
    pub version: &'a str,
    pub sequence: u32,
    pub origin: &'a str,
    pub signed_by: Option<&'a str>,
    pub book_zstd: &'a [u8],
    pub loaded_at: DateTime<Utc>,
}

const PRICING: &str = "SELECT p.id, b.id, b.hash, b.version, b.sequence, b.origin, b.signed_by, b.loaded_at,
        c.id, c.text, c.saved_at
     FROM pricings p JOIN price_books b ON b.id = p.book_id JOIN contracts c ON c.id = p.contract_id";
const BOOK: &str = "SELECT id, hash, version, sequence, origin, signed_by, loaded_at FROM price_books";

pub(super) fn active(reader: &Connection) -> rusqlite::Result<Option<Pricing>> {
    reader
        .prepare_cached(&format!("{PRICING} JOIN active_pricing a ON a.pricing_id = p.id"))?
        .query_row([], read_pricing)
        .optional()
}

pub(super) fn pricing(reader: &Connection, id: i64) -> rusqlite::Result<Pricing> {
    reader.prepare_cached(&format!("{PRICING} WHERE p.id = ?1"))?.query_row([id], read_pricing)
}

fn read_pricing(row: &Row<'_>) -> rusqlite::Result<Pricing> {
    Ok(Pricing {
        id: row.get(0)?,
        book: read_book(row, 1)?,
        contract: KeptContract { id: row.get(8)?, text: row.get(9)?, saved_at: read_instant(row, 10)? },
    })
}

fn read_book(row: &Row<'_>, first: usize) -> rusqlite::Result<KeptBook> {
    let column = |place: usize| first.saturating_add(place);
    Ok(KeptBook {
        id: row.get(first)?,
        hash: row.get(column(1))?,
        version: row.get(column(2))?,
        sequence: row.get(column(3))?,
        origin: KeptOrigin::parse(&row.get::<_, String>(column(4))?),
        signed_by: row.get(column(5))?,
        loaded_at: read_instant(row, column(6))?,
    })
}

pub(super) fn book(reader: &Connection, id: i64) -> rusqlite::Result<KeptBook> {
    reader.prepare_cached(&format!("{BOOK} WHERE id = ?1"))?.query_row([id], |row| read_book(row, 0))
}

pub(super) fn books(reader: &Connection) -> rusqlite::Result<Vec<KeptBook>> {
    reader
        .prepare_cached(&format!("{BOOK} ORDER BY id DESC"))?
        .query_map([], |row| read_book(row, 0))?
        .collect()
}

pub(super) fn contracts(reader: &Connection) -> rusqlite::Result<Vec<KeptContract>> {
    reader
        .prepare_cached("SELECT id, text, saved_at FROM contracts ORDER BY saved_at DESC, id DESC")?
        .query_map([], |row| {
            Ok(KeptContract { id: row.get(0)?, text: row.get(1)?, saved_at: read_instant(row, 2)? })
        })?
        .collect()
}

pub(super) fn book_by_hash(reader: &Connection, hash: &str) -> rusqlite::Result<Option<i64>> {
    reader
        .prepare_cached("SELECT id FROM price_books WHERE hash = ?1")?
        .query_row([hash], |row| row.get(0))
        .optional()
}

pub(super) fn book_zstd(reader: &Connection, id: i64) -> rusqlite::Result<Vec<u8>> {
    reader
        .prepare_cached("SELECT book_zstd FROM price_books WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
}

pub(super) fn insert_book(tx: &Connection, book: &NewBookRow<'_>) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO price_books (hash, version, sequence, origin, signed_by, book_zstd, loaded_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .insert(params![
        book.hash,
        book.version,
        book.sequence,
        book.origin,
        book.signed_by,
        book.book_zstd,
        format_instant(book.loaded_at),
    ])
}

pub(super) fn put_contract(
    tx: &Connection,
    hash: &str,
    text: &str,
    saved_at: DateTime<Utc>,
) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO contracts (hash, text, saved_at) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![hash, text, format_instant(saved_at)])?;
    tx.prepare_cached("SELECT id FROM contracts WHERE hash = ?1")?.query_row([hash], |row| row.get(0))
}

pub(super) fn put_pricing(tx: &Connection, book: i64, contract: i64) -> rusqlite::Result<i64> {
    tx.prepare_cached(
        "INSERT INTO pricings (book_id, contract_id) VALUES (?1, ?2) ON CONFLICT (book_id, contract_id) DO NOTHING",
    )?
    .execute(params![book, contract])?;
    tx.prepare_cached("SELECT id FROM pricings WHERE book_id = ?1 AND contract_id = ?2")?
        .query_row(params![book, contract], |row| row.get(0))
}

pub(super) fn set_active(tx: &Connection, pricing: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO active_pricing (only, pricing_id) VALUES (1, ?1)
         ON CONFLICT (only) DO UPDATE SET pricing_id = excluded.pricing_id",
    )?
    .execute([pricing])
    .map(|_| ())
}
