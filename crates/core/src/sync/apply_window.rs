//! Applying a window that was read to its end: buckets, names, coverage and the end of the window in one transaction.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::error::SyncError;
use super::observed::{ObservedCounts, ObservedFrom};
use super::queries_windows as queries;
use super::runs::{NoteLevel, RunStats};
use super::session::{Halt, Session, StreamStats};
use super::window::{ReadWindow, discard, store_page};
use crate::kernel::{Day, WindowId, day_end};
use crate::ledger::{self, BucketSource, BucketVerdict, CoverageDay, CoverageState, DirectoryName, Interner};
use crate::sources::Book;

impl Session<'_> {
    /// Last page, all buckets, coverage and the end of the window in one transaction.
    pub fn apply(&mut self, mut read: ReadWindow, idle: Option<WindowId>) -> Result<(), Halt> {
        let (run, connection, now) = (self.run, self.connection.id, self.now());
        let slot = self.env.connector.descriptor().slot(read.open.stream.slot);
        let counts_money = slot.is_some_and(|slot| slot.book == Book::Billed && slot.alternate_of.is_none());
        let mut told = StreamStats::default();
        self.note_strange_days(&read);
        let observed = self.keep_observed(&mut read)?;
        self.write(|tx, stats| {
            store_page(tx, connection, run, &read.open, &read.last, read.last_at)?;
            stats.pages_stored = stats.pages_stored.saturating_add(1);
            let pages = ledger::window_page_ids(tx, read.open.id)?;
            let source = BucketSource {
                connection,
                slot: read.open.stream.slot,
                stream: read.open.stream.id,
                run,
                window: read.open.id,
                pages: &pages,
                recorded_at: now,
            };
            let buckets = apply_buckets(tx, &source, &read, stats, &mut told, counts_money)?;
            let names = apply_directory(tx, &source, &read, now)?;
            let has_observed = observed != ObservedCounts::default();
            count_observed(observed, stats, &mut told);
            if !buckets && !names && !has_observed {
                ledger::drop_window_pages(tx, read.open.id)?;
            }
            queries::close_window(tx, read.open.id)?;
            idle.map(|idle| discard(tx, idle)).transpose()?;
            Ok(())
        })?;
        self.add_to_summary(read.open.stream.id, &told);
        self.report();
        Ok(())
    }

    /// What a gateway told is kept before the window ends: kept twice it is the same.
    fn keep_observed(&mut self, read: &mut ReadWindow) -> Result<ObservedCounts, Halt> {
        let told = std::mem::take(&mut read.normalized.observed);
        if told.is_empty() && told.rollups.is_none() {
            return Ok(ObservedCounts::default());
        }
        let from = ObservedFrom {
            connection: self.connection.id,
            label: &self.connection.label,
            source: self.env.connector.descriptor().id,
            run: self.run,
            stream: read.open.stream.id,
            period: read.open.period,
            read_at: read.last_at,
        };
        self.env.observed.keep(&from, told).map_err(Halt::Problem)
    }

    fn note_strange_days(&mut self, read: &ReadWindow) {
        let outside: Vec<String> = read
            .normalized
            .buckets
            .iter()
            .filter(|bucket| !read.open.period.contains(bucket.day))
            .map(|bucket| bucket.day.to_string())
            .collect();
        let provider = self.env.connector.descriptor().name;
        if !outside.is_empty() {
            self.note(
                NoteLevel::Warning,
                format!("{provider} told of days that were not asked for, left out: {}", outside.join(", ")),
            );
        }
        if read.normalized.complete_through.is_some_and(|through| through > read.last_at) {
            self.note(
                NoteLevel::Warning,
                format!("{provider} says its data is complete up to a time that has not come yet: ignored"),
            );
        }
    }

    fn add_to_summary(&mut self, stream: &'static str, told: &StreamStats) {
        let sum = self.streams.entry(stream).or_default();
        sum.days = sum.days.saturating_add(told.days);
        sum.new = sum.new.saturating_add(told.new);
        sum.restated = sum.restated.saturating_add(told.restated);
        sum.rejected = sum.rejected.saturating_add(told.rejected);
        for (currency, nanos) in &told.billed_delta_nanos {
            let entry = sum.billed_delta_nanos.entry(*currency).or_default();
            *entry = entry.saturating_add(*nanos);
        }
        sum.billed_delta_nanos.retain(|_, nanos| *nanos != 0);
    }
}

fn count_observed(counts: ObservedCounts, stats: &mut RunStats, told: &mut StreamStats) {
    stats.rows_added = stats.rows_added.saturating_add(counts.new);
    stats.rows_superseded = stats.rows_superseded.saturating_add(counts.changed);
    stats.rows_rejected = stats.rows_rejected.saturating_add(counts.rejected);
    told.rejected = told.rejected.saturating_add(counts.rejected);
}

/// Applies the buckets inside the window; says whether any content is new.
fn apply_buckets(
    tx: &Transaction<'_>,
    source: &BucketSource<'_>,
    read: &ReadWindow,
    stats: &mut RunStats,
    told: &mut StreamStats,
    counts_money: bool,
) -> Result<bool, SyncError> {
    let mut interner = Interner::default();
    let mut has_changed = false;
    for bucket in read.normalized.buckets.iter().filter(|bucket| read.open.period.contains(bucket.day)) {
        let outcome = ledger::apply_bucket(tx, &mut interner, source, bucket)?;
        match outcome.verdict {
            BucketVerdict::New => {
                stats.buckets_new = stats.buckets_new.saturating_add(1);
                told.new = told.new.saturating_add(1);
            }
            BucketVerdict::Restated => {
                stats.buckets_restated = stats.buckets_restated.saturating_add(1);
                told.restated = told.restated.saturating_add(1);
            }
            BucketVerdict::Same => stats.buckets_same = stats.buckets_same.saturating_add(1),
        }
        has_changed |= outcome.verdict != BucketVerdict::Same;
        stats.days_read = stats.days_read.saturating_add(1);
        stats.rows_added = stats.rows_added.saturating_add(outcome.rows_added);
        stats.rows_superseded = stats.rows_superseded.saturating_add(outcome.rows_superseded);
        stats.rows_rejected = stats.rows_rejected.saturating_add(outcome.rows_rejected);
        told.days = told.days.saturating_add(1);
        told.rejected = told.rejected.saturating_add(outcome.rows_rejected);
        for (currency, nanos) in outcome.billed_delta_nanos.iter().filter(|_| counts_money) {
            for totals in [&mut stats.billed_delta_nanos, &mut told.billed_delta_nanos] {
                let entry = totals.entry(*currency).or_default();
                *entry = entry.saturating_add(*nanos);
            }
        }
        let read_at = read.open.opened_at;
        let complete_through = read.normalized.complete_through.filter(|through| *through <= read.last_at);
        let coverage = CoverageDay {
            slot: source.slot.to_owned(),
            day: bucket.day,
            state: coverage_state(bucket.day, complete_through, read_at),
            stream: source.stream.to_owned(),
            read_at,
            complete_through,
        };
        ledger::put_coverage(tx, source.connection, &coverage)?;
    }
    stats.billed_delta_nanos.retain(|_, nanos| *nanos != 0);
    Ok(has_changed)
}

/// A day is full when it was over, and complete as far as the source says, before reading began.
fn coverage_state(
    day: Day,
    complete_through: Option<DateTime<Utc>>,
    read_at: DateTime<Utc>,
) -> CoverageState {
    let known_until = complete_through.map_or(read_at, |through| through.min(read_at));
    if day_end(day) <= known_until { CoverageState::Full } else { CoverageState::Partial }
}

/// Applies names; says whether any is new.
fn apply_directory(
    tx: &Transaction<'_>,
    source: &BucketSource<'_>,
    read: &ReadWindow,
    now: DateTime<Utc>,
) -> Result<bool, SyncError> {
    let mut has_changed = false;
    for entry in &read.normalized.directory {
        let name = DirectoryName {
            kind: entry.kind.name().to_owned(),
            external_id: entry.external_id.clone(),
            name: entry.name.clone(),
            attributes: entry.attributes.clone(),
        };
        has_changed |= ledger::put_directory_name(tx, source.connection, &name, now)?;
    }
    if source.slot.is_empty() {
        let coverage = CoverageDay {
            slot: String::new(),
            day: read.open.period.start(),
            state: CoverageState::Full,
            stream: source.stream.to_owned(),
            read_at: now,
            complete_through: None,
        };
        ledger::put_coverage(tx, source.connection, &coverage)?;
    }
    Ok(has_changed)
}
