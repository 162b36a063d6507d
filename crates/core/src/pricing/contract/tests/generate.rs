//! Contracts of every kind, for properties.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId, TIERS, Window};

use crate::kernel::day_start;
use crate::pricing::contract::*;

pub(in crate::pricing) fn contract() -> impl Strategy<Value = Contract> {
    vec(any::<u32>().prop_flat_map(|seed| entry(seed % 9)), 0..12).prop_map(|entries| Contract {
        entries: entries.into_iter().enumerate().map(|(at, entry)| with_own_names(entry, at)).collect(),
    })
}

pub(in crate::pricing) fn entry(kind: u32) -> impl Strategy<Value = Entry> {
    (window(), term(kind), "[a-z][a-z0-9_.-]{0,8}", reason()).prop_map(|(valid, term, id, reason)| {
        let valid = fitting(&term, valid);
        Entry { id, valid, reason, term }
    })
}

/// Ids are unique, and terms that may be said once are about a channel of their own.
pub(in crate::pricing) fn with_own_names(mut entry: Entry, at: usize) -> Entry {
    entry.id = format!("{}{at}", entry.id);
    let own = format!("channel-{at}");
    match &mut entry.term {
        Term::Rate(rate) => rate.scope.channel = Some(own),
        Term::Model(model) => model.channel = own,
        Term::Alias(alias) => alias.channel = own,
        Term::Assume(assumption) => assumption.scope.channel = Some(own),
        _ => {}
    }
    entry
}

fn reason() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,20}",
        any::<String>(),
        Just("two\nlines, a \"quote\", a \\ and a # sign\t\u{7f}".to_owned()),
    ]
    .prop_map(|text| if text.trim().is_empty() { "because".to_owned() } else { text })
}

fn window() -> impl Strategy<Value = Window> {
    let instant = (0i64..40_000_000)
        .prop_map(|seconds| DateTime::<Utc>::from_timestamp(1_767_225_600 + seconds, 0).unwrap_or_default());
    (option::of(instant), option::of(1u32..24)).prop_map(|(from, months)| Window {
        from,
        to: months.and_then(|months| from.unwrap_or_default().checked_add_months(Months::new(months))),
    })
}

/// Money of a period starts and ends with days or months.
fn fitting(term: &Term, valid: Window) -> Window {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let months = |at: Instant| (at - day_start(first)).num_days().clamp(0, 900) / 31;
    let month = |at: Instant| {
        let start = first.checked_add_months(Months::new(u32::try_from(months(at)).unwrap_or(0)));
        day_start(start.unwrap_or(first))
    };
    let from = month(valid.from.unwrap_or_default());
    let after = |at: Instant| month(at).max(day_start(first + Months::new(30)));
    match term {
        Term::Commitment(one) if one.every == CommitmentPeriod::Month => {
            Window { from: Some(from), to: valid.to.map(after) }
        }
        Term::Commitment(_) => {
            Window { from: Some(from + Days::new(3)), to: Some(after(valid.to.unwrap_or_default())) }
        }
        Term::Capacity(_) | Term::Credit(_) | Term::Fee(_) => {
            Window { from: Some(from + Days::new(9)), to: valid.to.map(after) }
        }
        _ => valid,
    }
}

pub(in crate::pricing) fn amount() -> impl Strategy<Value = Decimal> {
    (1i64..1_000_000_000_000_000).prop_map(|nanos| Decimal::new(nanos, 9))
}

fn price() -> impl Strategy<Value = Decimal> {
    (0i64..1_000_000_000, 0u32..12).prop_map(|(digits, scale)| Decimal::new(digits, scale))
}

fn prices(at_least: usize) -> impl Strategy<Value = BTreeMap<MeterId, Decimal>> {
    btree_map(select(MeterId::all().collect::<Vec<_>>()), price(), at_least..5)
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9/:@ .\"\\\\-]{0,8}[a-z]"
}

fn scope() -> impl Strategy<Value = Scope> {
    let model = (name(), any::<bool>()).prop_map(|(name, wild)| if wild { name + "*" } else { name });
    (
        option::of(name()),
        option::of(model),
        option::of(select(TIERS)),
        option::of(name()),
        option::of(name()),
        option::of(name()),
    )
        .prop_map(|(channel, model, tier, geo, account, project)| Scope {
            channel,
            model,
            tier: tier.map(str::to_owned),
            geo,
            account,
            project,
        })
}

fn currency() -> impl Strategy<Value = String> {
    select(&["USD", "EUR"][..]).prop_map(str::to_owned)
}

fn term(kind: u32) -> BoxedStrategy<Term> {
    match kind {
        0 => (scope(), name(), select(&[0u64, 200_000][..]), prices(1), select(&[1u64, 1000, 1_000_000][..]))
            .prop_map(|(scope, model, over, prices, per)| {
                let scope = Scope { model: Some(scope.model.clone().unwrap_or(model)), ..scope };
                Term::Rate(NegotiatedRate { scope, over, prices, per })
            })
            .boxed(),
        1 => (name(), name(), option::of((name(), name())), prices(1), 1u64..2_000_000)
            .prop_map(|(channel, model, same_as, prices, per)| {
                Term::Model(PrivateModel { channel, model, same_as, prices, per })
            })
            .boxed(),
        2 => (name(), name(), name())
            .prop_map(|(channel, name, model)| Term::Alias(NameFor { channel, name, model }))
            .boxed(),
        3 => (scope(), 1i64..=100_000_000, meters(), any::<bool>())
            .prop_map(|(scope, millionths, meters, includes_tools)| {
                let percent = Decimal::new(millionths, 6);
                Term::Discount(Discount { scope, percent, meters, includes_tools })
            })
            .boxed(),
        4 => commitment().prop_map(Term::Commitment).boxed(),
        5 => (scope(), amount(), amount(), currency())
            .prop_map(|(scope, units, unit_price_per_month, currency)| {
                Term::Capacity(BoughtCapacity { scope, units, unit_price_per_month, currency })
            })
            .boxed(),
        6 => fee().prop_map(Term::Fee).boxed(),
        7 => (scope(), amount(), currency())
            .prop_map(|(scope, amount, currency)| Term::Credit(GivenCredit { scope, amount, currency }))
            .boxed(),
        _ => {
            (scope(), assumed()).prop_map(|(scope, takes)| Term::Assume(Assumption { scope, takes })).boxed()
        }
    }
}

fn meters() -> impl Strategy<Value = Vec<MeterId>> {
    subsequence(MeterId::all().collect::<Vec<_>>(), 0..4)
}

fn commitment() -> impl Strategy<Value = Commitment> {
    let every = select(&[CommitmentPeriod::Month, CommitmentPeriod::Once][..]);
    let kind = select(&[CommitmentKind::Prepaid, CommitmentKind::Minimum][..]);
    (scope(), amount(), amount(), currency(), every, kind).prop_map(
        |(scope, one, other, currency, every, kind)| {
            let amount = one.max(other);
            let paid = if kind == CommitmentKind::Prepaid { one.min(other) } else { amount };
            Commitment { scope, amount, paid, currency, every, kind }
        },
    )
}

fn fee() -> impl Strategy<Value = Fee> {
    let base = select(&[FeeBase::CreditPurchase, FeeBase::Invoice, FeeBase::Usage][..]);
    (scope(), 0i64..=10_000, option::of(amount()), currency(), base).prop_map(
        |(scope, hundredths, minimum, currency, base)| {
            let percent = Decimal::new(hundredths, 2);
            let minimum = minimum.unwrap_or_default();
            let percent = if minimum.is_zero() { percent.max(Decimal::ONE) } else { percent };
            Fee { scope, percent, minimum, currency, base }
        },
    )
}

fn assumed() -> impl Strategy<Value = Assumed> {
    prop_oneof![
        (0u64..500_000).prop_map(|over| Assumed::Band { over }),
        select(TIERS).prop_map(|tier| Assumed::Tier(tier.to_owned())),
        name().prop_map(|geo| Assumed::Geo(geo.trim().to_owned())),
        select(MeterId::all().collect::<Vec<_>>()).prop_map(Assumed::Lifetime),
        name().prop_map(|source| Assumed::DisputedSource(source.trim().to_owned())),
        Just(Assumed::Free),
    ]
}
