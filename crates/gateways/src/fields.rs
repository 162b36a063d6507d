//! One record as named values, whether it came as a JSON object or as a row under a header.
//!
//! Values stay as the text of the source until somebody asks for one; what nobody asks for, such as a prompt, is never
//! decoded or copied. Names compare without case, and without `_`, `-` and spaces.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use rust_decimal::Decimal;
use serde::Deserializer as _;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::format::{Findings, Reader};
use crate::lenient::{self, NumberError};
use crate::record::Place;

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

    /// The object, or the object that a string or cell holds.
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
        (text.as_bytes().first() == Some(&opens)).then_some(text)
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

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Vec<(Cow<'de, str>, Told<'de>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(name) = map.next_key_seed(Name)? {
            let value: &'de RawValue = map.next_value()?;
            pairs.push((name, Told::Json(value.get())));
        }
        Ok(pairs)
    }
}

struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<&'de RawValue>()? {
            items.push(item.get().to_owned());
        }
        Ok(items)
    }
}

/// What reads records as named values.
pub trait ReadFields: Send {
    /// Key of the list of records in an answer of the source's API; such an answer is read record by record.
    const PAGE: Option<&'static str> = None;

    /// Reads one record.
    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal>;
}

/// A [`Reader`] of what [`ReadFields`] reads, from JSON and from rows alike.
#[derive(Clone, Debug)]
pub struct FieldsReader<R> {
    header: Vec<String>,
    inner: R,
}

impl<R: ReadFields> FieldsReader<R> {
    /// A reader.
    pub const fn new(inner: R) -> Self {
        Self { header: Vec::new(), inner }
    }

    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) {
        if let Err(refusal) = self.inner.read(fields, place, found) {
            found.reject(place, refusal.code, refusal.reason);
        }
    }
}

impl<R: ReadFields> Reader for FieldsReader<R> {
    fn header(&mut self, names: &[String]) {
        self.header = names.to_vec();
        if let Some(first) = self.header.first_mut() {
            *first = first.trim_start_matches('\u{feff}').to_owned();
        }
    }

    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        let fields = match Fields::of_json(record) {
            Ok(fields) => fields,
            Err(refusal) => return found.reject(place, refusal.code, refusal.reason),
        };
        let page = R::PAGE.and_then(|key| fields.get(&[key])).filter(|_| !fields.has(&["id"]));
        match page.and_then(Told::list) {
            None => self.read(&fields, place, found),
            Some(items) => {
                for item in &items {
                    match Fields::of_json(item.as_bytes()) {
                        Ok(fields) => self.read(&fields, place, found),
                        Err(refusal) => found.reject(place, refusal.code, refusal.reason),
                    }
                }
            }
        }
    }

    fn row(&mut self, row: &csv::ByteRecord, place: Place, found: &mut Findings) {
        let header = std::mem::take(&mut self.header);
        match Fields::of_row(&header, row) {
            Ok(fields) => self.read(&fields, place, found),
            Err(refusal) => found.reject(place, refusal.code, refusal.reason),
        }
        self.header = header;
    }
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
