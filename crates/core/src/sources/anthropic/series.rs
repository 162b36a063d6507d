//! Anthropic's dimensions in the ledger's words.

use rust_decimal::Decimal;

use super::PROVIDER;
use super::api::{Actor, Usage};
use crate::kernel::Currency;
use crate::ledger::{Category, ChargeBasis, ChargeRow, Meter, SeriesKey};
use crate::sources::Ask;
use crate::sources::reading::{Exact, Quantities};

/// A series of this provider, sold by itself.
pub(super) fn base_series() -> SeriesKey {
    SeriesKey { provider: PROVIDER.to_owned(), channel: PROVIDER.to_owned(), ..SeriesKey::default() }
}

/// A null means nothing by itself: `None` when the dimension was not asked, empty when it was and there is none.
pub(super) fn asked(ask: &Ask, dimension: &str, value: Option<String>) -> Option<String> {
    if ask.group_by.iter().any(|asked| asked == dimension) { Some(value.unwrap_or_default()) } else { None }
}

/// The place of processing. One surface says null and the other `not_available` where a model has no regions; both
/// become empty, so that the two surfaces tell one series.
pub(super) fn region(ask: &Ask, grouped_by: &str, inference_geo: Option<String>) -> Option<String> {
    let told = inference_geo.filter(|place| place != "not_available");
    asked(ask, grouped_by, told)
}

/// The lane in the ledger's words. On-demand and discounted forms are the same lane at another price; words not
/// known here stay as they are, because the list is open; no word, no lane.
pub(super) fn lane(service_tier: Option<&str>) -> Option<String> {
    match service_tier {
        None | Some("") => None,
        Some("priority" | "priority_on_demand") => Some("priority".to_owned()),
        Some("flex" | "flex_discount") => Some("flex".to_owned()),
        Some(other) => Some(other.to_owned()),
    }
}

/// Token type of a charge as a meter name; unknown ones keep Anthropic's word.
pub(super) fn token_class(token_type: Option<String>) -> Option<String> {
    let meter = match token_type.as_deref() {
        Some("uncached_input_tokens") => Meter::Input,
        Some("output_tokens") => Meter::Output,
        Some("cache_read_input_tokens") => Meter::CacheRead,
        Some("cache_creation.ephemeral_5m_input_tokens") => Meter::CacheWrite5m,
        Some("cache_creation.ephemeral_1h_input_tokens") => Meter::CacheWrite1h,
        _ => return token_type,
    };
    Some(meter.name().to_owned())
}

/// Cost type of a charge as an operation; tokens are those of messages.
pub(super) fn operation(cost_type: Option<String>) -> Option<String> {
    match cost_type.as_deref() {
        Some("tokens") => Some("messages".to_owned()),
        _ => cost_type,
    }
}

/// Puts the actor into a series: users and service accounts by id, federated identities as provider and subject. A
/// key as actor means that no person is known. Addresses and deletion marks stay out: they change, the id does not.
pub(super) fn add_actor(series: &mut SeriesKey, actor: Option<Actor>) {
    let actor = actor.unwrap_or_default();
    let federated = actor.provider.map(|provider| match actor.subject {
        Some(subject) => format!("{provider}:{subject}"),
        None => format!("{provider}:"),
    });
    series.user = Some(actor.user_id.or(actor.service_account_id).or(federated).unwrap_or_default());
    series.credential = actor.api_key_id;
    if !actor.kind.is_empty() {
        series.extra.insert("actor_type".to_owned(), actor.kind);
    }
}

/// A charge from an amount in cents.
pub(super) fn charge_of_cents(
    series: SeriesKey,
    basis: ChargeBasis,
    amount: Exact,
    list_amount: Option<Exact>,
    currency: &str,
    page: usize,
) -> Result<ChargeRow, String> {
    let currency = Currency::parse(currency).map_err(|error| error.to_string())?;
    let is_credit = amount.value.is_sign_negative() && !amount.value.is_zero();
    Ok(ChargeRow {
        series,
        basis,
        category: if is_credit { Category::Credit } else { Category::Usage },
        amount: units_of_cents(amount.value)?,
        currency,
        amount_text: amount.text,
        list_amount: list_amount.map(|list| units_of_cents(list.value)).transpose()?,
        quantity: None,
        quantity_unit: None,
        page,
    })
}

/// Cents as units of the currency, exact: a product with 0.01 only moves the point.
fn units_of_cents(cents: Decimal) -> Result<Decimal, String> {
    let one_cent = Decimal::new(1, 2);
    cents.checked_mul(one_cent).ok_or_else(|| "the amount is too large".to_owned())
}

/// Meters of a usage row of either surface. Uncached input leaves cached tokens out, so the classes are disjoint;
/// where a total is told they must add up to it, so that a new class of tokens is noticed.
pub(super) fn quantities(usage: &Usage) -> Result<Quantities, String> {
    let classes = [
        (Meter::Input, usage.uncached_input_tokens, "uncached_input_tokens"),
        (
            Meter::CacheWrite5m,
            usage.cache_creation.ephemeral_5m_input_tokens,
            "cache_creation.ephemeral_5m_input_tokens",
        ),
        (
            Meter::CacheWrite1h,
            usage.cache_creation.ephemeral_1h_input_tokens,
            "cache_creation.ephemeral_1h_input_tokens",
        ),
        (Meter::CacheRead, usage.cache_read_input_tokens, "cache_read_input_tokens"),
        (Meter::Output, usage.output_tokens, "output_tokens"),
    ];
    let mut quantities = Quantities::default();
    let mut sum = 0_i64;
    for (meter, quantity, field) in classes {
        quantities.add(meter, quantity, field)?;
        sum = sum.checked_add(quantity).ok_or("the quantities are too large to add")?;
    }
    if let Some(total) = usage.total_tokens.filter(|total| *total != sum) {
        return Err(format!("total_tokens is {total}, but the token classes add up to {sum}"));
    }
    let searches = usage.server_tool_use.web_search_requests;
    quantities.add(Meter::WebSearchCalls, searches, "web_search_requests")?;
    quantities.add_told(Meter::Requests, usage.requests, "requests")?;
    Ok(quantities)
}
