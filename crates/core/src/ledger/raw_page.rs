//! Stored answers: compressed, hashed, and checked when they are read again.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction};
use sha2::{Digest, Sha256};

use super::error::LedgerError;
use super::queries_pages;
use crate::kernel::{ConnectionId, Period, RawPageId, RunId, WindowId};

/// Compression level: fast enough to vanish beside the network, and JSON shrinks twentyfold already.
const LEVEL: i32 = 3;

/// An answer to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewRawPage<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// The run that read it.
    pub run: RunId,
    /// The stream.
    pub stream: &'a str,
    /// The window it belongs to.
    pub window: WindowId,
    /// Number within the window, from 1.
    pub page_number: u32,
    /// Days of the window.
    pub period: Period,
    /// Path and query of the request; never a host or a header.
    pub request_url: &'a str,
    /// What was asked, as JSON.
    pub ask_json: &'a str,
    /// The instant of the answer.
    pub fetched_at: DateTime<Utc>,
    /// The bytes as answered.
    pub body: &'a [u8],
}

/// A stored answer with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawPage {
    /// Its id.
    pub id: RawPageId,
    /// The connection.
    pub connection: ConnectionId,
    /// The run that read it.
    pub run: RunId,
    /// The stream.
    pub stream: String,
    /// The window it belongs to.
    pub window: WindowId,
    /// Number within the window, from 1.
    pub page_number: u32,
    /// Days of the window.
    pub period: Period,
    /// Path and query of the request.
    pub request_url: String,
    /// What was asked, as JSON.
    pub ask_json: String,
    /// The instant of the answer.
    pub fetched_at: DateTime<Utc>,
    /// SHA-256 of the bytes.
    pub body_sha256: [u8; 32],
    /// The bytes as answered.
    pub body: Vec<u8>,
}

/// Stores an answer.
pub fn store_raw_page(tx: &Transaction<'_>, page: &NewRawPage<'_>) -> Result<RawPageId, LedgerError> {
    let packed = zstd::bulk::compress(page.body, LEVEL)
        .map_err(|source| LedgerError::Compress { stream: page.stream.to_owned(), source })?;
    let hash: [u8; 32] = Sha256::digest(page.body).into();
    Ok(queries_pages::insert(tx, page, &hash, &packed)?)
}

/// Reads an answer back, byte for byte; a damaged one is refused.
pub fn read_raw_page(connection: &Connection, id: RawPageId) -> Result<RawPage, LedgerError> {
    let (mut page, packed, length) =
        queries_pages::find(connection, id)?.ok_or(LedgerError::NoRawPage { page: id })?;
    let damaged = |detail: String| LedgerError::RawPageDamaged { page: id, detail };
    let length = usize::try_from(length).map_err(|error| damaged(error.to_string()))?;
    page.body = zstd::bulk::decompress(&packed, length).map_err(|error| damaged(error.to_string()))?;
    let hash: [u8; 32] = Sha256::digest(&page.body).into();
    if hash != page.body_sha256 {
        return Err(damaged("its hash differs".to_owned()));
    }
    Ok(page)
}

/// The pages of a window in order.
pub fn window_pages(connection: &Connection, window: WindowId) -> Result<Vec<RawPage>, LedgerError> {
    queries_pages::of_window(connection, window)?
        .into_iter()
        .map(|id| read_raw_page(connection, id))
        .collect()
}

/// Removes the pages of a window that no revision refers to; says how many.
pub fn drop_window_pages(tx: &Transaction<'_>, window: WindowId) -> Result<usize, LedgerError> {
    Ok(queries_pages::delete_window(tx, window)?)
}

/// The ids of a window's pages in order.
pub fn window_page_ids(connection: &Connection, window: WindowId) -> Result<Vec<RawPageId>, LedgerError> {
    Ok(queries_pages::of_window(connection, window)?)
}
