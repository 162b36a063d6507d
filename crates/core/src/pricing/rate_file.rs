//! Usage as lines of JSON, for rating without a workspace. docs/rating.md has the form.

use std::collections::BTreeMap;

use chrono::Days;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;
use showback_pricebook::{Instant, METERS, MeterId};

use super::usage::{Grain, Owner, Usage, UsageTime};
use crate::kernel::{day_start, parse_day, parse_instant};

/// Longest line that is read, in bytes.
pub const MAX_LINE: usize = 64 * 1024;

/// Another word for a channel, and the channel it is taken for.
const OTHER_WORDS: &[(&str, &str)] = &[("google", "google-aistudio")];

/// Why a line is no usage. The message says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RateFileError {
    /// Longer than a line may be.
    #[error("the line has {bytes} bytes, more than {MAX_LINE}: write one usage object a line")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not JSON, or another object.
    #[error("not a usage object ({reason}): write one JSON object a line, with provider, at and tokens")]
    NotUsage {
        /// In the reader's words.
        reason: String,
    },
    /// Neither an instant nor a day.
    #[error("\"{text}\" in {field} is no time: write 2026-11-03T12:00:00Z or 2026-11-03")]
    NotATime {
        /// The field.
        field: &'static str,
        /// What stood there.
        text: String,
    },
    /// A period that ends before it begins.
    #[error("to is not after at: write the first instant after the period")]
    EmptyPeriod,
    /// Not a meter of the closed list.
    #[error("there is no meter \"{name}\"{}: docs/rating.md lists the meters", nearest(.name))]
    UnknownMeter {
        /// What stood there.
        name: String,
    },
    /// A quantity that is no number, or below zero.
    #[error("{meter} is {text}: write a number that is not negative")]
    BadQuantity {
        /// The meter.
        meter: MeterId,
        /// What stood there.
        text: String,
    },
    /// Fewer than one request.
    #[error("requests is {requests}: write at least 1, or leave it out for one request")]
    NoRequests {
        /// What stood there.
        requests: i64,
    },
}

fn nearest(name: &str) -> String {
    let folded = name.replace('-', "_").to_lowercase();
    let folded = folded.trim_end_matches("_tokens");
    let near = METERS.iter().find(|spec| {
        spec.name == folded
            || (!folded.is_empty() && (spec.name.starts_with(folded) || folded == stem(spec.name)))
    });
    near.map(|spec| format!(" (did you mean {}?)", spec.name)).unwrap_or_default()
}

/// `prompt` and `completion` are what some call input and output.
fn stem(meter: &str) -> &str {
    match meter {
        "input" => "prompt",
        "output" => "completion",
        "cache_read" => "cached",
        other => other,
    }
}

/// One line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(default)]
    id: Option<String>,
    provider: String,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    served_model: Option<String>,
    at: String,
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    service_tier: Option<String>,
    #[serde(default)]
    requested_tier: Option<String>,
    #[serde(default)]
    speed: Option<String>,
    #[serde(default)]
    batch: Option<bool>,
    #[serde(default)]
    requests: Option<i64>,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    project: Option<String>,
    #[serde(borrow)]
    tokens: BTreeMap<String, &'a RawValue>,
}

/// Usage of one line, owning its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageLine {
    /// The writer's own name for it; `None` when there is none.
    pub id: Option<String>,
    /// Channel id.
    pub channel: String,
    /// Model asked for; `None` when not told.
    pub model: Option<String>,
    /// Model that answered; `None` when not told.
    pub served_model: Option<String>,
    /// Place; `None` when not told.
    pub region: Option<String>,
    /// Tier that answered; `None` when not told.
    pub service_tier: Option<String>,
    /// Tier asked for; `None` when not told.
    pub requested_tier: Option<String>,
    /// Speed mode; `None` when not told.
    pub speed: Option<String>,
    /// Whether in batch; `None` when not told.
    pub batch: Option<bool>,
    /// When.
    pub time: UsageTime,
    /// One request, or many.
    pub grain: Grain,
    /// Provider's account; `None` when not told.
    pub account: Option<String>,
    /// Project; `None` when not told.
    pub project: Option<String>,
    /// How much of what, in the order of the meters.
    pub quantities: Vec<(MeterId, Decimal)>,
    /// What was understood in another way than written.
    pub notes: Vec<String>,
}

/// Reads one line. `None` for a line without text.
pub fn parse_usage_line(text: &str) -> Result<Option<UsageLine>, RateFileError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > MAX_LINE {
        return Err(RateFileError::TooLong { bytes: text.len() });
    }
    let line: Line<'_> = serde_json::from_str(text)
        .map_err(|error| RateFileError::NotUsage { reason: without_line(&error) })?;
    let (channel, notes) = channel(line.provider);
    Ok(Some(UsageLine {
        time: time(&line.at, line.to.as_deref())?,
        grain: grain(line.requests)?,
        quantities: quantities(&line.tokens)?,
        id: line.id,
        channel,
        model: line.model,
        served_model: line.served_model,
        region: line.region,
        service_tier: line.service_tier,
        requested_tier: line.requested_tier,
        speed: line.speed,
        batch: line.batch,
        account: line.account,
        project: line.project,
        notes,
    }))
}

/// The reader counts lines within the one line it is given: only the column says something.
fn without_line(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let column = error.column();
    match text.strip_suffix(place.as_str()) {
        Some(text) => format!("{text}, column {column}"),
        None => text,
    }
}

fn channel(provider: String) -> (String, Vec<String>) {
    match OTHER_WORDS.iter().find(|(word, _)| *word == provider) {
        Some((word, channel)) => {
            ((*channel).to_owned(), vec![format!("provider {word} is read as {channel}")])
        }
        None => (provider, Vec::new()),
    }
}

/// A day is the whole day: prices that change inside give a range.
fn time(at: &str, to: Option<&str>) -> Result<UsageTime, RateFileError> {
    let (start, end) = moment("at", at)?;
    match to {
        None => Ok(end.map_or(UsageTime::At(start), |end| UsageTime::Within(start, end))),
        Some(to) => {
            let (to, _) = moment("to", to)?;
            if to <= start { Err(RateFileError::EmptyPeriod) } else { Ok(UsageTime::Within(start, to)) }
        }
    }
}

/// An instant, or the first instant of a day with the first of the next.
fn moment(field: &'static str, text: &str) -> Result<(Instant, Option<Instant>), RateFileError> {
    if let Ok(at) = parse_instant(text) {
        return Ok((at, None));
    }
    let wrong = || RateFileError::NotATime { field, text: text.to_owned() };
    let day = parse_day(text).map_err(|_| wrong())?;
    let next = day.checked_add_days(Days::new(1)).ok_or_else(wrong)?;
    Ok((day_start(day), Some(day_start(next))))
}

fn grain(requests: Option<i64>) -> Result<Grain, RateFileError> {
    match requests {
        None | Some(1) => Ok(Grain::Request),
        Some(requests) if requests < 1 => Err(RateFileError::NoRequests { requests }),
        Some(requests) => Ok(Grain::Aggregate { requests: Some(requests) }),
    }
}

fn quantities(tokens: &BTreeMap<String, &RawValue>) -> Result<Vec<(MeterId, Decimal)>, RateFileError> {
    let mut read = Vec::with_capacity(tokens.len());
    for (name, raw) in tokens {
        let meter = MeterId::parse(name).ok_or_else(|| RateFileError::UnknownMeter { name: name.clone() })?;
        let text = raw.get().trim_matches('"');
        let wrong = || RateFileError::BadQuantity { meter, text: raw.get().to_owned() };
        let quantity = text.parse::<Decimal>().or_else(|_| Decimal::from_scientific(text));
        let quantity = quantity.map_err(|_| wrong())?;
        if quantity.is_sign_negative() && !quantity.is_zero() {
            return Err(wrong());
        }
        read.push((meter, quantity));
    }
    read.sort_unstable_by_key(|(meter, _)| *meter);
    Ok(read)
}

impl UsageLine {
    /// As the rating takes it.
    pub fn usage(&self) -> Usage<'_> {
        Usage {
            channel: &self.channel,
            requested_model: self.model.as_deref(),
            served_model: self.served_model.as_deref(),
            geo: self.region.as_deref(),
            tier_served: self.service_tier.as_deref(),
            tier_requested: self.requested_tier.as_deref(),
            speed: self.speed.as_deref(),
            batch: self.batch,
            time: self.time,
            grain: self.grain,
            prompt: None,
            owner: Owner { account: self.account.as_deref(), project: self.project.as_deref() },
            quantities: &self.quantities,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> UsageLine {
        parse_usage_line(text).unwrap().unwrap()
    }

    fn refused(text: &str) -> String {
        parse_usage_line(text).unwrap_err().to_string()
    }

    #[test]
    fn a_line_is_one_request_at_an_instant() {
        let line = read(
            r#"{"provider":"openai","model":"gpt-5.6-sol","at":"2026-11-01T10:00:00+01:00","tokens":{"output":1500,"input":12000}}"#,
        );
        assert_eq!(line.time, UsageTime::At(parse_instant("2026-11-01T09:00:00Z").unwrap()));
        assert_eq!((line.grain, line.usage().prompt), (Grain::Request, None));
        let meters: Vec<String> = line.quantities.iter().map(|(meter, n)| format!("{meter} {n}")).collect();
        assert_eq!(meters, ["input 12000", "output 1500"], "in the order of the meters");
    }

    #[test]
    fn a_day_is_all_its_hours_and_several_requests_lose_their_bands() {
        let line = read(r#"{"provider":"google","at":"2026-11-03","requests":7,"tokens":{"page":"2.5"}}"#);
        let days = ["2026-11-03", "2026-11-04"].map(|day| day_start(parse_day(day).unwrap()));
        assert_eq!(line.time, UsageTime::Within(days[0], days[1]));
        assert_eq!(line.grain, Grain::Aggregate { requests: Some(7) });
        assert_eq!(line.channel, "google-aistudio");
        assert_eq!(line.notes, ["provider google is read as google-aistudio"]);
    }

    #[test]
    fn numbers_are_read_without_a_float() {
        let line = read(
            r#"{"provider":"x","at":"2026-11-03","tokens":{"page":0.1,"input":12345678901234567890,"images":1e3}}"#,
        );
        let of = |name| line.quantities.iter().find(|(m, _)| Some(*m) == MeterId::parse(name)).unwrap().1;
        assert_eq!(of("page").to_string(), "0.1");
        assert_eq!(of("input").to_string(), "12345678901234567890");
        assert_eq!(of("images"), Decimal::from(1000));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_write() {
        assert_eq!(parse_usage_line("  ").unwrap(), None);
        assert!(refused("{").contains("write one JSON object a line"));
        assert!(refused(r#"{"provider":"x","at":"2026-11-03","bacth":true,"tokens":{}}"#).contains("bacth"));
        assert!(refused(r#"{"provider":"x","at":"yesterday","tokens":{}}"#).contains("\"yesterday\" in at"));
        assert!(
            refused(r#"{"provider":"x","at":"2026-11-03","to":"2026-11-03","tokens":{}}"#)
                .contains("to is not after")
        );
        assert!(
            refused(r#"{"provider":"x","at":"2026-11-03","requests":0,"tokens":{}}"#).contains("at least 1")
        );
        let meter = refused(r#"{"provider":"x","at":"2026-11-03","tokens":{"prompt_tokens":1}}"#);
        assert!(meter.contains("there is no meter \"prompt_tokens\" (did you mean input?)"), "{meter}");
        for wrong in ["-1", "\"many\"", "null", "true"] {
            let text = format!(r#"{{"provider":"x","at":"2026-11-03","tokens":{{"input":{wrong}}}}}"#);
            assert!(refused(&text).contains("a number that is not negative"), "{wrong}");
        }
        let long = format!("{{\"provider\":\"{}\"}}", "x".repeat(MAX_LINE));
        assert!(refused(&long).contains("more than"));
    }
}
