//! Boolean and float metrics become outcomes of an inference or an episode.

use crate::fields::{Fields, Refusal};
use crate::formats::tensorzero::normalise::time_of_id;
use crate::lenient;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

pub fn outcome(fields: &Fields<'_>, place: Place) -> Result<Outcome, Refusal> {
    let id = fields.string(&["id"]).ok_or_else(|| Refusal::no_id("id"))?;
    let target = fields.string(&["target_id"]).ok_or_else(|| Refusal::no_id("target_id"))?;
    let value = fields.text(&["value"]);
    let flag = match value.as_deref() {
        Some("t" | "true") => Some(true),
        Some("f" | "false") => Some(false),
        _ => None,
    };
    let (kind, score) = match (flag, value) {
        (Some(true), _) => (OutcomeKind::Success, Some(1.into())),
        (Some(false), _) => (OutcomeKind::Failure, Some(0.into())),
        (None, None) => (OutcomeKind::Missing, None),
        (None, Some(text)) => {
            let score = lenient::amount(&text);
            (OutcomeKind::Score, Some(score.map_err(|_| not_a_value())?))
        }
    };
    Ok(Outcome {
        at_us: fields.instant(&["created_at", "timestamp"]).or_else(|| time_of_id(&id)),
        event_id: id,
        of: OutcomeOf::Request(target),
        name: fields
            .string(&["metric_name"])
            .ok_or_else(|| Refusal::new("no_name", "`metric_name` of a feedback is missing"))?,
        kind,
        score,
        label: None,
        judge: None,
        place,
    })
}

fn not_a_value() -> Refusal {
    Refusal::new("not_a_number", "`value` of a feedback is neither a flag nor a number")
}
