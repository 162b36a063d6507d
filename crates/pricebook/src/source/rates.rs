//! A line of rates: one key, one validity, several meters.

use rust_decimal::Decimal;
use toml::de::DeValue;

use super::fields::{Fields, Log, Placed};
use super::values;
use crate::meters::{METERS, MeterId};
use crate::model::{Band, Clock, Rate, RateId, RateStatus, Window};
use crate::rate_key;

/// Units a price is for when the line does not say.
const USUAL_PER: u64 = 1_000_000;

/// The words of a status in source files.
const STATUSES: &[(&str, RateStatus)] = &[
    ("confirmed", RateStatus::Confirmed),
    ("corroborated", RateStatus::Corroborated),
    ("single", RateStatus::Single),
    ("announced", RateStatus::Announced),
    ("disputed", RateStatus::Disputed),
];

/// Whose rates are read, and what a line means that does not name its geo.
pub(super) struct Owner<'o> {
    pub(super) channel: &'o str,
    pub(super) model: &'o str,
    pub(super) default_geo: &'o str,
}

/// Reads one line into its rates, each placed at its meter.
pub(super) fn read(mut fields: Fields<'_>, owner: &Owner<'_>, log: &mut Log) -> Vec<Placed<Rate>> {
    let tier = fields.option(log, "tier", values::name).unwrap_or_else(|| "standard".to_owned());
    let geo = fields.option(log, "geo", values::name).unwrap_or_else(|| owner.default_geo.to_owned());
    let over = fields.option(log, "over", values::count).unwrap_or(0);
    let per = fields.option(log, "per", values::count).unwrap_or(USUAL_PER);
    let clock = fields.option(log, "clock", clock);
    let valid = window(&mut fields, log, "from", "to");
    let known = window(&mut fields, log, "known_from", "known_to");
    let unverified_from = fields.option(log, "unverified_from", values::instant);
    let expected = fields.option(log, "expected", values::text);
    let is_observed = fields.option(log, "observed", values::flag).unwrap_or(false);
    let is_free = fields.option(log, "free", values::flag).unwrap_or(false);
    let status = fields.need(log, "status", status);
    let source = fields.need(log, "source", values::name);
    let prices = prices(&mut fields, log);
    fields.finish(log);
    let (Some(status), Some(source)) = (status, source) else { return Vec::new() };
    let rate = |Placed { value: (meter, price), place }: Placed<(MeterId, Option<Decimal>)>| {
        let mut rate = Rate {
            id: RateId(0),
            tier: tier.clone(),
            geo: geo.clone(),
            band: Band { over },
            clock: clock.clone(),
            meter,
            price,
            per,
            valid,
            known,
            status,
            source: source.clone(),
            unverified_from,
            expected: expected.clone(),
            is_observed,
            is_free,
        };
        rate.id = rate_key::rate_id(owner.channel, owner.model, &rate);
        Placed { value: rate, place }
    };
    prices.into_iter().map(rate).collect()
}

/// `[from, to)` of two fields.
pub(super) fn window(fields: &mut Fields<'_>, log: &mut Log, from: &'static str, to: &'static str) -> Window {
    Window { from: fields.option(log, from, values::instant), to: fields.option(log, to, values::instant) }
}

fn prices(fields: &mut Fields<'_>, log: &mut Log) -> Vec<Placed<(MeterId, Option<Decimal>)>> {
    let entries = fields.entries(log, "price");
    if entries.is_empty() {
        fields.missing(log, "price");
    }
    let mut prices = Vec::new();
    for (name, place, value) in entries {
        let Some(meter) = MeterId::parse(&name) else {
            let listed: Vec<&str> = METERS.iter().map(|spec| spec.name).collect();
            let remedy = format!("use a meter of catalogue version 1: {}", listed.join(", "));
            log.error(place, "unknown-meter", format!("\"{name}\" is not a meter"), &remedy);
            continue;
        };
        match price(value.get_ref()) {
            Ok(price) => prices.push(Placed { value: (meter, price), place }),
            Err(expected) => {
                let remedy =
                    "copy it from the source as written there, or `none` where the page shows a dash";
                log.error(place, "price", format!("the price of {meter} is not {expected}"), remedy);
            }
        }
    }
    prices
}

/// `"none"` states that there is no price of its own.
fn price(value: &DeValue<'_>) -> Result<Option<Decimal>, values::Expected> {
    match value {
        DeValue::String(text) if text == "none" => Ok(None),
        _ => values::decimal(value).map(Some),
    }
}

fn status(value: &DeValue<'_>) -> Result<RateStatus, values::Expected> {
    let word = values::text(value)?;
    let known = STATUSES.iter().find(|(name, _)| *name == word).map(|(_, status)| *status);
    known.ok_or_else(|| "confirmed, corroborated, single, announced or disputed".to_owned())
}

fn clock(value: &DeValue<'_>) -> Result<Clock, values::Expected> {
    let text = values::text(value)?;
    let side = text.split_once(' ').and_then(|(calendar, side)| match side {
        "inside" => Some((calendar, true)),
        "outside" => Some((calendar, false)),
        _ => None,
    });
    side.map(|(calendar, is_inside)| Clock { calendar: calendar.to_owned(), is_inside })
        .ok_or_else(|| "a calendar and its side, like \"deepseek-peak inside\"".to_owned())
}
