//! Reasons of ratings in plain words.

use crate::pricing::{Reason, ReasonCode};

/// The stored word of a reason's code.
pub fn reason_code(code: ReasonCode) -> String {
    serde_json::to_value(code).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Whether it is about an amount that lies between two.
pub(super) fn is_of_range(code: ReasonCode) -> bool {
    (ReasonCode::BandLost..=ReasonCode::CalendarUnknown).contains(&code)
}

/// Whether it is about an amount that is not known.
pub(super) fn is_of_unpriced(code: ReasonCode) -> bool {
    code < ReasonCode::BandLost
}

/// The reason in one sentence.
pub fn reason_text(reason: &Reason) -> String {
    let subject = &reason.subject;
    match reason.code {
        ReasonCode::UnknownChannel => format!("The price book has no channel {subject}"),
        ReasonCode::NoModel => "The usage names no model, and its meters have no fee of their own".to_owned(),
        ReasonCode::UnknownModel => format!("No model of the channel is called {subject}"),
        ReasonCode::UnknownTier => format!("No price is known for the tier {subject}"),
        ReasonCode::UnknownGeo => format!("No price is known for the place {subject}"),
        ReasonCode::UnknownMeter => format!("No price is known for {}", subject.replace('_', " ")),
        ReasonCode::BeforeFirstPrice => format!("The usage is older than the first known price: {subject}"),
        ReasonCode::ExpiredPrice => format!("The last known price ended before the usage: {subject}"),
        ReasonCode::ImpossibleLane => format!("These ways of being served cannot go together: {subject}"),
        ReasonCode::OverContextWindow => format!("The prompt is longer than the model takes: {subject}"),
        ReasonCode::BadQuantity => format!("The quantities contradict each other: {subject}"),
        ReasonCode::BandLost => {
            "Long prompts have other prices, and the length of each is not told".to_owned()
        }
        ReasonCode::ClockLost => "The price depends on the hour, and the hour is not told".to_owned(),
        ReasonCode::ChangedInside => "The price changed in the middle of the day".to_owned(),
        ReasonCode::LifetimeLost => {
            "How long the cache writes are kept is not told, and the price depends on it".to_owned()
        }
        ReasonCode::DisputedPrice => "Sources contradict each other about the price".to_owned(),
        ReasonCode::CalendarUnknown => {
            "The price depends on holidays that are not known for that year".to_owned()
        }
        ReasonCode::TierAssumed => format!("The tier asked for stands in for the one served: {subject}"),
        ReasonCode::StandardAssumed => "The tier is not told: standard is taken".to_owned(),
        ReasonCode::GeoAssumed => "The place is not told: the channel's default is taken".to_owned(),
        ReasonCode::Assumption => format!("An assumption of the contract: {subject}"),
        ReasonCode::UnverifiedPrice => "Nobody says whether the price still holds".to_owned(),
        ReasonCode::AnnouncedPrice => "The price was announced and not yet seen".to_owned(),
        ReasonCode::ObservedStart => {
            "Another price was first seen within a month after: its true start may lie before".to_owned()
        }
        ReasonCode::AllowanceNotApplied => "The free amount of the period is not taken off".to_owned(),
        ReasonCode::FreeTier => "The project is on a free tier, by the contract".to_owned(),
        ReasonCode::CreditElsewhere => "A promotion comes back as a credit on another line".to_owned(),
        ReasonCode::BilledAsInput => "There is no price of its own: billed as input".to_owned(),
    }
}
