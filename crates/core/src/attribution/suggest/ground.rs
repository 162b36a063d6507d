//! What a suggestion rests on, and the sentence that says so.

use super::{SuggestedBy, Suggester};

/// A column whose texts subjects can have alike.
pub(super) struct GroundColumn {
    pub(super) name: &'static str,
    /// Column with the name of what the text identifies.
    named_by: Option<&'static str>,
    /// For people, one and several.
    words: (&'static str, &'static str),
    method: SuggestedBy,
}

const fn column(
    name: &'static str,
    named_by: Option<&'static str>,
    words: (&'static str, &'static str),
    method: SuggestedBy,
) -> GroundColumn {
    GroundColumn { name, named_by, words, method }
}

pub(super) const COLUMNS: [GroundColumn; 8] = [
    column("key", Some("key_name"), ("API key", "API keys"), SuggestedBy::SameKey),
    column("project", Some("project_name"), ("project", "projects"), SuggestedBy::SameProject),
    column("user", Some("user_name"), ("user", "users"), SuggestedBy::SameUser),
    column("feature", None, ("feature", "features"), SuggestedBy::Metadata),
    column("customer", None, ("customer", "customers"), SuggestedBy::Metadata),
    column("environment", None, ("environment", "environments"), SuggestedBy::Metadata),
    column("gateway", None, ("gateway", "gateways"), SuggestedBy::Metadata),
    column("account", None, ("account", "accounts"), SuggestedBy::SameAccount),
];

/// Columns with names that people chose, the narrowest first, and what they are called.
pub(super) const NAME_COLUMNS: [(&str, &str); 3] =
    [("key_name", "API key"), ("project_name", "project"), ("line_item", "line item")];

/// Places of the columns that a method looks at.
pub(super) fn grounds(method: SuggestedBy) -> impl Iterator<Item = usize> {
    COLUMNS.iter().enumerate().filter(move |(_, column)| column.method == method).map(|(place, _)| place)
}

/// What a method says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) value: u32,
    /// Subjects that speak for it.
    pub(super) support: u32,
    pub(super) ground: Ground,
}

/// What it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// Others with the same texts in the column at that place.
    Column { place: usize, texts: usize, total: u32 },
    /// Others with the same word in a name.
    Word { text: u32, total: u32 },
    /// The value stands in a name, of the name column at that place.
    Named { place: usize },
}

impl Suggester<'_> {
    /// Why a value is suggested.
    pub(super) fn reason(&self, guess: &Guess, value: &str, asked: &[usize]) -> String {
        let votes = |total: u32| format!("{} of {total} tagged series", guess.support);
        let verb = if guess.support == 1 { "is" } else { "are" };
        match guess.ground {
            Ground::Column { place, texts, total } => {
                let thing = COLUMNS.get(place).map_or_else(String::new, |column| {
                    if texts == 1 {
                        format!("{} {}", column.words.0, self.called(column, asked))
                    } else {
                        format!("the same {texts} {}", column.words.1)
                    }
                });
                format!("{} of {thing} {verb} {value}", votes(total))
            }
            Ground::Word { text, total } => {
                format!("{} with \"{}\" in a name {verb} {value}", votes(total), self.words.name(text))
            }
            Ground::Named { place } => {
                let (column, thing) = NAME_COLUMNS.get(place).copied().unwrap_or_default();
                format!(
                    "the name of its {thing} \"{}\" holds that of {value}",
                    self.naming(place, column, guess, asked)
                )
            }
        }
    }

    /// The one thing of a column that all of these have.
    fn called(&self, column: &GroundColumn, asked: &[usize]) -> &str {
        let text = |of: &str| asked.iter().filter_map(|subject| self.subjects.text(*subject, of)).min();
        column.named_by.and_then(text).or_else(|| text(column.name)).unwrap_or_default()
    }

    /// The first of their names that holds the value.
    fn naming(&self, place: usize, column: &str, guess: &Guess, asked: &[usize]) -> &str {
        let named = self.named.get(place).map_or(&[][..], Vec::as_slice);
        let Some((texts, numbers)) = self.subjects.numbered(column) else { return "" };
        let numbers = asked.iter().filter_map(|subject| numbers.get(*subject));
        let holds = numbers.filter(|number| named.get(**number) == Some(&Some(guess.value)));
        holds.filter_map(|number| texts.get(*number)?.as_deref()).min().unwrap_or_default()
    }
}
