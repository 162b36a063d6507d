//! Splits between what people write and what is stored.

use rust_decimal::Decimal;

use super::registry_put::dates;
use super::why::dates_view;
use crate::app::model::{SplitDraft, SplitMethod, SplitTargetDraft};
use crate::attribution::{Dates, Heads, Method, Split, SplitSource, Target, Weight};
use crate::kernel::words::units;
use crate::kernel::{Problem, ProblemCode, parse_day};

/// Methods of the contract and of the room.
const METHODS: [(SplitMethod, Method); 7] = [
    (SplitMethod::Even, Method::Even),
    (SplitMethod::Percent, Method::Percent),
    (SplitMethod::Amount, Method::Amount),
    (SplitMethod::BySpend, Method::BySpend),
    (SplitMethod::ByTokens, Method::ByTokens),
    (SplitMethod::ByRequests, Method::ByRequests),
    (SplitMethod::Headcount, Method::Headcount),
];

/// A split as it was written.
pub(super) fn read(draft: &SplitDraft) -> Result<Split, Problem> {
    let method = METHODS.iter().find(|(asked, _)| *asked == draft.method).map_or(Method::Even, |(_, is)| *is);
    let source = draft.source.as_deref().map(str::trim);
    let targets = draft.targets.iter().map(|target| {
        Ok(Target { value: target.value.trim().to_owned(), weight: weight(draft, method, target)? })
    });
    Ok(Split {
        id: 0,
        name: draft.name.trim().to_owned(),
        dimension: draft.dimension.clone(),
        source: source.map_or(SplitSource::Unattributed, |value| SplitSource::Value(value.to_owned())),
        method,
        targets: targets.collect::<Result<_, Problem>>()?,
        dates: dates(&draft.dates)?,
        spreads_unattributed: draft.spreads_unattributed,
    })
}

/// A split as it is written.
pub(super) fn write(split: &Split) -> SplitDraft {
    let method =
        METHODS.iter().find(|(_, is)| *is == split.method).map_or(SplitMethod::Even, |(asked, _)| *asked);
    let currency = split.targets.iter().find_map(|target| match &target.weight {
        Weight::Amount { currency, .. } => Some(currency.clone()),
        _ => None,
    });
    SplitDraft {
        name: split.name.clone(),
        dimension: split.dimension.clone(),
        source: split.source.value().map(str::to_owned),
        spreads_unattributed: split.spreads_unattributed,
        method,
        currency,
        targets: split
            .targets
            .iter()
            .map(|target| SplitTargetDraft { value: target.value.clone(), weight: words(&target.weight) })
            .collect(),
        dates: dates_view(split.dates),
    }
}

fn words(weight: &Weight) -> Option<String> {
    match weight {
        Weight::Nothing | Weight::Rest => None,
        Weight::Percent(percent) => Some(percent.normalize().to_string()),
        Weight::Amount { nanos_per_month, .. } => Some(units(i128::from(*nanos_per_month))),
        Weight::Headcount(table) => {
            let entry = |heads: &Heads| match heads.dates.from {
                Some(from) => format!("{} from {from}", heads.heads),
                None => heads.heads.to_string(),
            };
            Some(table.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn weight(draft: &SplitDraft, method: Method, target: &SplitTargetDraft) -> Result<Weight, Problem> {
    let text = target.weight.as_deref().map(str::trim).filter(|text| !text.is_empty());
    match (method, text) {
        (Method::Percent, Some(text)) => Ok(Weight::Percent(decimal(text, target)?)),
        (Method::Amount, None) => Ok(Weight::Rest),
        (Method::Amount, Some(text)) => {
            let nanos = decimal(text, target)?.checked_mul(Decimal::from(1_000_000_000_i64));
            let nanos = nanos.filter(Decimal::is_integer).and_then(|nanos| i64::try_from(nanos).ok());
            let nanos_per_month = nanos.ok_or_else(|| unreadable(text, target, "an amount to the nano"))?;
            let currency = draft.currency.clone().unwrap_or_default();
            Ok(Weight::Amount { nanos_per_month, currency })
        }
        (Method::Headcount, Some(text)) => headcount(text, target),
        _ => Ok(Weight::Nothing),
    }
}

fn headcount(text: &str, target: &SplitTargetDraft) -> Result<Weight, Problem> {
    let wanted = "heads such as 12, or 12, 15 from 2026-10-01";
    let mut table: Vec<Heads> = Vec::new();
    for entry in text.split(',').map(str::trim) {
        let (heads, from) = match entry.split_once(" from ") {
            Some((heads, from)) => (heads, Some(parse_day(from.trim())?)),
            None => (entry, None),
        };
        let heads = heads.trim().parse().map_err(|_| unreadable(text, target, wanted))?;
        if let Some(last) = table.last_mut() {
            if from.is_none() || from <= last.dates.from {
                return Err(unreadable(text, target, wanted));
            }
            last.dates.until = from;
        }
        table.push(Heads { dates: Dates { from, until: None }, heads });
    }
    Ok(Weight::Headcount(table))
}

fn decimal(text: &str, target: &SplitTargetDraft) -> Result<Decimal, Problem> {
    text.parse().map_err(|_| unreadable(text, target, "a plain number such as 12.5"))
}

fn unreadable(text: &str, target: &SplitTargetDraft, wanted: &str) -> Problem {
    let message = format!("\"{text}\" does not say how much {} takes", target.value);
    Problem::new(ProblemCode::BadRequest, message).hint(format!("write {wanted}")).about("targets")
}
