//! One record as named values, whether it came as a JSON object or as a row under a header.
//!
//! Values stay as the text of the source until somebody asks for one; what nobody asks for, such as a prompt, is never
//! decoded or copied. Names compare without case, and without `_`, `-` and spaces.

mod parse;
mod reader;
mod told;

pub use reader::{FieldsReader, ReadFields};
pub use told::{Owned, Told};

use std::borrow::Cow;
use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::Deserializer as _;

use crate::lenient::{self, NumberError};

use parse::Pairs;

/// Why a record is not taken; becomes a rejection with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Bounded code for counting.
    pub code: &'static str,
    /// What is wrong and what to do; names fields, never their values.
    pub reason: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// The record has no start.
    pub fn no_start(field: &str) -> Self {
        Self::new(
            "no_start",
            format!("`{field}` is missing or no instant: a request without a start has no day"),
        )
    }

    /// The record has no id.
    pub fn no_id(field: &str) -> Self {
        Self::new("no_id", format!("`{field}` is missing: without an id the record cannot be met again"))
    }
}

/// The named values of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    pairs: Vec<(Cow<'a, str>, Told<'a>)>,
}

impl<'a> Fields<'a> {
    /// Of a JSON object. Refuses what is not JSON, not an object, or names a key twice.
    pub fn of_json(record: &'a [u8]) -> Result<Self, Refusal> {
        let mut reader = serde_json::Deserializer::from_slice(record);
        let pairs = (&mut reader).deserialize_map(Pairs).map_err(|error| not_json(&error))?;
        reader.end().map_err(|error| not_json(&error))?;
        let mut names = HashSet::with_capacity(pairs.len());
        if pairs.iter().any(|(name, _)| !names.insert(name.as_ref())) {
            return Err(Refusal::new(
                "duplicate_key",
                "a key stands twice in one object: which one holds is not told",
            ));
        }
        Ok(Self { pairs })
    }

    /// Of a row under its header. Refuses rows of another width and text that is not UTF-8.
    pub fn of_row(header: &'a [String], row: &'a csv::ByteRecord) -> Result<Self, Refusal> {
        if header.len() != row.len() {
            let reason = format!("the row has {} cells and the header {}", row.len(), header.len());
            return Err(Refusal::new("row_width", reason));
        }
        let mut pairs = Vec::with_capacity(row.len());
        for (name, cell) in header.iter().zip(row.iter()) {
            let text = std::str::from_utf8(cell).map_err(|_| {
                Refusal::new("not_utf8", "a cell is not UTF-8 text: export the log again as UTF-8")
            })?;
            pairs.push((Cow::Borrowed(name.as_str()), Told::Cell(text)));
        }
        Ok(Self { pairs })
    }

    /// Every name and value, in the order of the source.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Told<'a>)> {
        self.pairs.iter().map(|(name, told)| (name.as_ref(), *told))
    }

    /// Whether there is a value or a null by one of the names.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.pairs.iter().any(|(there, _)| is_same(there, name)))
    }

    /// The first value that is not null, in the order of `names`.
    pub fn get(&self, names: &[&str]) -> Option<Told<'a>> {
        names.iter().find_map(|name| {
            let mut all = self.pairs.iter().filter(|(there, _)| is_same(there, name));
            all.find(|(_, told)| !told.is_null()).map(|(_, told)| *told)
        })
    }

    /// A text, a number as text; `None` when empty or not told.
    pub fn text(&self, names: &[&str]) -> Option<Cow<'a, str>> {
        self.get(names)?.text()
    }

    /// A text of its own.
    pub fn string(&self, names: &[&str]) -> Option<String> {
        self.text(names).map(Cow::into_owned)
    }

    /// A flag; `None` when not told.
    pub fn flag(&self, names: &[&str]) -> Option<bool> {
        self.get(names)?.flag()
    }

    /// An object, or one that a string holds.
    pub fn object(&self, names: &[&str]) -> Option<Owned> {
        self.get(names)?.object()
    }

    /// A count; `None` when not told. Refuses negative counts, fractions and what is no number.
    pub fn count(&self, names: &[&str]) -> Result<Option<u64>, Refusal> {
        let Some((name, told)) = self.named(names) else { return Ok(None) };
        let Some(text) = told.text() else { return Err(not_a(name, "count", NumberError::NotANumber)) };
        lenient::count(&text).map(Some).map_err(|error| not_a(name, "count", error))
    }

    /// An exact amount; `None` when not told. Refuses what is no number.
    pub fn amount(&self, names: &[&str]) -> Result<Option<Decimal>, Refusal> {
        let Some((name, told)) = self.named(names) else { return Ok(None) };
        let Some(text) = told.text() else { return Err(not_a(name, "amount", NumberError::NotANumber)) };
        lenient::amount(&text).map(Some).map_err(|error| not_a(name, "amount", error))
    }

    /// Microseconds since 1970; `None` when not told or no instant.
    pub fn instant(&self, names: &[&str]) -> Option<i64> {
        lenient::instant(&self.text(names)?)
    }

    /// Microseconds of a duration told in milliseconds, fractions cut; `None` when not told, no number or below zero.
    pub fn duration_ms(&self, names: &[&str]) -> Option<u64> {
        self.duration(names, 1_000)
    }

    /// Microseconds of a duration told in seconds, fractions cut; `None` when not told, no number or below zero.
    pub fn duration_s(&self, names: &[&str]) -> Option<u64> {
        self.duration(names, 1_000_000)
    }

    fn duration(&self, names: &[&str], micros: u32) -> Option<u64> {
        let number = lenient::amount(&self.text(names)?).ok()?;
        u64::try_from(number.checked_mul(Decimal::from(micros))?.trunc()).ok()
    }

    fn named(&self, names: &[&'a str]) -> Option<(&'a str, Told<'a>)> {
        names.iter().find_map(|name| Some((*name, self.get(&[name])?)))
    }
}

fn not_a(name: &str, what: &str, error: NumberError) -> Refusal {
    let code = match error {
        NumberError::Negative => "negative_count",
        NumberError::Fraction | NumberError::NotANumber => "not_a_number",
        NumberError::TooLarge => "too_large",
    };
    Refusal::new(code, format!("`{name}` is read as a {what}, and {error}"))
}

fn not_json(error: &serde_json::Error) -> Refusal {
    if error.is_data() {
        return Refusal::new("not_an_object", "the record is JSON but not an object: a request is an object");
    }
    let reason = format!("the record is not JSON at byte {} of its line {}", error.column(), error.line());
    Refusal::new("not_json", reason)
}

/// Whether two names are one, without case, `_`, `-` and spaces.
pub fn is_same(left: &str, right: &str) -> bool {
    fn plain(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(|b| !matches!(b, b'_' | b'-' | b' ')).map(|b| b.to_ascii_lowercase())
    }
    plain(left).eq(plain(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields<'_> {
        Fields::of_json(text.as_bytes()).expect("an object")
    }

    #[test]
    fn names_are_found_in_any_spelling() {
        let found = fields(r#"{"Trace ID": "t", "usage_details": {"input": 1}, "startTime": null}"#);
        assert_eq!(found.text(&["traceid"]).as_deref(), Some("t"));
        assert!(found.object(&["usageDetails"]).is_some());
        assert!(found.has(&["start_time"]) && found.get(&["start_time"]).is_none());
    }

    #[test]
    fn an_object_inside_a_string_is_read() {
        let found = fields(r#"{"metadata": "{\"team\": \"search\", \"n\": [1, \"2\"]}"}"#);
        let metadata = found.object(&["metadata"]).expect("an object");
        assert_eq!(metadata.fields().text(&["team"]).as_deref(), Some("search"));
        assert_eq!(
            metadata.fields().get(&["n"]).and_then(Told::list),
            Some(vec!["1".into(), "\"2\"".into()])
        );
    }

    #[test]
    fn what_is_no_object_says_so() {
        let code = |text: &[u8]| Fields::of_json(text).map_err(|refusal| refusal.code).map(|_| ());
        assert_eq!(code(b"[1]"), Err("not_an_object"));
        assert_eq!(code(b"{\"a\":1"), Err("not_json"));
        assert_eq!(code(b"{\"a\":NaN}"), Err("not_json"));
        assert_eq!(code(b"{\"a\":1}x"), Err("not_json"));
        assert_eq!(code(b"{\"a\":\"\xff\"}"), Err("not_json"));
        assert_eq!(code(b"{\"a\":1,\"a\":2}"), Err("duplicate_key"));
        let deep = [b"{\"a\":".as_slice(), &vec![b'['; 500_000], b"1", &vec![b']'; 500_000], b"}"].concat();
        assert_eq!(code(&deep), Ok(()));
    }

    #[test]
    fn refused_numbers_name_the_field_and_not_the_value() {
        let found = fields(r#"{"prompt_tokens": "-12"}"#);
        let refusal = found.count(&["prompt_tokens"]).expect_err("negative");
        assert_eq!(refusal.code, "negative_count");
        assert!(refusal.reason.contains("prompt_tokens") && !refusal.reason.contains("12"));
    }
}
