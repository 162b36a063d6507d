//! The low and the high picture side by side.

use std::collections::BTreeMap;

use super::divide::{Nanos, units};
use super::model::{Ends, MonthSettlement, PurchaseLine, SettledUsage, Settlement, Share, ShareOf, TermLine};
use super::run::{From, Line, MonthRun, Part, Row};
use crate::pricing::contract::{Entry, Term};

/// Both pictures of one currency. They have the same months, usage, terms and purchases in the same order.
pub(super) fn together(currency: &str, low: Vec<MonthRun<'_>>, high: Vec<MonthRun<'_>>) -> Settlement {
    let months = low.iter().zip(&high).map(|(low, high)| month(low, high)).collect();
    Settlement { currency: currency.to_owned(), months }
}

fn month(low: &MonthRun<'_>, high: &MonthRun<'_>) -> MonthSettlement {
    let ids = entry_ids(low, high);
    let mut usage: Vec<SettledUsage> =
        low.rows.iter().zip(&high.rows).map(|(low, high)| settled(low, high, &ids)).collect();
    usage.sort_by_key(|one| one.usage);
    let bought = low.bought.iter().zip(&high.bought);
    MonthSettlement {
        month: low.month.start(),
        list: total(low, high, |run| sum(&run.rows, |row| row.list)),
        contracted: total(low, high, |run| sum(&run.rows, |row| row.contracted)),
        effective: total(low, high, |run| {
            sum(&run.rows, effective) + run.lines.values().map(|(_, line)| line.effective).sum::<Nanos>()
        }),
        billed: total(low, high, |run| {
            sum(&run.rows, |row| row.open)
                + run.lines.values().map(|(_, line)| line.billed).sum::<Nanos>()
                + run.bought.iter().map(|bought| bought.billed).sum::<Nanos>()
        }),
        is_at_least: low.lines.values().any(|(_, line)| line.is_unknown),
        usage,
        terms: low.lines.iter().filter_map(|(at, one)| Some(term(one, high.lines.get(at)?))).collect(),
        purchases: bought
            .map(|(low, high)| PurchaseLine {
                purchase: low.purchase,
                billed: ends(low.billed, high.billed),
                drawn: ends(low.drawn, high.drawn),
                left: ends(low.left, high.left),
            })
            .collect(),
    }
}

fn settled(low: &Row<'_>, high: &Row<'_>, ids: &BTreeMap<usize, &str>) -> SettledUsage {
    let mut froms: Vec<From> = low.parts.keys().chain(high.parts.keys()).copied().collect();
    froms.sort_unstable();
    froms.dedup();
    let shares = froms.into_iter().map(|from| {
        let part = |row: &Row<'_>| row.parts.get(&from).copied().unwrap_or_default();
        let (low, high): (Part, Part) = (part(low), part(high));
        Share {
            from: match from {
                From::Entry(at) => ShareOf::Entry(ids.get(&at).copied().unwrap_or_default().to_owned()),
                From::Purchase(at) => ShareOf::Purchase(at),
            },
            covered: ends(low.covered, high.covered),
            effective: ends(low.effective, high.effective),
            is_allocated: (low.covered, high.covered) == (0, 0),
        }
    });
    SettledUsage {
        usage: low.usage,
        list: ends(low.list, high.list),
        contracted: ends(low.contracted, high.contracted),
        effective: ends(effective(low), effective(high)),
        billed: ends(low.open, high.open),
        shares: shares.collect(),
    }
}

fn term((entry, low): &(&Entry, Line), (_, high): &(&Entry, Line)) -> TermLine {
    let is_lasting = matches!(entry.term, Term::Commitment(_) | Term::Credit(_));
    let left = (is_lasting || low.left.is_some() || high.left.is_some())
        .then(|| ends(low.left.unwrap_or(0), high.left.unwrap_or(0)));
    TermLine {
        entry: entry.id.clone(),
        kind: entry.term.kind(),
        base: ends(low.base, high.base),
        left,
        lost: ends(low.lost, high.lost),
        carried: ends(low.carried, high.carried),
        effective: ends(low.effective, high.effective),
        billed: ends(low.billed, high.billed),
        is_known: !low.is_unknown,
    }
}

/// Ids of the entries that rows may have parts of.
fn entry_ids<'a>(low: &MonthRun<'a>, high: &MonthRun<'a>) -> BTreeMap<usize, &'a str> {
    low.lines.iter().chain(&high.lines).map(|(at, (entry, _))| (*at, entry.id.as_str())).collect()
}

fn effective(row: &Row<'_>) -> Nanos {
    row.open + row.parts.values().map(|part| part.effective).sum::<Nanos>()
}

fn sum(rows: &[Row<'_>], figure: impl Fn(&Row<'_>) -> Nanos) -> Nanos {
    rows.iter().map(figure).sum()
}

fn total<'a>(low: &MonthRun<'a>, high: &MonthRun<'a>, figure: impl Fn(&MonthRun<'a>) -> Nanos) -> Ends {
    ends(figure(low), figure(high))
}

fn ends(low: Nanos, high: Nanos) -> Ends {
    Ends { low: units(low), high: units(high) }
}
