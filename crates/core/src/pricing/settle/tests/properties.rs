//! What holds of every contract and all usage.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

use super::support::{day, period};
use crate::pricing::contract::*;
use crate::pricing::rating::Bounds;
use crate::pricing::settle::*;

const DATES: [&str; 5] = ["2026-01-01", "2026-01-15", "2026-02-01", "2026-02-10", "2026-04-01"];

fn money() -> impl Strategy<Value = Decimal> {
    prop_oneof![Just(Decimal::ZERO), (1i64..500_000_000_000).prop_map(|nanos| Decimal::new(nanos, 9))]
}

fn some_money() -> impl Strategy<Value = Decimal> {
    (1i64..500_000_000_000).prop_map(|nanos| Decimal::new(nanos, 9))
}

fn scope() -> impl Strategy<Value = Scope> {
    (proptest::option::of(select(&["a", "b"][..])), proptest::option::of(select(&["m-*", "m-1"][..])))
        .prop_map(|(channel, model)| Scope {
            channel: channel.map(str::to_owned),
            model: model.map(str::to_owned),
            ..Scope::default()
        })
}

fn term() -> impl Strategy<Value = Term> {
    let currency = || "USD".to_owned();
    prop_oneof![
        (scope(), some_money(), some_money(), any::<bool>(), any::<bool>()).prop_map(
            move |(scope, one, other, is_monthly, is_prepaid)| {
                let every = if is_monthly { CommitmentPeriod::Month } else { CommitmentPeriod::Once };
                let kind = if is_prepaid { CommitmentKind::Prepaid } else { CommitmentKind::Minimum };
                let (amount, paid) = (one.max(other), one.min(other));
                let paid = if is_prepaid { paid } else { amount };
                Term::Commitment(Commitment { scope, amount, paid, currency: currency(), every, kind })
            }
        ),
        (scope(), 1i64..20, some_money()).prop_map(move |(scope, units, unit_price_per_month)| {
            let units = Decimal::from(units);
            Term::Capacity(BoughtCapacity { scope, units, unit_price_per_month, currency: currency() })
        }),
        (
            scope(),
            0i64..100,
            some_money(),
            select(&[FeeBase::CreditPurchase, FeeBase::Invoice, FeeBase::Usage][..])
        )
            .prop_map(move |(scope, tenths, minimum, base)| {
                let percent = Decimal::new(tenths, 1);
                Term::Fee(Fee { scope, percent, minimum, currency: currency(), base })
            }),
        (scope(), some_money()).prop_map(move |(scope, amount)| Term::Credit(GivenCredit {
            scope,
            amount,
            currency: currency()
        })),
    ]
}

/// Terms that start and end inside the settled months, so that everything is over at their end.
fn contract() -> impl Strategy<Value = Contract> {
    vec((term(), 0usize..4, 1usize..4), 0..7).prop_map(|terms| {
        let entries = terms.into_iter().enumerate().map(|(at, (term, from, length))| {
            let is_monthly = matches!(&term, Term::Commitment(one) if one.every == CommitmentPeriod::Month);
            let (from, to) =
                if is_monthly { ([0, 2][from % 2], 4) } else { (from, (from + length).min(DATES.len() - 1)) };
            let at_start = |index: usize| Some(crate::kernel::day_start(day(DATES[index])));
            let valid = showback_pricebook::Window { from: at_start(from), to: at_start(to) };
            Entry { id: format!("t{at}"), valid, reason: "r".to_owned(), term }
        });
        Contract { entries: entries.collect() }
    })
}

type Rows = Vec<(usize, bool, bool, Decimal, Decimal, Decimal)>;

fn rows() -> impl Strategy<Value = Rows> {
    vec((0usize..5, any::<bool>(), any::<bool>(), money(), money(), money()), 0..12)
}

fn usage(contract: &Contract, rows: &Rows) -> Vec<UsageCost> {
    let periods = settlement_periods(contract, period("2026-01-01", "2026-04-01"));
    rows.iter()
        .map(|(slot, is_a, is_m, list, one, other)| UsageCost {
            period: periods[slot % periods.len()],
            place: UsagePlace {
                channel: if *is_a { "a" } else { "b" }.to_owned(),
                model: Some(if *is_m { "m-1" } else { "n" }.to_owned()),
                ..UsagePlace::default()
            },
            currency: "USD".to_owned(),
            list: Bounds::exact(*list),
            contracted: Bounds { low: *one.min(other), high: *one.max(other) },
        })
        .collect()
}

fn purchases() -> impl Strategy<Value = Vec<Purchase>> {
    vec((0u64..90, any::<bool>(), some_money()), 0..4).prop_map(|all| {
        let purchase = |(at, is_a, amount): (u64, bool, Decimal)| Purchase {
            on: day("2026-01-01") + chrono::Days::new(at),
            channel: if is_a { "a" } else { "b" }.to_owned(),
            account: None,
            currency: "USD".to_owned(),
            amount,
        };
        all.into_iter().map(purchase).collect()
    })
}

fn settled(contract: &Contract, usage: &[UsageCost], purchases: &[Purchase]) -> Vec<Settlement> {
    let months = period("2026-01-01", "2026-04-01");
    let input =
        SettleInput { contract, months, known_until: months.end(), usage, purchases: Some(purchases) };
    settle(&input).unwrap()
}

fn sum(ends: impl Iterator<Item = Ends>) -> Ends {
    ends.fold(Ends::default(), |sum, one| Ends { low: sum.low + one.low, high: sum.high + one.high })
}

fn minus(one: Ends, other: Ends) -> Ends {
    Ends { low: one.low - other.low, high: one.high - other.high }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn sums_foot_at_every_level(contract in contract(), rows in rows(), purchases in purchases()) {
        let usage = usage(&contract, &rows);
        for settlement in settled(&contract, &usage, &purchases) {
            prop_assert_eq!(settlement.months.iter().map(|month| month.usage.len()).sum::<usize>(), usage.len());
            for month in &settlement.months {
                prop_assert_eq!(month.list, sum(month.usage.iter().map(|one| one.list)));
                prop_assert_eq!(month.contracted, sum(month.usage.iter().map(|one| one.contracted)));
                let terms = sum(month.terms.iter().map(|line| line.effective));
                let effective = sum(month.usage.iter().map(|one| one.effective).chain([terms]));
                prop_assert_eq!(month.effective, effective);
                let terms = month.terms.iter().map(|line| line.billed);
                let bought = month.purchases.iter().map(|line| line.billed);
                let billed = sum(month.usage.iter().map(|one| one.billed).chain(terms).chain(bought));
                prop_assert_eq!(month.billed, billed);
                for one in &month.usage {
                    prop_assert_eq!(one.contracted.low, usage[one.usage].contracted.low);
                    prop_assert_eq!(one.contracted.high, usage[one.usage].contracted.high);
                    let covered = sum(one.shares.iter().map(|share| share.covered));
                    prop_assert_eq!(one.billed, minus(one.contracted, covered));
                    let shares = one.shares.iter().map(|share| share.effective);
                    prop_assert_eq!(one.effective, sum(shares.chain([one.billed])));
                }
                for line in &month.terms {
                    let shares = month.usage.iter().flat_map(|one| &one.shares);
                    let own = shares.filter(|share| share.from == ShareOf::Entry(line.entry.clone()));
                    prop_assert_eq!(line.carried, sum(own.map(|share| share.effective)));
                }
            }
        }
    }

    #[test]
    fn over_the_whole_time_effective_is_billed_without_credits(
        contract in contract(),
        rows in rows(),
        purchases in purchases(),
    ) {
        let usage = usage(&contract, &rows);
        for settlement in settled(&contract, &usage, &purchases) {
            let effective = sum(settlement.months.iter().map(|month| month.effective));
            let billed = sum(settlement.months.iter().map(|month| month.billed));
            let lines = || settlement.months.iter().flat_map(|month| &month.terms);
            let credits = sum(lines().filter(|line| line.kind == EntryKind::Credit).map(|line| line.billed));
            let last = settlement.months.last().unwrap();
            let unspent = last.purchases.iter().map(|line| line.left);
            let fees = last.terms.iter().filter(|line| line.kind == EntryKind::Fee);
            let left = sum(unspent.chain(fees.filter_map(|line| line.left)));
            prop_assert_eq!(effective, minus(minus(billed, credits), left));
        }
    }

    #[test]
    fn the_order_of_entries_and_of_usage_changes_no_amount(
        contract in contract(),
        rows in rows(),
        purchases in purchases(),
    ) {
        let usage = usage(&contract, &rows);
        let mut turned = contract.clone();
        turned.entries.reverse();
        let (one, other) = (settled(&contract, &usage, &purchases), settled(&turned, &usage, &purchases));
        for (one, other) in one.iter().zip(&other).flat_map(|(one, other)| one.months.iter().zip(&other.months)) {
            let amounts = |month: &MonthSettlement| {
                let usage: Vec<_> = month.usage.iter().map(|one| (one.usage, one.effective, one.billed)).collect();
                (month.effective, month.billed, usage)
            };
            prop_assert_eq!(amounts(one), amounts(other));
            let mut lines = other.terms.clone();
            lines.reverse();
            prop_assert_eq!(&one.terms, &lines);
        }
    }

    #[test]
    fn a_commitment_larger_than_usage_leaves_exactly_the_rest(rows in rows(), more in some_money()) {
        let none = Contract::default();
        let usage = usage(&none, &rows);
        let total: Decimal = usage.iter().map(|one| one.contracted.high).sum();
        let term = Commitment {
            scope: Scope::default(),
            amount: total + more,
            paid: total + more,
            currency: "USD".to_owned(),
            every: CommitmentPeriod::Once,
            kind: CommitmentKind::Prepaid,
        };
        let at = |text: &str| Some(crate::kernel::day_start(day(text)));
        let valid = showback_pricebook::Window { from: at("2026-01-01"), to: at("2026-04-01") };
        let entry = Entry { id: "c".to_owned(), valid, reason: "r".to_owned(), term: Term::Commitment(term) };
        let settlement = settled(&Contract { entries: vec![entry] }, &usage, &[]).remove(0);
        let last = settlement.months.last().unwrap();
        prop_assert_eq!(last.terms[0].lost.high, more);
        let low: Decimal = usage.iter().map(|one| one.contracted.low).sum();
        prop_assert_eq!(last.terms[0].lost.low, total + more - low);
        prop_assert!(settlement.months.iter().all(|month| month.usage.iter().all(|one| one.billed == Ends::default())));
    }

    #[test]
    fn a_range_settles_as_its_two_ends_do(contract in contract(), rows in rows(), purchases in purchases()) {
        let usage = usage(&contract, &rows);
        let at_end = |end: fn(&Bounds) -> Decimal| {
            let mut usage = usage.clone();
            for one in &mut usage {
                one.contracted = Bounds::exact(end(&one.contracted));
            }
            settled(&contract, &usage, &purchases)
        };
        let (low, high) = (at_end(|bounds| bounds.low), at_end(|bounds| bounds.high));
        for (at, both) in settled(&contract, &usage, &purchases).iter().enumerate() {
            for (month, both) in both.months.iter().enumerate() {
                prop_assert_eq!(both.billed.low, low[at].months[month].billed.low);
                prop_assert_eq!(both.billed.high, high[at].months[month].billed.high);
                prop_assert_eq!(both.effective.low, low[at].months[month].effective.low);
                prop_assert_eq!(both.effective.high, high[at].months[month].effective.high);
            }
        }
    }
}
