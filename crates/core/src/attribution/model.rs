//! Rules, tags by hand, and what an evaluation tells.

use std::collections::{BTreeMap, HashMap};

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
    Column(String, Matcher),
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
    Column(String),
    /// What a group of the rule's own pattern on a column holds.
    Capture(String, usize),
    /// What a table has for what a column tells.
    Lookup(String, BTreeMap<String, String>),
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

/// Who owns a key, a user, a project or an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Its own id.
    pub id: i64,
    /// Column that names what is owned.
    pub column: String,
    /// What is owned, as the provider calls it.
    pub text: String,
    /// Which dimension of it.
    pub dimension: String,
    /// The owner.
    pub value: String,
    /// When it holds.
    pub dates: Dates,
}

/// What is known without a rule: which column tells a dimension, who owns what, and the names of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// The column of requests that tells a dimension.
    pub inherits: BTreeMap<String, String>,
    /// Owners; those of a key go before those of a user, a project and an account.
    pub owners: Vec<Owner>,
    /// Names of values by dimension and by what they are also called, in lower case.
    pub names: BTreeMap<String, HashMap<String, String>>,
}

/// Columns whose texts can have an owner, the narrowest first.
pub const OWNED_COLUMNS: [&str; 4] = ["key", "user", "project", "account"];

impl Directory {
    /// What a value is called; itself where the registry does not know it.
    pub fn name<'d>(&'d self, dimension: &str, value: &'d str) -> &'d str {
        let known = self
            .names
            .get(dimension)
            .and_then(|names| names.get(value).or_else(|| names.get(value.trim().to_lowercase().as_str())));
        known.map_or(value, String::as_str)
    }
}

/// Why a dimension has its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// By that tag.
    Hand(i64),
    /// By the rule at that place.
    Rule(usize),
    /// Its requests told it.
    Inherited,
    /// By the owner of its key, user, project or account, with the owner's id.
    Owner(i64),
    /// By a rule as it was when the month was closed.
    PastRule,
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
