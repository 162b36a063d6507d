//! One value of a record, kept as the text its source wrote.

use std::borrow::Cow;

use serde::Deserializer as _;

use super::Fields;
use super::parse::Items;
use crate::input::is_too_deep;

/// One value as its source wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told<'a> {
    /// JSON text: strings with their quotes.
    Json(&'a str),
    /// A cell of a row.
    Cell(&'a str),
}

impl<'a> Told<'a> {
    /// Whether nothing is told: a JSON `null`, an empty cell or string, `\N`.
    pub fn is_null(self) -> bool {
        match self {
            Self::Json(raw) => matches!(raw, "null" | "\"\""),
            Self::Cell(text) => matches!(text.trim(), "" | "\\N" | "null" | "NULL"),
        }
    }

    /// A string, a number or a boolean as text, trimmed; `None` for nothing, lists and objects.
    pub fn text(self) -> Option<Cow<'a, str>> {
        let text = match self {
            _ if self.is_null() => return None,
            Self::Cell(text) => Cow::Borrowed(text.trim()),
            Self::Json(raw) => match raw.as_bytes().first()? {
                b'"' => trimmed(unquoted(raw)?),
                b'{' | b'[' => return None,
                _ => Cow::Borrowed(raw),
            },
        };
        (!text.is_empty()).then_some(text)
    }

    /// `true`, `false`, and how databases and forms write them; `None` for anything else.
    pub fn flag(self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "t" | "1" | "yes" => Some(true),
            "false" | "f" | "0" | "no" => Some(false),
            _ => None,
        }
    }

    /// The object, or the object that a string or cell holds; `None` where it nests deeper than is read.
    pub fn object(self) -> Option<Owned> {
        let text = self.nested(b'{')?;
        Owned::of(text.as_ref())
    }

    /// The elements of a list, or of the list that a string or cell holds, each as JSON text.
    pub fn list(self) -> Option<Vec<String>> {
        let text = self.nested(b'[')?;
        let mut reader = serde_json::Deserializer::from_str(&text);
        let items = (&mut reader).deserialize_seq(Items).ok()?;
        reader.end().ok()?;
        Some(items)
    }

    fn nested(self, opens: u8) -> Option<Cow<'a, str>> {
        let text = match self {
            Self::Json(raw) if raw.starts_with('"') => trimmed(unquoted(raw)?),
            Self::Json(raw) | Self::Cell(raw) => Cow::Borrowed(raw.trim()),
        };
        (text.as_bytes().first() == Some(&opens) && !is_too_deep(text.as_bytes())).then_some(text)
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    if raw.contains('\\') {
        return serde_json::from_str::<String>(raw).ok().map(Cow::Owned);
    }
    raw.strip_prefix('"')?.strip_suffix('"').map(Cow::Borrowed)
}

/// An object kept with its own text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    pairs: Vec<(String, String)>,
}

impl Owned {
    fn of(text: &str) -> Option<Self> {
        let fields = Fields::of_json(text.as_bytes()).ok()?;
        let pairs = fields.pairs.iter().filter_map(|(name, told)| match told {
            Told::Json(raw) => Some((name.clone().into_owned(), (*raw).to_owned())),
            Told::Cell(_) => None,
        });
        Some(Self { pairs: pairs.collect() })
    }

    /// Its values by name.
    pub fn fields(&self) -> Fields<'_> {
        let pairs = self.pairs.iter().map(|(name, raw)| (Cow::Borrowed(name.as_str()), Told::Json(raw)));
        Fields { pairs: pairs.collect() }
    }
}
