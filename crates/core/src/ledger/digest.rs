//! One hash of everything that counts, independent of ids and times: two ledgers that say the same are equal.

use rusqlite::Connection;

use super::canonical::{Encoder, Fingerprint, content_hash};
use super::error::LedgerError;
use super::queries_digest;
use super::queries_digest::CurrentBucket;
use crate::kernel::{ConnectionId, Day, WindowId};

/// A bucket whose rows no longer match the hash recorded with its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentMismatch {
    /// Label of the connection.
    pub connection: String,
    /// The slot.
    pub slot: String,
    /// The day.
    pub day: String,
}

/// Hash of the current content: rows by series dimensions, coverage states, and newest names.
pub fn ledger_digest(reader: &Connection) -> Result<String, LedgerError> {
    let mut form = Encoder::new();
    for bucket in queries_digest::current_buckets(reader)? {
        form.text(&bucket.connection).text(&bucket.slot).text(&bucket.day);
        form.hash(&hash_of_rows(reader, &bucket)?);
    }
    for line in queries_digest::coverage_lines(reader)? {
        form.text(&line);
    }
    for line in queries_digest::directory_lines(reader)? {
        form.text(&line);
    }
    Ok(form.finish().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Buckets whose stored rows differ from the hash they were recorded with; empty for a sound ledger.
pub fn content_mismatches(reader: &Connection) -> Result<Vec<ContentMismatch>, LedgerError> {
    let mut found = Vec::new();
    for bucket in queries_digest::current_buckets(reader)? {
        if hash_of_rows(reader, &bucket)? != bucket.content_sha256 {
            found.push(ContentMismatch { connection: bucket.connection, slot: bucket.slot, day: bucket.day });
        }
    }
    Ok(found)
}

/// One line per current row, coverage day and name, for finding where two ledgers differ.
pub fn ledger_lines(reader: &Connection) -> Result<Vec<String>, LedgerError> {
    let mut lines = Vec::new();
    for bucket in queries_digest::current_buckets(reader)? {
        let place = format!("{} {} {}", bucket.connection, bucket.slot, bucket.day);
        let (usage, charges, rejections) = queries_digest::rows(reader, bucket.revision)?;
        lines.push(format!("{place}: {} rows", usage.len().saturating_add(charges.len())));
        lines.extend(
            usage.iter().map(|row| format!("{place} {} {} {}", hex(&row.series), row.meter, row.quantity)),
        );
        lines.extend(charges.iter().map(|row| {
            format!(
                "{place} {} {} {} {} {}",
                hex(&row.series),
                row.basis,
                row.category,
                row.amount_nanos,
                row.currency
            )
        }));
        lines.extend(rejections.iter().map(|row| format!("{place} rejected {}", row.reason)));
    }
    lines.extend(queries_digest::coverage_lines(reader)?);
    lines.extend(queries_digest::directory_lines(reader)?);
    lines.sort();
    Ok(lines)
}

fn hash_of_rows(reader: &Connection, bucket: &CurrentBucket) -> Result<Fingerprint, LedgerError> {
    let (mut usage, mut charges, mut rejections) = queries_digest::rows(reader, bucket.revision)?;
    Ok(content_hash(&mut usage, &mut charges, &mut rejections))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// A window that current days rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentWindow {
    /// The window.
    pub window: WindowId,
    /// The stream that was asked.
    pub stream: String,
    /// The slot it filled.
    pub slot: String,
    /// Days whose current content it told, with the content's hash.
    pub days: Vec<(Day, Fingerprint)>,
}

/// The windows behind the current content of a connection.
pub fn current_windows(
    reader: &Connection,
    connection: ConnectionId,
) -> Result<Vec<CurrentWindow>, LedgerError> {
    let mut windows: Vec<CurrentWindow> = Vec::new();
    for (window, stream, slot, day, hash) in queries_digest::current_days(reader, connection)? {
        match windows.last_mut() {
            Some(last) if last.window == window => last.days.push((day, hash)),
            _ => windows.push(CurrentWindow { window, stream, slot, days: vec![(day, hash)] }),
        }
    }
    Ok(windows)
}
