//! Who owns what: dimensions of a series by hand, by rule and by what its source told.
//!
//! Owns: rules with their conditions and dates, evaluation, the reason of each tag. Never does: divide money (spend), read
//! logs. Invariants: a dimension has at most one value for a series and a day; by hand goes before rules, rules before what
//! is inherited, the first rule that sets a dimension wins; the same series, rules and tags give the same answer whatever
//! the order in which they came.

mod engine;
mod matcher;
mod matches;
mod model;
mod names;
mod window;

#[cfg(test)]
mod tests;

pub use engine::{Engine, Stretch, Subjects};
pub use matcher::{Matcher, MatcherError};
pub use matches::{Bits, MatchCache, matches};
pub use model::{
    Assignment, Condition, Directory, HandTag, Mode, OWNED_COLUMNS, Owner, Rule, Source, Told, Why,
};
pub use names::model_family;
pub use window::Dates;
