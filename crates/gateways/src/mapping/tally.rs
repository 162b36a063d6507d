//! What a mapping, or any format, would bring of a whole log: counts, sums and a few attempts to look at.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::format::Findings;
use crate::record::{Attempt, CostBasis, Note, Place, Rejection, Status};

/// Attempts that are shown.
const SHOWN: usize = 20;
/// Places of one kind of rejection that are shown.
const PLACES: usize = 5;
/// Kinds of rejections, currencies and reasons that are told apart; codes are bounded, currencies need not be.
const KINDS: usize = 64;

/// What was found so far. Give it every [`Findings`] of a log.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Tally {
    /// Attempts.
    pub attempts: u64,
    /// Outcomes.
    pub outcomes: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// The same by code, with the first places and reasons.
    pub rejections: Vec<RejectedCount>,
    /// Records of no concern, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Attempts that succeeded.
    pub succeeded: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// Attempts whose usage is not known.
    pub usage_unknown: u64,
    /// First start, microseconds since 1970; `None` without an attempt.
    pub first_us: Option<i64>,
    /// Last start.
    pub last_us: Option<i64>,
    /// Plain input tokens.
    pub input: u64,
    /// Tokens read from a cache.
    pub cache_read: u64,
    /// Tokens written to a cache, whatever its lifetime.
    pub cache_write: u64,
    /// Output tokens.
    pub output: u64,
    /// Amounts told, by currency and basis; never added across either.
    pub money: Vec<MoneyTold>,
    /// Attempts by note of the reader, by its stored name.
    pub notes: BTreeMap<&'static str, u64>,
    /// Outcomes by kind, by its stored name.
    pub verdicts: BTreeMap<&'static str, u64>,
    /// The first attempts.
    pub first: Vec<SampleAttempt>,
}

/// Rejections of one code.
#[derive(Clone, Debug, Serialize)]
pub struct RejectedCount {
    /// Its code.
    pub code: &'static str,
    /// Reason of the first.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// Records of the first five, from 1.
    pub records: Vec<u64>,
}

/// Amounts of one currency and basis.
#[derive(Clone, Debug, Serialize)]
pub struct MoneyTold {
    /// ISO 4217.
    pub currency: String,
    /// Stored name of the basis.
    pub basis: &'static str,
    /// Exact sum, as a decimal string.
    pub amount: Decimal,
    /// Attempts that tell one.
    pub attempts: u64,
}

/// One attempt to look at.
#[derive(Clone, Debug, Serialize)]
pub struct SampleAttempt {
    /// Record in the log, from 1.
    pub record: u64,
    /// Start, microseconds since 1970 in UTC.
    pub started_us: i64,
    /// Provider; empty when not known.
    pub provider: String,
    /// Model that answered, else the one asked for.
    pub model: Option<String>,
    /// Plain input tokens; `None` when usage is not known, as are the three after it.
    pub input: Option<u64>,
    /// Tokens read from a cache.
    pub cache_read: Option<u64>,
    /// Tokens written to a cache.
    pub cache_write: Option<u64>,
    /// Output tokens.
    pub output: Option<u64>,
    /// What the source says it cost.
    pub told: Option<Decimal>,
    /// Its currency.
    pub currency: Option<String>,
    /// `success`, `failure` or `unknown`.
    pub status: &'static str,
}

impl Tally {
    /// Takes what was found in a part of a log.
    pub fn add(&mut self, found: &Findings) {
        for attempt in &found.attempts {
            self.attempt(attempt);
        }
        for outcome in &found.outcomes {
            self.outcomes = self.outcomes.saturating_add(1);
            bump(&mut self.verdicts, outcome.kind.name(), 1);
        }
        for rejection in &found.rejections {
            self.rejection(rejection);
        }
        for (reason, count) in &found.skipped {
            bump(&mut self.skipped, reason, *count);
        }
    }

    fn attempt(&mut self, attempt: &Attempt) {
        self.attempts = self.attempts.saturating_add(1);
        match attempt.status {
            Status::Success => self.succeeded = self.succeeded.saturating_add(1),
            Status::Failure => self.failed = self.failed.saturating_add(1),
            Status::Unknown => {}
        }
        let start = attempt.started_us;
        self.first_us = Some(self.first_us.map_or(start, |first| first.min(start)));
        self.last_us = Some(self.last_us.map_or(start, |last| last.max(start)));
        match &attempt.tokens {
            Some(tokens) => {
                let written = [tokens.cache_write_5m, tokens.cache_write_1h, tokens.cache_write];
                self.input = self.input.saturating_add(tokens.input);
                self.cache_read = self.cache_read.saturating_add(tokens.cache_read);
                self.output = self.output.saturating_add(tokens.output);
                self.cache_write = written.into_iter().fold(self.cache_write, u64::saturating_add);
            }
            None if attempt.notes.contains(&Note::UsageNotTold) => {
                self.usage_unknown = self.usage_unknown.saturating_add(1);
            }
            None => {}
        }
        for note in &attempt.notes {
            bump(&mut self.notes, note.name(), 1);
        }
        if let Some(cost) = &attempt.cost {
            self.money(&cost.currency, cost.basis, cost.amount);
        }
        if self.first.len() < SHOWN {
            self.first.push(SampleAttempt::of(attempt));
        }
    }

    fn money(&mut self, currency: &str, basis: CostBasis, amount: Decimal) {
        let has_room = self.money.len() < KINDS;
        let there =
            self.money.iter_mut().find(|told| told.currency == currency && told.basis == basis.name());
        match there {
            Some(told) => {
                // Beyond the range of exact decimals a sum says nothing; it stays at its last exact value.
                told.amount = told.amount.checked_add(amount).unwrap_or(told.amount);
                told.attempts = told.attempts.saturating_add(1);
            }
            None if has_room => {
                self.money.push(MoneyTold {
                    currency: currency.to_owned(),
                    basis: basis.name(),
                    amount,
                    attempts: 1,
                });
            }
            None => {}
        }
    }

    fn rejection(&mut self, rejection: &Rejection) {
        self.rejected = self.rejected.saturating_add(1);
        let Place { record, .. } = rejection.place;
        let has_room = self.rejections.len() < KINDS;
        let there = self.rejections.iter_mut().find(|count| count.code == rejection.code);
        match there {
            Some(count) => {
                count.count = count.count.saturating_add(1);
                if count.records.len() < PLACES {
                    count.records.push(record);
                }
            }
            None if has_room => {
                let reason = rejection.reason.clone();
                self.rejections.push(RejectedCount {
                    code: rejection.code,
                    reason,
                    count: 1,
                    records: vec![record],
                });
            }
            None => {}
        }
    }
}

impl SampleAttempt {
    fn of(attempt: &Attempt) -> Self {
        let tokens = attempt.tokens.as_ref();
        let dimensions = &attempt.dimensions;
        let written = |tokens: &crate::record::Tokens| {
            tokens.cache_write.saturating_add(tokens.cache_write_5m).saturating_add(tokens.cache_write_1h)
        };
        Self {
            record: attempt.place.record,
            started_us: attempt.started_us,
            provider: dimensions.provider.clone(),
            model: dimensions.model_served.clone().or_else(|| dimensions.model_requested.clone()),
            input: tokens.map(|tokens| tokens.input),
            cache_read: tokens.map(|tokens| tokens.cache_read),
            cache_write: tokens.map(written),
            output: tokens.map(|tokens| tokens.output),
            told: attempt.cost.as_ref().map(|cost| cost.amount),
            currency: attempt.cost.as_ref().map(|cost| cost.currency.clone()),
            status: match attempt.status {
                Status::Success => "success",
                Status::Failure => "failure",
                Status::Unknown => "unknown",
            },
        }
    }
}

fn bump(counts: &mut BTreeMap<&'static str, u64>, name: &'static str, by: u64) {
    let count = counts.entry(name).or_default();
    *count = count.saturating_add(by);
}
