//! How usage of one identity is rated at one instant: the model, the card, the contract entries. Prices are filled in
//! when first asked for.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rust_decimal::Decimal;
use showback_pricebook::{Instant, METERS, MeterId};

use super::calendar::Hours;
use super::cell::Cell;
use crate::pricing::{ModelMatch, Reason};

/// Everything but prices and quantities. Constant between two cuts.
#[derive(Debug)]
pub(super) struct Plan {
    pub at: Instant,
    pub channel: Arc<str>,
    pub tier: Arc<str>,
    pub geo: Arc<str>,
    pub currency: Arc<str>,
    /// The model of the book or the contract; `None` when none was found.
    pub model: Option<Arc<str>>,
    pub matched: Option<ModelMatch>,
    /// Places of channel, model and card of the rates.
    pub card: Option<(usize, usize, usize)>,
    /// Place of the entry of a private model.
    pub private: Option<usize>,
    pub factors: Vec<(String, Decimal)>,
    /// Places of the entries that cover it, in order.
    pub entries: Vec<usize>,
    /// Why there is no card.
    pub problem: Option<Reason>,
    /// What holds for the usage as a whole.
    pub flags: Arc<[Reason]>,
    /// The flags and the problem.
    pub flags_and_problem: Arc<[Reason]>,
    /// Limits of the bands, ascending, the first 0.
    pub overs: Vec<u64>,
    pub limits: Vec<Decimal>,
    pub longest_prompt: Option<Decimal>,
    /// Calendars of the card's rates.
    pub clocks: Vec<Arc<Hours>>,
    /// The assumed band, with what is said about it.
    pub assumed_band: Option<(usize, Reason)>,
    pub stock: Stock,
}

/// Sheets made so far.
#[derive(Debug, Default)]
pub(super) struct Stock {
    /// By band, then by side.
    single: Vec<OnceLock<Box<Sheet>>>,
    merged: RwLock<HashMap<MergeKey, Arc<Sheet>>>,
}

impl Stock {
    /// Room for a number of bands times sides.
    pub fn of(slots: usize) -> Self {
        let single = std::iter::repeat_with(OnceLock::new).take(slots).collect();
        Self { single, merged: RwLock::default() }
    }
}

/// Prices of every meter in one band on one side of each clock, or of several merged.
pub(super) type Sheet = [OnceLock<Box<Cell>>; METERS.len()];

/// Which bands and sides are merged, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct MergeKey {
    /// First and last band.
    pub bands: (usize, usize),
    /// Bit n: side n.
    pub sides: u32,
    /// What is said when the sides differ.
    pub clock: Vec<Reason>,
    /// What is said in any case.
    pub always: Option<Reason>,
}

fn empty_sheet() -> Sheet {
    std::array::from_fn(|_| OnceLock::new())
}

impl Plan {
    /// The sheet of one band on one side, made when first asked for.
    pub fn sheet(&self, band: usize, side: usize) -> Option<&Sheet> {
        let slot = self.stock.single.get(band * self.sides() + side)?;
        Some(slot.get_or_init(|| Box::new(empty_sheet())))
    }

    /// The sheet of several bands or sides, made when first asked for.
    pub fn merged(&self, key: &MergeKey) -> Arc<Sheet> {
        let read = self.stock.merged.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = read.get(key) {
            return Arc::clone(found);
        }
        drop(read);
        let mut write = self.stock.merged.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(write.entry(key.clone()).or_insert_with(|| Arc::new(empty_sheet())))
    }

    /// How many combinations of sides of its clocks there are.
    pub fn sides(&self) -> usize {
        1 << self.clocks.len()
    }

    /// The band of a prompt: the highest whose limit it exceeds.
    pub fn band_of(&self, prompt: Decimal) -> usize {
        self.limits.iter().rposition(|limit| prompt > *limit).unwrap_or_default()
    }
}

/// The cell of a meter in a sheet, made when first asked for.
pub(super) fn cell_in(sheet: &Sheet, meter: MeterId, make: impl FnOnce() -> Cell) -> Option<&Cell> {
    Some(sheet.get(meter.index())?.get_or_init(|| Box::new(make())))
}
