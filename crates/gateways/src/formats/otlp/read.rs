//! Reads export requests: one per line, one per document, or the groups of one document.

use std::borrow::Cow;

use super::facts::{BadCount, Facts};
use super::join::Joiner;
use super::logs;
use super::span::{self, Refused};
use super::wire::{Attributes, Envelope, Group, Resource, Scoped, text};
use crate::format::{Findings, Reader, Source};
use crate::input::is_too_deep;
use crate::record::Place;

/// What a log of metrics is answered.
const NO_REQUESTS: &str = "metrics hold sums and no requests, and describe the same calls as spans or events: import the spans \
     or the logs of the same application instead";

/// Reads OTLP JSON.
#[derive(Debug)]
pub(super) struct OtlpReader {
    is_metrics: bool,
    source: Source,
    joiner: Joiner,
}

impl OtlpReader {
    /// A reader; `is_metrics` when the log was named or recognised as metrics, which are refused.
    pub(super) fn new(is_metrics: bool, source: &Source) -> Self {
        Self { is_metrics, source: source.clone(), joiner: Joiner::default() }
    }

    fn envelope(&mut self, envelope: &Envelope<'_>, place: Place, found: &mut Findings) -> bool {
        let mut has_any = false;
        let lists = [&envelope.resource_spans, &envelope.resource_logs];
        for group in lists.into_iter().flatten().flatten() {
            has_any = true;
            let Group { resource, scope_spans, scope_logs } = group;
            self.scopes(resource.as_ref(), scope_spans.as_deref(), place, found);
            self.scopes(resource.as_ref(), scope_logs.as_deref(), place, found);
        }
        for scopes in [&envelope.scope_spans, &envelope.scope_logs] {
            has_any |= scopes.is_some();
            self.scopes(envelope.resource.as_ref(), scopes.as_deref(), place, found);
        }
        if envelope.resource_metrics.is_some() || envelope.scope_metrics.is_some() {
            has_any = true;
            if self.is_metrics {
                found.reject(place, "metrics", NO_REQUESTS);
            } else {
                found.skip("metrics");
            }
        }
        has_any || lists.iter().any(|list| list.is_some())
    }

    fn scopes(
        &mut self,
        resource: Option<&Resource<'_>>,
        scopes: Option<&[Scoped<'_>]>,
        place: Place,
        found: &mut Findings,
    ) {
        let nothing = Attributes::default();
        let attributes = resource.map_or(&nothing, |resource| &resource.attributes);
        let resource = Facts::of(attributes);
        for scoped in scopes.unwrap_or_default() {
            let scope = scoped.scope.as_ref().map_or("", |scope| text(scope.name.as_ref()));
            let context = span::Context { source: &self.source, resource: &resource, scope, place };
            for span in scoped.spans.as_deref().unwrap_or_default() {
                match span::read(span, &context) {
                    Ok(read) => self.joiner.take(read, found),
                    Err(refused) => refuse(refused, place, found),
                }
            }
            for record in scoped.log_records.as_deref().unwrap_or_default() {
                logs::read(record, &context, found);
            }
        }
    }
}

impl Reader for OtlpReader {
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        let Ok(record) = std::str::from_utf8(record) else {
            found.reject(place, "not_utf8", "the record is not UTF-8 text: export it as OTLP JSON");
            return;
        };
        let record = record.trim_start_matches('\u{feff}').trim();
        if record.is_empty() {
            return;
        }
        if is_too_deep(record.as_bytes()) {
            found.reject(
                place,
                "too_deep",
                "the record is nested deeper than OTLP ever is: it is no OTLP export",
            );
            return;
        }
        let is_list = record.starts_with('[');
        let read = parse(record, is_list);
        let envelopes = match read {
            Some(envelopes) => Some(envelopes),
            None => {
                let mended = without_nan(record);
                if let Cow::Owned(mended) = &mended
                    && let Some(envelopes) = parse(mended, is_list)
                {
                    self.all(&envelopes, place, found);
                    return;
                }
                None
            }
        };
        match envelopes {
            Some(envelopes) => self.all(&envelopes, place, found),
            None => found.reject(
                place,
                "not_json",
                "the record is no whole OTLP JSON: it may be cut off, or be protobuf; export it as OTLP JSON",
            ),
        }
    }

    fn end(&mut self, found: &mut Findings) {
        self.joiner.end(found);
    }
}

impl OtlpReader {
    fn all(&mut self, envelopes: &[Envelope<'_>], place: Place, found: &mut Findings) {
        for envelope in envelopes {
            if !self.envelope(envelope, place, found) {
                found.reject(
                    place,
                    "not_otlp",
                    "the record has none of resourceSpans, resourceLogs and resourceMetrics: it is no OTLP export",
                );
            }
        }
    }
}

fn parse(record: &str, is_list: bool) -> Option<Vec<Envelope<'_>>> {
    if is_list {
        sonic_rs::from_str(record).ok()
    } else {
        sonic_rs::from_str(record).ok().map(|one| vec![one])
    }
}

fn refuse(refused: Refused, place: Place, found: &mut Findings) {
    match refused {
        Refused::NoId => {
            found.reject(place, "no_id", "a span has no trace id or no span id that can be read")
        }
        Refused::NoStart => found.reject(place, "no_start", "a span has no startTimeUnixNano"),
        Refused::Count(BadCount { field, why }) => {
            found.reject(place, "bad_count", format!("{field} of a span {why}"));
        }
    }
}

/// The record with numbers that JSON has not, as Python writes them, made nothing.
fn without_nan(record: &str) -> Cow<'_, str> {
    if !record.contains("NaN") && !record.contains("Infinity") {
        return Cow::Borrowed(record);
    }
    let mut mended = String::with_capacity(record.len());
    let mut is_text = false;
    let mut rest = record;
    while let Some(c) = rest.chars().next() {
        let word = ["-Infinity", "Infinity", "NaN"].iter().find(|word| !is_text && rest.starts_with(**word));
        let length = match (word, c) {
            (Some(word), _) => {
                mended.push_str("null");
                word.len()
            }
            (None, '\\') if is_text => {
                let length = 1 + rest.chars().nth(1).map_or(0, char::len_utf8);
                mended.push_str(rest.get(..length).unwrap_or_default());
                length
            }
            (None, c) => {
                is_text ^= c == '"';
                mended.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    Cow::Owned(mended)
}
