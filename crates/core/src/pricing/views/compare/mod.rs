//! Rated against billed: where what we compute and what the provider charges part, and since when.

mod cells;
mod drift;
mod fold;
mod free;
mod gather;
mod group;
mod guess;
mod line_items;
mod runs;

pub use cells::{Dim, Sides, State};
pub use drift::Drift;
pub use fold::wider_meters;
pub use gather::Names;
pub use group::{Comparison, Group, Question, compare};
pub use line_items::{ChargeMeaning, charge_meaning, is_committed};
