//! What every connector does with one HTTP exchange: send, judge the status, read waiting times and the clock.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::contract::FetchError;
use super::transport::HttpResponse;

/// How we introduce ourselves to a provider.
pub(super) const USER_AGENT: &str = concat!("Showback/", env!("CARGO_PKG_VERSION"));

/// Longest provider word repeated in an error.
const WORD_LIMIT: usize = 60;

/// The parts of a provider's error answer that decisions rest on. The message is judged, never shown.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    /// The parameter it names.
    pub param: Option<String>,
    /// Its short code or type.
    pub code: Option<String>,
    /// Its message in lower case; stays inside the connector.
    pub message: String,
}

#[derive(Deserialize)]
struct RefusalEnvelope {
    error: RefusalBody,
}

#[derive(Deserialize)]
struct RefusalBody {
    #[serde(default)]
    message: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    param: Option<String>,
    #[serde(default)]
    code: Option<serde_json::Value>,
}

impl Refusal {
    /// Reads the error object both providers use; anything else leaves all parts empty.
    pub fn read(body: &[u8]) -> Self {
        let Ok(envelope) = serde_json::from_slice::<RefusalEnvelope>(body) else { return Self::default() };
        let error = envelope.error;
        let code = error.code.and_then(|code| code.as_str().map(str::to_owned)).or(error.kind);
        Self {
            param: error.param.as_deref().and_then(plain_word),
            code: code.as_deref().and_then(plain_word),
            message: error.message.unwrap_or_default().to_ascii_lowercase(),
        }
    }

    /// The provider's own word for what is wrong: its parameter, else its code, else `none`.
    pub fn word(&self) -> String {
        self.param.clone().or_else(|| self.code.clone()).unwrap_or_else(|| "none".to_owned())
    }

    /// Whether parameter or message names this word.
    pub fn names(&self, word: &str) -> bool {
        self.param.as_deref().is_some_and(|param| param.contains(word)) || self.message.contains(word)
    }

    /// Of the dimensions that were asked for, the one the refusal is about: the first its message names before any
    /// list of what would be accepted, else the last one asked when the parameter is `group_by`.
    pub fn refused_dimension(&self, asked: &[String]) -> Option<String> {
        let list_starts = ["supported values", "must be one of", "expected one of", "allowed values"];
        let end = list_starts.iter().filter_map(|start| self.message.find(start)).min();
        let complaint = end.and_then(|end| self.message.get(..end)).unwrap_or(&self.message);
        let named = asked
            .iter()
            .filter_map(|dimension| complaint.find(dimension.as_str()).map(|place| (place, dimension)))
            .min_by_key(|(place, _)| *place)
            .map(|(_, dimension)| dimension.clone());
        named.or_else(|| if self.names("group_by") { asked.last().cloned() } else { None })
    }
}

/// A short identifier, or nothing: provider texts of any other shape are not repeated.
fn plain_word(text: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte);
    let fits = !text.is_empty() && text.len() <= WORD_LIMIT && text.bytes().all(is_plain);
    if fits && !text.starts_with("sk-") { Some(text.to_owned()) } else { None }
}

/// Whether an id a provider told may stand in a path: anything else could point elsewhere.
pub(super) fn is_plain_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Seconds or a date in `Retry-After`; `None` when absent, unreadable or in the past.
pub(super) fn retry_after(response: &HttpResponse, now: DateTime<Utc>) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    until(at.with_timezone(&Utc), now)
}

/// Time from `now` to `at`, when `at` lies ahead.
pub(super) fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Duration> {
    (at - now).to_std().ok().filter(|wait| !wait.is_zero())
}

/// The provider's clock, from the `Date` header.
pub(super) fn provider_time(response: &HttpResponse) -> Option<DateTime<Utc>> {
    let text = response.header("date")?;
    DateTime::parse_from_rfc2822(text).ok().map(|at| at.with_timezone(&Utc))
}

/// A JSON answer that is not what was expected: the place and the kind of fault, never the content.
pub(super) fn unreadable(provider: &'static str, expected: &str, error: &serde_json::Error) -> FetchError {
    FetchError::Unreadable { provider, detail: json_fault(expected, error) }
}

/// Place and kind of a JSON fault in words.
pub(super) fn json_fault(expected: &str, error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let fault = match error.classify() {
        Category::Io => "could not be read",
        Category::Syntax => "is not JSON",
        Category::Data => "has a field of another kind or lacks one",
        Category::Eof => "ends too early",
    };
    format!("expected {expected}, the text {fault} at line {} column {}", error.line(), error.column())
}

/// Whether a status is the provider's own passing trouble.
pub(super) const fn is_server_fault(status: u16) -> bool {
    status >= 500 || status == 408
}

/// The cursor after this page; a promise of more without a new cursor would read for ever.
pub(super) fn next_cursor(
    provider: &'static str,
    has_more: bool,
    next: Option<String>,
    current: Option<&str>,
) -> Result<Option<String>, FetchError> {
    if !has_more {
        return Ok(None);
    }
    match next {
        Some(next) if !next.is_empty() && Some(next.as_str()) != current => Ok(Some(next)),
        _ => Err(FetchError::Unreadable {
            provider,
            detail: "it says that more pages follow but not where the next one starts".to_owned(),
        }),
    }
}
