//! Replacing the content of one bucket, or leaving it when nothing changed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::canonical::{Fingerprint, PreparedBucket, prepare, series_fingerprint};
use super::error::LedgerError;
use super::model::{BucketContent, SeriesKey};
use super::queries;
use crate::kernel::{ConnectionId, Currency, Day, RawPageId, RevisionId, RunId, SeriesId, WindowId};

/// Who tells a bucket's content.
#[derive(Clone, Copy, Debug)]
pub struct BucketSource<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// The slot.
    pub slot: &'a str,
    /// The stream that filled it.
    pub stream: &'a str,
    /// The run.
    pub run: RunId,
    /// The window whose pages told it.
    pub window: WindowId,
    /// Those pages in order; a row's page index points into them.
    pub pages: &'a [RawPageId],
    /// The instant of recording.
    pub recorded_at: DateTime<Utc>,
}

/// What applying a bucket did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BucketVerdict {
    /// The first content of that day.
    New,
    /// Other content than before: a new revision supersedes the old one.
    Restated,
    /// The same content: nothing was written.
    Same,
}

/// What applying a bucket did, in rows and money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketOutcome {
    /// New, restated or the same.
    pub verdict: BucketVerdict,
    /// Usage and charge rows written.
    pub rows_added: u64,
    /// Usage and charge rows of the superseded revision.
    pub rows_superseded: u64,
    /// Provider rows kept with a reason instead of an amount.
    pub rows_rejected: u64,
    /// Billed nanos by currency, after minus before; currencies without a change are left out.
    pub billed_delta_nanos: BTreeMap<Currency, i64>,
    /// Estimated nanos by currency, after minus before.
    pub estimated_delta_nanos: BTreeMap<Currency, i64>,
}

impl BucketOutcome {
    const fn same() -> Self {
        Self {
            verdict: BucketVerdict::Same,
            rows_added: 0,
            rows_superseded: 0,
            rows_rejected: 0,
            billed_delta_nanos: BTreeMap::new(),
            estimated_delta_nanos: BTreeMap::new(),
        }
    }
}

/// Remembers interned series for the length of one transaction; a longer life could outlive a rollback.
#[derive(Default)]
pub struct Interner(HashMap<Fingerprint, SeriesId>);

impl Interner {
    /// The id of a series, made when it is new.
    pub fn intern(&mut self, tx: &Transaction<'_>, series: &SeriesKey) -> Result<SeriesId, LedgerError> {
        self.intern_as(tx, series_fingerprint(series), series)
    }

    fn intern_as(
        &mut self,
        tx: &Transaction<'_>,
        fingerprint: Fingerprint,
        series: &SeriesKey,
    ) -> Result<SeriesId, LedgerError> {
        if let Some(id) = self.0.get(&fingerprint) {
            return Ok(*id);
        }
        let id = match queries::find_series(tx, &fingerprint)? {
            Some(id) => id,
            None => queries::insert_series(tx, &fingerprint, series)?,
        };
        self.0.insert(fingerprint, id);
        Ok(id)
    }
}

/// The id of a series, made when it is new.
pub fn intern_series(tx: &Transaction<'_>, series: &SeriesKey) -> Result<SeriesId, LedgerError> {
    Interner::default().intern(tx, series)
}

/// Makes `content` the content of its day. The same content as before writes nothing at all.
pub fn apply_bucket(
    tx: &Transaction<'_>,
    interner: &mut Interner,
    source: &BucketSource<'_>,
    content: &BucketContent,
) -> Result<BucketOutcome, LedgerError> {
    let prepared = prepare(content).map_err(|overflow| LedgerError::TooLarge {
        what: overflow.0,
        slot: source.slot.to_owned(),
        day: content.day,
    })?;
    let before = queries::current_revision(tx, source.connection, source.slot, content.day)?;
    if before.as_ref().is_some_and(|before| before.content_sha256 == prepared.hash) {
        return Ok(BucketOutcome::same());
    }
    let bucket = match &before {
        Some(before) => before.bucket,
        None => queries::bucket(tx, source.connection, source.slot, content.day)?,
    };
    let revision = queries::insert_revision(tx, bucket, source, &prepared)?;
    write_rows(tx, interner, source, content.day, revision, &prepared)?;
    queries::set_current(tx, bucket, revision, source, content.day)?;
    let rows_added = prepared.usage.len().saturating_add(prepared.charges.len());
    let empty = BTreeMap::new();
    let (billed, estimated) =
        before.as_ref().map_or((&empty, &empty), |before| (&before.billed_nanos, &before.estimated_nanos));
    Ok(BucketOutcome {
        verdict: if before.is_some() { BucketVerdict::Restated } else { BucketVerdict::New },
        rows_added: u64::try_from(rows_added).unwrap_or(u64::MAX),
        rows_superseded: before.as_ref().map_or(0, |before| before.rows_total),
        rows_rejected: u64::try_from(prepared.rejections.len()).unwrap_or(u64::MAX),
        billed_delta_nanos: difference(billed, &prepared.billed_nanos),
        estimated_delta_nanos: difference(estimated, &prepared.estimated_nanos),
    })
}

fn write_rows(
    tx: &Transaction<'_>,
    interner: &mut Interner,
    source: &BucketSource<'_>,
    day: Day,
    revision: RevisionId,
    prepared: &PreparedBucket<'_>,
) -> Result<(), LedgerError> {
    let page = |index: usize| {
        source.pages.get(index).copied().ok_or_else(|| LedgerError::PageOutOfRange {
            slot: source.slot.to_owned(),
            day,
            page: index,
            pages: source.pages.len(),
        })
    };
    for (ordinal, (stored, row)) in prepared.usage.iter().enumerate() {
        let series = interner.intern_as(tx, stored.series, &row.series)?;
        queries::insert_usage(tx, revision, ordinal, series, stored, page(row.page)?)?;
    }
    for (ordinal, (stored, row)) in prepared.charges.iter().enumerate() {
        let series = interner.intern_as(tx, stored.series, &row.series)?;
        queries::insert_charge(tx, revision, ordinal, series, stored, &row.amount_text, page(row.page)?)?;
    }
    for (ordinal, (stored, index)) in prepared.rejections.iter().enumerate() {
        queries::insert_rejection(tx, revision, ordinal, stored, page(*index)?)?;
    }
    Ok(())
}

/// After minus before by currency, zero differences left out.
pub fn difference(
    before: &BTreeMap<Currency, i64>,
    after: &BTreeMap<Currency, i64>,
) -> BTreeMap<Currency, i64> {
    let mut delta = after.clone();
    for (currency, nanos) in before {
        let entry = delta.entry(*currency).or_default();
        *entry = entry.saturating_sub(*nanos);
    }
    delta.retain(|_, nanos| *nanos != 0);
    delta
}
