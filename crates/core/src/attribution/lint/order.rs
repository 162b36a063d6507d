//! What earlier rules leave to a later one.

use std::collections::BTreeSet;

use super::reach::{Effect, Reach, Values};
use crate::attribution::{Bits, Mode, Rule};
use crate::kernel::Day;

/// An earlier rule that wins with another value.
pub(super) struct Overlap<'r> {
    pub(super) earlier: usize,
    pub(super) dimension: &'r str,
    pub(super) subjects: usize,
}

/// The earlier rules that together decide all that a rule would, on every day on which it holds.
pub(super) fn shadowed_by(place: usize, rules: &[Rule], reaches: &[Reach<'_>]) -> Option<Vec<usize>> {
    let (rule, reach) = (rules.get(place)?, reaches.get(place)?);
    let earlier: Vec<(usize, &Rule, &Reach<'_>)> = rules
        .iter()
        .zip(reaches)
        .enumerate()
        .take(place)
        .filter(|(_, (earlier, before))| {
            earlier.dates.meets(&rule.dates) && before.matched.shared(&reach.matched) > 0
        })
        .map(|(at, (earlier, before))| (at, earlier, before))
        .collect();
    let mut deciding = BTreeSet::new();
    // Most rules are not even covered by all the others at once.
    if !all_decided(rule, reach, &earlier, |_| true, &mut BTreeSet::new()) {
        return None;
    }
    let edges = earlier.iter().flat_map(|(_, earlier, _)| earlier.dates.edges());
    let mut days: BTreeSet<Day> = edges.filter(|day| rule.dates.holds_on(*day)).collect();
    days.insert(rule.dates.from.unwrap_or(Day::MIN));
    for day in days {
        if !all_decided(rule, reach, &earlier, |earlier| earlier.dates.holds_on(day), &mut deciding) {
            return None;
        }
    }
    Some(deciding.into_iter().collect())
}

/// Whether the earlier rules that hold decide all that a rule would; keeps those that have a part in it.
fn all_decided(
    rule: &Rule,
    reach: &Reach<'_>,
    earlier: &[(usize, &Rule, &Reach<'_>)],
    holds: impl Fn(&Rule) -> bool,
    deciding: &mut BTreeSet<usize>,
) -> bool {
    reach.effects.iter().all(|effect| {
        let mut left = effect.subjects.clone();
        for (at, earlier, before) in earlier.iter().filter(|(_, earlier, _)| holds(earlier)) {
            let count = left.count();
            if count == 0 {
                break;
            }
            if earlier.stops {
                left.and(&before.matched.clone().inverted());
            }
            for own in before.effects.iter().filter(|own| own.dimension == effect.dimension) {
                left.and(&decided(earlier, own, rule).inverted());
            }
            if left.count() < count {
                deciding.insert(*at);
            }
        }
        left.count() == 0
    })
}

/// Where an earlier rule sets a dimension on every day on which the later one would.
fn decided(earlier: &Rule, own: &Effect<'_>, later: &Rule) -> Bits {
    // What is told on some days only holds back both, unless the later one is forced.
    if earlier.mode == Mode::Force || later.mode == Mode::IfEmpty {
        own.subjects.clone()
    } else {
        own.always.clone()
    }
}

/// Earlier rules that set a dimension to another value on subjects that both match. Those that stop mean to.
pub(super) fn overlaps<'r>(place: usize, rules: &[Rule], reaches: &'r [Reach<'r>]) -> Vec<Overlap<'r>> {
    let (Some(rule), Some(reach)) = (rules.get(place), reaches.get(place)) else { return Vec::new() };
    let mut found = Vec::new();
    let pairs = rules.iter().zip(reaches).enumerate().take(place);
    for (earlier, (before, own)) in pairs.filter(|(_, (before, _))| !before.stops) {
        if !before.dates.meets(&rule.dates) {
            continue;
        }
        let of = |effect: &'r Effect<'r>| {
            let same = own.effects.iter().find(|own| own.dimension == effect.dimension)?;
            Some((effect.dimension, differing(same, effect)))
        };
        let most = reach.effects.iter().filter_map(of).max_by_key(|(_, count)| *count);
        if let Some((dimension, subjects)) = most.filter(|(_, count)| *count > 0) {
            found.push(Overlap { earlier, dimension, subjects });
        }
    }
    found
}

fn differing(left: &Effect<'_>, right: &Effect<'_>) -> usize {
    if let (Values::One(one), Values::One(other)) = (&left.values, &right.values) {
        return if one == other { 0 } else { left.subjects.shared(&right.subjects) };
    }
    let mut both = left.subjects.clone();
    both.and(&right.subjects);
    both.iter().filter(|subject| left.values.of(*subject) != right.values.of(*subject)).count()
}
