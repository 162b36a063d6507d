//! The attributes of a span, event or resource, sorted by what they are about.

use rust_decimal::Decimal;

use super::keys::{self, FIELDS, Field};
use super::value::Value;
use super::wire::Attributes;
use crate::formats::carried;
use crate::input::is_too_deep;
use crate::lenient::{self, NumberError};
use crate::record::Dimensions;

/// Longest value that can be a dimension or an id.
const LONGEST: usize = 256;

/// Longest key that can be a label of the caller's.
const LONGEST_KEY: usize = 96;

/// A count that cannot be one; names the field, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadCount {
    pub field: &'static str,
    pub why: NumberError,
}

/// Facts by field.
#[derive(Debug)]
pub(super) struct Facts<'t> {
    places: [Option<(u8, Value<'t>)>; FIELDS],
    /// Further attributes: key, value.
    rest: Vec<(&'t str, &'t str)>,
}

impl<'t> Facts<'t> {
    /// Of a duplicate key the last counts; of keys that say the same the one that is believed before others, unless it
    /// says nothing.
    pub(super) fn of(attributes: &'t Attributes<'_>) -> Self {
        let mut facts = Self { places: std::array::from_fn(|_| None), rest: Vec::new() };
        for attribute in &attributes.0 {
            let Some((field, rank)) = keys::place(&attribute.key) else {
                if attribute.key.len() <= LONGEST_KEY {
                    facts.rest.push((&attribute.key, &attribute.raw));
                }
                continue;
            };
            let value = Value::of(&attribute.raw);
            if let Some(place) = facts.places.get_mut(field as usize) {
                let is_told = !is_empty(&value);
                match place {
                    Some((there, _)) if rank == *there => *place = Some((rank, value)),
                    Some((there, old)) if is_told && (rank < *there || is_empty(old)) => {
                        *place = Some((rank, value))
                    }
                    Some(_) => {}
                    None => *place = Some((rank, value)),
                }
            }
        }
        facts
    }

    pub(super) fn value(&self, field: Field) -> Option<&Value<'t>> {
        self.places.get(field as usize)?.as_ref().map(|(_, value)| value)
    }

    /// A word: not empty, not `-` (how Envoy writes nothing), not longer than a label can be.
    pub(super) fn word(&self, field: Field) -> Option<&str> {
        self.value(field)?.word().filter(|word| *word != "-" && word.len() <= LONGEST)
    }

    pub(super) fn owned(&self, field: Field) -> Option<String> {
        self.word(field).map(str::to_owned)
    }

    /// Whether the source was asked and said that there is none.
    pub(super) fn is_told_empty(&self, field: Field) -> bool {
        matches!(self.value(field), Some(Value::Text(text)) if text.trim().is_empty())
    }

    /// Text without a limit, for values that are parsed further.
    pub(super) fn text(&self, field: Field) -> Option<&str> {
        self.value(field)?.word()
    }

    pub(super) fn flag(&self, field: Field) -> Option<bool> {
        self.value(field)?.flag()
    }

    /// A count; `None` when it is not told.
    pub(super) fn count(&self, field: Field, name: &'static str) -> Result<Option<u64>, BadCount> {
        match self.word(field) {
            None => Ok(None),
            Some(word) => lenient::count(word).map(Some).map_err(|why| BadCount { field: name, why }),
        }
    }

    /// An exact number; `None` when it is not told or is none (`NaN`).
    pub(super) fn amount(&self, field: Field) -> Option<Decimal> {
        lenient::amount(self.word(field)?).ok()
    }

    /// Microseconds from a number of units of so many microseconds.
    pub(super) fn micros(&self, field: Field, unit: i64) -> Option<u64> {
        let micros = self.amount(field)?.checked_mul(Decimal::from(unit))?;
        u64::try_from(micros.round()).ok()
    }

    /// Attributes that no table names.
    pub(super) fn rest(&self) -> impl Iterator<Item = (&'t str, &'t str)> + '_ {
        self.rest.iter().copied()
    }

    /// Puts the caller's own labels where they belong: bare, as association properties, as trace metadata, as a JSON
    /// object of metadata, as tags written `key:value`.
    pub(super) fn carry(&self, chosen: &[String], dimensions: &mut Dimensions) {
        for (key, raw) in self.rest() {
            let name = label(key);
            if !carried_by_prefix(key) && !carried_alone(name, chosen) {
                continue;
            }
            if let Some(word) = Value::of(raw).word() {
                carried::carry(dimensions, chosen, name, word);
            }
        }
        if let Some(service) = self.word(Field::Service) {
            carried::carry(dimensions, chosen, "service.name", service);
        }
        for tag in self.value(Field::Tags).map(Value::words).unwrap_or_default() {
            if let Some((key, value)) = tag.split_once([':', '=']) {
                carried::carry(dimensions, chosen, key, value);
            }
        }
        if let Some(metadata) = self.text(Field::Metadata) {
            carry_object(metadata, chosen, dimensions);
        }
    }
}

/// Puts the scalars of a JSON object where they belong.
fn carry_object(object: &str, chosen: &[String], dimensions: &mut Dimensions) {
    if !object.starts_with('{') || is_too_deep(object.as_bytes()) {
        return;
    }
    for entry in sonic_rs::to_object_iter(object).take(256) {
        let Ok((key, value)) = entry else { return };
        let raw = value.as_raw_str();
        if !raw.starts_with('{')
            && let Some(word) = Value::of(raw).word()
        {
            carried::carry(dimensions, chosen, &key, word);
        }
    }
}

/// The name the caller gave, without the prefix a library put before it.
fn label(key: &str) -> &str {
    ["traceloop.association.properties.", "trace.metadata.", "metadata.", "llm.metadata."]
        .iter()
        .find_map(|prefix| key.strip_prefix(prefix))
        .unwrap_or(key)
}

fn carried_by_prefix(key: &str) -> bool {
    key.starts_with("traceloop.association.properties.") || key.starts_with("trace.metadata.")
}

/// Whether a bare attribute is worth asking about: what callers name by one word, and what was chosen.
fn carried_alone(key: &str, chosen: &[String]) -> bool {
    !chosen.is_empty() || (key.len() <= 32 && key.bytes().filter(|byte| *byte == b'.').count() <= 1)
}

fn is_empty(value: &Value<'_>) -> bool {
    value.word().is_none() && !matches!(value, Value::List(_))
}
