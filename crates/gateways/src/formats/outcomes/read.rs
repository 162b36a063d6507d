//! One outcome.

use crate::fields::{Fields, ReadFields, Refusal};
use crate::format::Findings;
use crate::formats::mapped::made_of;
use crate::mapping::words;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

pub(super) const REQUEST: &[&str] = &["request_id", "logical_id", "response_id", "call_id"];
pub(super) const TRACE: &[&str] = &["trace_id"];
pub(super) const TASK: &[&str] = &["task_id", "session_id", "conversation_id", "thread_id"];
pub(super) const VERDICT: &[&str] =
    &["outcome", "status", "success", "result", "verdict", "resolved", "passed"];
pub(super) const SCORE: &[&str] = &["score", "value", "rating"];
pub(super) const LABEL: &[&str] = &["label"];
const NAME: &[&str] = &["name", "metric", "metric_name"];
const AT: &[&str] = &["at", "timestamp", "time", "created_at"];
const JUDGE: &[&str] = &["judge", "source", "rated_by"];
const ID: &[&str] = &["outcome_id", "event_id", "id"];

/// Longest label; longer ones are remarks.
const LONGEST: usize = 64;

/// Longest id and name.
const LONGEST_ID: usize = 512;

#[derive(Clone, Copy, Debug)]
pub(super) struct Read;

impl ReadFields for Read {
    fn read(&mut self, fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
        found.outcomes.push(outcome(fields, place)?);
        Ok(())
    }
}

fn outcome(fields: &Fields<'_>, place: Place) -> Result<Outcome, Refusal> {
    let of = subject(fields)?;
    let (verdict, score) = (fields.text(VERDICT), fields.get(SCORE));
    // A value may be a flag as well as a number.
    let word_of_score = fields.text(SCORE).filter(|text| crate::lenient::amount(text).is_err());
    let score = if word_of_score.is_some() || score.is_none() { None } else { fields.amount(SCORE)? };
    let label = short(fields, LABEL, LONGEST);
    let kind = match verdict.or(word_of_score) {
        Some(word) => kind(&word)?,
        None if score.is_some() || label.is_some() => OutcomeKind::Score,
        None => OutcomeKind::Missing,
    };
    let name = short(fields, NAME, LONGEST_ID);
    let name = name.unwrap_or_else(|| {
        VERDICT.iter().find(|name| fields.has(&[name])).map_or("score", |name| *name).to_owned()
    });
    let at_us = match fields.text(AT) {
        None => None,
        Some(_) => Some(fields.instant(AT).ok_or_else(|| {
            Refusal::new("bad_time", "the time of an outcome is no instant: write it as 2026-11-03T10:00:00Z")
        })?),
    };
    let event_id = short(fields, ID, LONGEST_ID).unwrap_or_else(|| made_of(&of, &name, at_us));
    Ok(Outcome { event_id, of, name, kind, score, label, judge: short(fields, JUDGE, LONGEST), at_us, place })
}

/// The closest of request, trace and task.
fn subject(fields: &Fields<'_>) -> Result<OutcomeOf, Refusal> {
    let id = |names| short(fields, names, LONGEST_ID);
    id(REQUEST)
        .map(OutcomeOf::Request)
        .or_else(|| id(TRACE).map(OutcomeOf::Trace))
        .or_else(|| id(TASK).map(OutcomeOf::Task))
        .ok_or_else(|| {
            Refusal::new(
                "no_subject",
                "the ids of request, trace and task are empty: what the outcome is about is not known",
            )
        })
}

fn kind(word: &str) -> Result<OutcomeKind, Refusal> {
    match words::verdict(word) {
        Some(Some(true)) => Ok(OutcomeKind::Success),
        Some(Some(false)) => Ok(OutcomeKind::Failure),
        Some(None) => Ok(OutcomeKind::Missing),
        None => Err(Refusal::new(
            "other_word",
            "the verdict is a word that is neither success, failure nor missing: use a mapping that names it",
        )),
    }
}

/// A text of its own, unless it is longer.
fn short(fields: &Fields<'_>, names: &[&str], longest: usize) -> Option<String> {
    fields.string(names).filter(|text| text.chars().count() <= longest)
}
