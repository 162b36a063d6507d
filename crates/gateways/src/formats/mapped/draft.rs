//! What the cells of one record say, read as the mapping tells.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::usage::Counts;
use crate::formats::carried::carry;
use crate::mapping::{Reading, Target, TargetKind, values};
use crate::record::{Dimensions, OutcomeOf, Status};

/// Longest id; longer ones are text.
const LONGEST_ID: usize = 512;
/// Longest value of a dimension.
const LONGEST_NAME: usize = 256;

/// Why a record is rejected.
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) reason: String,
}

/// What the cells of one record say, by target.
#[derive(Default)]
pub(super) struct Draft<'a> {
    texts: Vec<(Target, Cow<'a, str>)>,
    times: Vec<(Target, i64)>,
    durations: Vec<(Target, u64)>,
    amounts: Vec<(Target, Decimal)>,
    pub(super) words: Vec<(Target, Option<bool>)>,
    pub(super) counts: Counts,
    pub(super) attempt: Option<u32>,
    pub(super) hop: Option<u32>,
    pub(super) dimensions: Dimensions,
}

impl<'a> Draft<'a> {
    /// Reads one value that is there.
    pub(super) fn read(
        &mut self,
        column: &str,
        target: Target,
        reading: &Reading,
        text: Cow<'a, str>,
    ) -> Result<(), Refusal> {
        let refuse = |code, what: &str| Err(Refusal { code, reason: format!("column \"{column}\" {what}") });
        match reading {
            Reading::Text => return self.read_text(column, target, text),
            Reading::Time { form, offset_minutes } => match values::instant(&text, *form, *offset_minutes) {
                Some(at) => self.times.push((target, at)),
                None => {
                    return refuse(
                        "bad_time",
                        "holds no time in the form of the mapping, between 2000 and 2100",
                    );
                }
            },
            Reading::Duration { unit } => match values::duration(&text, *unit) {
                Some(duration) => self.durations.push((target, duration)),
                None => return refuse("bad_duration", "holds no duration: a number from zero was expected"),
            },
            Reading::Number { scale } if target.kind() == TargetKind::Count => {
                match values::count(&text, *scale) {
                    Some(count) => return self.count(column, target, count),
                    None if values::is_negative(&text) => {
                        return refuse("negative_count", "holds a count below zero");
                    }
                    None => {
                        return refuse("bad_count", "holds no count: a whole number from zero was expected");
                    }
                }
            }
            Reading::Number { scale } => {
                match values::decimal(&text).and_then(|number| number.checked_mul(*scale)) {
                    Some(number) => self.amounts.push((target, number)),
                    None => {
                        return refuse(
                            "bad_number",
                            "holds no number: digits and one decimal point were expected",
                        );
                    }
                }
            }
            Reading::Words { yes, no, unknown } => {
                let word = if values::is_one_of(&text, yes) {
                    Some(true)
                } else if values::is_one_of(&text, no) {
                    Some(false)
                } else if values::is_one_of(&text, unknown) {
                    None
                } else {
                    return refuse(
                        "other_word",
                        "holds a word that the mapping does not know: add it to one of the lists",
                    );
                };
                self.words.push((target, word));
            }
        }
        Ok(())
    }

    fn read_text(&mut self, column: &str, target: Target, text: Cow<'a, str>) -> Result<(), Refusal> {
        let is_id = matches!(
            target,
            Target::EventId
                | Target::ResponseId
                | Target::LogicalId
                | Target::TaskId
                | Target::TraceId
                | Target::EndUser
        );
        let limit = if is_id { LONGEST_ID } else { LONGEST_NAME };
        match target {
            Target::Carried => carry(&mut self.dimensions, &[column.to_owned()], column, &text),
            // Longer ones are messages and are dropped, not wrong.
            Target::ErrorClass | Target::Label => {
                if text.len() <= limit {
                    self.texts.push((target, text));
                }
            }
            Target::HttpStatus if values::count(&text, Decimal::ONE).is_none_or(|status| status > 999) => {
                let reason = format!("column \"{column}\" holds no HTTP status of three digits");
                return Err(Refusal { code: "bad_status", reason });
            }
            _ if text.len() > limit => {
                let reason = format!(
                    "column \"{column}\" holds text of more than {limit} bytes, too long for a name or an id"
                );
                return Err(Refusal { code: "too_long", reason });
            }
            _ => self.texts.push((target, text)),
        }
        Ok(())
    }

    fn count(&mut self, column: &str, target: Target, count: u64) -> Result<(), Refusal> {
        let small = || {
            u32::try_from(count).map_err(|_| Refusal {
                code: "bad_count",
                reason: format!(
                    "column \"{column}\" holds a number that is too large for an attempt or a hop"
                ),
            })
        };
        match target {
            Target::Attempt => self.attempt = Some(small()?),
            Target::AttemptFromOne => {
                let attempt = small()?.checked_sub(1).ok_or_else(|| Refusal {
                    code: "bad_count",
                    reason: format!(
                        "column \"{column}\" holds attempt 0, and the mapping counts them from 1"
                    ),
                })?;
                self.attempt = Some(attempt);
            }
            Target::FallbackHop => self.hop = Some(small()?),
            _ => self.counts.tell(target, count),
        }
        Ok(())
    }

    pub(super) fn text(&self, target: Target) -> Option<&str> {
        self.texts.iter().find(|(told, _)| *told == target).map(|(_, text)| text.as_ref())
    }

    pub(super) fn own(&self, target: Target) -> Option<String> {
        self.text(target).map(str::to_owned)
    }

    pub(super) fn time(&self, target: Target) -> Option<i64> {
        self.times.iter().find(|(told, _)| *told == target).map(|(_, at)| *at)
    }

    pub(super) fn duration(&self, target: Target) -> Option<u64> {
        self.durations.iter().find(|(told, _)| *told == target).map(|(_, duration)| *duration)
    }

    pub(super) fn amount(&self, target: Target) -> Option<Decimal> {
        self.amounts.iter().find(|(told, _)| *told == target).map(|(_, amount)| *amount)
    }

    pub(super) fn word(&self, target: Target) -> Option<bool> {
        self.words.iter().find(|(told, _)| *told == target).and_then(|(_, word)| *word)
    }

    pub(super) fn http_status(&self) -> Option<u16> {
        self.text(Target::HttpStatus)?.parse().ok()
    }

    /// As its column says, else by the HTTP status.
    pub(super) fn status(&self) -> Status {
        let by_code = || self.http_status().filter(|status| *status >= 200).map(|status| status < 400);
        match self.word(Target::Status).or_else(by_code) {
            Some(true) => Status::Success,
            Some(false) => Status::Failure,
            None => Status::Unknown,
        }
    }

    pub(super) fn ended_after(&self, started_us: i64) -> Option<u64> {
        let ended = self.time(Target::EndedAt)?;
        u64::try_from(ended.checked_sub(started_us)?).ok()
    }

    /// What an outcome is about: the request it stands with, else the closest of request, trace and task.
    pub(super) fn subject(&self, request: Option<&str>) -> Option<OutcomeOf> {
        if let Some(request) = request {
            return Some(OutcomeOf::Request(request.to_owned()));
        }
        let request =
            || self.own(Target::LogicalId).or_else(|| self.own(Target::ResponseId)).map(OutcomeOf::Request);
        let trace = || self.own(Target::TraceId).map(OutcomeOf::Trace);
        let task = || self.own(Target::TaskId).map(OutcomeOf::Task);
        let event = || self.own(Target::EventId).map(OutcomeOf::Request);
        request().or_else(trace).or_else(task).or_else(event)
    }
}
