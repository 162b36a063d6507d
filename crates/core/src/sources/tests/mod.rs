//! For tests of connectors: a scripted transport and golden pairs.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{
    Access, Ask, Capabilities, Capability, Connector, Credential, HttpRequest, HttpResponse, Normalized,
    PageAsk, PageRef, ProbeVerdict, Transport, TransportError,
};
use crate::kernel::{Period, format_instant, parse_day, parse_instant};
use crate::ledger::SeriesKey;

/// Answers one after the other, and remembers what was asked.
#[derive(Default)]
pub(super) struct Scripted {
    answers: Mutex<VecDeque<HttpResponse>>,
    asked: Mutex<Vec<HttpRequest>>,
}

impl Scripted {
    pub fn of(answers: Vec<HttpResponse>) -> Self {
        Self { answers: Mutex::new(answers.into()), asked: Mutex::default() }
    }

    /// Path and query of each request, decoded.
    pub fn asked(&self) -> Vec<String> {
        let decode = |request: &HttpRequest| {
            let path = url::Url::parse(&request.url).unwrap().path().to_owned();
            let pairs: Vec<String> =
                request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
            format!("{path}?{}", pairs.join("&"))
        };
        self.asked.lock().unwrap().iter().map(decode).collect()
    }

    /// A header of the request with that index.
    pub fn header(&self, index: usize, name: &str) -> Option<String> {
        let asked = self.asked.lock().unwrap();
        asked[index].headers.iter().find(|header| header.name == name).map(|header| header.value.to_string())
    }

    /// The body of the request with that index.
    pub fn question(&self, index: usize) -> Option<String> {
        self.asked.lock().unwrap()[index].question.clone()
    }

    pub fn left(&self) -> usize {
        self.answers.lock().unwrap().len()
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.asked.lock().unwrap().push(request);
        Ok(self.answers.lock().unwrap().pop_front().expect("the script has an answer for each request"))
    }
}

pub(super) fn answer(status: u16, body: &str) -> HttpResponse {
    answer_with(status, &[], body)
}

pub(super) fn answer_with(status: u16, headers: &[(&str, &str)], body: &str) -> HttpResponse {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    HttpResponse { status, headers, body: body.as_bytes().to_vec() }
}

pub(super) fn access(key: &str) -> Access {
    Access { base_url: "https://provider.test/v1".to_owned(), credential: Credential::new(key) }
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    parse_instant(text).unwrap()
}

pub(super) fn days(start: &str, end: &str) -> Period {
    Period::new(parse_day(start).unwrap(), parse_day(end).unwrap()).unwrap()
}

pub(super) fn capabilities(items: &[(&str, ProbeVerdict)]) -> Capabilities {
    let items = items.iter().map(|(name, verdict)| Capability {
        name: (*name).to_owned(),
        verdict: *verdict,
        detail: String::new(),
    });
    Capabilities { items: items.collect() }
}

pub(super) fn page_ask<'a>(
    access: &'a Access,
    stream: &'a str,
    period: Period,
    ask: &'a Ask,
    cursor: Option<&'a str>,
) -> PageAsk<'a> {
    PageAsk { access, stream, period, ask, cursor, now: at("2026-11-22T12:00:00Z") }
}

/// Normalises one body asked with everything the connector asks by itself.
pub(super) fn normalize_one(
    connector: &dyn Connector,
    stream: &str,
    period: Period,
    body: &str,
) -> Normalized {
    let ask = connector.ask(stream, &Capabilities::default());
    let page = PageRef { body: body.as_bytes(), ask: &ask, request_url: "/v1/x" };
    connector.normalize(stream, period, &[page]).unwrap()
}

#[derive(Deserialize)]
struct Golden<'a> {
    stream: String,
    period: [String; 2],
    #[serde(default)]
    ask: Option<Ask>,
    #[serde(borrow)]
    pages: Vec<GoldenPage<'a>>,
}

#[derive(Deserialize)]
struct GoldenPage<'a> {
    request_url: String,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// Compares `fixtures/<name>.input.json` as normalised with `fixtures/<name>.output.json`. With the environment
/// variable SHOWBACK_BLESS the output is written instead.
pub(super) fn golden(connector: &dyn Connector, name: &str) {
    let source = connector.descriptor().id;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/sources").join(source).join("fixtures");
    let input = std::fs::read_to_string(folder.join(format!("{name}.input.json"))).unwrap();
    let input: Golden<'_> = serde_json::from_str(&input).unwrap();
    let ask = input.ask.unwrap_or_else(|| connector.ask(&input.stream, &Capabilities::default()));
    let pages: Vec<PageRef<'_>> = input
        .pages
        .iter()
        .map(|page| PageRef { body: page.body.get().as_bytes(), ask: &ask, request_url: &page.request_url })
        .collect();
    let period = days(&input.period[0], &input.period[1]);
    let normalized = connector.normalize(&input.stream, period, &pages).unwrap();
    let text = serde_json::to_string_pretty(&value_of(&normalized)).unwrap() + "\n";
    let path = folder.join(format!("{name}.output.json"));
    if std::env::var_os("SHOWBACK_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(expected == text, "{source}/{name} is now:\n{text}");
}

fn value_of(normalized: &Normalized) -> Value {
    let buckets = normalized.buckets.iter().map(|bucket| {
        let usage = bucket.usage.iter().map(|row| {
            json!({"series": series(&row.series), "meter": row.meter.name(), "quantity": row.quantity, "page": row.page})
        });
        let charges = bucket.charges.iter().map(|row| {
            json!({
                "series": series(&row.series), "basis": row.basis.name(), "category": row.category.name(),
                "amount": row.amount.to_string(), "amount_text": row.amount_text, "currency": row.currency.code(),
                "list_amount": row.list_amount.map(|list| list.to_string()),
                "quantity": row.quantity.map(|quantity| quantity.to_string()),
                "quantity_unit": row.quantity_unit, "page": row.page,
            })
        });
        let rejected = bucket
            .rejected
            .iter()
            .map(|row| json!({"reason": row.reason, "row_json": row.row_json, "page": row.page}));
        json!({
            "day": bucket.day.to_string(), "usage": usage.collect::<Vec<_>>(),
            "charges": charges.collect::<Vec<_>>(), "rejected": rejected.collect::<Vec<_>>(),
        })
    });
    let directory = normalized.directory.iter().map(|entry| {
        json!({
            "kind": entry.kind.name(), "external_id": entry.external_id, "name": entry.name,
            "attributes": entry.attributes,
        })
    });
    json!({
        "buckets": buckets.collect::<Vec<_>>(), "directory": directory.collect::<Vec<_>>(),
        "complete_through": normalized.complete_through.map(format_instant),
    })
}

/// Only what is told: `null` never appears, an empty text does.
fn series(key: &SeriesKey) -> Value {
    let columns: [(&str, &Option<String>); 15] = [
        ("account", &key.account),
        ("project", &key.project),
        ("credential", &key.credential),
        ("user", &key.user),
        ("model_requested", &key.model_requested),
        ("model_served", &key.model_served),
        ("service_tier", &key.service_tier),
        ("context_band", &key.context_band),
        ("region", &key.region),
        ("operation", &key.operation),
        ("product", &key.product),
        ("speed", &key.speed),
        ("line_item", &key.line_item),
        ("token_class", &key.token_class),
        ("lane", &key.lane),
    ];
    let mut told: BTreeMap<String, &str> = BTreeMap::new();
    told.insert("provider".to_owned(), &key.provider);
    told.insert("channel".to_owned(), &key.channel);
    told.extend(columns.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.as_deref()?))));
    told.extend(key.extra.iter().map(|(name, value)| (format!("extra.{name}"), value.as_str())));
    json!(told)
}
