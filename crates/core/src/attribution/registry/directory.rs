//! Owners of a table beside those there are: what is the same stays, what begins later takes over, what contradicts is
//! refused.

use std::collections::BTreeMap;

use super::super::decisions::{Decision, OwnerSet, Plan, ValueSet};
use super::super::directory_csv::{DirectoryFinding, NewOwner};
use super::super::error::words;
use super::super::state::Attribution;
use super::fold;
use crate::kernel::words::counted;

/// What a table of owners comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DirectoryPlan {
    /// What is to be decided.
    pub plan: Plan,
    /// Owners that are not there yet.
    pub new_owners: usize,
    /// Values that are not registered yet.
    pub new_values: Vec<ValueSet>,
}

/// One thing in one dimension.
type Thing = (String, String, String);

/// Plans to bring owners. Every finding refuses all of them.
pub fn plan_directory(
    state: &Attribution,
    owners: &[NewOwner],
) -> Result<DirectoryPlan, Vec<DirectoryFinding>> {
    let mut there = owners_there(state);
    let mut found = DirectoryPlan::default();
    let mut findings = Vec::new();
    for new in owners {
        let known = state.registry.value(&new.dimension, &new.value);
        let value = known.map_or_else(|| new.value.clone(), |known| known.value.name.clone());
        let thing = (new.column.clone(), new.text.clone(), new.dimension.clone());
        let set = OwnerSet {
            column: new.column.clone(),
            text: new.text.clone(),
            dimension: new.dimension.clone(),
            value,
            dates: new.dates,
        };
        if let Some(exists) = known.and_then(|known| super::exists_on(&known.value, set.dates).err()) {
            findings.push(DirectoryFinding {
                line: new.line,
                what: format!(
                    "\"{}\" exists {}, and it is to own {}",
                    set.value,
                    words(exists),
                    words(set.dates)
                ),
                remedy: "choose days on which the value exists, or change the value's dates".to_owned(),
            });
            continue;
        }
        let is_listed = found
            .new_values
            .iter()
            .any(|listed| listed.dimension == set.dimension && fold(&listed.name) == fold(&set.value));
        if known.is_none() && !is_listed {
            found.new_values.push(ValueSet::called(&set.dimension, &set.value));
        }
        match beside(there.entry(thing).or_default(), set, new.line) {
            Ok(is_new) => found.new_owners += usize::from(is_new),
            Err(finding) => findings.push(finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    let left: Vec<i64> = there.values().flatten().filter_map(|(id, _)| *id).collect();
    let is_gone = |id: &i64| !left.contains(id);
    found.plan.withdraw =
        owners_there(state).values().flatten().filter_map(|(id, _)| *id).filter(is_gone).collect();
    found.plan.make = found.new_values.iter().cloned().map(Decision::Value).collect();
    let made = there.into_values().flatten().filter(|(id, _)| id.is_none());
    found.plan.make.extend(made.map(|(_, set)| Decision::Owner(set)));
    found.plan.summary = format!("{} of a directory", counted(found.new_owners, "owner", "owners"));
    Ok(found)
}

/// An owner with the decision that holds it; `None` for one of the table.
type Held = (Option<i64>, OwnerSet);

fn owners_there(state: &Attribution) -> BTreeMap<Thing, Vec<Held>> {
    let mut there: BTreeMap<Thing, Vec<Held>> = BTreeMap::new();
    for (id, made) in &state.decisions.by_id {
        if let Decision::Owner(set) = &made.decision {
            let thing = (set.column.clone(), set.text.clone(), set.dimension.clone());
            there.entry(thing).or_default().push((Some(*id), set.clone()));
        }
    }
    there
}

/// Puts an owner beside those of the same thing; says whether it is new.
fn beside(there: &mut Vec<Held>, new: OwnerSet, line: u64) -> Result<bool, DirectoryFinding> {
    let covers = |(_, set): &&Held| {
        fold(&set.value) == fold(&new.value) && set.dates.both(new.dates) == Some(new.dates)
    };
    if there.iter().any(|held| covers(&held)) {
        return Ok(false);
    }
    let other = there.iter().find(|(_, set)| set.dates.meets(&new.dates));
    // Without a first day nothing says that it takes over.
    if let Some((_, set)) = other.filter(|_| new.dates.from.is_none()) {
        return Err(DirectoryFinding {
            line,
            what: format!("{} {} has the owner \"{}\" {}", set.column, set.text, set.value, words(set.dates)),
            remedy:
                "write in the column \"from\" when the new owner takes over, or end the present one first"
                    .to_owned(),
        });
    }
    let mut kept = Vec::new();
    for (id, set) in there.drain(..) {
        if set.dates.meets(&new.dates) {
            let parts = set.dates.without(new.dates);
            kept.extend(parts.into_iter().map(|dates| (None, OwnerSet { dates, ..set.clone() })));
        } else {
            kept.push((id, set));
        }
    }
    kept.push((None, new));
    *there = kept;
    Ok(true)
}
