//! Evaluations as outcomes: the conventions' event, and what OpenInference flattens onto spans. Explanations are not read.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Facts;
use super::keys::Field;
use super::span::event_id;
use super::value::Value;
use super::wire::{self, Event, Span, text};
use crate::lenient;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

/// The conventions' event.
pub(super) const EVENT: &str = "gen_ai.evaluation.result";

/// Longest label that is kept.
const LONGEST: usize = 64;

/// Most judgements that are read from one span.
const MOST: usize = 256;

/// What a label says. Scales and directions belong to the evaluator, so only plain verdicts are one.
fn verdict(label: &str) -> OutcomeKind {
    match label.to_ascii_lowercase().as_str() {
        "pass" | "passed" | "success" | "succeeded" | "accepted" | "correct" | "resolved" | "thumbs_up"
        | "thumbs-up" => OutcomeKind::Success,
        "fail" | "failed" | "failure" | "rejected" | "incorrect" | "unresolved" | "thumbs_down"
        | "thumbs-down" => OutcomeKind::Failure,
        _ => OutcomeKind::Score,
    }
}

/// Who judged, in the record's words.
fn judge(kind: &str) -> String {
    match kind.to_ascii_uppercase().as_str() {
        "LLM" => "model".to_owned(),
        "HUMAN" => "human".to_owned(),
        _ => kind.to_ascii_lowercase(),
    }
}

/// One judgement before it is about anything.
#[derive(Default)]
struct Judged {
    name: Option<String>,
    score: Option<Decimal>,
    label: Option<String>,
    judge: Option<String>,
    has_failed: bool,
}

impl Judged {
    fn outcome(self, of: OutcomeOf, at_us: Option<i64>, place: Place) -> Option<Outcome> {
        let name = self.name?;
        let label = self.label.filter(|label| label.len() <= LONGEST && !label.contains(['\n', '\r']));
        let kind = match (&label, self.score) {
            _ if self.has_failed => OutcomeKind::Missing,
            (Some(label), _) => verdict(label),
            (None, Some(_)) => OutcomeKind::Score,
            (None, None) => OutcomeKind::Missing,
        };
        let about = match &of {
            OutcomeOf::Request(id) | OutcomeOf::Trace(id) | OutcomeOf::Task(id) => id,
        };
        let event_id = format!("{about}:{name}:{}", at_us.unwrap_or(0));
        Some(Outcome { event_id, of, name, kind, score: self.score, label, judge: self.judge, at_us, place })
    }
}

/// The outcome an evaluation event tells. It is about the span it stands under, else about the answer it names; `None`
/// when it names no evaluation or nothing it is about.
pub(super) fn of_event(
    facts: &Facts<'_>,
    span: Option<(u128, u64)>,
    at_us: Option<i64>,
    place: Place,
) -> Option<Outcome> {
    let of = match (span, facts.owned(Field::ResponseId), facts.owned(Field::Conversation)) {
        (Some((trace, span)), _, _) if span != 0 => OutcomeOf::Request(event_id(trace, span)),
        (_, Some(answer), _) => OutcomeOf::Request(answer),
        (Some((trace, _)), None, _) => OutcomeOf::Trace(format!("{trace:032x}")),
        (None, None, Some(conversation)) => OutcomeOf::Task(conversation),
        (None, None, None) => return None,
    };
    let judged = Judged {
        name: facts.owned(Field::JudgedName),
        score: facts.amount(Field::JudgedScore),
        label: facts.owned(Field::JudgedLabel),
        judge: None,
        has_failed: facts.word(Field::ErrorType).is_some(),
    };
    judged.outcome(of, at_us, place)
}

/// The outcomes on a span: events under it, and OpenInference's flattened judgements.
pub(super) fn of_span(
    facts: &Facts<'_>,
    span: &Span<'_>,
    ids: (u128, u64),
    is_call: bool,
    place: Place,
) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for event in evaluation_events(span) {
        let about = if is_call { ids } else { (ids.0, 0) };
        let at_us = wire::micros(event.time.as_ref());
        outcomes.extend(of_event(&Facts::of(&event.attributes), Some(about), at_us, place));
    }
    let at_us = wire::micros(span.end.as_ref()).or_else(|| wire::micros(span.start.as_ref()));
    for ((about, _), judged) in flattened(facts) {
        let of = match about {
            About::Span if is_call => OutcomeOf::Request(event_id(ids.0, ids.1)),
            About::Span | About::Trace => OutcomeOf::Trace(format!("{:032x}", ids.0)),
            About::Session => match facts.owned(Field::Conversation) {
                Some(session) => OutcomeOf::Task(session),
                None => OutcomeOf::Trace(format!("{:032x}", ids.0)),
            },
        };
        outcomes.extend(judged.outcome(of, at_us, place));
    }
    outcomes
}

fn evaluation_events<'s>(span: &'s Span<'_>) -> impl Iterator<Item = &'s Event<'s>> {
    let events = span.events.as_deref().unwrap_or_default();
    events.iter().filter(|event| text(event.name.as_ref()) == EVENT).take(MOST)
}

/// What a flattened judgement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Span,
    Trace,
    Session,
}

/// `annotations.<i>.annotation.<key>` and `evaluations.<i>.evaluation.<key>`, also under `trace.` and `session.`.
fn flattened(facts: &Facts<'_>) -> BTreeMap<(About, String), Judged> {
    let mut all: BTreeMap<(About, String), Judged> = BTreeMap::new();
    for (key, raw) in facts.rest() {
        let (about, rest) = match key {
            key if key.starts_with("trace.") => (About::Trace, key.get(6..).unwrap_or_default()),
            key if key.starts_with("session.") => (About::Session, key.get(8..).unwrap_or_default()),
            key => (About::Span, key),
        };
        let mut parts = rest.splitn(4, '.');
        let (Some(list), Some(number), Some(one), Some(field)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let is_judgement =
            matches!((list, one), ("annotations", "annotation") | ("evaluations", "evaluation"));
        if !is_judgement || number.parse::<u16>().is_err() || all.len() >= MOST {
            continue;
        }
        let judged = all.entry((about, format!("{list}.{number}"))).or_default();
        let value = Value::of(raw);
        let Some(word) = value.word().filter(|word| word.len() <= 128) else { continue };
        match field {
            "name" => judged.name = Some(word.to_owned()),
            "label" => judged.label = Some(word.to_owned()),
            "score" => judged.score = lenient::amount(word).ok(),
            "annotator_kind" => judged.judge = Some(judge(word)),
            _ => {}
        }
    }
    all
}
