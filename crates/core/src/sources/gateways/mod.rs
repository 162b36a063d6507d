//! What the connectors of gateways share: pages without content, rows read by the format of their log, closed slices of
//! time, what a status means.
//!
//! Owns: nothing of one gateway. Invariant: no text of a prompt or an answer leaves [`without_content`].

mod slice;

pub(super) use slice::Slice;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use showback_gateways::{Findings, Format, Place, Source, formats};

use super::contract::{
    Access, Capabilities, Capability, FetchError, LateWindow, NormalizeError, Normalized, Observed, PageAsk,
    PageRef, ProbeVerdict,
};
use super::exchange::{USER_AGENT, is_server_fault, json_fault, retry_after, unreadable};
use super::transport::{Header, HttpResponse};
use crate::kernel::Period;
use crate::ledger::BucketContent;

/// Rows of the last days are told again: scores, costs and ends of long calls arrive late.
pub(super) const LATE: LateWindow = LateWindow { each_run_days: 2, daily_days: 4, previous_month: false };

/// The rows of an answer.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    data: Vec<&'a RawValue>,
}

/// How a gateway's refusals are told.
pub(super) struct Refusals {
    /// Name of the gateway.
    pub provider: &'static str,
    /// What a key needs, as an instruction.
    pub hint: &'static str,
}

impl Refusals {
    /// What a status other than 200 means.
    pub fn of(
        &self,
        response: &HttpResponse,
        ask_now: chrono::DateTime<chrono::Utc>,
        what: &str,
    ) -> FetchError {
        let provider = self.provider;
        match response.status {
            429 => FetchError::RateLimited { provider, retry_after: retry_after(response, ask_now) },
            status if is_server_fault(status) => FetchError::ServerFault { provider, status },
            401 => FetchError::KeyRefused { provider, hint: self.hint.to_owned() },
            403 => FetchError::ScopeMissing { provider, what: what.to_owned(), hint: self.hint.to_owned() },
            status => FetchError::Refused {
                provider,
                status,
                parameter: "none".to_owned(),
                detail: format!("it does not answer this question about {what}"),
            },
        }
    }
}

/// The answer without the fields that can hold text of prompts or answers, at any depth of its rows, also in objects that
/// stand in it as text. A number under such a name is a count and stays.
pub(super) fn without_content(
    provider: &'static str,
    body: &[u8],
    content: &[&str],
) -> Result<Vec<u8>, FetchError> {
    let mut answer: Value =
        serde_json::from_slice(body).map_err(|error| unreadable(provider, "a page of rows", &error))?;
    let rows = match &mut answer {
        Value::Array(rows) => rows.as_mut_slice(),
        Value::Object(fields) => {
            fields.get_mut("data").and_then(Value::as_array_mut).map_or(&mut [][..], Vec::as_mut_slice)
        }
        _ => &mut [],
    };
    for row in rows {
        strip(row, content);
    }
    serde_json::to_vec(&answer).map_err(|error| unreadable(provider, "a page of rows", &error))
}

fn strip(value: &mut Value, content: &[&str]) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, field| field.is_number() || !content.contains(&name.as_str()));
            fields.values_mut().for_each(|field| strip(field, content));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, content)),
        Value::String(text) if text.starts_with(['{', '[']) => {
            if let Ok(mut inner) = serde_json::from_str::<Value>(text) {
                strip(&mut inner, content);
                *text = inner.to_string();
            }
        }
        _ => {}
    }
}

/// A page that cannot be read, of a source that is named by its format.
pub(super) fn page_fault(format: &'static str, stream: &str, page: usize, detail: String) -> NormalizeError {
    NormalizeError { source_name: format, stream: stream.to_owned(), page: page.saturating_add(1), detail }
}

/// The format whose reader reads the rows of a stream.
pub(super) fn reader_of(format: &'static str, stream: &str) -> Result<&'static dyn Format, NormalizeError> {
    formats::format(format)
        .ok_or_else(|| page_fault(format, stream, 0, format!("there is no reader of the format {format}")))
}

/// The headers of a request, with what stands for the key.
pub(super) fn headers(authorization: String) -> Vec<Header> {
    vec![
        Header::secret("authorization", authorization),
        Header::plain("user-agent", USER_AGENT),
        Header::plain("accept", "application/json"),
    ]
}

/// The headers of a request whose key is a bearer token.
pub(super) fn bearer(access: &Access) -> Vec<Header> {
    headers(format!("Bearer {}", access.credential.reveal()))
}

/// Rows of pages read by the format of their log, in order.
pub(super) fn read_rows(
    format: &'static str,
    variant: &str,
    stream: &str,
    pages: &[PageRef<'_>],
) -> Result<Findings, NormalizeError> {
    let mut reader = reader_of(format, stream)?.reader(variant, &Source::default());
    let mut found = Findings::default();
    let mut record = 0_u64;
    for (index, page) in pages.iter().enumerate() {
        let envelope: Envelope<'_> = serde_json::from_slice(page.body)
            .map_err(|error| page_fault(format, stream, index, json_fault("a page of rows", &error)))?;
        for row in envelope.data {
            record = record.saturating_add(1);
            reader.record(row.get().as_bytes(), Place { record, offset: 0 }, &mut found);
        }
    }
    reader.end(&mut found);
    Ok(found)
}

/// What a window of an observed slot means: the days that were read, empty as buckets, and what was found.
pub(super) fn observed(format: &'static str, period: Period, found: Findings) -> Normalized {
    Normalized {
        buckets: period.iter_days().map(BucketContent::empty).collect(),
        observed: Observed { format, found, rollups: None },
        ..Normalized::default()
    }
}

/// The one thing a gateway's key may do.
pub(super) fn readable(name: &str, detail: &str) -> Capabilities {
    let item =
        Capability { name: name.to_owned(), verdict: ProbeVerdict::Allowed, detail: detail.to_owned() };
    Capabilities { items: vec![item] }
}

/// A stream this connector does not have.
pub(super) fn no_such_stream(provider: &'static str, ask: &PageAsk<'_>) -> FetchError {
    FetchError::Refused {
        provider,
        status: 404,
        parameter: "stream".to_owned(),
        detail: format!("there is no stream {}", ask.stream),
    }
}
