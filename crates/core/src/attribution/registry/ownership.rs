//! Changes of who owns a key, a user, a project or an account. Each is a plan: nothing is stored here.

use super::super::decisions::{Decision, OwnerSet, Plan, ValueSet};
use super::super::model::OWNED_COLUMNS;
use super::super::state::Attribution;
use super::error::RegistryError;
use super::values::forwards;

/// Says who owns something. An owner that holds on the same days is refused, unless this one takes over from it.
pub fn put_owner(
    state: &Attribution,
    mut set: OwnerSet,
    replaces: Option<i64>,
    takes_over: bool,
) -> Result<Plan, RegistryError> {
    set.text = set.text.trim().to_owned();
    if !OWNED_COLUMNS.contains(&set.column.as_str()) {
        return Err(RegistryError::NotOwned { column: set.column });
    }
    if set.text.is_empty() {
        return Err(RegistryError::NoName { what: "thing that is owned" });
    }
    forwards(set.dates)?;
    let mut plan = Plan::default();
    set.value = set.value.trim().to_owned();
    match state.registry.value(&set.dimension, &set.value) {
        None if set.value.is_empty() => return Err(RegistryError::NoName { what: "owner" }),
        None => plan.make.push(Decision::Value(ValueSet::called(&set.dimension, &set.value))),
        Some(known) => {
            set.value.clone_from(&known.value.name);
            super::exists_on(&known.value, set.dates).map_err(|exists| RegistryError::ValueOutside {
                value: known.value.name.clone(),
                exists,
                asked: set.dates,
            })?;
        }
    }
    if let Some(id) = replaces {
        find(state, id)?;
        plan.withdraw.push(id);
    }
    for (id, other) in owners_of(state, &set).filter(|(id, _)| Some(*id) != replaces) {
        if !other.dates.meets(&set.dates) {
            continue;
        }
        if !takes_over {
            let thing = thing(state, other);
            let (value, dates) = (other.value.clone(), other.dates);
            return Err(RegistryError::OwnersOverlap { thing, value, dates });
        }
        plan.withdraw.push(id);
        for dates in other.dates.without(set.dates) {
            plan.make.push(Decision::Owner(OwnerSet { dates, ..other.clone() }));
        }
    }
    plan.summary = format!("{} is owned by {}", thing(state, &set), set.value);
    plan.make.push(Decision::Owner(set));
    Ok(plan)
}

/// Removes an owner.
pub fn remove_owner(state: &Attribution, id: i64) -> Result<Plan, RegistryError> {
    let set = find(state, id)?;
    let summary = format!("{} is no longer owned by {}", thing(state, set), set.value);
    Ok(Plan { make: Vec::new(), withdraw: vec![id], summary })
}

/// What is owned, by its name where the directory knows it.
fn thing(state: &Attribution, set: &OwnerSet) -> String {
    let column = OWNED_COLUMNS.iter().find(|column| **column == set.column);
    let name = column.and_then(|column| state.holdings.names.get(&(*column, set.text.clone())));
    format!("{} {}", set.column, name.unwrap_or(&set.text))
}

fn find(state: &Attribution, id: i64) -> Result<&OwnerSet, RegistryError> {
    match state.decisions.by_id.get(&id).map(|made| &made.decision) {
        Some(Decision::Owner(set)) => Ok(set),
        _ => Err(RegistryError::NoSuchOwner { id }),
    }
}

fn owners_of<'a>(state: &'a Attribution, of: &OwnerSet) -> impl Iterator<Item = (i64, &'a OwnerSet)> {
    let (column, text, dimension) = (of.column.clone(), of.text.clone(), of.dimension.clone());
    state.decisions.by_id.iter().filter_map(move |(id, made)| match &made.decision {
        Decision::Owner(set) if set.column == column && set.text == text && set.dimension == dimension => {
            Some((*id, set))
        }
        _ => None,
    })
}
