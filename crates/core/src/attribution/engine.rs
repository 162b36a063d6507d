//! Evaluation of all rules over all series at once.
//!
//! Each condition looks at each distinct text of its column once; what it found is kept by the text's number, so that a
//! series costs a look-up per condition however long the texts are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::matches::{Bits, MatchCache};
use super::model::{
    Assignment, Condition, Directory, HandTag, Mode, OWNED_COLUMNS, Owner, Rule, Source, Told, Why,
};
use super::{Dates, Matcher};
use crate::kernel::Day;

/// What rules look at: series, column by column.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    columns: BTreeMap<String, Column>,
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
    pub fn of_columns<C: AsRef<str>>(columns: &[C]) -> Self {
        let columns = columns.iter().map(|name| (name.as_ref().to_owned(), Column::default()));
        Self { columns: columns.collect(), count: 0 }
    }

    /// Adds a series; `told` answers what it has in a column. Says its place.
    pub fn add<'t>(&mut self, told: impl Fn(&str) -> Option<&'t str>) -> usize {
        for (name, column) in &mut self.columns {
            let text = told(name.as_str()).map(str::to_owned);
            let number = *column.known.entry(text).or_insert_with_key(|text| {
                column.texts.push(text.clone());
                column.texts.len() - 1
            });
            column.of.push(number);
        }
        self.count += 1;
        self.count - 1
    }

    /// Names of the columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The subjects whose text in a column passes; each text is looked at once.
    pub(super) fn passing(&self, column: &str, passes: impl Fn(Option<&str>) -> bool) -> Bits {
        let Some(column) = self.columns.get(column) else {
            return Bits::filled(self.count, passes(None));
        };
        let of_text: Vec<bool> = column.texts.iter().map(|text| passes(text.as_deref())).collect();
        let mut bits = Bits::filled(self.count, false);
        for (place, number) in column.of.iter().enumerate() {
            if of_text.get(*number).copied().unwrap_or_default() {
                bits.insert(place);
            }
        }
        bits
    }

    /// The texts of a column, and for each subject the number of its text.
    pub(super) fn numbered(&self, column: &str) -> Option<(&[Option<String>], &[usize])> {
        self.columns.get(column).map(|column| (column.texts.as_slice(), column.of.as_slice()))
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
    matches: Vec<Arc<Bits>>,
    directory: &'a Directory,
    /// Owners by column and text; only columns that have one.
    owners: Vec<(&'static str, HashMap<&'a str, Vec<&'a Owner>>)>,
    hands: HashMap<usize, Vec<&'a HandTag>>,
}

impl<'a> Engine<'a> {
    /// Makes rules ready. The directory tells a dimension where no tag and no rule does.
    pub fn new(
        subjects: &'a Subjects,
        rules: &'a [Rule],
        hands: &'a [HandTag],
        directory: &'a Directory,
    ) -> Self {
        Self::with(subjects, rules, hands, directory, &MatchCache::default())
    }

    /// The same with what conditions were found to match before.
    pub fn with(
        subjects: &'a Subjects,
        rules: &'a [Rule],
        hands: &'a [HandTag],
        directory: &'a Directory,
        cache: &MatchCache,
    ) -> Self {
        let mut by_subject: HashMap<usize, Vec<&HandTag>> = HashMap::new();
        for tag in hands {
            by_subject.entry(tag.subject).or_default().push(tag);
        }
        let matches = rules.iter().map(|rule| cache.matches(&rule.when, subjects)).collect();
        let mut owners = Vec::new();
        for column in OWNED_COLUMNS {
            let mut by_text: HashMap<&str, Vec<&Owner>> = HashMap::new();
            for owner in directory.owners.iter().filter(|owner| owner.column == column) {
                by_text.entry(owner.text.as_str()).or_default().push(owner);
            }
            if !by_text.is_empty() {
                owners.push((column, by_text));
            }
        }
        Self { subjects, rules, matches, directory, owners, hands: by_subject }
    }

    /// Rules that match a series on some day, by their place.
    pub fn matching(&self, subject: usize) -> Vec<usize> {
        let places = self.matches.iter().enumerate();
        places.filter_map(|(place, bits)| bits.has(subject).then_some(place)).collect()
    }

    /// The series that a rule matches.
    pub fn matched(&self, place: usize) -> Option<&Bits> {
        self.matches.get(place).map(Arc::as_ref)
    }

    /// What a dimension of a series is over time; the first stretch has no beginning, the last no end.
    pub fn stretches(&self, subject: usize, matching: &[usize], dimension: &str) -> Vec<Stretch> {
        let mut edges: BTreeSet<Day> = BTreeSet::new();
        edges.extend(
            matching.iter().filter_map(|place| self.rules.get(*place)).flat_map(|rule| rule.dates.edges()),
        );
        edges.extend(self.hands(subject, dimension).flat_map(|tag| tag.dates.edges()));
        edges.extend(self.owners(subject, dimension).flat_map(|owner| owner.dates.edges()));
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
        let all = self.all_told(subject, matching, dimension, day);
        all.into_iter().next().unwrap_or(Told { value: None, why: Why::Nothing })
    }

    /// What a dimension is on a day, and what it would be without that, and so on: the winner, then the runners-up.
    pub fn all_told(&self, subject: usize, matching: &[usize], dimension: &str, day: Day) -> Vec<Told> {
        let told = |value: Option<&str>, why| Told {
            value: value.map(|value| self.directory.name(dimension, value).to_owned()),
            why,
        };
        let mut hands: Vec<&HandTag> =
            self.hands(subject, dimension).filter(|tag| tag.dates.holds_on(day)).collect();
        hands.sort_by_key(|tag| std::cmp::Reverse(tag.id));
        let mut found: Vec<Told> =
            hands.iter().map(|tag| told(tag.value.as_deref(), Why::Hand(tag.id))).collect();
        let column = self.directory.inherits.get(dimension);
        let inherited = column.and_then(|column| self.subjects.text(subject, column));
        let owner = self.owners(subject, dimension).find(|owner| owner.dates.holds_on(day));
        let is_empty = inherited.is_none() && owner.is_none();
        let rules = matching.iter().filter_map(|place| Some((*place, self.rules.get(*place)?)));
        for (place, rule) in rules.filter(|(_, rule)| rule.dates.holds_on(day)) {
            let may_set = rule.mode == Mode::Force || is_empty;
            let mut sets = rule.set.iter().filter(|set| may_set && set.dimension == dimension);
            if let Some(value) = sets.find_map(|set| self.value(set, rule, subject)) {
                found.push(told(Some(&value), Why::Rule(place)));
            }
            if rule.stops {
                break;
            }
        }
        found.extend(inherited.map(|text| told(Some(text), Why::Inherited)));
        found.extend(owner.map(|owner| told(Some(&owner.value), Why::Owner(owner.id))));
        found
    }

    fn hands(&self, subject: usize, dimension: &str) -> impl Iterator<Item = &'a HandTag> {
        let tags = self.hands.get(&subject).map_or(&[][..], Vec::as_slice);
        tags.iter().copied().filter(move |tag| tag.dimension == dimension)
    }

    /// Owners of what a series names, the narrowest first.
    fn owners(&self, subject: usize, dimension: &str) -> impl Iterator<Item = &'a Owner> {
        self.owners
            .iter()
            .filter_map(move |(column, by_text)| by_text.get(self.subjects.text(subject, column)?))
            .flatten()
            .copied()
            .filter(move |owner| owner.dimension == dimension)
    }

    fn value(&self, set: &Assignment, rule: &Rule, subject: usize) -> Option<String> {
        let text = |column: &str| self.subjects.text(subject, column);
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
