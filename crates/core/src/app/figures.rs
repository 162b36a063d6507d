//! Figures: the questions of the explore room, asked of the open workspace.

use super::App;
use super::attribution::tell_attributed;
use crate::explore::{
    self, BridgeRequest, BridgeView, ChangesRequest, ChangesView, Cut, DimensionView, ExploreMeasureView,
    ExploreRequest, ExploreText, ExploreView, LedgerRowsRequest, LedgerRowsView, OverviewRequest,
    OverviewView, QueryRequest, QueryView,
};
use crate::kernel::{Nothing, Problem};
use crate::sources::Registry;

/// Every slot of every source as questions see it.
pub fn cuts(registry: &Registry) -> Vec<Cut> {
    registry
        .iter()
        .map(|connector| connector.descriptor())
        .flat_map(|source| {
            source.slots.iter().map(|slot| Cut {
                source: source.id,
                source_name: source.name,
                slot: slot.id,
                label: slot.label,
                family: slot.family,
                alternate_of: slot.alternate_of,
                dimensions: slot.dimensions,
            })
        })
        .collect()
}

/// Everything Overview shows.
pub fn overview(app: &App, request: OverviewRequest) -> Result<OverviewView, Problem> {
    let workspace = app.workspace()?;
    let mut view = explore::overview(&workspace.store, &cuts(&app.options.registry), app.now(), &request)?;
    if let Some(meter) = view.trust.iter_mut().find(|meter| meter.id == "attributed") {
        workspace.store.read::<_, Problem>(|reader| {
            tell_attributed(app, reader, &request.range, &view.currency, meter)
        })?;
    }
    Ok(view)
}

/// Dimensions a query can name.
pub fn dimensions(_app: &App, _: Nothing) -> Result<Vec<DimensionView>, Problem> {
    Ok(explore::dimensions())
}

/// Any measure by any dimensions.
pub fn query(app: &App, request: QueryRequest) -> Result<QueryView, Problem> {
    let workspace = app.workspace()?;
    Ok(explore::query(&workspace.store, &cuts(&app.options.registry), app.now(), &request)?)
}

/// One question of Explore.
pub fn explore(app: &App, request: ExploreRequest) -> Result<ExploreView, Problem> {
    let workspace = app.workspace()?;
    Ok(explore::ask(&workspace.store, &cuts(&app.options.registry), app.now(), &request)?)
}

/// Every measure that a question can name.
pub fn measures(_app: &App, _: Nothing) -> Result<Vec<ExploreMeasureView>, Problem> {
    Ok(explore::measures())
}

/// Reads a question from its text form or a link.
pub fn explore_text(_app: &App, request: ExploreText) -> Result<ExploreRequest, Problem> {
    Ok(explore::read_text(&request.text)?)
}

/// Why an amount changed between two periods.
pub fn why(app: &App, request: BridgeRequest) -> Result<BridgeView, Problem> {
    let workspace = app.workspace()?;
    Ok(explore::why(&workspace.store, &cuts(&app.options.registry), app.now(), &request)?)
}

/// The rows behind a figure.
pub fn rows(app: &App, request: LedgerRowsRequest) -> Result<LedgerRowsView, Problem> {
    let workspace = app.workspace()?;
    Ok(explore::rows(&workspace.store, &cuts(&app.options.registry), &request)?)
}

/// What changed since an instant.
pub fn changes(app: &App, request: ChangesRequest) -> Result<ChangesView, Problem> {
    Ok(explore::changes(&app.workspace()?.store, &request)?)
}
