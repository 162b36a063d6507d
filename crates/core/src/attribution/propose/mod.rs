//! From a selection to a rule: the tightest condition that covers it, and looser ones with what they would hit besides.

mod parts;
mod patterns;

use std::cmp::Reverse;

use super::{Bits, Condition, Subjects};
use parts::{ANOTHER_COLUMN, Part, parts};
use patterns::patterns;

/// Columns that are tried two by two; further ones are only added one by one.
const PAIRED: usize = 64;
/// Looser conditions that are proposed at most.
const LOOSER: usize = 2;

/// Conditions for a selection.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposals {
    /// Covers the selection, and besides only what no column tells from it.
    pub tight: Proposal,
    /// At most two that hit more, each more than the one before it.
    pub looser: Vec<Proposal>,
}

/// A condition with what it hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The condition.
    pub when: Condition,
    /// How many of the selection it covers.
    pub covered: usize,
    /// What else it hits, by place.
    pub extra: Vec<usize>,
}

/// Conditions for the subjects at the selected places. `weights` is the money of each subject in nanos: columns that keep
/// more of it out are preferred. An empty selection gets a condition that is true of nothing.
pub fn propose(subjects: &Subjects, selected: &[usize], weights: &[i128]) -> Proposals {
    let mut chosen = Bits::filled(subjects.len(), false);
    for place in selected.iter().filter(|place| **place < subjects.len()) {
        chosen.insert(*place);
    }
    if chosen.count() == 0 {
        let tight = Proposal { when: Condition::Any(Vec::new()), covered: 0, extra: Vec::new() };
        return Proposals { tight, looser: Vec::new() };
    }
    let all = parts(subjects, &chosen);
    let weigh = |bits: &Bits| -> u128 {
        bits.iter().filter_map(|place| weights.get(place)).map(|weight| weight.unsigned_abs()).sum()
    };
    let tight = tightest(&all, subjects.len(), &weigh);
    let tight_bits = hits(&tight, subjects.len());
    let looser = looser(subjects, &chosen, &all, &tight, &tight_bits, &weigh);
    let proposal = |when: Condition, bits: &Bits| Proposal {
        when,
        covered: chosen.count(),
        extra: bits.iter().filter(|place| !chosen.has(*place)).collect(),
    };
    Proposals {
        tight: proposal(together(&tight), &tight_bits),
        looser: looser.into_iter().map(|part| proposal(part.condition, &part.bits)).collect(),
    }
}

/// What several conditions together are true of.
fn hits(parts: &[&Part], count: usize) -> Bits {
    let mut bits = Bits::filled(count, true);
    for part in parts {
        bits.and(&part.bits);
    }
    bits
}

/// Several conditions as one, those that say most first.
fn together(parts: &[&Part]) -> Condition {
    match parts {
        [only] => only.condition.clone(),
        parts => Condition::All(parts.iter().map(|part| part.condition.clone()).collect()),
    }
}

/// The fewest and best columns that keep out all that any column can keep out.
fn tightest<'p>(all: &'p [Part], count: usize, weigh: &impl Fn(&Bits) -> u128) -> Vec<&'p Part> {
    let floor = hits(&all.iter().collect::<Vec<_>>(), count).count();
    let mut best: Option<(u32, Vec<&Part>)> = None;
    for (at, first) in all.iter().take(PAIRED).enumerate() {
        if first.bits.count() == floor {
            keep_cheaper(&mut best, first.cost, || vec![first]);
            continue;
        }
        for second in all.iter().take(PAIRED).skip(at + 1) {
            let cost = first.cost + second.cost + ANOTHER_COLUMN;
            if best.as_ref().is_none_or(|(known, _)| cost < *known)
                && hits(&[first, second], count).count() == floor
            {
                keep_cheaper(&mut best, cost, || vec![first, second]);
            }
        }
    }
    best.map_or_else(|| one_by_one(all, count, floor, weigh), |(_, parts)| parts)
}

fn keep_cheaper<T>(best: &mut Option<(u32, T)>, cost: u32, make: impl Fn() -> T) {
    if best.as_ref().is_none_or(|(known, _)| cost < *known) {
        *best = Some((cost, make()));
    }
}

/// Adds what keeps out most until nothing more is kept out, then takes out what is not needed.
fn one_by_one<'p>(
    all: &'p [Part],
    count: usize,
    floor: usize,
    weigh: &impl Fn(&Bits) -> u128,
) -> Vec<&'p Part> {
    let mut taken: Vec<&Part> = Vec::new();
    let mut bits = Bits::filled(count, true);
    while bits.count() > floor {
        let gain = |part: &&Part| {
            let mut out = part.bits.clone().inverted();
            out.and(&bits);
            (weigh(&out), out.count(), Reverse(part.cost))
        };
        let useful = all.iter().filter(|part| !part.bits.has_all(&bits));
        let Some(next) = useful.max_by_key(gain) else { break };
        bits.and(&next.bits);
        taken.push(next);
    }
    taken.sort_by_key(|part| part.cost);
    for at in (0..taken.len()).rev() {
        let others: Vec<&Part> =
            taken.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect();
        if !others.is_empty() && hits(&others, count).count() == floor {
            taken = others;
        }
    }
    taken
}

/// Conditions that hit more than the tight one: without one of its columns, by another column, by what names begin with.
fn looser(
    subjects: &Subjects,
    chosen: &Bits,
    all: &[Part],
    tight: &[&Part],
    tight_bits: &Bits,
    weigh: &impl Fn(&Bits) -> u128,
) -> Vec<Part> {
    let count = subjects.len();
    let joined = |parts: &[&Part]| Part {
        condition: together(parts),
        bits: hits(parts, count),
        cost: parts.iter().map(|part| part.cost + ANOTHER_COLUMN).sum(),
    };
    let patterns = patterns(subjects, chosen);
    let mut candidates: Vec<Part> = all.iter().chain(&patterns).map(|part| joined(&[part])).collect();
    for at in 0..tight.len() {
        let others: Vec<&Part> =
            tight.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| *part).collect();
        if !others.is_empty() {
            candidates.push(joined(&others));
            let with = |pattern| [others.as_slice(), &[pattern]].concat();
            candidates.extend(patterns.iter().map(|pattern| joined(&with(pattern))));
        }
    }
    candidates.retain(|part| part.bits.has_all(tight_bits));
    let is_apt = |part: &Part| part.cost < Part::LEAST_APT;
    let mut found: Vec<Part> = Vec::new();
    while found.len() < LOOSER {
        let least = found.last().map_or_else(|| tight_bits.count(), |part| part.bits.count());
        let next = candidates
            .iter()
            .filter(|part| part.bits.count() > least)
            .min_by_key(|part| (!is_apt(part), part.bits.count(), weigh(&part.bits), part.cost));
        let Some(next) = next.cloned() else { break };
        found.push(next);
    }
    found
}
