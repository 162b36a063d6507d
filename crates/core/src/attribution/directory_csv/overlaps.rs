//! Owners of one thing on the same days.

use std::collections::{BTreeMap, HashMap};

use super::{DirectoryFinding, NewOwner, finding};
use crate::attribution::{Owner, fold};

/// Owners of one thing follow each other: what says the same is one, what says otherwise on the same days is a finding.
pub(super) fn without_overlaps(owners: Vec<NewOwner>, findings: &mut Vec<DirectoryFinding>) -> Vec<NewOwner> {
    let mut by_thing: BTreeMap<(String, String, String), Vec<NewOwner>> = BTreeMap::new();
    for owner in owners {
        let thing = (owner.column.clone(), owner.text.clone(), owner.dimension.clone());
        by_thing.entry(thing).or_default().push(owner);
    }
    let mut kept: Vec<NewOwner> = Vec::new();
    for mut owners in by_thing.into_values() {
        owners.sort_by_key(|owner| (owner.dates.from, owner.line));
        let mut last: Option<NewOwner> = None;
        for owner in owners {
            match &mut last {
                Some(known) if known.dates.meets(&owner.dates) => {
                    if fold(&known.value) == fold(&owner.value) {
                        known.dates.until =
                            known.dates.until.zip(owner.dates.until).map(|ends| ends.0.max(ends.1));
                        known.line = known.line.min(owner.line);
                    } else {
                        findings.push(overlap(known, &owner));
                    }
                }
                _ => kept.extend(last.replace(owner)),
            }
        }
        kept.extend(last);
    }
    kept.sort_by(|left, right| {
        (left.line, &left.dimension, left.dates).cmp(&(right.line, &right.dimension, right.dates))
    });
    kept
}

fn overlap(one: &NewOwner, other: &NewOwner) -> DirectoryFinding {
    let (first, second) = if one.line <= other.line { (one, other) } else { (other, one) };
    let what = format!(
        "the {} {} has the {} \"{}\" here and \"{}\" on line {}, on the same days",
        second.column, second.text, second.dimension, second.value, first.value, first.line
    );
    finding(second.line, what, "let one of them end before the other begins")
}

/// The first new owner of a thing that has another one in the same dimension on the same days, with that other one first.
pub fn owners_overlap<'o>(existing: &'o [Owner], new: &'o [Owner]) -> Option<(&'o Owner, &'o Owner)> {
    let thing = |owner: &'o Owner| (owner.column.as_str(), owner.text.as_str(), owner.dimension.as_str());
    let mut known: HashMap<_, Vec<&Owner>> = HashMap::new();
    for owner in existing {
        known.entry(thing(owner)).or_default().push(owner);
    }
    new.iter().find_map(|owner| {
        let others = known.get(&thing(owner))?;
        let is_other =
            |other: &&&Owner| other.dates.meets(&owner.dates) && fold(&other.value) != fold(&owner.value);
        others.iter().find(is_other).map(|other| (*other, owner))
    })
}
