//! Feedback and scores of a request become outcomes.

use crate::fields::{Fields, Refusal};
use crate::format::Findings;
use crate::formats::parts::map;
use crate::lenient;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

/// Ending of the names of scores that are a yes or a no.
const IS_FLAG: &str = "-hcone-bool";

pub fn read(fields: &Fields<'_>, request: &str, place: Place, found: &mut Findings) -> Result<(), Refusal> {
    if let Some(is_good) = fields.flag(&["feedback_rating"]) {
        found.outcomes.push(Outcome {
            event_id: fields.string(&["feedback_id"]).unwrap_or_else(|| format!("{request}:feedback")),
            of: OutcomeOf::Request(request.to_owned()),
            name: "feedback".to_owned(),
            kind: verdict(is_good),
            score: Some(i64::from(is_good).into()),
            label: None,
            judge: Some("user".to_owned()),
            at_us: fields.instant(&["feedback_created_at"]),
            place,
        });
    }
    let Some(scores) = fields.get(&["scores"]).and_then(map) else { return Ok(()) };
    for (name, told) in scores.fields().iter() {
        // Newer answers of the API put the value beside its type.
        let inner = told.object();
        let told =
            inner.as_ref().and_then(|inner| inner.fields().get(&["value"]).and_then(|told| told.text()));
        let Some(text) = told.or_else(|| scores.fields().get(&[name]).and_then(|told| told.text())) else {
            continue;
        };
        let (plain, is_flag) = match name.strip_suffix(IS_FLAG) {
            Some(plain) => (plain, true),
            None => (name, matches!(text.as_ref(), "true" | "false")),
        };
        let flag = match text.as_ref() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        };
        let (kind, score) = match flag.filter(|_| is_flag) {
            Some(is_good) => (verdict(is_good), i64::from(is_good).into()),
            None => match lenient::amount(&text) {
                Ok(score) => (OutcomeKind::Score, score),
                Err(_) => return Err(Refusal::new("not_a_number", "a value of `scores` is no number")),
            },
        };
        found.outcomes.push(Outcome {
            event_id: format!("{request}:score:{plain}"),
            of: OutcomeOf::Request(request.to_owned()),
            name: plain.to_owned(),
            kind,
            score: Some(score),
            label: None,
            judge: None,
            at_us: None,
            place,
        });
    }
    Ok(())
}

fn verdict(is_good: bool) -> OutcomeKind {
    if is_good { OutcomeKind::Success } else { OutcomeKind::Failure }
}
