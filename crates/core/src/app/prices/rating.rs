//! How one usage row was rated.

use rust_decimal::Decimal;
use showback_pricebook::{Channel, EVERY_MODEL, Rate, RateId};

use super::models::rate_view;
use crate::app::App;
use crate::app::model::{RateUseView, RatingRequest, RatingView, ReasonView};
use crate::kernel::words::units;
use crate::kernel::{Problem, ProblemCode};
use crate::pricing::views::{reason_code, reason_text};
use crate::pricing::{LoadedPricing, Note, RateUse, Reason, ReasonCode, stored_rating};

/// The rates, factors and reasons of one row, with the prices that rated it.
pub fn view(app: &App, request: RatingRequest) -> Result<RatingView, Problem> {
    let workspace = app.workspace()?;
    let (stored, by) = workspace.store.read::<_, Problem>(|reader| {
        let stored = stored_rating(reader, request.revision, request.ordinal)?.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, "there is no rating of this usage row")
                .hint("usage is rated after each sync; sync again")
        })?;
        let by = app.shelf().load_by_id(reader, stored.pricing)?;
        Ok((stored, by))
    })?;
    let note: Note = serde_json::from_str(&stored.note_json).unwrap_or_default();
    let channel = by.ready.book.channels.iter().find(|channel| channel.id == stored.channel);
    let money = |nanos: Option<i64>| nanos.map(|nanos| units(i128::from(nanos)));
    Ok(RatingView {
        status: stored.status.clone(),
        book: format!("{}, {}", by.pricing.book.version, by.pricing.book.hash),
        contract: by.ready.contract.hash(),
        rated_at: stored.rated_at.clone(),
        list: money(stored.list),
        list_high: money(stored.list_high),
        contracted: money(stored.contracted),
        contracted_high: money(stored.contracted_high),
        currency: stored.currency.clone(),
        rates: note.rates.iter().map(|used| use_view(app, &by, channel, used)).collect(),
        reasons: note.reasons.iter().map(reason_view).collect(),
    })
}

fn use_view(app: &App, by: &LoadedPricing, channel: Option<&Channel>, used: &RateUse) -> RateUseView {
    let found = used.rate.and_then(|id| channel.and_then(|channel| find(channel, id)));
    let rate = found
        .zip(channel)
        .map(|((model, rate), channel)| rate_view(&by.ready.pricer, channel, model, rate, app.now()));
    let million = |price: Decimal| {
        price.checked_mul(Decimal::from(1_000_000_u32)).unwrap_or(price).normalize().to_string()
    };
    RateUseView {
        rate,
        list_per_million: million(used.unit_price),
        contracted_per_million: million(used.contracted_unit_price),
        factors: used.factors.iter().map(|(id, factor)| format!("{id} x {}", factor.normalize())).collect(),
        terms: used.terms.clone(),
    }
}

/// A rate of a channel with the model it belongs to.
fn find(channel: &Channel, id: RateId) -> Option<(&str, &Rate)> {
    let of_models =
        channel.models.iter().flat_map(|model| model.rates.iter().map(|rate| (model.id.as_str(), rate)));
    let fees = channel.fees.iter().map(|rate| (EVERY_MODEL, rate));
    of_models.chain(fees).find(|(_, rate)| rate.id == id)
}

fn reason_view(reason: &Reason) -> ReasonView {
    ReasonView {
        code: reason_code(reason.code),
        subject: reason.subject.clone(),
        text: reason_text(reason),
        remedy: remedy(reason.code).map(str::to_owned),
    }
}

/// What the analyst can do; `None` when nothing is to be done.
const fn remedy(code: ReasonCode) -> Option<&'static str> {
    match code {
        ReasonCode::UnknownChannel | ReasonCode::BeforeFirstPrice => {
            Some("Look for a newer price book, or add the prices to the contract")
        }
        ReasonCode::UnknownModel => {
            Some("Name the model it stands for in the contract, or add its prices there")
        }
        ReasonCode::UnknownMeter | ReasonCode::ExpiredPrice => {
            Some("Look for a newer price book, or add the price to the contract")
        }
        ReasonCode::UnknownTier => Some("Assume a tier in the contract, or add its prices there"),
        ReasonCode::UnknownGeo => Some("Assume a place in the contract, or add its prices there"),
        ReasonCode::BandLost => Some("Assume a prompt length in the contract"),
        ReasonCode::LifetimeLost => Some("Assume a lifetime of cache writes in the contract"),
        ReasonCode::DisputedPrice => Some("Choose a source in the contract"),
        ReasonCode::TierAssumed | ReasonCode::StandardAssumed => {
            Some("Assume another tier in the contract where that is wrong")
        }
        ReasonCode::GeoAssumed => Some("Assume another place in the contract where that is wrong"),
        _ => None,
    }
}
