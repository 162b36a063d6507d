//! Dimensions, values, owners and tags as the decisions in force have them.

mod directory;
mod error;
mod ownership;
mod values;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::decisions::{Decision, Decisions, DimensionSet, Made, NoteSet, ValueSet};
use super::evaluate::Inputs;
use super::model::{Directory, HandTag, Owner};
use super::rule_book::RuleBook;
use super::split::Split;
use super::{Dates, Holdings};
use crate::kernel::Day;

pub use directory::{DirectoryPlan, plan_directory};
pub use error::RegistryError;
pub use ownership::{put_owner, remove_owner};
pub use values::{merge_values, put_dimension, put_value, remove_dimension, remove_value, rules_naming};

/// A dimension that spend is attributed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributedDimension {
    /// As rules name it.
    pub name: String,
    /// For people.
    pub label: String,
    /// For people, several values of it, in the middle of a sentence.
    pub plural: String,
    /// Column of requests that tells it.
    pub inherits: Option<String>,
    /// Whether the analyst added it.
    pub is_own: bool,
    /// The decision that put it; `None` for one that always is.
    pub decision: Option<i64>,
}

/// Name, label, plural, column of requests.
const KNOWN: [(&str, &str, &str, Option<&str>); 7] = [
    ("team", "Team", "teams", Some("team")),
    ("product", "Product", "products", None),
    ("feature", "Feature", "features", Some("feature")),
    ("customer", "Customer", "customers", Some("customer")),
    ("environment", "Environment", "environments", Some("environment")),
    ("workload", "Workload class", "workload classes", Some("workload")),
    ("cost_centre", "Cost centre", "cost centres", Some("meta.cost_centre")),
];

/// A value with the decision that put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownValue {
    /// The decision.
    pub id: i64,
    /// The value.
    pub value: ValueSet,
}

/// What is registered.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// In display order.
    pub dimensions: Vec<AttributedDimension>,
    /// By dimension and by name in lower case.
    pub values: BTreeMap<String, BTreeMap<String, KnownValue>>,
    /// Group ids by dimension, with the day on which they wake and the decision.
    pub snoozed: HashMap<(String, String), (Day, i64)>,
    /// Notes by dimension and group.
    pub notes: HashMap<(String, String), (NoteSet, i64)>,
    /// Splits, with values as they are called now.
    pub splits: Vec<Split>,
}

impl Registry {
    /// What the decisions in force come to.
    pub fn of(decisions: &Decisions) -> Self {
        let mut registry = Self { dimensions: known_dimensions(), ..Self::default() };
        for (id, made) in &decisions.by_id {
            match &made.decision {
                Decision::Dimension(set) => registry.put_dimension(*id, set),
                Decision::Value(set) => {
                    let known = KnownValue { id: *id, value: set.clone() };
                    registry.values.entry(set.dimension.clone()).or_default().insert(fold(&set.name), known);
                }
                Decision::Snooze(set) => {
                    let Ok(until) = crate::kernel::parse_day(&set.until) else { continue };
                    for group in &set.groups {
                        registry.snoozed.insert((set.dimension.clone(), group.clone()), (until, *id));
                    }
                }
                Decision::Note(set) => {
                    for group in &set.groups {
                        registry.notes.insert((set.dimension.clone(), group.clone()), (set.clone(), *id));
                    }
                }
                Decision::Split(split) => registry.splits.push(Split { id: *id, ..split.clone() }),
                Decision::Owner(_) | Decision::Tag(_) | Decision::Rules(_) | Decision::Correction(_) => (),
            }
        }
        registry.splits = registry.splits.iter().map(|split| registry.named(split)).collect();
        registry
    }

    fn named(&self, split: &Split) -> Split {
        split.renamed(|name| {
            self.value(&split.dimension, name)
                .map_or_else(|| name.to_owned(), |known| known.value.name.clone())
        })
    }

    fn put_dimension(&mut self, id: i64, set: &DimensionSet) {
        let known = self.dimensions.iter_mut().find(|known| known.name == set.name);
        let (label, inherits) = (set.label.clone(), set.inherits.clone());
        match known {
            Some(known) => {
                (known.label, known.inherits, known.decision) = (label, inherits, Some(id));
            }
            None => {
                let (plural, name) = (format!("values of {}", label.to_lowercase()), set.name.clone());
                self.dimensions.push(AttributedDimension {
                    name,
                    label,
                    plural,
                    inherits,
                    is_own: true,
                    decision: Some(id),
                });
            }
        }
    }

    /// A dimension by its name.
    pub fn dimension(&self, name: &str) -> Option<&AttributedDimension> {
        self.dimensions.iter().find(|known| known.name == name)
    }

    /// Names of all dimensions.
    pub fn names(&self) -> BTreeSet<String> {
        self.dimensions.iter().map(|known| known.name.clone()).collect()
    }

    /// A value by its name or one of its other names.
    pub fn value(&self, dimension: &str, name: &str) -> Option<&KnownValue> {
        let values = self.values.get(dimension)?;
        let folded = fold(name);
        values.get(&folded).or_else(|| {
            values.values().find(|known| known.value.aliases.iter().any(|alias| fold(alias) == folded))
        })
    }

    /// What an evaluation follows from.
    pub fn inputs(&self, decisions: &Decisions, holdings: &Holdings, rules: &RuleBook) -> Inputs {
        let mut names: BTreeMap<String, HashMap<String, String>> = BTreeMap::new();
        for (dimension, values) in &self.values {
            let names = names.entry(dimension.clone()).or_default();
            // Names go before other names of others.
            for known in values.values() {
                for alias in &known.value.aliases {
                    names.entry(fold(alias)).or_insert_with(|| known.value.name.clone());
                }
            }
            for (folded, known) in values {
                names.insert(folded.clone(), known.value.name.clone());
            }
        }
        let inherits =
            self.dimensions.iter().filter_map(|known| Some((known.name.clone(), known.inherits.clone()?)));
        let directory = Directory { inherits: inherits.collect(), owners: self.owners(decisions), names };
        Inputs {
            dimensions: self.dimensions.iter().map(|known| known.name.clone()).collect(),
            rules: rules.parsed.rules.clone(),
            hands: self.hands(decisions, holdings),
            directory,
        }
    }

    /// Owners in force, by id, each as long as its value exists.
    fn owners(&self, decisions: &Decisions) -> Vec<Owner> {
        let of = |(id, made): (&i64, &Made)| match &made.decision {
            Decision::Owner(set) => Some(Owner {
                id: *id,
                column: set.column.clone(),
                text: set.text.clone(),
                dimension: set.dimension.clone(),
                value: set.value.clone(),
                dates: self.dates_within(&set.dimension, Some(&set.value), set.dates)?,
            }),
            _ => None,
        };
        decisions.by_id.iter().filter_map(of).collect()
    }

    /// Tags in force, each as long as its value exists.
    fn hands(&self, decisions: &Decisions, holdings: &Holdings) -> Vec<HandTag> {
        let mut hands = Vec::new();
        for (id, made) in &decisions.by_id {
            let Decision::Tag(set) = &made.decision else { continue };
            let Some(dates) = self.dates_within(&set.dimension, set.value.as_deref(), set.dates) else {
                continue;
            };
            for subject in set.subjects.iter().filter_map(|subject| holdings.place(*subject)) {
                hands.push(HandTag {
                    id: *id,
                    subject,
                    dimension: set.dimension.clone(),
                    value: set.value.clone(),
                    dates,
                });
            }
        }
        hands
    }

    fn dates_within(&self, dimension: &str, value: Option<&str>, dates: Dates) -> Option<Dates> {
        match value.and_then(|value| self.value(dimension, value)) {
            Some(known) => known.value.dates.both(dates),
            None => Some(dates),
        }
    }
}

/// How names are compared: without case and without spaces around them.
pub fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

fn known_dimensions() -> Vec<AttributedDimension> {
    KNOWN
        .iter()
        .map(|(name, label, plural, inherits)| AttributedDimension {
            name: (*name).to_owned(),
            label: (*label).to_owned(),
            plural: (*plural).to_owned(),
            inherits: inherits.map(str::to_owned),
            is_own: false,
            decision: None,
        })
        .collect()
}

/// Whether a value exists on all of those days; says which days it does where it does not.
pub fn exists_on(value: &ValueSet, dates: Dates) -> Result<(), Dates> {
    let begins = value.dates.from.is_none_or(|from| dates.from.is_some_and(|asked| from <= asked));
    let ends = value.dates.until.is_none_or(|until| dates.until.is_some_and(|asked| asked <= until));
    if begins && ends { Ok(()) } else { Err(value.dates) }
}
