//! Short ways to say usage.

use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;
use showback_pricebook::{Book, Instant, MeterId};

use crate::pricing::{
    Contract, Entry, Grain, Owner, Pricer, Rating, RatingStatus, ReasonCode, Term, Usage, UsageTime, bundled,
};

/// The bundled book without contract.
pub static PRICER: LazyLock<Pricer> =
    LazyLock::new(|| pricer_of(bundled::book().clone(), Contract::default()));

pub fn pricer_of(book: Book, contract: Contract) -> Pricer {
    Pricer::new(Arc::new(book), "book".to_owned(), Arc::new(contract), "contract".to_owned(), None).unwrap()
}

/// The bundled book under terms that always hold.
pub fn under(terms: impl IntoIterator<Item = (&'static str, Term)>) -> Pricer {
    let entries = terms.into_iter().map(|(id, term)| Entry {
        id: id.to_owned(),
        valid: showback_pricebook::Window::default(),
        reason: "a test".to_owned(),
        term,
    });
    pricer_of(bundled::book().clone(), Contract { entries: entries.collect() })
}

pub fn at(text: &str) -> Instant {
    let text = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    text.parse().unwrap()
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn meter(name: &str) -> MeterId {
    MeterId::parse(name).unwrap()
}

pub fn quantities(list: &[(&str, u64)]) -> Vec<(MeterId, Decimal)> {
    list.iter().map(|(name, quantity)| (meter(name), Decimal::from(*quantity))).collect()
}

/// One request of a model at standard, in its channel's default place.
pub fn request<'a>(
    channel: &'a str,
    model: &'a str,
    when: &str,
    quantities: &'a [(MeterId, Decimal)],
) -> Usage<'a> {
    Usage {
        channel,
        requested_model: Some(model),
        served_model: Some(model),
        geo: Some(""),
        tier_served: Some(""),
        tier_requested: None,
        speed: Some(""),
        batch: Some(false),
        time: UsageTime::At(at(when)),
        grain: Grain::Request,
        prompt: None,
        owner: Owner::default(),
        quantities,
    }
}

/// The list cost of a rating that is priced, exactly.
pub fn priced(rating: &Rating) -> Decimal {
    assert_eq!(rating.status, RatingStatus::Priced, "{rating:#?}");
    let list = rating.list.unwrap();
    assert!(list.is_exact());
    list.low
}

/// The list bounds of a rating that is a range.
pub fn range(rating: &Rating) -> (Decimal, Decimal) {
    assert_eq!(rating.status, RatingStatus::Range, "{rating:#?}");
    let list = rating.list.unwrap();
    (list.low, list.high)
}

/// Whether the rating or one of its lines says so.
pub fn says(rating: &Rating, code: ReasonCode) -> bool {
    let lines = rating.lines.iter().flat_map(|line| line.reasons.iter());
    rating.reasons.iter().chain(lines).any(|reason| reason.code == code)
}

/// Whether nothing was assumed or is in doubt.
pub fn says_nothing(rating: &Rating) -> bool {
    rating.reasons.is_empty() && rating.lines.iter().all(|line| line.reasons.is_empty())
}
