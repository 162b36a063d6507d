//! Contracts as text, usage in a line.

use rust_decimal::Decimal;

use crate::kernel::{Day, Period, parse_day};
use crate::pricing::contract::Contract;
use crate::pricing::rating::Bounds;
use crate::pricing::settle::*;

pub fn contract(text: &str) -> Contract {
    Contract::parse(text).unwrap()
}

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// Usage of a month at one of four channels, list price and ours.
pub fn usage(month: &str, channel: &str, list: &str, contracted: &str) -> UsageCost {
    let first = day(&format!("{month}-01"));
    UsageCost {
        period: Period::new(first, first + chrono::Months::new(1)).unwrap(),
        place: UsagePlace { channel: channel.to_owned(), ..UsagePlace::default() },
        currency: "USD".to_owned(),
        list: Bounds::exact(dec(list)),
        contracted: Bounds::exact(dec(contracted)),
    }
}

/// The months from January 2026 on, in dollars, all of them known.
pub fn settled(
    text: &str,
    months: u32,
    usage: &[UsageCost],
    purchases: Option<&[Purchase]>,
) -> Vec<MonthSettlement> {
    let contract = contract(text);
    let end = day("2026-01-01") + chrono::Months::new(months);
    let input = SettleInput {
        contract: &contract,
        months: Period::new(day("2026-01-01"), end).unwrap(),
        known_until: end,
        usage,
        purchases,
    };
    let mut settlements = settle(&input).unwrap();
    assert_eq!(settlements.len(), 1);
    settlements.remove(0).months
}

pub fn exact(amount: &str) -> Ends {
    Ends { low: dec(amount), high: dec(amount) }
}

pub fn line<'a>(month: &'a MonthSettlement, entry: &str) -> &'a TermLine {
    month.terms.iter().find(|line| line.entry == entry).unwrap()
}
