//! The measures a question can name: what is added up, and quotients of two sums.

use super::super::cuts::Family;
use super::super::dimensions::Dimension;
use super::super::error::ExploreError;
use super::super::filters::Filter;
use super::super::model::{ExploreKind, ExploreMeasureView, Measure};
use crate::ledger::{Meter, MeterKind};

/// Which rows of a sum count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Only {
    /// All of them.
    Any,
    /// Those whose dimension has the value.
    Value(Dimension, &'static str),
    /// Token classes whose names begin with one of these.
    Tokens(&'static [&'static str]),
}

/// One sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) measure: Measure,
    pub(super) only: Only,
}

/// How a measure comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// A sum.
    Sum(Part),
    /// One sum for each so many of another.
    Per(Part, Part, u32),
}

/// A measure that a question can name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) group: &'static str,
    pub(super) kind: ExploreKind,
    pub(super) basis: Option<&'static str>,
    pub(super) note: &'static str,
    pub(super) way: Way,
}

const MONEY: &str = "Money";
const CLASSES: &str = "Classes of spend";
const USAGE: &str = "Usage";
const UNIT_COST: &str = "Unit cost";
const SHARES: &str = "Shares";

const fn all(measure: Measure) -> Part {
    Part { measure, only: Only::Any }
}

const fn sum(
    (name, label): (&'static str, &'static str),
    group: &'static str,
    (kind, basis): (ExploreKind, Option<&'static str>),
    measure: Measure,
    note: &'static str,
) -> Named {
    Named { name, label, group, kind, basis, note, way: Way::Sum(all(measure)) }
}

const fn per(
    (name, label): (&'static str, &'static str),
    (kind, basis): (ExploreKind, Option<&'static str>),
    (over, under, scale): (Part, Part, u32),
    note: &'static str,
) -> Named {
    let group = match kind {
        ExploreKind::Percent => SHARES,
        _ => UNIT_COST,
    };
    Named { name, label, group, kind, basis, note, way: Way::Per(over, under, scale) }
}

const OF_RECORD: (ExploreKind, Option<&str>) = (ExploreKind::Money, Some("spend"));
const COUNT: (ExploreKind, Option<&str>) = (ExploreKind::Quantity, None);
const PERCENT: (ExploreKind, Option<&str>) = (ExploreKind::Percent, None);
const INPUT_SIDE: &[&str] = &["input", "cache_"];
const CACHE_READ: &[&str] = &["cache_read"];
const SUCCESS: Part =
    Part { measure: Measure::Outcomes, only: Only::Value(Dimension::OutcomeKind, "success") };
const SEEN: Part = Part { measure: Measure::Spend, only: Only::Value(Dimension::Evidence, "seen") };

const fn tokens_of(names: &'static [&'static str]) -> Part {
    Part { measure: Measure::Tokens, only: Only::Tokens(names) }
}

/// Every measure, in display order.
pub(super) const MEASURES: &[Named] = &[
    sum(
        ("spend", "Spend of record"),
        MONEY,
        OF_RECORD,
        Measure::Spend,
        "Each account and day from the most authoritative book that has it.",
    ),
    sum(
        ("billed", "Billed"),
        MONEY,
        (ExploreKind::Money, Some("billed")),
        Measure::Billed,
        "What the providers' cost reports say.",
    ),
    sum(
        ("list_cost", "List cost"),
        MONEY,
        (ExploreKind::Money, Some("list")),
        Measure::ListCost,
        "List cost beside billed money, where the provider tells it.",
    ),
    sum(
        ("rated", "Rated"),
        MONEY,
        (ExploreKind::Money, Some("rated")),
        Measure::Rated,
        "Usage at your rates, the low end of ranges; what has no price is not in it.",
    ),
    sum(
        ("rated_list", "Rated at list"),
        MONEY,
        (ExploreKind::Money, Some("list")),
        Measure::RatedList,
        "Usage at public rates, the low end of ranges; what has no price is not in it.",
    ),
    sum(
        ("estimated", "Estimated"),
        MONEY,
        (ExploreKind::Money, Some("estimated")),
        Measure::Estimated,
        "Money that a source computed itself; never part of spend.",
    ),
    sum(
        ("class:input", "Input"),
        CLASSES,
        OF_RECORD,
        Measure::SpendInput,
        "Spend of record on input that is neither a retry, nor batch, nor cached.",
    ),
    sum(
        ("class:output", "Output"),
        CLASSES,
        OF_RECORD,
        Measure::SpendOutput,
        "Spend of record on output that is neither a retry nor batch.",
    ),
    sum(
        ("class:cache_write", "Cache write"),
        CLASSES,
        OF_RECORD,
        Measure::SpendCacheWrite,
        "Spend of record on writing to caches.",
    ),
    sum(
        ("class:cache_read", "Cache read"),
        CLASSES,
        OF_RECORD,
        Measure::SpendCacheRead,
        "Spend of record on reading from caches.",
    ),
    sum(
        ("class:batch", "Batch"),
        CLASSES,
        OF_RECORD,
        Measure::SpendBatch,
        "Spend of record of the batch interface.",
    ),
    sum(
        ("class:retry", "Retry"),
        CLASSES,
        OF_RECORD,
        Measure::SpendRetry,
        "Spend of record on attempts after the first and on failed attempts that were billed.",
    ),
    sum(
        ("class:other", "Other"),
        CLASSES,
        OF_RECORD,
        Measure::SpendOther,
        "Spend of record in none of the six classes: tools, seats, taxes.",
    ),
    sum(
        ("tokens", "Tokens"),
        USAGE,
        COUNT,
        Measure::Tokens,
        "All token classes, as the providers' usage reports count them.",
    ),
    sum(
        ("requests", "Requests"),
        USAGE,
        COUNT,
        Measure::Requests,
        "Requests answered, as far as providers tell.",
    ),
    sum(
        ("attempts", "Attempts"),
        USAGE,
        COUNT,
        Measure::Attempts,
        "Attempts at a model call that gateways, tracing backends and agents told.",
    ),
    sum(("retries", "Retries"), USAGE, COUNT, Measure::Retries, "Of the attempts, those after the first."),
    sum(
        ("retry_unknown", "May be retries"),
        USAGE,
        COUNT,
        Measure::RetryUnknown,
        "Of the attempts, those of which it is not known whether they are retries.",
    ),
    sum(("failures", "Failures"), USAGE, COUNT, Measure::Failures, "Of the attempts, those that failed."),
    sum(
        ("observed_tokens", "Observed tokens"),
        USAGE,
        COUNT,
        Measure::ObservedTokens,
        "Tokens that requests told.",
    ),
    sum(
        ("outcomes", "Outcomes"),
        USAGE,
        COUNT,
        Measure::Outcomes,
        "Outcomes that were told: successes, failures, missing ones and scores.",
    ),
    Named {
        name: "successes",
        label: "Successes",
        group: USAGE,
        kind: ExploreKind::Quantity,
        basis: None,
        note: "Outcomes that were told to be a success.",
        way: Way::Sum(SUCCESS),
    },
    per(
        ("cost_per_success", "Cost per success"),
        OF_RECORD,
        (all(Measure::Spend), SUCCESS, 1),
        "All spend of record, failed attempts included, for each outcome told to be a success.",
    ),
    per(
        ("cost_per_request", "Cost per request"),
        OF_RECORD,
        (all(Measure::Spend), all(Measure::Requests), 1),
        "Spend of record for each request that providers counted.",
    ),
    per(
        ("cost_per_attempt", "Cost per attempt"),
        OF_RECORD,
        (SEEN, all(Measure::Attempts), 1),
        "Spend that was seen on requests for each attempt that was told.",
    ),
    per(
        ("cost_per_million", "Cost per million tokens"),
        OF_RECORD,
        (all(Measure::Spend), all(Measure::Tokens), 1_000_000),
        "Spend of record for each million tokens of all classes.",
    ),
    per(
        ("seen_share", "Seen share"),
        PERCENT,
        (SEEN, all(Measure::Spend), 100),
        "The part of spend of record that some request told: the capture rate.",
    ),
    per(
        ("retry_share", "Retry share"),
        PERCENT,
        (all(Measure::SpendRetry), all(Measure::Spend), 100),
        "The part of spend of record that went into retries, as far as it is known.",
    ),
    per(
        ("batch_share", "Batch share"),
        PERCENT,
        (all(Measure::SpendBatch), all(Measure::Spend), 100),
        "The part of spend of record that went through the batch interface.",
    ),
    per(
        ("cache_hit_share", "Cache hit share"),
        PERCENT,
        (tokens_of(CACHE_READ), tokens_of(INPUT_SIDE), 100),
        "The part of input tokens that was read from a cache; a property of the bill and not a saving.",
    ),
    per(
        ("failure_share", "Failure share"),
        PERCENT,
        (all(Measure::Failures), all(Measure::Attempts), 100),
        "The part of attempts that failed.",
    ),
];

impl Named {
    /// Reads names in order; refuses unknown ones, repeated ones, none and too many.
    pub(super) fn parse_all(names: &[String]) -> Result<Vec<&'static Self>, ExploreError> {
        if names.is_empty() || names.len() > super::MOST_MEASURES {
            return Err(ExploreError::MeasureCount { most: super::MOST_MEASURES, named: names.len() });
        }
        let mut found: Vec<&'static Self> = Vec::with_capacity(names.len());
        for name in names {
            let named = MEASURES.iter().find(|named| named.name == name.as_str()).ok_or_else(|| {
                let known: Vec<&str> = MEASURES.iter().map(|named| named.name).collect();
                ExploreError::UnknownMeasure { name: name.clone(), known: known.join(", ") }
            })?;
            if found.iter().any(|other| other.name == named.name) {
                return Err(ExploreError::RepeatedMeasure { name: named.name });
            }
            found.push(named);
        }
        Ok(found)
    }

    /// Whether rows add up to the total.
    pub(super) const fn is_additive(&self) -> bool {
        matches!(self.way, Way::Sum(_))
    }

    /// For people and screens.
    pub(super) fn view(&self) -> ExploreMeasureView {
        ExploreMeasureView {
            name: self.name.to_owned(),
            label: self.label.to_owned(),
            group: self.group.to_owned(),
            kind: self.kind,
            basis: self.basis.map(str::to_owned),
            note: self.note.to_owned(),
            is_additive: self.is_additive(),
        }
    }
}

impl Part {
    /// Whether it is an amount of money.
    pub(super) const fn is_money(self) -> bool {
        match Family::of(self.measure) {
            Family::Cost | Family::Coding | Family::Spend => true,
            Family::Usage => matches!(self.measure, Measure::Rated | Measure::RatedList),
            Family::Observed => false,
        }
    }

    /// The same sum from what requests told, where only requests tell what is asked.
    pub(super) const fn of_requests(self) -> Self {
        let measure = match self.measure {
            Measure::Tokens => Measure::ObservedTokens,
            Measure::Requests => Measure::Attempts,
            other => other,
        };
        Self { measure, only: self.only }
    }

    /// The filters that keep only its rows.
    pub(super) fn filters(self) -> Vec<Filter> {
        let keep =
            |dimension, value: &str| Filter { dimension, value: Some(value.to_owned()), is_not: false };
        match self.only {
            Only::Any => Vec::new(),
            Only::Value(dimension, value) => vec![keep(dimension, value)],
            Only::Tokens(names) => Meter::ALL
                .iter()
                .filter(|meter| meter.kind() == MeterKind::Tokens)
                .map(|meter| meter.name())
                .filter(|meter| names.iter().any(|name| meter.starts_with(name)))
                .map(|meter| keep(Dimension::TokenClass, meter))
                .collect(),
        }
    }
}
