//! Rules, tags by hand, and what an evaluation tells.

use std::collections::BTreeMap;

use super::{Dates, Matcher};

/// A rule. Rules stand in order; for each dimension the first that sets it wins.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its own id.
    pub id: String,
    /// When it holds.
    pub dates: Dates,
    /// What it is about.
    pub when: Condition,
    /// What it says.
    pub set: Vec<Assignment>,
    /// Whether it goes before what a source told.
    pub mode: Mode,
    /// Whether no rule after it is looked at where it matches.
    pub stops: bool,
}

/// What of a series a rule looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them; none of them is true of everything.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// A column of the series.
    Column(&'static str, Matcher),
}

/// Whether a rule goes before what is inherited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only where a source told nothing.
    IfEmpty,
    /// Also where a source told something.
    Force,
}

/// One dimension that a rule sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub dimension: String,
    /// To what.
    pub value: Source,
}

/// Where a value comes from. One that comes to nothing sets nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A value.
    Constant(String),
    /// What a column tells.
    Column(&'static str),
    /// What a group of the rule's own pattern on a column holds.
    Capture(&'static str, usize),
    /// What a table has for what a column tells.
    Lookup(&'static str, BTreeMap<String, String>),
}

/// A tag by hand on one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandTag {
    /// Its own id; of several that hold on a day the highest counts, which is the latest.
    pub id: i64,
    /// Place of the series among the subjects.
    pub subject: usize,
    /// Which dimension.
    pub dimension: String,
    /// To what; `None` says that it has none.
    pub value: Option<String>,
    /// When it holds.
    pub dates: Dates,
}

/// Why a dimension has its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// By that tag.
    Hand(i64),
    /// By the rule at that place.
    Rule(usize),
    /// Its source told it.
    Inherited,
    /// Nothing says.
    Nothing,
}

/// A value with its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Told {
    /// The value; `None` when there is none.
    pub value: Option<String>,
    /// Why.
    pub why: Why,
}
