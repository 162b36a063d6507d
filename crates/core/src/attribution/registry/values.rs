//! Changes of dimensions and values. Each is a plan: nothing is stored here.

use super::super::decisions::{Decision, DimensionSet, Plan, ValueSet};
use super::super::model::Source;
use super::super::state::Attribution;
use super::super::window::Dates;
use super::super::{META, subject_columns};
use super::error::RegistryError;
use super::{KnownValue, fold};
use crate::kernel::words::{counted, listed};

/// Longest name of a value or dimension, in bytes.
const LONGEST: usize = 200;

type Planned = Result<Plan, RegistryError>;

/// Adds a dimension or changes one.
pub fn put_dimension(state: &Attribution, mut set: DimensionSet) -> Planned {
    let is_word = |name: &str| {
        let letters = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'_';
        name.len() <= 40
            && name.bytes().next().is_some_and(|first| first.is_ascii_lowercase())
            && name.bytes().all(letters)
    };
    if !is_word(&set.name) {
        return Err(RegistryError::DimensionName { name: set.name });
    }
    set.label = named("dimension", &set.label)?;
    set.inherits = set.inherits.map(|column| column.trim().to_owned()).filter(|column| !column.is_empty());
    if let Some(column) = &set.inherits {
        let is_known = subject_columns().iter().any(|known| known.name == column);
        let is_meta = column.strip_prefix(META).is_some_and(|name| !name.is_empty());
        if !is_known && !is_meta {
            return Err(RegistryError::UnknownColumn { name: column.clone() });
        }
    }
    let known = state.registry.dimension(&set.name);
    let verb = if known.is_some() { "changed" } else { "added" };
    let summary = format!("Dimension {} {verb}", set.label);
    let withdraw = known.and_then(|known| known.decision).into_iter().collect();
    Ok(Plan { make: vec![Decision::Dimension(set)], withdraw, summary })
}

/// Removes a dimension that was added, where nothing refers to it.
pub fn remove_dimension(state: &Attribution, name: &str) -> Planned {
    let known = state.registry.dimension(name).filter(|known| known.is_own);
    let Some(decision) = known.and_then(|known| known.decision) else {
        return Err(RegistryError::NotOwn { name: name.to_owned() });
    };
    let values = state.registry.values.get(name).map_or(0, std::collections::BTreeMap::len);
    let decisions = state.decisions.by_id.values();
    let decisions = decisions.filter(|made| made.decision.named_value(name).is_some()).count();
    let rules = state.inputs.rules.iter();
    let rules = rules.filter(|rule| rule.set.iter().any(|set| set.dimension == name)).count();
    let splits = state.registry.splits.iter().filter(|split| split.dimension == name).count();
    let uses = uses(&[
        (values, "value", "values"),
        (decisions, "tag", "tags"),
        (rules, "rule", "rules"),
        (splits, "split", "splits"),
    ]);
    if !uses.is_empty() {
        return Err(RegistryError::InUse { name: name.to_owned(), uses });
    }
    let summary = format!("Dimension {name} removed");
    Ok(Plan { make: Vec::new(), withdraw: vec![decision], summary })
}

/// Adds a value, changes it, or gives it another name; the old name stays one of its names.
pub fn put_value(state: &Attribution, mut set: ValueSet, renames: Option<&str>) -> Planned {
    set.name = named("value", &set.name)?;
    forwards(set.dates)?;
    let present = exactly(state, &set.dimension, renames.unwrap_or(&set.name));
    if let (None, Some(renamed)) = (present, renames) {
        return Err(no_such(&set.dimension, renamed));
    }
    let own = present.map(|known| known.id);
    if let Some(known) = present.filter(|known| fold(&known.value.name) != fold(&set.name)) {
        set.aliases.push(known.value.name.clone());
    }
    set.aliases = aliases(&set);
    for name in std::iter::once(&set.name).chain(&set.aliases) {
        let taken = state.registry.value(&set.dimension, name).filter(|known| Some(known.id) != own);
        if let Some(known) = taken {
            return Err(RegistryError::NameTaken { name: name.clone(), of: known.value.name.clone() });
        }
    }
    set.owner = set.owner.map(|owner| owner.trim().to_owned()).filter(|owner| !owner.is_empty());
    set.colour = set.colour.map(|colour| colour.trim().to_lowercase()).filter(|colour| !colour.is_empty());
    if let Some(colour) = set.colour.as_ref().filter(|colour| !is_colour(colour)) {
        return Err(RegistryError::Colour { text: colour.clone() });
    }
    set.parent = parent(state, &set, own)?;
    let summary = match present {
        None => format!("Value {} added", set.name),
        Some(known) if known.value.name != set.name => {
            format!("Value {} is now called {}", known.value.name, set.name)
        }
        Some(_) => format!("Value {} changed", set.name),
    };
    Ok(Plan { make: vec![Decision::Value(set)], withdraw: own.into_iter().collect(), summary })
}

/// Makes a value part of another: its names become names of that one.
pub fn merge_values(state: &Attribution, dimension: &str, from: &str, into: &str) -> Planned {
    let gone = exactly(state, dimension, from).ok_or_else(|| no_such(dimension, from))?;
    let stays = exactly(state, dimension, into).ok_or_else(|| no_such(dimension, into))?;
    if gone.id == stays.id {
        return Err(RegistryError::MergedWithItself { name: gone.value.name.clone() });
    }
    super::exists_on(&stays.value, gone.value.dates).map_err(|into_dates| RegistryError::MergeDates {
        from: gone.value.name.clone(),
        from_dates: gone.value.dates,
        into: stays.value.name.clone(),
        into_dates,
    })?;
    let mut set = stays.value.clone();
    set.aliases.push(gone.value.name.clone());
    set.aliases.extend(gone.value.aliases.iter().cloned());
    set.aliases = aliases(&set);
    if set.parent.as_deref().is_some_and(|parent| fold(parent) == fold(&gone.value.name)) {
        set.parent = gone.value.parent.clone().filter(|parent| fold(parent) != fold(&set.name));
    }
    let summary = format!("Value {} merged into {}", gone.value.name, set.name);
    Ok(Plan { make: vec![Decision::Value(set)], withdraw: vec![gone.id, stays.id], summary })
}

/// Removes a value to which nothing refers.
pub fn remove_value(state: &Attribution, dimension: &str, name: &str) -> Planned {
    let known = exactly(state, dimension, name).ok_or_else(|| no_such(dimension, name))?;
    let uses = uses_of(state, dimension, known);
    if !uses.is_empty() {
        return Err(RegistryError::InUse { name: known.value.name.clone(), uses });
    }
    let summary = format!("Value {} removed", known.value.name);
    Ok(Plan { make: Vec::new(), withdraw: vec![known.id], summary })
}

/// Rules that name a value, by id.
pub fn rules_naming(state: &Attribution, dimension: &str, value: &ValueSet) -> Vec<String> {
    let names = |set: &super::super::Assignment| match &set.value {
        Source::Constant(name) => set.dimension == dimension && is_named(value, name),
        _ => false,
    };
    let rules = state.inputs.rules.iter().filter(|rule| rule.set.iter().any(names));
    rules.map(|rule| rule.id.clone()).collect()
}

fn uses_of(state: &Attribution, dimension: &str, known: &KnownValue) -> String {
    let named = state.decisions.by_id.values().filter_map(|made| made.decision.named_value(dimension));
    let naming: Vec<&str> =
        named.filter(|(_, name)| is_named(&known.value, name)).map(|(kind, _)| kind).collect();
    let count = |kind: &str| naming.iter().filter(|known| **known == kind).count();
    let rules = rules_naming(state, dimension, &known.value).len();
    let splits = state.decisions.by_id.values();
    let splits = splits
        .filter(|made| made.decision.splits_with(dimension, |name| is_named(&known.value, name)))
        .count();
    let values = state.registry.values.get(dimension);
    let is_child =
        |child: &&KnownValue| child.value.parent.as_deref().is_some_and(|name| is_named(&known.value, name));
    let children = values.map_or(0, |values| values.values().filter(is_child).count());
    uses(&[
        (count("tag"), "tag by hand", "tags by hand"),
        (count("owner"), "key, user, project or account", "keys, users, projects or accounts"),
        (rules, "rule", "rules"),
        (splits, "split", "splits"),
        (children, "value below it", "values below it"),
    ])
}

fn uses(counts: &[(usize, &str, &str)]) -> String {
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    listed(&told.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Whether a value is called so.
pub(super) fn is_named(value: &ValueSet, name: &str) -> bool {
    let folded = fold(name);
    fold(&value.name) == folded || value.aliases.iter().any(|alias| fold(alias) == folded)
}

fn exactly<'a>(state: &'a Attribution, dimension: &str, name: &str) -> Option<&'a KnownValue> {
    state.registry.values.get(dimension)?.get(&fold(name))
}

fn no_such(dimension: &str, name: &str) -> RegistryError {
    RegistryError::NoSuchValue { dimension: dimension.to_owned(), name: name.to_owned() }
}

fn named(what: &'static str, name: &str) -> Result<String, RegistryError> {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).collect();
    if name.is_empty() || name.len() > LONGEST { Err(RegistryError::NoName { what }) } else { Ok(name) }
}

/// Days that go forwards.
pub(super) fn forwards(dates: Dates) -> Result<(), RegistryError> {
    match dates.from.zip(dates.until) {
        Some((from, until)) if until <= from => Err(RegistryError::Backwards { from, until }),
        _ => Ok(()),
    }
}

/// Other names, each once and other than the name.
fn aliases(set: &ValueSet) -> Vec<String> {
    let mut seen = vec![fold(&set.name)];
    let mut kept = Vec::new();
    for alias in &set.aliases {
        let folded = fold(alias);
        if !folded.is_empty() && !seen.contains(&folded) {
            kept.push(alias.trim().to_owned());
            seen.push(folded);
        }
    }
    kept
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|d| d.is_ascii_hexdigit()))
}

fn parent(state: &Attribution, set: &ValueSet, own: Option<i64>) -> Result<Option<String>, RegistryError> {
    let Some(asked) = set.parent.as_deref().map(str::trim).filter(|parent| !parent.is_empty()) else {
        return Ok(None);
    };
    let mut path = vec![set.name.clone()];
    let mut at = state.registry.value(&set.dimension, asked).ok_or_else(|| no_such(&set.dimension, asked))?;
    let found = at.value.name.clone();
    loop {
        path.push(at.value.name.clone());
        if Some(at.id) == own || path.len() > 50 {
            return Err(RegistryError::ParentCycle { name: set.name.clone(), path: path.join(" in ") });
        }
        let above = at.value.parent.as_deref().and_then(|name| state.registry.value(&set.dimension, name));
        match above {
            Some(above) => at = above,
            None => return Ok(Some(found)),
        }
    }
}
