//! The engine against the real book, the contract, and the properties every rating has.

mod clocks;
mod contract;
mod contract_names;
mod edges;
mod examples;
mod lanes;
mod properties;
mod ranges;
mod small;
mod support;
mod unknown;
