//! Splits on examples, each refusal, and what always holds.

mod examples;
mod fixture;
mod properties;
mod refusals;
