//! A score becomes an outcome of a call, a trace or a session.
//!
//! A BOOLEAN score is a verdict: true is success. NUMERIC and CATEGORICAL scores are told without one. TEXT and CORRECTION
//! scores are free text and stay out.

use std::borrow::Cow;

use crate::fields::{Fields, Refusal};
use crate::format::Findings;
use crate::formats::parts::label;
use crate::lenient;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

pub fn read(fields: &Fields<'_>, place: Place, found: &mut Findings) -> Result<(), Refusal> {
    let kind = fields.text(&["dataType"]).unwrap_or_default().to_ascii_uppercase();
    if matches!(kind.as_str(), "TEXT" | "CORRECTION") {
        found.skip("scores that are free text");
        return Ok(());
    }
    let Some(of) = subject(fields) else {
        found.skip("scores of an experiment: it is no task");
        return Ok(());
    };
    let value = fields.text(&["value"]);
    let verdict = fields.flag(&["value"]).or_else(|| fields.flag(&["stringValue"]));
    let number = value.as_deref().and_then(|text| lenient::amount(text).ok());
    let (kind, score) = match kind.as_str() {
        "BOOLEAN" => match verdict {
            Some(true) => (OutcomeKind::Success, Some(1.into())),
            Some(false) => (OutcomeKind::Failure, Some(0.into())),
            None => (OutcomeKind::Missing, None),
        },
        "NUMERIC" if number.is_none() => {
            return Err(Refusal::new("not_a_number", "`value` of a NUMERIC score is no number"));
        }
        "CATEGORICAL" => (OutcomeKind::Score, None),
        _ => (OutcomeKind::Score, number),
    };
    let text = fields.text(&["stringValue"]).or_else(|| value.filter(|_| number.is_none()));
    let is_label = matches!(kind, OutcomeKind::Score);
    found.outcomes.push(Outcome {
        event_id: fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?,
        of,
        name: fields
            .string(&["name"])
            .ok_or_else(|| Refusal::new("no_name", "`name` of a score is missing"))?,
        kind,
        score,
        label: text.filter(|_| is_label).and_then(|text| label(Some(text))),
        judge: fields.text(&["source"]).map(judge),
        at_us: fields.instant(&["timestamp", "createdAt"]),
        place,
    });
    Ok(())
}

fn judge(source: Cow<'_, str>) -> String {
    match source.to_ascii_uppercase().as_str() {
        "ANNOTATION" => "human".to_owned(),
        "EVAL" => "model".to_owned(),
        _ => source.to_ascii_lowercase(),
    }
}

/// What it is about: the narrowest thing it names.
fn subject(fields: &Fields<'_>) -> Option<OutcomeOf> {
    if let Some(subject) = fields.object(&["subject"]) {
        let subject = subject.fields();
        let id = subject.string(&["id"])?;
        return match subject.text(&["kind"])?.as_ref() {
            "observation" => Some(OutcomeOf::Request(id)),
            "trace" => Some(OutcomeOf::Trace(id)),
            "session" => Some(OutcomeOf::Task(id)),
            _ => None,
        };
    }
    let observation = fields.string(&["observationId"]).map(OutcomeOf::Request);
    let trace = || fields.string(&["traceId"]).map(OutcomeOf::Trace);
    let session = || fields.string(&["sessionId"]).map(OutcomeOf::Task);
    observation.or_else(trace).or_else(session)
}
