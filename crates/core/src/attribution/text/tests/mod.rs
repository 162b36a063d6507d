//! The text form, its findings and its edits.

mod edits;
mod generate;
mod refusals;
mod sentences;

use std::collections::BTreeSet;

use super::*;

const EXAMPLE: &str = include_str!("example.toml");

fn dimensions() -> BTreeSet<String> {
    ["team", "feature", "cost_centre", "environment"].map(str::to_owned).into()
}

fn read(text: &str) -> RulesText {
    parse(text, &dimensions()).unwrap()
}
