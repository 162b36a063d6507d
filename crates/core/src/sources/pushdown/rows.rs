//! Groups of log rows as they come home, and the roll-ups they become.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use showback_gateways::formats::carried::carry;
use showback_gateways::{Attempt, DayRollup, Dimensions, Findings, Place, Source, lenient};

use crate::sources::exchange::{json_fault, unreadable};
use crate::sources::gateways::{page_fault, reader_of};
use crate::sources::{FetchError, NormalizeError, Observed, PageRef};

const DAY_US: i64 = 86_400_000_000;

/// What a group tells beside the columns of its log.
#[derive(Deserialize)]
struct Group {
    rollup_attempts: Number,
    #[serde(default)]
    rollup_latency_us: Option<Number>,
    #[serde(default)]
    rollup_latency_known: Option<Number>,
    #[serde(default)]
    rollup_prompt_over: Option<Number>,
    #[serde(default)]
    rollup_prompt_upto: Option<Number>,
    #[serde(default)]
    rollup_tags: Option<BTreeMap<String, String>>,
    /// Where the database sees the attempts of a call, and the log does not tell.
    #[serde(default)]
    rollup_is_retry: Option<Number>,
}

/// A count as a number or as text.
struct Number(u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim().trim_matches('"');
        lenient::count(text).map(Self).map_err(|_| serde::de::Error::custom("expected a count"))
    }
}

/// PostgreSQL answers an array, ClickHouse an object around one.
fn rows_of(body: &[u8]) -> serde_json::Result<Vec<&RawValue>> {
    if body.trim_ascii_start().starts_with(b"[") {
        return serde_json::from_slice(body);
    }
    #[derive(Deserialize)]
    struct Enveloped<'a> {
        #[serde(borrow)]
        data: Vec<&'a RawValue>,
    }
    serde_json::from_slice::<Enveloped<'_>>(body).map(|enveloped| enveloped.data)
}

/// The names in an answer to a question for columns.
pub(super) fn columns(provider: &'static str, body: &[u8]) -> Result<Vec<String>, FetchError> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
    }
    let fault = |error: serde_json::Error| unreadable(provider, "the columns of a table", &error);
    let mut names = Vec::new();
    for row in rows_of(body).map_err(fault)? {
        names.push(serde_json::from_str::<Named>(row.get()).map_err(fault)?.name);
    }
    names.sort_unstable();
    Ok(names)
}

/// The rows of either engine in one form.
pub(super) fn envelope(provider: &'static str, body: &[u8]) -> Result<Vec<u8>, FetchError> {
    let rows = rows_of(body).map_err(|error| unreadable(provider, "the rows of a statement", &error))?;
    let mut text = Vec::with_capacity(body.len().saturating_add(16));
    text.extend_from_slice(b"{\"data\":[");
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b",\n");
        }
        text.extend_from_slice(row.get().as_bytes());
    }
    text.extend_from_slice(b"]}");
    Ok(text)
}

/// Reads each group with the reader of its format.
pub(super) fn rollups(
    format: &'static str,
    variant: &str,
    stream: &str,
    pages: &[PageRef<'_>],
) -> Result<Observed, NormalizeError> {
    let fault = |page: usize, detail: String| page_fault(format, stream, page, detail);
    let known = reader_of(format, stream)?;
    let mut observed = Observed { format, ..Observed::default() };
    let mut rollups = Vec::new();
    let mut record = 0_u64;
    for (index, page) in pages.iter().enumerate() {
        let rows = rows_of(page.body).map_err(|error| fault(index, json_fault("rows", &error)))?;
        for row in rows {
            record = record.saturating_add(1);
            let group: Group = serde_json::from_str(row.get())
                .map_err(|error| fault(index, json_fault("a group of requests", &error)))?;
            let mut found = Findings::default();
            let mut reader = known.reader(variant, &Source::default());
            reader.record(row.get().as_bytes(), Place { record, offset: 0 }, &mut found);
            reader.end(&mut found);
            rollups.extend(found.attempts.drain(..).map(|attempt| rollup(attempt, &group)));
            observed.found.rejections.append(&mut found.rejections);
            if let Some((why, _)) = found.skipped.first() {
                observed.found.skip_many(why, group.rollup_attempts.0);
            }
        }
    }
    observed.rollups = Some(rollups);
    Ok(observed)
}

fn rollup(attempt: Attempt, group: &Group) -> DayRollup {
    let dimensions = tagged(attempt.dimensions, group);
    let count = |number: &Option<Number>| number.as_ref().map(|number| number.0);
    let retry = count(&group.rollup_is_retry).map(|retry| retry > 0);
    let attempts = group.rollup_attempts.0;
    let usage_unknown = if attempt.tokens.is_none() { attempts } else { 0 };
    // As an import numbers them: an attempt alone under its logical request is the first.
    let number = attempt.logical_id.as_ref().map(|_| attempt.attempt.unwrap_or_default());
    DayRollup {
        day_us: attempt.started_us.div_euclid(DAY_US).saturating_mul(DAY_US),
        dimensions,
        is_retry: attempt.is_retry.or(retry).or(number.map(|number| number > 0)),
        status: attempt.status,
        response_cache: attempt.response_cache,
        is_charged: attempt.is_charged,
        prompt: count(&group.rollup_prompt_over).map(|over| (over, count(&group.rollup_prompt_upto))),
        attempts,
        usage_unknown,
        tokens: attempt.tokens.unwrap_or_default(),
        cost: attempt.cost,
        latency_us: count(&group.rollup_latency_us).unwrap_or_default(),
        latency_known: count(&group.rollup_latency_known).unwrap_or_default(),
    }
}

/// Tags that the log keeps beside the row hold before what follows from the row itself, as they do in an import.
fn tagged(own: Dimensions, group: &Group) -> Dimensions {
    let mut told = Dimensions::default();
    for (name, value) in group.rollup_tags.iter().flatten() {
        carry(&mut told, &[], name, value);
    }
    let mut more: BTreeMap<String, String> = own.more.into_iter().collect();
    more.extend(told.more);
    Dimensions {
        team: told.team.or(own.team),
        feature: told.feature.or(own.feature),
        customer: told.customer.or(own.customer),
        environment: told.environment.or(own.environment),
        workload: told.workload.or(own.workload),
        more: more.into_iter().collect(),
        ..own
    }
}
