//! Evaluation of all rules over all series at once.
//!
//! Each condition looks at each distinct text of its column once; what it found is kept by the text's number, so that a
//! series costs a look-up per condition however long the texts are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::model::{Assignment, Condition, HandTag, Mode, Rule, Source, Told, Why};
use super::{Dates, Matcher};
use crate::kernel::Day;

/// What rules look at: series, column by column.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    columns: BTreeMap<&'static str, Column>,
    count: usize,
}

/// Texts of one column under small numbers.
#[derive(Clone, Debug, Default)]
struct Column {
    texts: Vec<Option<String>>,
    known: HashMap<Option<String>, usize>,
    of: Vec<usize>,
}

impl Subjects {
    /// None yet, with those columns.
    pub fn of_columns(columns: &[&'static str]) -> Self {
        Self { columns: columns.iter().map(|name| (*name, Column::default())).collect(), count: 0 }
    }

    /// Adds a series; `told` answers what it has in a column. Says its place.
    pub fn add<'t>(&mut self, told: impl Fn(&'static str) -> Option<&'t str>) -> usize {
        for (name, column) in &mut self.columns {
            let text = told(name).map(str::to_owned);
            let number = *column.known.entry(text).or_insert_with_key(|text| {
                column.texts.push(text.clone());
                column.texts.len() - 1
            });
            column.of.push(number);
        }
        self.count += 1;
        self.count - 1
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What a series has in a column; `None` where it is not told or is told to be nothing.
    pub fn text(&self, subject: usize, column: &str) -> Option<&str> {
        let column = self.columns.get(column)?;
        column.texts.get(*column.of.get(subject)?)?.as_deref().filter(|text| !text.is_empty())
    }
}

/// What a dimension is from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// First day; `None` on the first stretch, which has no beginning.
    pub from: Option<Day>,
    /// What it is.
    pub told: Told,
}

/// Rules made ready for some subjects.
pub struct Engine<'a> {
    subjects: &'a Subjects,
    rules: &'a [Rule],
    compiled: Vec<Compiled>,
    /// The column a dimension is inherited from.
    inherited: &'a BTreeMap<String, &'static str>,
    hands: HashMap<usize, Vec<&'a HandTag>>,
}

/// A condition over numbers of texts.
enum Compiled {
    All(Vec<Compiled>),
    Any(Vec<Compiled>),
    Not(Box<Compiled>),
    /// Whether a text of the column passes, by its number.
    Column(&'static str, Vec<bool>),
}

impl<'a> Engine<'a> {
    /// Makes rules ready. `inherited` names the column that tells a dimension where no tag and no rule does.
    pub fn new(
        subjects: &'a Subjects,
        rules: &'a [Rule],
        hands: &'a [HandTag],
        inherited: &'a BTreeMap<String, &'static str>,
    ) -> Self {
        let mut by_subject: HashMap<usize, Vec<&HandTag>> = HashMap::new();
        for tag in hands {
            by_subject.entry(tag.subject).or_default().push(tag);
        }
        let compiled = rules.iter().map(|rule| compile(&rule.when, subjects)).collect();
        Self { subjects, rules, compiled, inherited, hands: by_subject }
    }

    /// Rules that match a series on some day, by their place.
    pub fn matching(&self, subject: usize) -> Vec<usize> {
        let holds = self.compiled.iter().map(|compiled| self.holds(compiled, subject));
        holds.enumerate().filter_map(|(place, holds)| holds.then_some(place)).collect()
    }

    /// What a dimension of a series is over time; the first stretch has no beginning, the last no end.
    pub fn stretches(&self, subject: usize, matching: &[usize], dimension: &str) -> Vec<Stretch> {
        let mut edges: BTreeSet<Day> = BTreeSet::new();
        edges.extend(
            matching.iter().filter_map(|place| self.rules.get(*place)).flat_map(|rule| rule.dates.edges()),
        );
        let hands = self.hands.get(&subject).map_or(&[][..], Vec::as_slice);
        edges.extend(hands.iter().filter(|tag| tag.dimension == dimension).flat_map(|tag| tag.dates.edges()));
        let before = edges.first().map_or(Day::MIN, |first| first.pred_opt().unwrap_or(Day::MIN));
        let starts = std::iter::once((None, before)).chain(edges.iter().map(|day| (Some(*day), *day)));
        let mut stretches: Vec<Stretch> = Vec::new();
        for (from, day) in starts {
            let told = self.told(subject, matching, dimension, day);
            if stretches.last().is_none_or(|last| last.told != told) {
                stretches.push(Stretch { from, told });
            }
        }
        stretches
    }

    /// What a dimension of a series is on a day.
    pub fn told(&self, subject: usize, matching: &[usize], dimension: &str, day: Day) -> Told {
        let hands = self.hands.get(&subject).into_iter().flatten();
        let hand = hands
            .filter(|tag| tag.dimension == dimension && tag.dates.holds_on(day))
            .max_by_key(|tag| tag.id);
        if let Some(tag) = hand {
            return Told { value: tag.value.clone(), why: Why::Hand(tag.id) };
        }
        let inherited = self.inherited.get(dimension).and_then(|column| self.subjects.text(subject, column));
        let rules = matching.iter().filter_map(|place| Some((*place, self.rules.get(*place)?)));
        for (place, rule) in rules.filter(|(_, rule)| rule.dates.holds_on(day)) {
            let may_set = rule.mode == Mode::Force || inherited.is_none();
            let mut sets = rule.set.iter().filter(|set| may_set && set.dimension == dimension);
            if let Some(value) = sets.find_map(|set| self.value(set, rule, subject)) {
                return Told { value: Some(value), why: Why::Rule(place) };
            }
            if rule.stops {
                break;
            }
        }
        match inherited {
            Some(text) => Told { value: Some(text.to_owned()), why: Why::Inherited },
            None => Told { value: None, why: Why::Nothing },
        }
    }

    fn value(&self, set: &Assignment, rule: &Rule, subject: usize) -> Option<String> {
        let text = |column| self.subjects.text(subject, column);
        match &set.value {
            Source::Constant(value) => Some(value.clone()),
            Source::Column(column) => text(column).map(str::to_owned),
            Source::Lookup(column, table) => table.get(text(column)?).cloned(),
            Source::Capture(column, group) => {
                let matcher = pattern_on(&rule.when, column)?;
                matcher.capture(text(column)?, *group).filter(|part| !part.is_empty()).map(str::to_owned)
            }
        }
    }

    fn holds(&self, compiled: &Compiled, subject: usize) -> bool {
        match compiled {
            Compiled::All(parts) => parts.iter().all(|part| self.holds(part, subject)),
            Compiled::Any(parts) => parts.iter().any(|part| self.holds(part, subject)),
            Compiled::Not(part) => !self.holds(part, subject),
            Compiled::Column(column, passes) => {
                let number = self.subjects.columns.get(column).and_then(|column| column.of.get(subject));
                number.and_then(|number| passes.get(*number)).copied().unwrap_or_default()
            }
        }
    }
}

fn compile(condition: &Condition, subjects: &Subjects) -> Compiled {
    match condition {
        Condition::All(parts) => Compiled::All(parts.iter().map(|part| compile(part, subjects)).collect()),
        Condition::Any(parts) => Compiled::Any(parts.iter().map(|part| compile(part, subjects)).collect()),
        Condition::Not(part) => Compiled::Not(Box::new(compile(part, subjects))),
        Condition::Column(column, matcher) => {
            let texts = subjects.columns.get(column).into_iter().flat_map(|column| &column.texts);
            Compiled::Column(column, texts.map(|text| matcher.passes(text.as_deref())).collect())
        }
    }
}

/// The first pattern of a condition on a column that has groups and must hold.
pub(super) fn pattern_on<'c>(condition: &'c Condition, column: &str) -> Option<&'c Matcher> {
    match condition {
        Condition::All(parts) => parts.iter().find_map(|part| pattern_on(part, column)),
        Condition::Column(of, matcher @ Matcher::Regex(_)) if *of == column => Some(matcher),
        _ => None,
    }
}

impl Dates {
    /// Whether some day lies in both.
    pub fn meets(&self, other: &Self) -> bool {
        let from = self.from.max(other.from);
        let until = [self.until, other.until].into_iter().flatten().min();
        from.zip(until).is_none_or(|(from, until)| from < until)
    }
}
