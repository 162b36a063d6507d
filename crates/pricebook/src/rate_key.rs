//! The identity of a rate: what it prices, when, and at how much.

use sha2::{Digest, Sha256};

use crate::model::{Clock, Instant, Rate, RateId, Window};

/// The model of a rate that is tied to none.
pub const EVERY_MODEL: &str = "*";

/// The readable key of a rate, whose hash is its id: `channel model tier geo >over clock meter from..to price/per`. A
/// dash stands for no clock, an empty side of `..` for an absent bound.
pub fn rate_key(channel: &str, model: &str, rate: &Rate) -> String {
    format!("{}{}", start_key(channel, model, rate), bound(rate.valid.to))
}

/// The key without its end. A rate that ends because a successor follows keeps this part.
pub(crate) fn start_key(channel: &str, model: &str, rate: &Rate) -> String {
    let price = rate.price.map_or_else(|| "none".to_owned(), |price| price.normalize().to_string());
    format!(
        "{channel} {model} {} {} >{} {} {} {price}/{} {}..",
        rate.tier,
        rate.geo,
        rate.band.over,
        clock_text(rate.clock.as_ref()),
        rate.meter,
        rate.per,
        bound(rate.valid.from),
    )
}

/// Id of the rate with this key: the first eight bytes of its SHA-256.
pub(crate) fn id_of_key(key: &str) -> RateId {
    let digest = Sha256::digest(key.as_bytes());
    RateId(digest.iter().take(8).fold(0, |id, byte| (id << 8) | u64::from(*byte)))
}

/// Id of a rate, whatever its own field says.
pub fn rate_id(channel: &str, model: &str, rate: &Rate) -> RateId {
    id_of_key(&rate_key(channel, model, rate))
}

/// `calendar:inside`, `calendar:outside`, or a dash.
pub(crate) fn clock_text(clock: Option<&Clock>) -> String {
    clock.map_or_else(
        || "-".to_owned(),
        |clock| format!("{}:{}", clock.calendar, if clock.is_inside { "inside" } else { "outside" }),
    )
}

/// An instant as books write it: RFC 3339 with `Z`, seconds always, fractions only where there are any.
pub(crate) fn instant_text(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// `from..to` for people.
pub(crate) fn window_text(window: &Window) -> String {
    format!("{}..{}", bound(window.from), bound(window.to))
}

fn bound(at: Option<Instant>) -> String {
    at.map(instant_text).unwrap_or_default()
}
