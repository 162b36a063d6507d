//! Running the tests that stand beside rules.

use super::matches::matches;
use super::model::{Directory, HandTag, Rule, Told, Why};
use super::text::Fixture;
use super::{Bits, Condition, Engine, MatchCache, Matcher, Subjects};

/// What a test came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureResult {
    /// What is tested.
    pub name: String,
    /// Line of the text on which it stands, from 1; `None` when it stands in none.
    pub line: Option<u32>,
    /// Whether all came to what is expected.
    pub passed: bool,
    /// What was looked at, and the first difference.
    pub detail: String,
}

/// Runs tests. Where known subjects have all that a test names, each of them must come to what it expects; else what it
/// names is looked at as if it were there.
pub fn run(
    tests: &[Fixture],
    subjects: &Subjects,
    rules: &[Rule],
    hands: &[HandTag],
    directory: &Directory,
    cache: &MatchCache,
) -> Vec<FixtureResult> {
    if tests.is_empty() {
        return Vec::new();
    }
    let engine = Engine::with(subjects, rules, hands, directory, cache);
    let known = Bench { engine: &engine, rules, directory };
    tests.iter().map(|test| run_one(test, subjects, &known)).collect()
}

struct Bench<'a> {
    engine: &'a Engine<'a>,
    rules: &'a [Rule],
    directory: &'a Directory,
}

fn run_one(test: &Fixture, subjects: &Subjects, known: &Bench<'_>) -> FixtureResult {
    let is =
        |(column, text): (&String, &String)| Condition::Column(column.clone(), Matcher::Is(text.clone()));
    let named = matches(&Condition::All(test.with.iter().map(is).collect()), subjects);
    let count = named.count();
    let (difference, looked_at) = if count > 0 {
        let looked_at = if count == 1 { "1 known".to_owned() } else { format!("{count} known") };
        (known.difference(test, &named), looked_at)
    } else {
        let columns: Vec<&String> = test.with.keys().collect();
        let mut made_up = Subjects::of_columns(&columns);
        made_up.add(|column| test.with.get(column).map(String::as_str));
        let engine = Engine::new(&made_up, known.rules, &[], known.directory);
        let bench = Bench { engine: &engine, ..*known };
        (bench.difference(test, &Bits::filled(1, true)), "none known, as if it were there".to_owned())
    };
    FixtureResult {
        name: test.name.clone(),
        line: test.line,
        passed: difference.is_none(),
        detail: difference
            .map_or_else(|| looked_at.clone(), |difference| format!("{difference} ({looked_at})")),
    }
}

impl Bench<'_> {
    /// The first dimension that does not come to what is expected, with how many subjects that is so for.
    fn difference(&self, test: &Fixture, subjects: &Bits) -> Option<String> {
        let mut first: Option<(&str, String)> = None;
        let mut others = 0_usize;
        for subject in subjects.iter() {
            let matching = self.engine.matching(subject);
            for (dimension, wanted) in &test.expect {
                let told = self.engine.told(subject, &matching, dimension, test.on);
                let wanted = wanted.as_deref().map(|value| self.directory.name(dimension, value));
                if told.value.as_deref().filter(|value| !value.is_empty()) == wanted {
                    continue;
                }
                match &first {
                    Some((known, _)) if known == dimension => others += 1,
                    Some(_) => {}
                    None => first = Some((dimension, self.sentence(test, dimension, &told, wanted))),
                }
            }
        }
        first.map(
            |(_, sentence)| {
                if others == 0 { sentence } else { format!("{sentence}, and {others} more differ") }
            },
        )
    }

    fn sentence(&self, test: &Fixture, dimension: &str, told: &Told, wanted: Option<&str>) -> String {
        let quoted =
            |value: Option<&str>| value.map_or("unattributed".to_owned(), |value| format!("\"{value}\""));
        let by = match told.why {
            Why::Hand(_) => " by hand".to_owned(),
            Why::Rule(place) => {
                self.rules.get(place).map_or_else(String::new, |rule| format!(" by the rule \"{}\"", rule.id))
            }
            Why::Inherited => " as its requests tell".to_owned(),
            Why::Owner(_) => " by its owner".to_owned(),
            Why::PastRule | Why::Nothing => String::new(),
        };
        let is = quoted(told.value.as_deref());
        format!("{dimension} is {is}{by} on {}, not {}", test.on, quoted(wanted))
    }
}
