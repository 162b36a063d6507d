//! Quantities of an attempt as meters of the price book, and the class of spend each one is of.

use std::sync::LazyLock;

use rust_decimal::Decimal;
use showback_gateways::Tokens;
use showback_pricebook::{MeterId, MeterSide};

/// How many classes there are.
pub(super) const CLASSES: usize = 5;

/// Which of the five amounts of a request a meter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Input,
    CacheWrite,
    CacheRead,
    Output,
    Other,
}

/// A meter of the book by the name it has here and there.
pub(super) struct Names {
    input: Option<MeterId>,
    cache_read: Option<MeterId>,
    cache_write_5m: Option<MeterId>,
    cache_write_1h: Option<MeterId>,
    cache_write: Option<MeterId>,
    output: Option<MeterId>,
    requests: Option<MeterId>,
    /// By place in the list of meters.
    facts: Vec<Facts>,
}

#[derive(Clone, Copy)]
struct Facts {
    class: Class,
    /// For a meter of the prompt cache: the meter of the same tokens without a cache.
    uncached: Option<MeterId>,
}

pub(super) static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    input: MeterId::parse("input"),
    cache_read: MeterId::parse("cache_read"),
    cache_write_5m: MeterId::parse("cache_write_5m"),
    cache_write_1h: MeterId::parse("cache_write_1h"),
    cache_write: MeterId::parse("cache_write"),
    output: MeterId::parse("output"),
    requests: MeterId::parse("requests"),
    facts: MeterId::all().map(facts).collect(),
});

fn facts(meter: MeterId) -> Facts {
    let name = meter.name();
    let class = match meter.side() {
        MeterSide::Input if name.starts_with("cache_write") => Class::CacheWrite,
        MeterSide::Input if name.starts_with("cache_read") => Class::CacheRead,
        MeterSide::Input => Class::Input,
        MeterSide::Output => Class::Output,
        MeterSide::Other => Class::Other,
    };
    let plain = match name {
        "cache_read_audio" => "input_audio",
        "cache_read_image" => "input_image",
        _ => "input",
    };
    let is_cache = matches!(class, Class::CacheRead | Class::CacheWrite);
    Facts { class, uncached: MeterId::parse(plain).filter(|_| is_cache) }
}

impl Names {
    /// The class of a meter.
    pub fn class(&self, meter: MeterId) -> Class {
        self.facts.get(meter.index()).map_or(Class::Other, |facts| facts.class)
    }

    /// The meter that the tokens of a cache meter would have been without a cache; `None` for any other meter.
    pub fn uncached(&self, meter: MeterId) -> Option<MeterId> {
        self.facts.get(meter.index())?.uncached
    }
}

/// What coding agents count beside tokens: no seller charges for it.
const FREE: [&str; 7] = [
    "coding_session",
    "lines_added",
    "lines_removed",
    "commits",
    "pull_requests",
    "edits_accepted",
    "edits_rejected",
];

/// Fills `into` with what there is to rate, each meter once; a zero is left out. Answers whether every quantity that
/// somebody could charge for has a meter of the book. `charged_requests`: how many requests the seller
/// charges for as such.
pub(super) fn quantities(tokens: &Tokens, charged_requests: u64, into: &mut Vec<(MeterId, Decimal)>) -> bool {
    into.clear();
    let names = &*NAMES;
    let fixed = [
        (names.input, tokens.input),
        (names.cache_read, tokens.cache_read),
        (names.cache_write_5m, tokens.cache_write_5m),
        (names.cache_write_1h, tokens.cache_write_1h),
        (names.cache_write, tokens.cache_write),
        (names.output, tokens.output),
    ];
    for (meter, quantity) in fixed {
        if let Some(meter) = meter.filter(|_| quantity > 0) {
            into.push((meter, Decimal::from(quantity)));
        }
    }
    let mut is_complete = true;
    for (name, quantity) in &tokens.more {
        match MeterId::parse(name) {
            _ if *quantity == 0 || FREE.contains(name) => {}
            Some(meter) if Some(meter) == names.requests => {}
            Some(meter) => add(into, meter, *quantity),
            None => is_complete = false,
        }
    }
    if let Some(requests) = names.requests.filter(|_| charged_requests > 0) {
        into.push((requests, Decimal::from(charged_requests)));
    }
    is_complete
}

fn add(into: &mut Vec<(MeterId, Decimal)>, meter: MeterId, quantity: u64) {
    match into.iter_mut().find(|(known, _)| *known == meter) {
        Some((_, sum)) => *sum = sum.saturating_add(Decimal::from(quantity)),
        None => into.push((meter, Decimal::from(quantity))),
    }
}

/// Adds, with a quantity of zero, the meters that cached tokens are measured against, so that their rates are found.
pub(super) fn add_comparisons(quantities: &mut Vec<(MeterId, Decimal)>) {
    for place in 0..quantities.len() {
        let Some(plain) = quantities.get(place).and_then(|(meter, _)| NAMES.uncached(*meter)) else {
            continue;
        };
        if !quantities.iter().any(|(meter, _)| *meter == plain) {
            quantities.push((plain, Decimal::ZERO));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &[(MeterId, Decimal)]) -> Vec<String> {
        list.iter().map(|(meter, quantity)| format!("{meter} {quantity}")).collect()
    }

    #[test]
    fn quantities_are_the_meters_of_the_book_without_zeros() {
        let tokens = Tokens {
            input: 10,
            cache_write_1h: 3,
            output: 4,
            reasoning: Some(2),
            more: vec![("input_audio", 5), ("web_search_call", 1), ("lines_added", 70), ("images", 0)],
            ..Tokens::default()
        };
        let mut list = Vec::new();
        assert!(quantities(&tokens, 0, &mut list));
        assert_eq!(
            said(&list),
            ["input 10", "cache_write_1h 3", "output 4", "input_audio 5", "web_search_call 1"],
            "reasoning is inside the output, lines of code cost nothing"
        );
    }

    #[test]
    fn a_quantity_no_book_can_name_is_noticed() {
        let tokens = Tokens { more: vec![("moon_dust", 1)], ..Tokens::default() };
        let mut list = Vec::new();
        assert!(!quantities(&tokens, 1, &mut list));
        assert_eq!(said(&list), ["requests 1"], "the request itself is charged by this seller");
    }

    #[test]
    fn cached_tokens_bring_the_rate_they_are_measured_against() {
        let tokens = Tokens { cache_read: 7, more: vec![("cache_read_audio", 2)], ..Tokens::default() };
        let mut list = Vec::new();
        quantities(&tokens, 0, &mut list);
        add_comparisons(&mut list);
        assert_eq!(said(&list), ["cache_read 7", "cache_read_audio 2", "input 0", "input_audio 0"]);
    }
}
