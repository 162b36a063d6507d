//! Usage that could wait, in batch.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use showback_pricebook::MeterSide;

use super::bridge::Stage;
use super::evaluate::Part;
use super::load::{Cell, Line};
use super::question::Amounts;
use super::run::{Model, Runner};
use crate::kernel::words::grouped;
use crate::pricing::views::words::spaced;

impl Runner<'_> {
    pub(super) fn batch(&mut self, model: Option<&str>, project: Option<&str>, percent: u8) {
        let share = Decimal::new(i64::from(percent.min(100)), 2);
        let before = self.now.clone();
        let (mut moved, mut left) = (Vec::new(), BTreeMap::<Model, Decimal>::new());
        for (place, cell) in self.work.cells.iter().enumerate() {
            if !self.is_wanted(place, cell, model, project) {
                continue;
            }
            let parts = self.parts_of(place, cell);
            let split: Vec<Part> = parts.iter().flat_map(|part| in_batch(part, share)).collect();
            let is_complete =
                split.iter().filter(|part| part.is_batch).all(|part| self.evaluator.is_complete(cell, part));
            if is_complete {
                self.parts.insert(place, split);
                self.note(place, &format!("{percent} % in batch"));
                moved.push(place);
            } else {
                let lines = self.work.lines.get(cell.lines.0..cell.lines.1).unwrap_or_default();
                let tokens: Decimal = lines.iter().map(Line::tokens).sum();
                let of = self.model_of_cell.get(place).copied().unwrap_or_default();
                *left.entry(of).or_default() += tokens;
            }
        }
        self.assumptions.push(format!("{percent} % of the usage could wait for a batch answer"));
        let what = model.map_or_else(|| "usage".to_owned(), str::to_owned);
        self.evaluate(&moved, Stage::new(format!("{percent} % of {what} in batch"), false));
        self.warn_of_batch(&moved, &before, &left);
    }

    /// Whether a cell is standard traffic that the hypothesis is about.
    fn is_wanted(&self, place: usize, cell: &Cell, model: Option<&str>, project: Option<&str>) -> bool {
        let Some(facts) = self.work.series.get(&cell.series) else { return false };
        let named = self.model_of_cell.get(place).and_then(|model| self.models.get(*model));
        let told = |word: &Option<String>, standard: &[&str]| {
            word.as_deref().is_none_or(|word| standard.contains(&word))
        };
        model.is_none_or(|wanted| {
            named.is_some_and(|(_, model)| model == wanted) || facts.model() == Some(wanted)
        }) && project.is_none_or(|wanted| facts.project.as_deref() == Some(wanted))
            && told(&facts.lane, &["", "standard", "default"])
            && told(&facts.service_tier, &["", "standard", "default"])
            && told(&facts.speed, &["", "standard", "normal"])
    }

    fn warn_of_batch(&mut self, moved: &[usize], before: &Amounts, left: &BTreeMap<Model, Decimal>) {
        let mut dearer: BTreeSet<(String, String)> = BTreeSet::new();
        for place in moved {
            let Some(cell) = self.work.cells.get(*place) else { continue };
            for line in cell.lines.0..cell.lines.1 {
                let ends = (before.get(line).copied().flatten(), self.now.get(line).copied().flatten());
                let (Some(was), Some(is)) = ends else { continue };
                let meter = self.work.lines.get(line).map(|line| spaced(line.meter.name()));
                let model = self.model_of_cell.get(*place).and_then(|model| self.models.get(*model));
                if let (true, Some(meter), Some((_, model))) = (is.low > was.low, meter, model) {
                    dearer.insert((model.clone(), meter));
                }
            }
        }
        for (model, meter) in dearer {
            self.warnings.push(format!("{meter} of {model} is dearer in batch than as it is served now"));
        }
        for (model, tokens) in left {
            let Some((channel, name)) = self.models.get(*model) else { continue };
            if !tokens.is_zero() {
                let tokens = grouped(&tokens.normalize().to_string());
                self.warnings.push(format!(
                    "{name} at {channel} has no complete price in batch: {tokens} tokens stay as they are"
                ));
            }
        }
    }
}

/// The part that goes through batch, and what stays.
fn in_batch(part: &Part, share: Decimal) -> Vec<Part> {
    if part.is_batch {
        return vec![part.clone()];
    }
    let (mut batch, mut rest) = (part.clone(), part.clone());
    batch.is_batch = true;
    for (moved, kept) in batch.shares.iter_mut().zip(&mut rest.shares) {
        // Tools are called as they are, in batch or not.
        if moved.meter.side() == MeterSide::Other {
            moved.quantity = Decimal::ZERO;
            continue;
        }
        moved.quantity = moved.quantity.checked_mul(share).unwrap_or_default();
        kept.quantity -= moved.quantity;
    }
    let has_some = |part: &Part| part.shares.iter().any(|share| !share.quantity.is_zero());
    for part in [&mut batch, &mut rest] {
        part.shares.retain(|share| !share.quantity.is_zero());
    }
    [batch, rest].into_iter().filter(has_some).collect()
}
