//! Feedback of a trace becomes an outcome: by convention 1 and -1 are thumbs, anything else a score.

use rust_decimal::Decimal;

use crate::fields::{Fields, Refusal};
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

pub fn outcome(fields: &Fields<'_>, place: Place) -> Result<Outcome, Refusal> {
    let trace = fields.string(&["trace_id"]).ok_or_else(|| Refusal::no_id("trace_id"))?;
    let value = fields.amount(&["value"])?;
    let weight = fields.amount(&["weight"])?.unwrap_or(Decimal::ONE);
    let at_us = fields.instant(&["created_at"]);
    let kind = match value {
        None => OutcomeKind::Missing,
        Some(value) if value == Decimal::ONE => OutcomeKind::Success,
        Some(value) if value == Decimal::NEGATIVE_ONE => OutcomeKind::Failure,
        Some(_) => OutcomeKind::Score,
    };
    let own = || format!("{trace}:feedback:{}", at_us.unwrap_or_default());
    Ok(Outcome {
        event_id: fields.string(&["id"]).unwrap_or_else(own),
        of: OutcomeOf::Trace(trace),
        name: "feedback".to_owned(),
        kind,
        score: value.and_then(|value| value.checked_mul(weight)),
        label: None,
        judge: None,
        at_us,
        place,
    })
}
