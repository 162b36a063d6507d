//! Books and contracts kept in the workspace, and the pair that rates new usage.

use std::io::Read;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use showback_pricebook::{Book, MAX_BYTES};

use super::kept_error::KeptError;
use super::{bundled, queries};

/// Smaller than twice the size, and quick to write.
const BOOK_COMPRESSION: i32 = 6;

/// Where a kept book came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptOrigin {
    /// Part of a release.
    Bundled,
    /// A file signed by the project.
    Signed,
    /// A file without a signature.
    Local,
}

impl KeptOrigin {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bundled => "bundled",
            Self::Signed => "signed",
            Self::Local => "local",
        }
    }

    /// Reads a stored name; an unknown one is trusted least.
    pub(super) fn parse(name: &str) -> Self {
        match name {
            "bundled" => Self::Bundled,
            "signed" => Self::Signed,
            _ => Self::Local,
        }
    }
}

/// A version of the price book kept in the workspace, without its rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBook {
    /// Row id.
    pub id: i64,
    /// SHA-256 of its canonical text, hexadecimal.
    pub hash: String,
    /// Version for people.
    pub version: String,
    /// Rises with each published version.
    pub sequence: u32,
    /// Where it came from.
    pub origin: KeptOrigin,
    /// Key that signed it; `None` unless signed.
    pub signed_by: Option<String>,
    /// When it was first used here.
    pub loaded_at: DateTime<Utc>,
}

/// A text of the contract kept in the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptContract {
    /// Row id.
    pub id: i64,
    /// The text as saved.
    pub text: String,
    /// When it was first saved.
    pub saved_at: DateTime<Utc>,
}

/// A book and a contract together: what a rating can be reproduced from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pricing {
    /// Row id.
    pub id: i64,
    /// The book.
    pub book: KeptBook,
    /// The contract.
    pub contract: KeptContract,
}

/// A book that is to be kept.
#[derive(Debug)]
pub struct NewBook<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its canonical text.
    pub canonical: &'a [u8],
    /// SHA-256 of the canonical text, hexadecimal.
    pub hash: &'a str,
    /// Where it came from.
    pub origin: KeptOrigin,
    /// Key that signed it; `None` unless signed.
    pub signed_by: Option<&'a str>,
}

/// What rates new usage now; `None` in a workspace that was never opened by a Showback with prices.
pub fn active_pricing(reader: &Connection) -> Result<Option<Pricing>, KeptError> {
    Ok(queries::active(reader)?)
}

/// A pair by its id.
pub fn pricing_by_id(reader: &Connection, id: i64) -> Result<Pricing, KeptError> {
    Ok(queries::pricing(reader, id)?)
}

/// Every kept book, newest first.
pub fn kept_books(reader: &Connection) -> Result<Vec<KeptBook>, KeptError> {
    Ok(queries::books(reader)?)
}

/// Every kept text of the contract, newest first.
pub fn kept_contracts(reader: &Connection) -> Result<Vec<KeptContract>, KeptError> {
    Ok(queries::contracts(reader)?)
}

/// Makes sure that something rates new usage: the bundled book and the empty contract in a new workspace. A bundled book
/// of a higher sequence takes the place of an older bundled or signed one, for usage that is new; ratings that exist stay
/// as they are. A local book is the analyst's choice and stays.
pub fn ensure_active_pricing(tx: &Connection, now: DateTime<Utc>) -> Result<Pricing, KeptError> {
    let present = queries::active(tx)?;
    if let Some(present) = present.as_ref().filter(|present| present.book.hash == bundled::hash_text()) {
        return Ok(present.clone());
    }
    let bundled_id = keep_bundled(tx, now)?;
    let contract = match present {
        Some(present) => {
            let bundled = queries::book(tx, bundled_id)?;
            let is_chosen = present.book.origin == KeptOrigin::Local;
            if is_chosen || bundled.sequence <= present.book.sequence {
                return Ok(present);
            }
            present.contract.id
        }
        None => keep_contract(tx, "", now)?,
    };
    activate_pricing(tx, bundled_id, contract)
}

/// Keeps the book this program was built with; answers its id.
fn keep_bundled(tx: &Connection, now: DateTime<Utc>) -> Result<i64, KeptError> {
    if let Some(known) = queries::book_by_hash(tx, bundled::hash_text())? {
        return Ok(known);
    }
    let book = bundled::book();
    let row = queries::NewBookRow {
        hash: bundled::hash_text(),
        version: &book.version,
        sequence: book.sequence,
        origin: KeptOrigin::Bundled.name(),
        signed_by: None,
        book_zstd: bundled::compressed(),
        loaded_at: now,
    };
    Ok(queries::insert_book(tx, &row)?)
}

/// Keeps a book; answers its id, the known one when it is kept already.
pub fn keep_book(tx: &Connection, new: &NewBook<'_>, now: DateTime<Utc>) -> Result<i64, KeptError> {
    if let Some(known) = queries::book_by_hash(tx, new.hash)? {
        return Ok(known);
    }
    let book_zstd = zstd::encode_all(new.canonical, BOOK_COMPRESSION)
        .map_err(|error| damaged(&new.book.version, &error))?;
    let row = queries::NewBookRow {
        hash: new.hash,
        version: &new.book.version,
        sequence: new.book.sequence,
        origin: new.origin.name(),
        signed_by: new.signed_by,
        book_zstd: &book_zstd,
        loaded_at: now,
    };
    Ok(queries::insert_book(tx, &row)?)
}

/// Keeps a text of the contract; answers its id, the known one when the same text was saved before.
pub fn keep_contract(tx: &Connection, text: &str, now: DateTime<Utc>) -> Result<i64, KeptError> {
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(queries::put_contract(tx, &hash, text, now)?)
}

/// Makes that book and that contract rate new usage. No rating that exists changes by it.
pub fn activate_pricing(tx: &Connection, book: i64, contract: i64) -> Result<Pricing, KeptError> {
    let id = queries::put_pricing(tx, book, contract)?;
    queries::set_active(tx, id)?;
    Ok(queries::pricing(tx, id)?)
}

/// The id of a pair, which is made when it does not exist yet.
pub fn pair_id(tx: &Connection, book: i64, contract: i64) -> Result<i64, KeptError> {
    Ok(queries::put_pricing(tx, book, contract)?)
}

/// The rates of a kept book.
pub fn read_kept_book(reader: &Connection, kept: &KeptBook) -> Result<Book, KeptError> {
    if kept.hash == bundled::hash_text() {
        return Ok(bundled::book().clone());
    }
    let compressed = queries::book_zstd(reader, kept.id)?;
    let mut text = Vec::new();
    zstd::Decoder::new(compressed.as_slice())
        .and_then(|decoder| decoder.take(MAX_BYTES as u64).read_to_end(&mut text))
        .map_err(|error| damaged(&kept.version, &error))?;
    Book::from_own_canonical(&text).map_err(|error| damaged(&kept.version, &error))
}

fn damaged(version: &str, error: &dyn std::fmt::Display) -> KeptError {
    KeptError::BookDamaged { version: version.to_owned(), detail: error.to_string() }
}
