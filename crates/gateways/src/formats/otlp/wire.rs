//! OTLP JSON as it stands in a file, borrowed from the record: names in both spellings, ids in hex or base64, integers as
//! text, as numbers or as two halves.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sonic_rs::LazyValue;

use super::keys;
use crate::lenient;

/// An export request, or one of its parts when a document is cut at its outer list.
#[derive(Deserialize)]
pub(super) struct Envelope<'a> {
    #[serde(borrow, rename = "resourceSpans", alias = "resource_spans")]
    pub resource_spans: Option<Vec<Group<'a>>>,
    #[serde(borrow, rename = "resourceLogs", alias = "resource_logs")]
    pub resource_logs: Option<Vec<Group<'a>>>,
    #[serde(rename = "resourceMetrics", alias = "resource_metrics")]
    pub resource_metrics: Option<IgnoredAny>,
    #[serde(borrow)]
    pub resource: Option<Resource<'a>>,
    #[serde(borrow, rename = "scopeSpans", alias = "scope_spans", alias = "instrumentationLibrarySpans")]
    pub scope_spans: Option<Vec<Scoped<'a>>>,
    #[serde(borrow, rename = "scopeLogs", alias = "scope_logs", alias = "instrumentationLibraryLogs")]
    pub scope_logs: Option<Vec<Scoped<'a>>>,
    #[serde(rename = "scopeMetrics", alias = "scope_metrics", alias = "instrumentationLibraryMetrics")]
    pub scope_metrics: Option<IgnoredAny>,
}

/// What one resource sent.
#[derive(Deserialize)]
pub(super) struct Group<'a> {
    #[serde(borrow)]
    pub resource: Option<Resource<'a>>,
    #[serde(borrow, rename = "scopeSpans", alias = "scope_spans", alias = "instrumentationLibrarySpans")]
    pub scope_spans: Option<Vec<Scoped<'a>>>,
    #[serde(borrow, rename = "scopeLogs", alias = "scope_logs", alias = "instrumentationLibraryLogs")]
    pub scope_logs: Option<Vec<Scoped<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Resource<'a> {
    #[serde(borrow, default)]
    pub attributes: Attributes<'a>,
}

/// What one instrumentation sent.
#[derive(Deserialize)]
pub(super) struct Scoped<'a> {
    #[serde(borrow, alias = "instrumentationLibrary")]
    pub scope: Option<Scope<'a>>,
    #[serde(borrow)]
    pub spans: Option<Vec<Span<'a>>>,
    #[serde(borrow, rename = "logRecords", alias = "log_records", alias = "logs")]
    pub log_records: Option<Vec<LogRecord<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Scope<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Span<'a> {
    #[serde(borrow, rename = "traceId", alias = "trace_id")]
    pub trace_id: Option<Text<'a>>,
    #[serde(borrow, rename = "spanId", alias = "span_id")]
    pub span_id: Option<Text<'a>>,
    #[serde(borrow, rename = "parentSpanId", alias = "parent_span_id")]
    pub parent_id: Option<Text<'a>>,
    #[serde(borrow, rename = "traceState", alias = "trace_state")]
    pub trace_state: Option<Text<'a>>,
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    #[serde(borrow)]
    pub kind: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "startTimeUnixNano", alias = "start_time_unix_nano")]
    pub start: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "endTimeUnixNano", alias = "end_time_unix_nano")]
    pub end: Option<LazyValue<'a>>,
    #[serde(borrow, default)]
    pub attributes: Attributes<'a>,
    #[serde(borrow)]
    pub events: Option<Vec<Event<'a>>>,
    #[serde(borrow)]
    pub status: Option<SpanStatus<'a>>,
}

#[derive(Deserialize)]
pub(super) struct SpanStatus<'a> {
    #[serde(borrow)]
    pub code: Option<LazyValue<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Event<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    #[serde(borrow, rename = "timeUnixNano", alias = "time_unix_nano")]
    pub time: Option<LazyValue<'a>>,
    #[serde(borrow, default)]
    pub attributes: Attributes<'a>,
}

#[derive(Deserialize)]
pub(super) struct LogRecord<'a> {
    #[serde(borrow, rename = "timeUnixNano", alias = "time_unix_nano")]
    pub time: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "observedTimeUnixNano", alias = "observed_time_unix_nano")]
    pub observed: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "eventName", alias = "event_name")]
    pub event_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub body: Option<LazyValue<'a>>,
    #[serde(borrow, rename = "traceId", alias = "trace_id")]
    pub trace_id: Option<Text<'a>>,
    #[serde(borrow, rename = "spanId", alias = "span_id")]
    pub span_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub attributes: Attributes<'a>,
}

/// Text, borrowed where it has no escapes; anything else than text is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text, empty where there is none.
pub(super) fn text<'t>(text: Option<&'t Text<'_>>) -> &'t str {
    text.map_or("", Text::as_str)
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl<'de> Visitor<'de> for Words {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Text::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Text::default())
            }
        }
        deserializer.deserialize_any(Words)
    }
}

/// One attribute; its value is the JSON text of an any-value.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub key: Cow<'a, str>,
    pub raw: Cow<'a, str>,
}

/// Attributes in their order, without those that hold content.
#[derive(Debug, Default)]
pub(super) struct Attributes<'a>(pub Vec<Attribute<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for Attributes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Attributes<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of attributes")
            }

            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Attributes::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut kept = Vec::new();
                while let Some(MaybeAttribute(next)) = list.next_element()? {
                    kept.extend(next);
                }
                Ok(Attributes(kept))
            }
        }
        deserializer.deserialize_any(List)
    }
}

/// An attribute that may hold content, in which case its value is skipped and not kept.
struct MaybeAttribute<'a>(Option<Attribute<'a>>);

impl<'de: 'a, 'a> Deserialize<'de> for MaybeAttribute<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = MaybeAttribute<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an attribute")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut key: Option<Cow<'de, str>> = None;
                let mut raw = None;
                while let Some(name) = map.next_key::<Text<'de>>()? {
                    match name.as_str() {
                        "key" => key = Some(map.next_value::<Text<'de>>()?.0),
                        "value" if key.as_deref().is_some_and(keys::is_content) => {
                            map.next_value::<IgnoredAny>()?;
                        }
                        "value" => raw = Some(map.next_value::<LazyValue<'de>>()?.as_raw_cow()),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(MaybeAttribute(match (key, raw) {
                    (Some(key), Some(raw)) if !keys::is_content(&key) => Some(Attribute { key, raw }),
                    _ => None,
                }))
            }
        }
        deserializer.deserialize_map(Pair)
    }
}

/// The digits of a 64-bit integer written as a number, as text, or as `{low, high}`; `None` for anything else.
pub(super) fn integer(raw: &str) -> Option<Cow<'_, str>> {
    let raw = raw.trim();
    match raw.as_bytes().first()? {
        b'"' => Some(Cow::Borrowed(raw.trim_matches('"'))),
        b'{' => halves(raw).map(|number| Cow::Owned(number.to_string())),
        b'n' | b't' | b'f' | b'[' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

/// A 64-bit integer in two signed halves, as very old JavaScript wrote it.
fn halves(raw: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Halves {
        low: i64,
        high: i64,
    }
    let Halves { low, high } = sonic_rs::from_str(raw).ok()?;
    let mask = 0xffff_ffff_i64;
    Some(((high & mask) << 32) | (low & mask))
}

/// Microseconds of an instant in nanoseconds; `None` when it is missing, zero or no number.
pub(super) fn micros(nanos: Option<&LazyValue<'_>>) -> Option<i64> {
    let nanos = lenient::count(&integer(nanos?.as_raw_str())?).ok()?;
    if nanos == 0 { None } else { i64::try_from(nanos / 1_000).ok() }
}

/// A small number of an enumeration, by its number or by the end of its name (`SPAN_KIND_CLIENT`); 0 when absent.
pub(super) fn choice(raw: Option<&LazyValue<'_>>, names: &[(&str, u8)]) -> u8 {
    let Some(text) = raw.and_then(|raw| integer(raw.as_raw_str()).map(Cow::into_owned)) else { return 0 };
    if let Ok(number) = text.parse() {
        return number;
    }
    let upper = text.to_uppercase();
    names
        .iter()
        .find(|(name, _)| upper == *name || upper.ends_with(&format!("_{name}")))
        .map_or(0, |(_, n)| *n)
}

/// An id of `bytes` bytes as a number: hex of twice the length, or base64 of it. `None` when neither, or all zeros.
pub(super) fn id(text: &str, bytes: usize) -> Option<u128> {
    let text = text.trim();
    let is_hex = text.len() == bytes * 2 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = if is_hex { u128::from_str_radix(text, 16).ok()? } else { base64(text, bytes)? };
    (number != 0).then_some(number)
}

fn base64(text: &str, bytes: usize) -> Option<u128> {
    let text = text.trim_end_matches('=');
    if text.len() != (bytes * 8).div_ceil(6) {
        return None;
    }
    let mut number: u128 = 0;
    let mut bits = 0_usize;
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        let room = (bytes * 8).saturating_sub(bits).min(6);
        number = (number << room) | u128::from(six >> (6 - room));
        bits += room;
    }
    Some(number)
}
