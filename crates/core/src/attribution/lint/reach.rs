//! How far each rule reaches: what it matches, and what it would set there.

use std::collections::{BTreeMap, HashMap};

use crate::attribution::engine::pattern_on;
use crate::attribution::{Bits, Dates, Directory, MatchCache, Mode, OWNED_COLUMNS, Rule, Source, Subjects};

/// How far a rule reaches.
pub(super) struct Reach<'r> {
    pub(super) matched: Bits,
    /// In the order of what the rule sets.
    pub(super) effects: Vec<Effect<'r>>,
}

/// What a rule would set in one dimension.
pub(super) struct Effect<'r> {
    pub(super) dimension: &'r str,
    /// Where it has a value and may set it, on some day.
    pub(super) subjects: Bits,
    /// Where it may set it on every day.
    pub(super) always: Bits,
    pub(super) values: Values,
}

/// Values under small numbers.
pub(super) enum Values {
    /// The same everywhere.
    One(usize),
    /// By subject.
    Each(HashMap<usize, usize>),
}

impl Values {
    pub(super) fn of(&self, subject: usize) -> Option<usize> {
        match self {
            Self::One(value) => Some(*value),
            Self::Each(values) => values.get(&subject).copied(),
        }
    }
}

/// Where a dimension is told without a rule: on every day, and on some day.
struct ToldWithout {
    always: Bits,
    sometimes: Bits,
}

pub(super) fn reaches<'r>(
    subjects: &Subjects,
    rules: &'r [Rule],
    directory: &Directory,
    cache: &MatchCache,
) -> Vec<Reach<'r>> {
    let mut told: BTreeMap<&str, ToldWithout> = BTreeMap::new();
    for set in rules.iter().flat_map(|rule| &rule.set) {
        told.entry(&set.dimension).or_insert_with(|| told_without(subjects, directory, &set.dimension));
    }
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut reach = |rule: &'r Rule| {
        let matched = (*cache.matches(&rule.when, subjects)).clone();
        let effect = |set: &'r crate::attribution::Assignment| {
            let mut number = |value: &str| {
                let next = numbers.len();
                *numbers.entry(directory.name(&set.dimension, value).to_owned()).or_insert(next)
            };
            let (values, valued) = match &set.value {
                Source::Constant(value) => (Values::One(number(value)), matched.clone()),
                other => each(subjects, rule, other, &matched, &mut number),
            };
            let (mut some, mut always) = (valued.clone(), valued);
            if let (Mode::IfEmpty, Some(told)) = (rule.mode, told.get(set.dimension.as_str())) {
                some.and(&told.always.clone().inverted());
                always.and(&told.sometimes.clone().inverted());
            }
            Effect { dimension: &set.dimension, subjects: some, always, values }
        };
        let effects = rule.set.iter().map(effect).collect();
        Reach { effects, matched }
    };
    rules.iter().map(&mut reach).collect()
}

/// Values that differ from subject to subject, and the subjects that have one.
fn each(
    subjects: &Subjects,
    rule: &Rule,
    source: &Source,
    matched: &Bits,
    number: &mut impl FnMut(&str) -> usize,
) -> (Values, Bits) {
    let (mut values, mut valued) = (HashMap::new(), Bits::filled(subjects.len(), false));
    for subject in matched.iter() {
        let value = match source {
            Source::Constant(value) => Some(value.as_str()),
            Source::Column(column) => subjects.text(subject, column),
            Source::Lookup(column, table) => {
                subjects.text(subject, column).and_then(|text| table.get(text)).map(String::as_str)
            }
            Source::Capture(column, group) => pattern_on(&rule.when, column)
                .zip(subjects.text(subject, column))
                .and_then(|(pattern, text)| pattern.capture(text, *group)),
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            values.insert(subject, number(value));
            valued.insert(subject);
        }
    }
    (Values::Each(values), valued)
}

fn told_without(subjects: &Subjects, directory: &Directory, dimension: &str) -> ToldWithout {
    let is_told = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let mut always = directory
        .inherits
        .get(dimension)
        .map_or_else(|| Bits::filled(subjects.len(), false), |column| subjects.passing(column, is_told));
    let mut sometimes = always.clone();
    for column in OWNED_COLUMNS {
        let mut owned: HashMap<&str, bool> = HashMap::new();
        let owners = directory.owners.iter().filter(|owner| owner.column == column);
        for owner in owners.filter(|owner| owner.dimension == dimension) {
            *owned.entry(owner.text.as_str()).or_default() |= owner.dates == Dates::ALWAYS;
        }
        if !owned.is_empty() {
            let has = |text: Option<&str>| text.and_then(|text| owned.get(text)).copied();
            always.or(&subjects.passing(column, |text| has(text) == Some(true)));
            sometimes.or(&subjects.passing(column, |text| has(text).is_some()));
        }
    }
    ToldWithout { always, sometimes }
}
