//! How well a charge fits metered usage.

use super::facts::{ChargeFacts, Facts, MeterGroup, SeriesFacts, Symbol, UNTOLD};
use crate::pricing::views::compare::wider_meters;

/// How well a charge fits usage, dimension by dimension, the most telling first; `None` when the two contradict.
pub(super) type Fit = [u8; 7];

pub(super) fn fit(facts: &Facts<'_>, charge: &ChargeFacts, of: SeriesFacts, meter: &str) -> Option<Fit> {
    let exact = |left: Symbol, right: Symbol| match () {
        () if left == UNTOLD || right == UNTOLD => Some(0),
        () if left == right => Some(1),
        () => None,
    };
    let near = |left: Symbol, right: Symbol| exact(left, right).map_or(0, |fit| fit + 1);
    let told = charge.facts;
    let model = exact(told.model, of.model)?;
    let counted = meter_fit(facts.texts.text(charge.meter), meter)?;
    let is_token = MeterGroup::of(meter) != MeterGroup::Other;
    // A charge without a model is for usage of every model only where it names the tool; one without a meter, only where
    // it names the model.
    let is_for_it = model == 1 || (told.model == UNTOLD && counted > 0 && !is_token);
    if !is_for_it || (of.model == UNTOLD && told.model != UNTOLD) {
        return None;
    }
    Some([
        model,
        counted,
        exact(told.project, of.project)?,
        exact(told.credential, of.credential)?,
        exact(told.lane, of.lane)?,
        near(told.band, of.band),
        near(told.region, of.region),
    ])
}

/// 3 for the same meter, 2 for a wider one on either side, 1 for one billed as plain input, 0 for a charge without one.
fn meter_fit(charged: &str, counted: &str) -> Option<u8> {
    if charged.is_empty() {
        return Some(0);
    }
    if charged == counted {
        return Some(3);
    }
    match wider_meters(counted).iter().position(|wider| *wider == charged) {
        Some(_) if charged == "input" && !counted.starts_with("input") => Some(1),
        Some(_) => Some(2),
        None => (wider_meters(charged).first() == Some(&counted)).then_some(2),
    }
}
