//! The way from actual to hypothetical: one step per change and effect. The steps add up to the nano.

use std::collections::BTreeMap;

use showback_pricebook::{MeterId, MeterSide};

use super::load::Workload;
use super::question::{Amounts, Step};

/// One evaluation.
#[derive(Clone, Debug)]
pub(super) struct Stage {
    label: String,
    /// Whether it is one effect by itself; otherwise it is told apart by what is paid for.
    is_one: bool,
}

impl Stage {
    pub const fn new(label: String, is_one: bool) -> Self {
        Self { label, is_one }
    }
}

/// What is paid for, in the order of a bridge.
const EFFECTS: [&str; 5] = ["input", "cache reads", "cache writes", "output", "tools and the rest"];

fn effect(meter: MeterId) -> usize {
    let name = meter.name();
    match meter.side() {
        _ if name.starts_with("cache_read") => 1,
        _ if name.starts_with("cache_write") => 2,
        MeterSide::Input => 0,
        MeterSide::Output => 3,
        MeterSide::Other => 4,
    }
}

/// Every step, those that add nothing left out but for a change that adds nothing at all.
pub(super) fn bridge(work: &Workload, stages: &[(Stage, Amounts)], is_compared: &[bool]) -> Vec<Step> {
    // A line without a price in between keeps the amount it had, so that the steps still add up.
    let mut held: Vec<i128> = work.lines.iter().map(|line| line.actual.map_or(0, |ends| ends.low)).collect();
    let mut steps = Vec::new();
    for (stage, amounts) in stages {
        let mut effects: BTreeMap<usize, i128> = BTreeMap::new();
        let lines = work.lines.iter().zip(amounts).zip(is_compared).zip(&mut held);
        for (((line, amount), is_compared), held) in lines {
            let Some(ends) = amount.filter(|_| *is_compared) else { continue };
            *effects.entry(effect(line.meter)).or_default() += ends.low - *held;
            *held = ends.low;
        }
        let sum: i128 = effects.values().sum();
        effects.retain(|_, amount| *amount != 0);
        if stage.is_one || effects.len() <= 1 {
            let only = effects.keys().next().and_then(|place| EFFECTS.get(*place));
            let label = match only.filter(|_| !stage.is_one) {
                Some(effect) => format!("{}: {effect}", stage.label),
                None => stage.label.clone(),
            };
            steps.push(Step { label, amount: sum });
            continue;
        }
        for (place, amount) in effects {
            let effect = EFFECTS.get(place).copied().unwrap_or_default();
            steps.push(Step { label: format!("{}: {effect}", stage.label), amount });
        }
    }
    steps
}
