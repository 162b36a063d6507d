//! What a factor between bill and rates looks like, told from the book.

use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;
use showback_pricebook::{Book, Channel, Instant, MeterId, Model, Rate};

use crate::kernel::words::grouped;
use crate::kernel::{day_start, parse_day};
use crate::pricing::views::present::per_million;
use crate::pricing::views::words::percent;

/// Two factors are the same when they differ by at most one part in so many.
const SAME_PARTS: i64 = 200;

/// What is known of a difference.
pub(super) struct Clue<'a> {
    pub channel: &'a str,
    pub model: &'a str,
    /// The meter with most money.
    pub meter: &'a str,
    pub since: &'a str,
    pub through: &'a str,
    /// Billed over rated.
    pub scale: Decimal,
}

/// What the difference looks like, the most specific first: a price of another time, of another tier, place or prompt
/// length, a factor of the channel, a discount.
pub(super) fn likely(book: &Book, clue: &Clue<'_>) -> String {
    if clue.scale.is_zero() {
        return "usage that is not billed".to_owned();
    }
    let channel = book.channels.iter().find(|channel| channel.id == clue.channel);
    let rates = channel.and_then(|channel| Some((channel, rates_of(channel, clue)?)));
    let (Ok(since), Ok(through)) = (parse_day(clue.since), parse_day(clue.through)) else {
        return share(clue.scale);
    };
    rates
        .as_ref()
        .and_then(|(channel, rates)| {
            of_another_time(rates, clue.scale, since, through)
                .or_else(|| of_another_way(channel, rates, clue.scale, day_start(since)))
        })
        .or_else(|| channel.and_then(|channel| of_a_modifier(channel, clue.scale, day_start(since))))
        .or_else(|| rates.as_ref().and_then(|(_, rates)| of_another_time_in_part(rates, clue.scale, since)))
        .unwrap_or_else(|| share(clue.scale))
}

/// Known rates of the meter with a price.
fn rates_of<'a>(channel: &'a Channel, clue: &Clue<'_>) -> Option<Vec<&'a Rate>> {
    let meter = MeterId::parse(clue.meter)?;
    let model: Option<&Model> = channel.models.iter().find(|model| model.id == clue.model);
    let all = model.map_or(&channel.fees, |model| &model.rates);
    Some(
        all.iter()
            .filter(|rate| rate.meter == meter && rate.known.to.is_none() && rate.price.is_some())
            .collect(),
    )
}

fn is_same(left: Decimal, right: Decimal) -> bool {
    ((left - right) * Decimal::from(SAME_PARTS)).abs() <= right.abs()
}

fn quotient(over: &Rate, under: &Rate) -> Option<Decimal> {
    per_million(over)?.checked_div(per_million(under)?)
}

fn is_alike(left: &Rate, right: &Rate) -> bool {
    (&left.tier, &left.geo, left.band, &left.clock) == (&right.tier, &right.geo, right.band, &right.clock)
}

/// The bill still has the price of before a change, or already that of after one.
fn of_another_time(rates: &[&Rate], scale: Decimal, since: NaiveDate, through: NaiveDate) -> Option<String> {
    let mut changes: Vec<(NaiveDate, &Rate, &Rate)> = Vec::new();
    for after in rates {
        let Some(at) = after.valid.from else { continue };
        let before = rates.iter().find(|before| is_alike(before, after) && before.valid.to == Some(at));
        changes.extend(before.map(|before| (at.date_naive(), *before, *after)));
    }
    let near = |day: &NaiveDate| (*day - since).abs();
    changes.sort_by_key(|(day, ..)| near(day));
    let day = TimeDelta::days(1);
    changes.into_iter().find_map(|(on, before, after)| {
        if on <= since + day && quotient(before, after).is_some_and(|factor| is_same(factor, scale)) {
            return Some(format!("the price of before {on}"));
        }
        let is_early = on >= through - day;
        (is_early && quotient(after, before).is_some_and(|factor| is_same(factor, scale)))
            .then(|| format!("the price of from {on} on"))
    })
}

/// Days after a change of price in which a bill that lies between both prices is likely to have some of the old one.
const LAG_DAYS: i64 = 60;

/// Part of the bill, such as one of the tiers it adds up, still has the price of before a change.
fn of_another_time_in_part(rates: &[&Rate], scale: Decimal, since: NaiveDate) -> Option<String> {
    rates.iter().find_map(|after| {
        let at = after.valid.from?;
        let on = at.date_naive();
        let lag = (since - on).num_days();
        let before = rates.iter().find(|before| is_alike(before, after) && before.valid.to == Some(at))?;
        let factor = quotient(before, after)?;
        let is_between = (scale - Decimal::ONE) * (factor - scale) > Decimal::ZERO;
        ((0..=LAG_DAYS).contains(&lag) && is_between).then(|| format!("in part the price of before {on}"))
    })
}

/// The bill has the price of another tier, place or length of prompts.
fn of_another_way(channel: &Channel, rates: &[&Rate], scale: Decimal, at: Instant) -> Option<String> {
    let live: Vec<&Rate> = rates.iter().copied().filter(|rate| rate.valid.contains(at)).collect();
    let base = live.iter().copied().find(|rate| {
        rate.tier == "standard"
            && rate.geo == channel.default_geo
            && rate.band.over == 0
            && rate.clock.is_none()
    })?;
    let other = live.iter().copied().find(|rate| {
        let differs = [rate.tier != base.tier, rate.geo != base.geo, rate.band != base.band];
        differs.into_iter().filter(|differs| *differs).count() == 1
            && quotient(rate, base).is_some_and(|factor| is_same(factor, scale))
    })?;
    Some(if other.tier != base.tier {
        format!("the price of tier {}", other.tier)
    } else if other.geo != base.geo {
        format!("the price of place {}", other.geo)
    } else {
        format!("the price of prompts over {} tokens", grouped(&other.band.over.to_string()))
    })
}

fn of_a_modifier(channel: &Channel, scale: Decimal, at: Instant) -> Option<String> {
    let found = channel
        .modifiers
        .iter()
        .find(|modifier| modifier.valid.contains(at) && is_same(modifier.factor, scale))?;
    Some(format!("the factor {} of place {}", found.factor.normalize(), found.geo))
}

fn share(scale: Decimal) -> String {
    if scale < Decimal::ONE {
        format!("a discount of {} %", percent(Decimal::ONE - scale))
    } else {
        format!("a price {} % higher", percent(scale - Decimal::ONE))
    }
}
