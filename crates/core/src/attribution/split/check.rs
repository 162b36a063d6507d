//! Which splits are refused.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::error::SplitError;
use super::model::{Heads, Method, Split, Weight};
use crate::attribution::Dates;
use crate::kernel::{Currency, Day};

/// Finds a value of a dimension by its name or one of its other names: what it is called and when it exists.
pub type FindValue<'k> = dyn Fn(&str, &str) -> Option<(String, Dates)> + 'k;

/// What is registered, as far as splits need it.
#[derive(Clone, Copy)]
pub struct Known<'k> {
    /// Whether a dimension is known.
    pub dimension: &'k dyn Fn(&str) -> bool,
    /// Finds a value; `None` where it is not registered.
    pub value: &'k FindValue<'k>,
}

impl Known<'_> {
    /// How values are compared: by their registered name, without case.
    fn fold(&self, dimension: &str, value: &str) -> String {
        let named = (self.value)(dimension, value).map(|(name, _)| name);
        named.as_deref().unwrap_or(value).trim().to_lowercase()
    }
}

/// Checks all splits that are to hold together, each alone and then each against the others.
pub fn check(splits: &[Split], known: Known<'_>) -> Result<(), SplitError> {
    for split in splits {
        is_whole(split, known)?;
        values_exist(split, known)?;
        weights_fit(split)?;
    }
    for (place, split) in splits.iter().enumerate() {
        for other in splits.iter().skip(place + 1) {
            is_no_source_of(split, other, known)?;
            is_no_source_of(other, split, known)?;
            sources_differ(split, other, known)?;
        }
    }
    Ok(())
}

fn is_whole(split: &Split, known: Known<'_>) -> Result<(), SplitError> {
    let name = || split.name.clone();
    if split.name.trim().is_empty() {
        return Err(SplitError::NoName { dimension: split.dimension.clone() });
    }
    if !(known.dimension)(&split.dimension) {
        return Err(SplitError::UnknownDimension { split: name(), dimension: split.dimension.clone() });
    }
    if is_empty(split.dates) {
        return Err(SplitError::NoDay { split: name(), dates: split.dates });
    }
    if split.source.value().is_none() && !split.spreads_unattributed {
        return Err(SplitError::SpreadsUnattributed { split: name() });
    }
    if split.targets.is_empty() {
        return Err(SplitError::NoTarget { split: name() });
    }
    let fold = |value: &str| known.fold(&split.dimension, value);
    let source = split.source.value().map(fold);
    let mut seen = BTreeSet::new();
    if source.as_deref() == Some("") {
        return Err(SplitError::NoValue { split: name() });
    }
    for target in &split.targets {
        let folded = fold(&target.value);
        if folded.is_empty() {
            return Err(SplitError::NoValue { split: name() });
        }
        if source.as_ref() == Some(&folded) {
            return Err(SplitError::TargetIsSource { split: name(), value: target.value.clone() });
        }
        if !seen.insert(folded) {
            return Err(SplitError::TargetTwice { split: name(), value: target.value.clone() });
        }
    }
    Ok(())
}

fn values_exist(split: &Split, known: Known<'_>) -> Result<(), SplitError> {
    let targets = split.targets.iter().map(|target| target.value.as_str());
    for value in split.source.value().into_iter().chain(targets) {
        // A value that is not registered yet has no dates to be outside of.
        let Some((name, exists)) = (known.value)(&split.dimension, value) else { continue };
        let begins = exists.from.is_none_or(|from| split.dates.from.is_some_and(|asked| from <= asked));
        let ends = exists.until.is_none_or(|until| split.dates.until.is_some_and(|asked| asked <= until));
        if !begins || !ends {
            let (split, asked) = (split.name.clone(), split.dates);
            return Err(SplitError::ValueOutside { split, value: name, exists, asked });
        }
    }
    Ok(())
}

fn weights_fit(split: &Split) -> Result<(), SplitError> {
    for target in &split.targets {
        let (fits, needs) = match split.method {
            Method::Even | Method::BySpend | Method::ByTokens | Method::ByRequests => {
                (target.weight == Weight::Nothing, "leave that out")
            }
            Method::Percent => (matches!(target.weight, Weight::Percent(_)), "enter a percent"),
            Method::Amount => (
                matches!(target.weight, Weight::Amount { .. } | Weight::Rest),
                "enter an amount for a month, or the rest",
            ),
            Method::Headcount => {
                (matches!(target.weight, Weight::Headcount(_)), "enter how many people they are")
            }
        };
        if !fits {
            let (split, method, value) = (split.name.clone(), split.method.words(), target.value.clone());
            return Err(SplitError::OtherWeight { split, method, value, needs });
        }
    }
    match split.method {
        Method::Percent => percents_fit(split),
        Method::Amount => amounts_fit(split),
        Method::Headcount => heads_fit(split),
        Method::Even | Method::BySpend | Method::ByTokens | Method::ByRequests => Ok(()),
    }
}

fn percents_fit(split: &Split) -> Result<(), SplitError> {
    let mut total = Decimal::ZERO;
    for target in &split.targets {
        let Weight::Percent(percent) = target.weight else { continue };
        if percent <= Decimal::ZERO {
            let (split, value) = (split.name.clone(), target.value.clone());
            return Err(SplitError::PercentNotAboveZero { split, value, percent });
        }
        total = total.saturating_add(percent);
    }
    if total != Decimal::ONE_HUNDRED {
        return Err(SplitError::NotWhole { split: split.name.clone(), total: total.normalize() });
    }
    Ok(())
}

fn amounts_fit(split: &Split) -> Result<(), SplitError> {
    let name = || split.name.clone();
    let mut first: Option<&str> = None;
    for target in &split.targets {
        let Weight::Amount { nanos_per_month, currency } = &target.weight else { continue };
        if Currency::parse(currency).ok().is_none_or(|read| read.code() != currency) {
            return Err(SplitError::NotACurrency { split: name(), currency: currency.clone() });
        }
        if *nanos_per_month <= 0 {
            let (value, currency) = (target.value.clone(), currency.clone());
            return Err(SplitError::AmountNotAboveZero {
                split: name(),
                value,
                nanos: *nanos_per_month,
                currency,
            });
        }
        let one = *first.get_or_insert(currency);
        if one != currency {
            let (one, other) = (one.to_owned(), currency.clone());
            return Err(SplitError::MixedCurrencies { split: name(), one, other });
        }
    }
    let count = split.targets.iter().filter(|target| target.weight == Weight::Rest).count();
    if count == 1 { Ok(()) } else { Err(SplitError::NotOneRest { split: name(), count }) }
}

fn heads_fit(split: &Split) -> Result<(), SplitError> {
    let name = || split.name.clone();
    for target in &split.targets {
        let Weight::Headcount(table) = &target.weight else { continue };
        if table.iter().any(|entry| is_empty(entry.dates)) {
            return Err(SplitError::NoDayOfHeads { split: name(), value: target.value.clone() });
        }
        if let Some(dates) = counted_twice(table) {
            return Err(SplitError::CountedTwice { split: name(), value: target.value.clone(), dates });
        }
    }
    // Between two edges the headcount does not change: a day of each stretch is enough.
    let inside = |day: &Day| split.dates.holds_on(*day);
    let edges: BTreeSet<Day> = split.edges().filter(inside).collect();
    let before = match split.dates.from {
        Some(_) => None,
        None => Some((None, edges.first().map_or(Day::MIN, |first| first.pred_opt().unwrap_or(Day::MIN)))),
    };
    let starts = before.into_iter().chain(edges.iter().map(|day| (Some(*day), *day)));
    for (from, day) in starts {
        if split.targets.iter().all(|target| target.weight.heads_on(day) == 0) {
            let next = edges.iter().find(|edge| from.is_none_or(|from| **edge > from));
            let dates = Dates { from, until: next.copied().or(split.dates.until) };
            return Err(SplitError::Nobody { split: name(), dates });
        }
    }
    Ok(())
}

fn counted_twice(table: &[Heads]) -> Option<Dates> {
    table.iter().enumerate().find_map(|(place, one)| {
        let others = table.iter().skip(place + 1);
        others.map(|other| common(one.dates, other.dates)).find(|dates| !is_empty(*dates))
    })
}

fn is_no_source_of(split: &Split, other: &Split, known: Known<'_>) -> Result<(), SplitError> {
    let dates = common(split.dates, other.dates);
    if split.dimension != other.dimension || is_empty(dates) {
        return Ok(());
    }
    let fold = |value: &str| known.fold(&split.dimension, value);
    let Some(source) = other.source.value().map(fold) else { return Ok(()) };
    match split.targets.iter().find(|target| fold(&target.value) == source) {
        Some(target) => Err(SplitError::Cycle {
            split: split.name.clone(),
            value: target.value.clone(),
            other: other.name.clone(),
            dates,
        }),
        None => Ok(()),
    }
}

fn sources_differ(split: &Split, other: &Split, known: Known<'_>) -> Result<(), SplitError> {
    let dates = common(split.dates, other.dates);
    let source = |split: &Split| split.source.value().map(|value| known.fold(&split.dimension, value));
    if split.dimension != other.dimension || is_empty(dates) || source(split) != source(other) {
        return Ok(());
    }
    Err(SplitError::SourceTwice {
        split: split.name.clone(),
        other: other.name.clone(),
        source_value: split.source.value().map(str::to_owned),
        dates,
    })
}

/// Days that lie in both.
fn common(one: Dates, other: Dates) -> Dates {
    let until = [one.until, other.until].into_iter().flatten().min();
    Dates { from: one.from.max(other.from), until }
}

fn is_empty(dates: Dates) -> bool {
    dates.from.zip(dates.until).is_some_and(|(from, until)| until <= from)
}
