//! Values as LiteLLM writes them: of any type, in JSON or in a cell, borrowed from the record.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use crate::input;

/// One value, not yet looked at. Parsing costs nothing for what is never asked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Raw<'a> {
    /// Absent, null, or an empty cell.
    #[default]
    Nothing,
    /// The text of a JSON value.
    Json(&'a str),
    /// The text of a cell.
    Cell(&'a str),
}

/// An object of which some members are wanted; the others are skipped and never held.
pub(super) trait Members<'a>: Default {
    /// Where the value of a member goes; `None` for members of no concern.
    fn member(&mut self, name: &str) -> Option<&mut Raw<'a>>;
}

/// A structure of raw values, each under the name that its member has in JSON and its column in CSV.
macro_rules! members {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident = $member:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name<'a> {
            $($(#[$field_doc])* pub(super) $field: $crate::formats::litellm::raw::Raw<'a>,)*
        }

        impl<'a> $crate::formats::litellm::raw::Members<'a> for $name<'a> {
            fn member(&mut self, name: &str) -> Option<&mut $crate::formats::litellm::raw::Raw<'a>> {
                match name {
                    $($member => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use members;

impl<'a> Raw<'a> {
    /// The value of a CSV cell as Postgres writes it: empty and `\N` are null.
    pub(super) fn cell(text: &'a str) -> Self {
        if text.is_empty() || text == "\\N" { Self::Nothing } else { Self::Cell(text) }
    }

    /// Whether nothing is told.
    pub(super) fn is_nothing(self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// A string that is not blank, trimmed, or a number as its text.
    pub(super) fn text(self) -> Option<Cow<'a, str>> {
        let text = match self {
            Self::Nothing => return None,
            Self::Cell(text) => Cow::Borrowed(text.trim()),
            Self::Json(json) => match json.as_bytes().first() {
                Some(b'"') => unquoted(json)?,
                Some(b'{' | b'[') | None => return None,
                Some(_) => Cow::Borrowed(json),
            },
        };
        (!text.is_empty()).then_some(text)
    }

    /// As [`Raw::text`], owned.
    pub(super) fn string(self) -> Option<String> {
        self.text().map(Cow::into_owned)
    }

    /// True or false, in JSON or as Python and Postgres write them; `None` for anything else.
    pub(super) fn truth(self) -> Option<bool> {
        match self.text()?.as_ref() {
            "true" | "True" | "t" | "TRUE" => Some(true),
            "false" | "False" | "f" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The JSON of an object or array, also where it was written as a string; `None` where it nests deeper than is read.
    pub(super) fn json(self) -> Option<Cow<'a, str>> {
        let json = match self {
            Self::Nothing => return None,
            Self::Json(json) if json.starts_with('"') => unquoted(json)?,
            Self::Json(text) | Self::Cell(text) => Cow::Borrowed(text.trim()),
        };
        (json.starts_with(['{', '[']) && !input::is_too_deep(json.as_bytes())).then_some(json)
    }

    /// The first of two that tells something.
    pub(super) fn or(self, other: Self) -> Self {
        if self.text().is_some() { self } else { other }
    }
}

/// The content of a JSON string.
fn unquoted(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner.trim()));
    }
    let text: String = sonic_rs::from_str(json).ok()?;
    Some(Cow::Owned(text.trim().to_owned()))
}

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
}

/// Parses an object; an empty one where there is none.
pub(super) fn object<'a, T: Members<'a>>(json: Option<&'a str>) -> Result<T, Fault> {
    let mut object = T::default();
    let Some(json) = json else { return Ok(object) };
    if !json.starts_with('{') {
        let is_json = serde_json::from_str::<IgnoredAny>(json).is_ok();
        return Err(if is_json { UNEXPECTED } else { NOT_JSON });
    }
    for member in input::Members::of(json) {
        let (name, text) = member.map_err(|_| NOT_JSON)?;
        if let Some(field) = object.member(name) {
            if !field.is_nothing() {
                return Err(TWICE);
            }
            *field = if text == "null" { Raw::Nothing } else { Raw::Json(text) };
        }
    }
    Ok(object)
}

/// What is not an object.
pub(super) const UNEXPECTED: Fault =
    Fault { code: "unexpected_shape", reason: "the record is not the object that LiteLLM writes" };

/// What cannot be parsed. The parser's own words may quote the record and are never kept.
pub(super) const NOT_JSON: Fault =
    Fault { code: "not_json", reason: "the record is not JSON: it may be cut or damaged" };

/// What no log writes, and what a parser that goes down level by level must not see.
pub(super) const TOO_DEEP: Fault =
    Fault { code: "too_deep", reason: "the record nests deeper than any log does" };

const TWICE: Fault =
    Fault { code: "named_twice", reason: "the record names a field twice: which one counts is not known" };
