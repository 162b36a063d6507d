//! Changes of the registry. Each is one change that undo takes back, and answers the registry as it is then.

use super::decided::decided;
use super::registry::registry;
use crate::app::App;
use crate::app::model::{
    DatesView, DimensionDraft, DimensionNameRequest, OwnerIdRequest, OwnerPutRequest, RegistryRequest,
    RegistryView, ValueDraft, ValueMergeRequest, ValueNameRequest,
};
use crate::attribution::{
    Attribution, Dates, DimensionSet, OwnerSet, Plan, RegistryError, ValueSet, merge_values, put_dimension,
    put_owner, put_value, remove_dimension, remove_owner, remove_value,
};
use crate::kernel::{Problem, parse_day};

/// Adds a dimension or changes one.
pub fn dimension_put(app: &App, request: DimensionDraft) -> Result<RegistryView, Problem> {
    let set = DimensionSet { name: request.name, label: request.label, inherits: request.inherits };
    change(app, "attribution.dimensionPut", None, |state| put_dimension(state, set))
}

/// Removes an own dimension that nothing uses.
pub fn dimension_remove(app: &App, request: DimensionNameRequest) -> Result<RegistryView, Problem> {
    change(app, "attribution.dimensionRemove", None, |state| remove_dimension(state, &request.name))
}

/// Adds a value, changes or renames one.
pub fn value_put(app: &App, request: ValueDraft) -> Result<RegistryView, Problem> {
    let set = ValueSet {
        dimension: request.dimension.clone(),
        name: request.name,
        owner: request.owner,
        colour: request.colour,
        parent: request.parent,
        aliases: request.aliases,
        dates: dates(&request.dates)?,
    };
    let renames = request.renames;
    let dimension = Some(request.dimension);
    change(app, "attribution.valuePut", dimension, |state| put_value(state, set, renames.as_deref()))
}

/// Makes a value part of another.
pub fn value_merge(app: &App, request: ValueMergeRequest) -> Result<RegistryView, Problem> {
    let ValueMergeRequest { dimension, from, into } = request;
    change(app, "attribution.valueMerge", Some(dimension.clone()), |state| {
        merge_values(state, &dimension, &from, &into)
    })
}

/// Removes a value that nothing uses.
pub fn value_remove(app: &App, request: ValueNameRequest) -> Result<RegistryView, Problem> {
    let ValueNameRequest { dimension, name } = request;
    change(app, "attribution.valueRemove", Some(dimension.clone()), |state| {
        remove_value(state, &dimension, &name)
    })
}

/// Says who owns a key, a user, a project or an account.
pub fn owner_put(app: &App, request: OwnerPutRequest) -> Result<RegistryView, Problem> {
    let owner = request.owner;
    let dates = dates(&owner.dates)?;
    let dimension = Some(owner.dimension.clone());
    let set = OwnerSet {
        column: owner.column,
        text: owner.text,
        dimension: owner.dimension,
        value: owner.value,
        dates,
    };
    let replaces = request.replaces.map(i64::from);
    change(app, "attribution.ownerPut", dimension, |state| {
        put_owner(state, set, replaces, request.takes_over)
    })
}

/// Removes an owner.
pub fn owner_remove(app: &App, request: OwnerIdRequest) -> Result<RegistryView, Problem> {
    change(app, "attribution.ownerRemove", None, |state| remove_owner(state, i64::from(request.id)))
}

/// Days as they were written.
pub(super) fn dates(view: &DatesView) -> Result<Dates, Problem> {
    let day = |text: &Option<String>, of: &str| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        text.map(parse_day).transpose().map_err(|problem| Problem::from(problem).about(of))
    };
    Ok(Dates { from: day(&view.from, "from")?, until: day(&view.until, "until")? })
}

fn change(
    app: &App,
    command: &str,
    dimension: Option<String>,
    plan: impl FnOnce(&Attribution) -> Result<Plan, RegistryError>,
) -> Result<RegistryView, Problem> {
    decided(app, command, |_, state| {
        if let Some(dimension) = &dimension {
            state.dimension(dimension)?;
        }
        Ok((plan(&state)?, ()))
    })?;
    registry(app, RegistryRequest { dimension: None })
}
