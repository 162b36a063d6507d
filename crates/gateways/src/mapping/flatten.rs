//! A JSON object as columns: dotted paths and scalars, without a tree in memory.

use std::borrow::Cow;

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deepest object that is looked into; what is deeper is one value.
pub const DEEPEST: usize = 8;

/// One value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// `null`, or an empty CSV field.
    Nothing,
    /// Text.
    Text(Cow<'a, str>),
    /// A number, as it is written.
    Number(&'a str),
    /// A boolean.
    Bool(bool),
    /// An array, or an object that is not looked into.
    Nested,
}

/// Why a record is no JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Not JSON, or not UTF-8.
    NotJson,
    /// JSON, but an array or a single value.
    NotAnObject,
}

/// Gives every scalar and array of a JSON object to `take`, with its dotted path. `enter` decides whether an object at a
/// path is looked into; objects deeper than [`DEEPEST`] never are.
pub fn flatten<'a>(
    record: &'a [u8],
    enter: &mut dyn FnMut(&str) -> bool,
    take: &mut dyn FnMut(&str, Cell<'a>),
) -> Result<(), Unreadable> {
    let text = std::str::from_utf8(record).map_err(|_| Unreadable::NotJson)?;
    if !text.trim_start().starts_with('{') {
        let is_json = serde_json::from_str::<&RawValue>(text).is_ok();
        return Err(if is_json { Unreadable::NotAnObject } else { Unreadable::NotJson });
    }
    let mut path = String::new();
    object(text, &mut path, 1, enter, take).map_err(|_| Unreadable::NotJson)
}

fn object<'a>(
    text: &'a str,
    path: &mut String,
    depth: usize,
    enter: &mut dyn FnMut(&str) -> bool,
    take: &mut dyn FnMut(&str, Cell<'a>),
) -> Result<(), serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    deserializer.deserialize_map(Members { path, depth, enter, take })?;
    deserializer.end()
}

struct Members<'p, 'f, F: ?Sized, T: ?Sized> {
    path: &'p mut String,
    depth: usize,
    enter: &'f mut F,
    take: &'f mut T,
}

impl<'a> Visitor<'a> for Members<'_, '_, dyn FnMut(&str) -> bool + '_, dyn FnMut(&str, Cell<'a>) + '_> {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut members: A) -> Result<(), A::Error> {
        let base = self.path.len();
        while let Some(name) = members.next_key::<Name<'a>>()? {
            let value: &'a RawValue = members.next_value()?;
            if base > 0 {
                self.path.push('.');
            }
            self.path.push_str(&name.0);
            let raw = value.get();
            if raw.starts_with('{') && self.depth < DEEPEST && (self.enter)(self.path) {
                object(raw, self.path, self.depth + 1, &mut *self.enter, &mut *self.take)
                    .map_err(serde::de::Error::custom)?;
            } else {
                (self.take)(self.path, cell(raw).map_err(serde::de::Error::custom)?);
            }
            self.path.truncate(base);
        }
        Ok(())
    }
}

/// A member's name, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

fn cell(raw: &str) -> Result<Cell<'_>, serde_json::Error> {
    Ok(match raw.as_bytes().first() {
        Some(b'"') => Cell::Text(serde_json::from_str::<Name<'_>>(raw)?.0),
        Some(b't') => Cell::Bool(true),
        Some(b'f') => Cell::Bool(false),
        Some(b'n') | None => Cell::Nothing,
        Some(b'{' | b'[') => Cell::Nested,
        Some(_) => Cell::Number(raw),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(record: &str) -> Result<Vec<(String, Cell<'_>)>, Unreadable> {
        let mut found = Vec::new();
        flatten(record.as_bytes(), &mut |_| true, &mut |path, cell| found.push((path.to_owned(), cell)))?;
        Ok(found)
    }

    #[test]
    fn nested_members_get_dotted_paths_and_numbers_keep_their_text() {
        let found = all(r#"{"a":{"b":1.10,"c":"x\n"},"d":[1],"e":null,"f":true}"#).expect("an object");
        let expected = [
            ("a.b", Cell::Number("1.10")),
            ("a.c", Cell::Text("x\n".into())),
            ("d", Cell::Nested),
            ("e", Cell::Nothing),
            ("f", Cell::Bool(true)),
        ];
        assert_eq!(found, expected.map(|(path, cell)| (path.to_owned(), cell)));
    }

    #[test]
    fn deep_nesting_ends_at_the_limit_and_does_not_reach_the_stack() {
        let record = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        let found = all(&record).expect("an object");
        assert_eq!(found, [(["a"; DEEPEST].join("."), Cell::Nested)]);
    }

    #[test]
    fn what_is_no_object_is_told_apart_from_what_is_no_json() {
        assert_eq!(all("[1]"), Err(Unreadable::NotAnObject));
        assert_eq!(all("{\"a\":"), Err(Unreadable::NotJson));
        assert_eq!(all("nonsense"), Err(Unreadable::NotJson));
        let mut ignore = |_: &str, _: Cell<'_>| {};
        assert_eq!(flatten(b"{\"a\":\"\xff\"}", &mut |_| true, &mut ignore), Err(Unreadable::NotJson));
    }
}
