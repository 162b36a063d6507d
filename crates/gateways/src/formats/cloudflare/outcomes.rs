//! Feedback and score of a log become outcomes. Feedback of 1 and -1 is a verdict; 0 is none.

use rust_decimal::Decimal;

use crate::fields::{Fields, Refusal};
use crate::format::Findings;
use crate::record::{Outcome, OutcomeKind, OutcomeOf, Place};

pub fn read(fields: &Fields<'_>, request: &str, place: Place, found: &mut Findings) -> Result<(), Refusal> {
    for name in ["feedback", "score"] {
        let Some(value) = fields.amount(&[name])? else { continue };
        let kind = match name {
            "feedback" if value.is_zero() => continue,
            "feedback" if value == Decimal::ONE => OutcomeKind::Success,
            "feedback" if value == Decimal::NEGATIVE_ONE => OutcomeKind::Failure,
            _ => OutcomeKind::Score,
        };
        found.outcomes.push(Outcome {
            event_id: format!("{request}:{name}"),
            of: OutcomeOf::Request(request.to_owned()),
            name: name.to_owned(),
            kind,
            score: Some(value),
            label: None,
            judge: None,
            at_us: None,
            place,
        });
    }
    Ok(())
}
