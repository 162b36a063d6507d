//! The registry for people: dimensions, values, owners, and what uses them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::why::dates_view;
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{
    AttributionDimensionView, ColumnView, OwnerDraft, OwnerView, RegistryRequest, RegistryView, ValueDraft,
    ValueView,
};
use crate::attribution::{Attribution, Decision, META, ValueSet, fold, rules_naming, subject_columns};
use crate::kernel::Problem;

/// Dimensions, values and owners.
pub fn registry(app: &App, request: RegistryRequest) -> Result<RegistryView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let state = app.workspace()?.attribution.current(reader)?;
        if let Some(dimension) = &request.dimension {
            state.dimension(dimension)?;
        }
        Ok(told(&state, request.dimension.as_deref()))
    })
}

/// The registry, or the part of it that is about one dimension.
pub(super) fn told(state: &Attribution, only: Option<&str>) -> RegistryView {
    let is_asked = |name: &str| only.is_none_or(|only| only == name);
    let mut values = Vec::new();
    for (place, dimension) in state.registry.dimensions.iter().enumerate() {
        if is_asked(&dimension.name) {
            values.extend(values_of(state, place, &dimension.name));
        }
    }
    let dimensions = state.registry.dimensions.iter().map(|dimension| AttributionDimensionView {
        name: dimension.name.clone(),
        label: dimension.label.clone(),
        plural: dimension.plural.clone(),
        inherits: dimension.inherits.clone(),
        is_own: dimension.is_own,
        values: small(state.registry.values.get(&dimension.name).map_or(0, BTreeMap::len)),
    });
    let metadata = state.holdings.subjects.columns().filter_map(|name| {
        Some(ColumnView { name: name.to_owned(), label: name.strip_prefix(META)?.to_owned() })
    });
    let columns = subject_columns()
        .iter()
        .map(|column| ColumnView { name: column.name.to_owned(), label: column.label.to_owned() });
    RegistryView {
        dimensions: dimensions.collect(),
        values,
        owners: owners(state, is_asked),
        columns: columns.chain(metadata).collect(),
    }
}

/// Registered values and, after them by name, values that only sources tell.
fn values_of(state: &Attribution, place: usize, dimension: &str) -> Vec<ValueView> {
    let mut series: BTreeMap<String, u32> = BTreeMap::new();
    for subject in 0..state.holdings.keys.len() {
        let stretches = state.evaluation.stretches(place, subject);
        let has: BTreeSet<&str> = stretches.iter().filter_map(|one| one.told.value.as_deref()).collect();
        for value in has {
            match series.get_mut(value) {
                Some(count) => *count += 1,
                None => {
                    series.insert(value.to_owned(), 1);
                }
            }
        }
    }
    let mut owned: HashMap<String, u32> = HashMap::new();
    for owner in state.inputs.directory.owners.iter().filter(|owner| owner.dimension == dimension) {
        *owned.entry(fold(state.inputs.directory.name(dimension, &owner.value))).or_default() += 1;
    }
    let registered = state.registry.values.get(dimension);
    let mut found: Vec<ValueView> = Vec::new();
    for known in registered.into_iter().flat_map(BTreeMap::values) {
        found.push(ValueView {
            tagged_series: series.remove(&known.value.name).unwrap_or(0),
            rules: rules_naming(state, dimension, &known.value),
            owners: owned.get(&fold(&known.value.name)).copied().unwrap_or(0),
            is_registered: true,
            value: draft(&known.value),
        });
    }
    for (name, tagged_series) in series {
        let value = ValueSet::called(dimension, &name);
        found.push(ValueView {
            tagged_series,
            rules: rules_naming(state, dimension, &value),
            owners: owned.get(&fold(&name)).copied().unwrap_or(0),
            is_registered: false,
            value: draft(&value),
        });
    }
    found
}

fn draft(set: &ValueSet) -> ValueDraft {
    ValueDraft {
        dimension: set.dimension.clone(),
        name: set.name.clone(),
        renames: None,
        owner: set.owner.clone(),
        colour: set.colour.clone(),
        parent: set.parent.clone(),
        aliases: set.aliases.clone(),
        dates: dates_view(set.dates),
    }
}

fn owners(state: &Attribution, is_asked: impl Fn(&str) -> bool) -> Vec<OwnerView> {
    let mut series: HashMap<(&'static str, &str), u32> = HashMap::new();
    for subject in 0..state.holdings.keys.len() {
        for column in crate::attribution::OWNED_COLUMNS {
            if let Some(text) = state.holdings.subjects.text(subject, column) {
                *series.entry((column, text)).or_default() += 1;
            }
        }
    }
    let mut found: Vec<OwnerView> = Vec::new();
    for (id, made) in &state.decisions.by_id {
        let Decision::Owner(set) = &made.decision else { continue };
        if !is_asked(&set.dimension) {
            continue;
        }
        let column = crate::attribution::OWNED_COLUMNS.iter().find(|known| **known == set.column);
        found.push(OwnerView {
            id: u32::try_from(*id).unwrap_or(u32::MAX),
            name: column.and_then(|column| state.holdings.names.get(&(*column, set.text.clone())).cloned()),
            series: column.and_then(|column| series.get(&(*column, set.text.as_str())).copied()).unwrap_or(0),
            owner: OwnerDraft {
                column: set.column.clone(),
                text: set.text.clone(),
                dimension: set.dimension.clone(),
                value: state.inputs.directory.name(&set.dimension, &set.value).to_owned(),
                dates: dates_view(set.dates),
            },
        });
    }
    found.sort_by(|one, other| {
        let key = |view: &OwnerView| {
            let owner = &view.owner;
            (owner.column.clone(), owner.text.clone(), owner.dimension.clone(), owner.dates.from.clone())
        };
        key(one).cmp(&key(other))
    });
    found
}
