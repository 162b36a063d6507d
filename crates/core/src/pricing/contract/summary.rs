//! An entry in one line of plain words.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use showback_pricebook::{MeterId, MeterSide, Window};

use super::model::{
    Assumed, BoughtCapacity, Commitment, CommitmentKind, CommitmentPeriod, Discount, Entry, Fee, FeeBase,
    NegotiatedRate, PrivateModel, Scope, Term,
};
use super::shape::{date_text, decimal_text};

/// What the entry says, for example `12.5 % off all anthropic tokens from 2026-07-01`.
pub fn summary(entry: &Entry) -> String {
    format!("{}{}", term_words(&entry.term), window_words(entry.valid))
}

fn term_words(term: &Term) -> String {
    match term {
        Term::Rate(rate) => rate_words(rate),
        Term::Model(model) => model_words(model),
        Term::Alias(alias) => format!("{} \"{}\" is {}", alias.channel, alias.name, alias.model),
        Term::Discount(discount) => discount_words(discount),
        Term::Commitment(commitment) => commitment_words(commitment),
        Term::Capacity(capacity) => capacity_words(capacity),
        Term::Fee(fee) => fee_words(fee),
        Term::Credit(credit) => format!(
            "credit of {} {} on {}",
            decimal_text(credit.amount),
            credit.currency,
            usage_words(&credit.scope, "usage")
        ),
        Term::Assume(assumption) => {
            format!("{}: {}", usage_words(&assumption.scope, "usage"), assumed_words(&assumption.takes))
        }
    }
}

fn rate_words(rate: &NegotiatedRate) -> String {
    let band = if rate.over == 0 { String::new() } else { format!(" over {} tokens", grouped(rate.over)) };
    let scope = named(&rate.scope);
    format!("{scope}{band} at {}", price_words(&rate.prices, rate.per))
}

fn model_words(model: &PrivateModel) -> String {
    let name = format!("{} \"{}\"", model.channel, model.model);
    let own = price_words(&model.prices, model.per);
    match (&model.same_as, model.prices.is_empty()) {
        (Some((channel, same)), true) => format!("{name} at the rates of {channel} {same}"),
        (Some((channel, same)), false) => format!("{name} at the rates of {channel} {same}, but {own}"),
        (None, _) => format!("{name} at {own}"),
    }
}

fn discount_words(discount: &Discount) -> String {
    let what = match (discount.meters.as_slice(), discount.includes_tools) {
        ([], false) => usage_words(&discount.scope, "tokens"),
        ([], true) => usage_words(&discount.scope, "tokens and tools"),
        (meters, with_tools) => {
            let mut names: Vec<&str> = meters.iter().map(|meter| meter.name()).collect();
            if with_tools {
                names.push("tools");
            }
            usage_words(&discount.scope, &names.join(", "))
        }
    };
    format!("{} % off {what}", decimal_text(discount.percent))
}

fn commitment_words(commitment: &Commitment) -> String {
    let amount = format!("{} {}", decimal_text(commitment.amount), commitment.currency);
    let every = match commitment.every {
        CommitmentPeriod::Month => " a month",
        CommitmentPeriod::Once => "",
    };
    let on = usage_words(&commitment.scope, "usage");
    match commitment.kind {
        CommitmentKind::Minimum => format!("at least {amount}{every} of {on}"),
        CommitmentKind::Prepaid if commitment.paid == commitment.amount => {
            format!("{amount}{every} prepaid for {on}")
        }
        CommitmentKind::Prepaid => format!(
            "{amount}{every} of {on} prepaid with {} {}",
            decimal_text(commitment.paid),
            commitment.currency
        ),
    }
}

fn capacity_words(capacity: &BoughtCapacity) -> String {
    let units = decimal_text(capacity.units);
    let noun = if capacity.units == Decimal::ONE { "unit" } else { "units" };
    let price = decimal_text(capacity.unit_price_per_month);
    let scope = usage_words(&capacity.scope, "usage");
    format!("{units} {noun} of capacity at {price} {} a month for {scope}", capacity.currency)
}

fn fee_words(fee: &Fee) -> String {
    let base = match fee.base {
        FeeBase::CreditPurchase => "each purchase of credits",
        FeeBase::Invoice => "the invoice of each month",
        FeeBase::Usage => "the usage of each month",
    };
    let minimum = format!("{} {}", decimal_text(fee.minimum), fee.currency);
    let amount = match (fee.percent.is_zero(), fee.minimum.is_zero()) {
        (true, _) => minimum,
        (false, true) => format!("{} %", decimal_text(fee.percent)),
        (false, false) => format!("{} %, at least {minimum},", decimal_text(fee.percent)),
    };
    let of = if fee.scope == Scope::default() { String::new() } else { format!(" of {}", named(&fee.scope)) };
    format!("fee of {amount} on {base}{of}")
}

fn assumed_words(takes: &Assumed) -> String {
    match takes {
        Assumed::Band { over: 0 } => "prompts of aggregates are in the base band".to_owned(),
        Assumed::Band { over } => format!("prompts of aggregates are over {} tokens", grouped(*over)),
        Assumed::Tier(tier) => format!("a tier that is not told or has no rates is {tier}"),
        Assumed::Geo(geo) => format!("a place that is not told or has no rates is {geo}"),
        Assumed::Lifetime(meter) => format!("cache writes of untold lifetime are {meter}"),
        Assumed::DisputedSource(source) => format!("of disputed prices the one of {source}"),
        Assumed::Free => "free of charge".to_owned(),
    }
}

/// `all tokens`, `all anthropic tokens`, `anthropic claude-opus-5-5 tokens, project core`.
fn usage_words(scope: &Scope, noun: &str) -> String {
    let is_narrow = scope.model.is_some() || scope.tier.is_some() || scope.geo.is_some();
    let all = if is_narrow { "" } else { "all " };
    let mut words: Vec<&str> = Vec::new();
    words.extend(scope.channel.as_deref());
    words.extend(scope.model.as_deref());
    words.extend(scope.tier.as_deref());
    words.extend(scope.geo.as_deref());
    words.push(noun);
    format!("{all}{}{}", words.join(" "), owner_words(scope))
}

fn named(scope: &Scope) -> String {
    let mut words: Vec<&str> = Vec::new();
    words.extend(scope.channel.as_deref());
    words.extend(scope.model.as_deref());
    words.extend(scope.tier.as_deref());
    words.extend(scope.geo.as_deref());
    format!("{}{}", words.join(" "), owner_words(scope))
}

fn owner_words(scope: &Scope) -> String {
    let account = scope.account.as_ref().map(|account| format!(" of account {account}")).unwrap_or_default();
    let project = scope.project.as_ref().map(|project| format!(" of project {project}")).unwrap_or_default();
    format!("{account}{project}")
}

fn price_words(prices: &BTreeMap<MeterId, Decimal>, per: u64) -> String {
    let lines: Vec<String> =
        prices.iter().map(|(meter, price)| format!("{meter} {}", decimal_text(*price))).collect();
    let are_tokens = prices.keys().all(|meter| meter.side() != MeterSide::Other);
    let noun = if are_tokens { " tokens" } else { "" };
    let per = match per {
        1 => String::new(),
        1_000_000 => format!(" per million{noun}"),
        _ => format!(" per {}{noun}", grouped(per)),
    };
    format!("{}{per}", lines.join(", "))
}

fn window_words(valid: Window) -> String {
    match (valid.from.map(date_text), valid.to.map(date_text)) {
        (None, None) => String::new(),
        (Some(from), None) => format!(" from {from}"),
        (None, Some(to)) => format!(" until {to}"),
        (Some(from), Some(to)) => format!(" from {from} until {to}"),
    }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
