//! The usage reports: one rule set per endpoint, one aggregation for all.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value, json};

use crate::cell::{Cell, Meter, Provider, Stream};
use crate::http::{Answer, Call, Cursor, buckets};
use crate::openai::Refusal;
use crate::openai::params::{self, Report, Rules};
use crate::server::Site;
use crate::world::Surface;

const WIDTHS: &[&str] = &["1d", "1h", "1m"];

/// A usage endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint {
    path: &'static str,
    /// The middle of the result's `object` tag.
    tag: &'static str,
    stream: Stream,
    rules: Rules,
}

const fn rules(group_by: &'static [&'static str], filters: &'static [&'static str], batch: bool) -> Rules {
    Rules { group_by, filters, batch, widths: WIDTHS, days: 31 }
}

const PEOPLE: &[&str] = &["project_ids", "user_ids", "api_key_ids", "models"];
const TEXT: Rules = rules(
    &["project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "api_source"],
    PEOPLE,
    true,
);
const PLAIN: Rules = rules(&["project_id", "user_id", "api_key_id", "model"], PEOPLE, false);
const PROJECT: Rules = rules(&["project_id"], &["project_ids"], false);

const fn endpoint_of(path: &'static str, tag: &'static str, stream: Stream, rules: Rules) -> Endpoint {
    Endpoint { path, tag, stream, rules }
}

const ENDPOINTS: &[Endpoint] = &[
    endpoint_of("completions", "completions", Stream::Completions, TEXT),
    endpoint_of("decisions", "decisions", Stream::Decisions, TEXT),
    endpoint_of("embeddings", "embeddings", Stream::Embeddings, PLAIN),
    endpoint_of("moderations", "moderations", Stream::Moderations, PLAIN),
    endpoint_of(
        "images",
        "images",
        Stream::Images,
        rules(
            &["project_id", "user_id", "api_key_id", "model", "size", "source"],
            &["project_ids", "user_ids", "api_key_ids", "models", "sizes", "sources"],
            false,
        ),
    ),
    endpoint_of("audio_speeches", "audio_speeches", Stream::AudioSpeeches, PLAIN),
    endpoint_of("audio_transcriptions", "audio_transcriptions", Stream::AudioTranscriptions, PLAIN),
    endpoint_of("vector_stores", "vector_stores", Stream::VectorStores, PROJECT),
    endpoint_of(
        "code_interpreter_sessions",
        "code_interpreter_sessions",
        Stream::CodeInterpreterSessions,
        PROJECT,
    ),
    endpoint_of(
        "file_search_calls",
        "file_searches",
        Stream::FileSearchCalls,
        rules(
            &["project_id", "user_id", "api_key_id", "vector_store_id"],
            &["project_ids", "user_ids", "api_key_ids", "vector_store_ids"],
            false,
        ),
    ),
    endpoint_of(
        "web_search_calls",
        "web_searches",
        Stream::WebSearchCalls,
        rules(
            &["project_id", "user_id", "api_key_id", "model", "context_level", "api_source"],
            &["project_ids", "user_ids", "api_key_ids", "models", "context_levels"],
            false,
        ),
    ),
];

/// The endpoint of a path below `usage/`.
pub(crate) fn endpoint(path: &str) -> Option<Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path).copied()
}

/// The value of a dimension of a cell as the provider spells it.
pub(crate) fn dimension(site: &Site<'_>, cell: &Cell, name: &str) -> Option<String> {
    let org = site.world.company.org(Provider::OpenAi);
    let owned = |text: &str| Some(text.to_owned());
    match name {
        "project_id" => owned(&org.projects.get(cell.project)?.id),
        "user_id" => owned(&org.people.get(cell.user?)?.id),
        "api_key_id" => owned(&org.keys.get(cell.key?)?.id),
        "model" => owned(cell.model?),
        "batch" => owned(if cell.batch? { "true" } else { "false" }),
        "service_tier" => owned(cell.tier?),
        "api_source" => owned(cell.extra.api_source?),
        "size" => owned(cell.extra.size?),
        "source" => owned(cell.extra.source?),
        "context_level" => owned(cell.extra.context_level?),
        "vector_store_id" => owned(cell.extra.vector_store?),
        _ => None,
    }
}

/// Whether a cell passes the array filters.
pub(crate) fn passes(site: &Site<'_>, cell: &Cell, report: &Report) -> bool {
    let filters = report.filters.iter().all(|(name, wanted)| {
        let dimension_name = match *name {
            "project_ids" => "project_id",
            "user_ids" => "user_id",
            "api_key_ids" => "api_key_id",
            "models" => "model",
            "sizes" => "size",
            "sources" => "source",
            "context_levels" => "context_level",
            "vector_store_ids" => "vector_store_id",
            _ => return true,
        };
        dimension(site, cell, dimension_name).is_some_and(|value| wanted.contains(&value))
    });
    filters && report.batch.is_none_or(|batch| cell.batch == Some(batch))
}

/// Answers a usage report.
pub(crate) fn answer(site: &Site<'_>, call: &Call, endpoint: Endpoint) -> Result<Answer, Refusal> {
    let report = params::read(site, call, &endpoint.rules)?;
    let mut all = buckets(report.from, report.to, report.width).skip(report.offset);
    let mut data = Vec::new();
    for (start, end) in all.by_ref().take(report.limit) {
        let results = results(site, &report, endpoint, start, end);
        data.push(json!({"object": "bucket", "start_time": start, "end_time": end, "results": results}));
    }
    let next = all.next().map(|_| next_page(site, &report));
    Ok(Answer::json(&json!({"object": "page", "data": data, "has_more": next.is_some(), "next_page": next})))
}

/// The cursor of the page after this one.
pub(crate) fn next_page(site: &Site<'_>, report: &Report) -> String {
    let offset = report.offset + report.limit;
    Cursor { offset, request: report.request, known: site.now.timestamp() }.encode()
}

/// The UTC day of a Unix time.
pub(crate) fn day_of(seconds: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp(seconds, 0)?.date_naive())
}

fn results(site: &Site<'_>, report: &Report, endpoint: Endpoint, start: i64, end: i64) -> Vec<Value> {
    let (Some(day), Some(from), Some(to)) =
        (day_of(start), DateTime::from_timestamp(start, 0), DateTime::from_timestamp(end, 0))
    else {
        return Vec::new();
    };
    let known = site.known(Provider::OpenAi, Surface::Admin);
    let mut groups: BTreeMap<Vec<Option<String>>, BTreeMap<Meter, i64>> = BTreeMap::new();
    let cells = site.world.day(Provider::OpenAi, day);
    for cell in cells.iter().filter(|cell| cell.stream == endpoint.stream && passes(site, cell, report)) {
        let Some(share) = cell.between(from, to, known) else { continue };
        let group = report.group_by.iter().map(|name| dimension(site, cell, name)).collect();
        let sums = groups.entry(group).or_default();
        for (meter, quantity) in share.meters {
            *sums.entry(meter).or_default() += quantity;
        }
    }
    groups.into_iter().map(|(group, sums)| row(endpoint, report, group, &sums, day)).collect()
}

fn row(
    endpoint: Endpoint,
    report: &Report,
    group: Vec<Option<String>>,
    sums: &BTreeMap<Meter, i64>,
    day: NaiveDate,
) -> Value {
    let mut row = Map::new();
    row.insert("object".to_owned(), json!(format!("organization.usage.{}.result", endpoint.tag)));
    metrics(endpoint.stream, sums, day, &mut row);
    for name in endpoint.rules.group_by {
        row.insert((*name).to_owned(), Value::Null);
    }
    for (name, value) in report.group_by.iter().zip(group) {
        let value = match (name.as_str(), value) {
            ("batch", Some(text)) => Value::Bool(text == "true"),
            (_, Some(text)) => Value::String(text),
            (_, None) => Value::Null,
        };
        row.insert(name.clone(), value);
    }
    Value::Object(row)
}

fn metrics(stream: Stream, sums: &BTreeMap<Meter, i64>, day: NaiveDate, row: &mut Map<String, Value>) {
    let get = |meter: Meter| sums.get(&meter).copied().unwrap_or(0);
    let mut put = |name: &str, value: i64| {
        row.insert(name.to_owned(), json!(value));
    };
    match stream {
        Stream::Completions | Stream::Decisions => {
            put("num_model_requests", get(Meter::Requests));
            text_metrics(&get, day, &mut put);
        }
        Stream::Embeddings | Stream::Moderations => {
            put("num_model_requests", get(Meter::Requests));
            put("input_tokens", get(Meter::InputText));
        }
        Stream::Images => {
            put("num_model_requests", get(Meter::Requests));
            put("images", get(Meter::Images));
        }
        Stream::AudioSpeeches => {
            put("num_model_requests", get(Meter::Requests));
            put("characters", get(Meter::Characters));
        }
        Stream::AudioTranscriptions => {
            put("num_model_requests", get(Meter::Requests));
            put("seconds", get(Meter::Seconds));
        }
        Stream::VectorStores => put("usage_bytes", get(Meter::Bytes)),
        Stream::CodeInterpreterSessions => put("num_sessions", get(Meter::Sessions)),
        Stream::FileSearchCalls => put("num_requests", get(Meter::Calls)),
        Stream::WebSearchCalls => {
            put("num_requests", get(Meter::Calls));
            put("num_model_requests", get(Meter::Requests));
        }
        _ => {}
    }
}

fn text_metrics(get: &impl Fn(Meter) -> i64, day: NaiveDate, put: &mut impl FnMut(&str, i64)) {
    let uncached = get(Meter::InputText) + get(Meter::InputAudio) + get(Meter::InputImage);
    let cached = get(Meter::CachedText);
    let (short, long) = (get(Meter::WriteShort), get(Meter::WriteLong));
    put("input_tokens", uncached + cached + short + long);
    put("input_cached_tokens", cached);
    put("output_tokens", get(Meter::OutputText) + get(Meter::OutputAudio));
    put("input_text_tokens", get(Meter::InputText));
    put("input_audio_tokens", get(Meter::InputAudio));
    put("input_image_tokens", get(Meter::InputImage));
    put("input_cached_text_tokens", cached);
    put("input_cached_audio_tokens", 0);
    put("input_cached_image_tokens", 0);
    put("output_text_tokens", get(Meter::OutputText));
    put("output_audio_tokens", get(Meter::OutputAudio));
    put("output_image_tokens", 0);
    // Rows older than the fields do not have them.
    if day >= crate::company::day("2026-02-01") {
        put("input_uncached_tokens", uncached);
        put("input_cache_write_tokens", short + long);
    }
    if day >= crate::company::day("2026-07-09") {
        put("input_cache_write_30m_tokens", short);
        put("input_cache_write_12h_tokens", long);
    }
}
