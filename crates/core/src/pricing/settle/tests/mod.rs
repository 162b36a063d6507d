//! Periods under contracts: each kind of term by an example, then what holds of all.

mod allowances;
mod properties;
mod support;
mod terms;
