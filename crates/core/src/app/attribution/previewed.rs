//! What a change of rules would do in one dimension, for people.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::scene::Scene;
use crate::app::model::{MovedMonthView, MovedRuleView, MovedValueView, MovedView, PreviewDimensionView};
use crate::attribution::{DimensionEffect, Effect, MovedSums, RuleMove, Standing, ValueMove};
use crate::kernel::words::{counted, figure, listed, units};

/// Lines of values and of rules told.
const MOST: usize = 200;

/// What it does in a dimension, by its place.
pub(super) fn dimension_view(
    scene: &Scene,
    place: usize,
    effect: &DimensionEffect,
) -> Option<PreviewDimensionView> {
    let dimension = scene.state.registry.dimensions.get(place)?;
    let of = |asked: Effect| moved_view(scene, effect.effects.get(&asked).copied().unwrap_or_default());
    Some(PreviewDimensionView {
        dimension: dimension.name.clone(),
        label: dimension.label.clone(),
        gained: of(Effect::Gained),
        lost: of(Effect::Lost),
        changed: of(Effect::Changed),
        unchanged: of(Effect::Unchanged),
        closed: of(Effect::Closed),
        months: effect.months.iter().map(|(month, sums)| month_view(scene, *month, sums)).collect(),
        values: values(&dimension.name, effect),
        rules: rules(&dimension.name, effect),
    })
}

/// The same in a few words; `None` where nothing moves.
pub(super) fn sentence(scene: &Scene, place: usize, effect: &DimensionEffect) -> Option<String> {
    let dimension = scene.state.registry.dimensions.get(place)?;
    let part = |(asked, word): &(Effect, &str)| {
        let moved = effect.effects.get(asked).filter(|moved| moved.series > 0)?;
        let series = counted(moved.series, "series", "series");
        Some(format!("{series} of {} {word}", figure(moved.nanos, &scene.currency)))
    };
    let words = [
        (Effect::Gained, "gain a value"),
        (Effect::Changed, "change it"),
        (Effect::Lost, "lose it"),
        (Effect::Closed, "stay because their month is closed"),
    ];
    let parts: Vec<String> = words.iter().filter_map(part).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    (!parts.is_empty()).then(|| format!("{}: {}", dimension.label, listed(&parts)))
}

fn moved_view(scene: &Scene, moved: MovedSums) -> MovedView {
    MovedView {
        series: moved.series,
        // Of no series it is known that there is none.
        requests: moved.requests.or((moved.series == 0).then_some(0)).map(|requests| requests.to_string()),
        amount: scene.amount(moved.nanos, &Standing::default()),
    }
}

fn month_view(scene: &Scene, month: u16, sums: &BTreeMap<Effect, i128>) -> MovedMonthView {
    let holdings = &scene.state.holdings;
    let name = holdings.months.get(usize::from(month)).cloned().unwrap_or_default();
    let of = |effect: Effect| sums.get(&effect).copied().unwrap_or(0);
    MovedMonthView {
        is_closed: scene.state.closed.has(month),
        month: name,
        gained: units(of(Effect::Gained)),
        lost: units(of(Effect::Lost)),
        changed: units(of(Effect::Changed)),
        // What would move in a closed month does not.
        unchanged: units(of(Effect::Unchanged) + of(Effect::Closed)),
    }
}

fn values(dimension: &str, effect: &DimensionEffect) -> Vec<MovedValueView> {
    let mut moves: Vec<_> = effect.values.iter().collect();
    moves.sort_by_key(|(pair, (_, nanos))| (Reverse(nanos.unsigned_abs()), (*pair).clone()));
    let view = |((from, to), (series, nanos)): (&ValueMove, &(u32, i128))| MovedValueView {
        dimension: dimension.to_owned(),
        from: from.clone(),
        to: to.clone(),
        series: *series,
        amount: units(*nanos),
    };
    moves.into_iter().take(MOST).map(view).collect()
}

/// Only rules that take: one that only loses is told beside the one that takes from it.
fn rules(dimension: &str, effect: &DimensionEffect) -> Vec<MovedRuleView> {
    let mut moves: Vec<_> = effect.rules.iter().filter(|((takes, _), _)| takes.is_some()).collect();
    moves.sort_by_key(|(pair, (_, nanos))| (Reverse(nanos.unsigned_abs()), (*pair).clone()));
    let view = |((takes, loses), (series, nanos)): (&RuleMove, &(u32, i128))| MovedRuleView {
        id: takes.clone().unwrap_or_default(),
        dimension: dimension.to_owned(),
        takes_from: loses.clone(),
        series: *series,
        amount: units(*nanos),
    };
    moves.into_iter().take(MOST).map(view).collect()
}
