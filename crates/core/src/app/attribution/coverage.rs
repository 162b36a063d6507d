//! Coverage: how much of spend is attributed, by month and by evidence, and what to do next.

use super::queue::ranked_views;
use super::scene::{Scene, basis_points, grades};
use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{
    AttributionCoverageView, CoverageAskRequest, CoverageDimensionView, CoverageMonthView, NextActionsView,
};
use crate::attribution::{Books, standing};
use crate::kernel::Problem;

/// Actions told.
const NEXT: usize = 5;

/// How much of spend is attributed, by month and evidence.
pub fn coverage(app: &App, request: CoverageAskRequest) -> Result<AttributionCoverageView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let scene = Scene::new(app, reader, &request.dimension, &request.range, request.currency.as_deref())?;
        let found = scene.standing(reader)?;
        let holdings = &scene.state.holdings;
        let months = found.months.iter().map(|(place, standing)| {
            let month = holdings.months.get(usize::from(*place)).cloned().unwrap_or_default();
            let period = scene.slice.period;
            let whole = holdings.month_period(*place);
            let is_whole =
                whole.is_some_and(|month| period.start() <= month.start() && month.end() <= period.end());
            CoverageMonthView {
                is_closed: holdings.closed.contains(&month),
                is_partial: !is_whole,
                meter: scene.meter(&scene.dimension.1, standing),
                grades: grades(standing),
                month,
            }
        });
        let books: Books<'_> = scene.state.books();
        let mut dimensions = Vec::new();
        for (place, known) in scene.state.registry.dimensions.iter().enumerate() {
            let of_dimension = standing(reader, books, &scene.state.groups, place, scene.slice, None)?;
            dimensions.push(CoverageDimensionView {
                dimension: known.name.clone(),
                label: known.label.clone(),
                meter: scene.meter(&known.name, &of_dimension.whole),
            });
        }
        let (groups, nanos) = ranked_views(&scene, &found, NEXT);
        Ok(AttributionCoverageView {
            meter: scene.meter(&scene.dimension.1, &found.whole),
            currency: scene.currency.clone(),
            currencies: scene.currencies(),
            grades: grades(&found.whole),
            months: months.collect(),
            dimensions,
            next: NextActionsView {
                actions: small(groups.len()),
                basis_points: basis_points(nanos, found.whole.total).unwrap_or(0),
                groups,
            },
        })
    })
}
