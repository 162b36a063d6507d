use std::collections::BTreeMap;

use chrono::Days;
use proptest::prelude::*;

use super::fixture::*;
use crate::attribution::Dates;
use crate::attribution::split::{
    Divided, Heads, Known, Method, MonthSums, PartSums, Split, SplitError, SplitSource, Target, ValueSums,
    Weight, check, divide, parts_of_month,
};
use crate::kernel::Period;

const SOURCES: [&str; 3] = ["Core", "Gateway", ""];
const TARGETS: [&str; 4] = ["Ads", "Chat", "Data", "Search"];
const METHODS: [Method; 7] = [
    Method::Even,
    Method::Percent,
    Method::Amount,
    Method::BySpend,
    Method::ByTokens,
    Method::ByRequests,
    Method::Headcount,
];

fn october_dates() -> impl Strategy<Value = Dates> {
    let day = |after: u64| october().start().checked_add_days(Days::new(after));
    (0_u64..40, 1_u64..40, any::<bool>()).prop_map(move |(from, length, is_always)| {
        if is_always { Dates::ALWAYS } else { Dates { from: day(from), until: day(from + length) } }
    })
}

/// Weights of some targets that the method takes.
fn weights(method: Method, count: usize) -> BoxedStrategy<Vec<Weight>> {
    match method {
        Method::Percent => prop::collection::vec(1_i64..1_000_000, count)
            .prop_map(|parts| {
                let mut left = rust_decimal::Decimal::ONE_HUNDRED;
                let cut = |part: i64| rust_decimal::Decimal::new(part, 5);
                let mut found: Vec<Weight> = Vec::new();
                for part in parts.iter().skip(1) {
                    left -= cut(*part);
                    found.push(Weight::Percent(cut(*part)));
                }
                found.push(Weight::Percent(left));
                found
            })
            .boxed(),
        Method::Amount => prop::collection::vec(1_i64..2_000_000_000_000, count)
            .prop_map(|amounts| {
                let amount =
                    |nanos: &i64| Weight::Amount { nanos_per_month: *nanos, currency: "USD".to_owned() };
                let mut found: Vec<Weight> = amounts.iter().map(amount).collect();
                found[0] = Weight::Rest;
                found
            })
            .boxed(),
        Method::Headcount => prop::collection::vec((0_u32..50, 0_u32..50, 0_u64..40), count)
            .prop_map(|tables| {
                let table = |(before, after, day): &(u32, u32, u64)| {
                    let day = october().start().checked_add_days(Days::new(*day));
                    Weight::Headcount(vec![
                        Heads { dates: Dates { from: None, until: day }, heads: *before },
                        Heads { dates: Dates { from: day, until: None }, heads: *after },
                    ])
                };
                tables.iter().map(table).collect()
            })
            .boxed(),
        _ => Just(vec![Weight::Nothing; count]).boxed(),
    }
}

fn a_split(id: i64, source: &'static str) -> impl Strategy<Value = Split> {
    let values = prop::sample::subsequence(TARGETS.to_vec(), 1..=4).prop_shuffle();
    (prop::sample::select(METHODS.to_vec()), values, october_dates()).prop_flat_map(
        move |(method, values, dates)| {
            weights(method, values.len()).prop_map(move |weights| {
                let targets = values.iter().zip(weights);
                let targets =
                    targets.map(|(value, weight)| Target { value: (*value).to_owned(), weight }).collect();
                let of = match source {
                    "" => SplitSource::Unattributed,
                    source => SplitSource::Value(source.to_owned()),
                };
                let plain = split(id, source, method, targets);
                Split { source: of, dates, spreads_unattributed: source.is_empty(), ..plain }
            })
        },
    )
}

fn splits() -> impl Strategy<Value = Vec<Split>> {
    (a_split(1, SOURCES[0]), a_split(2, SOURCES[1]), a_split(3, SOURCES[2]))
        .prop_map(|(one, two, three)| vec![one, two, three])
}

/// One day of one value: currency, grade, nanos, tokens and requests.
type Row = (&'static str, u64, &'static str, u8, i64, Option<i32>, Option<i32>);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let values = [&SOURCES[..], &TARGETS[..]].concat();
    let currency = prop::sample::select(vec!["USD", "EUR"]);
    let grade = prop::sample::select(b"ABCE".to_vec());
    let usage = || prop::option::weighted(0.95, 0_i32..1_000_000);
    let nanos = prop_oneof![9 => 0_i64..2_000_000_000_000, 3 => -1_000_000_000_i64..0, 1 => any::<i64>()];
    let row = (prop::sample::select(values), 0_u64..31, currency, grade, nanos, usage(), usage());
    prop::collection::vec(row, 0..60)
}

fn add(known: &mut Option<i128>, more: Option<i32>) {
    *known = known.zip(more).map(|(known, more)| known + i128::from(more));
}

/// The days of the rows added up by the parts of the month.
fn sums(rows: &[Row], parts: &[Period]) -> MonthSums {
    let mut found: Vec<PartSums> = parts.iter().map(|days| part(*days, &[])).collect();
    for (value, day, currency, grade, nanos, tokens, requests) in rows {
        let day = october().start().checked_add_days(Days::new(*day)).unwrap();
        let part = found.iter_mut().find(|part| part.days.contains(day)).unwrap();
        let value = (!value.is_empty()).then(|| (*value).to_owned());
        let none_yet = || ValueSums { tokens: Some(0), requests: Some(0), ..ValueSums::default() };
        let sums = part.values.entry(value).or_insert_with(none_yet);
        add(&mut sums.tokens, *tokens);
        add(&mut sums.requests, *requests);
        let grades = sums.spend.entry((*currency).to_owned()).or_default();
        *grades.entry(*grade).or_default() += i128::from(*nanos);
    }
    month(found)
}

fn before(month: &MonthSums) -> BTreeMap<String, i128> {
    let mut found = BTreeMap::new();
    for sums in month.parts.iter().flat_map(|part| part.values.values()) {
        for currency in sums.spend.keys() {
            *found.entry(currency.clone()).or_default() += sums.nanos(currency);
        }
    }
    found
}

fn after(divided: &Divided) -> BTreeMap<String, i128> {
    let mut found = BTreeMap::new();
    for ((_, currency), value) in &divided.values {
        assert_eq!(value.total(), value.grades().values().sum::<i128>());
        *found.entry(currency.clone()).or_default() += value.total();
    }
    found
}

fn totals(divided: &Divided) -> BTreeMap<(Option<String>, String), i128> {
    divided.values.iter().map(|(key, value)| (key.clone(), value.total())).collect()
}

proptest! {
    #[test]
    fn all_values_have_together_what_they_had_before(splits in splits(), rows in rows()) {
        let month = sums(&rows, &parts_of_month(october(), &splits));
        let divided = divide(&month, &splits);
        prop_assert_eq!(after(&divided), before(&month));
        for (key, value) in &divided.values {
            let given: i128 = value.given.iter().map(|given| given.nanos).sum();
            let (direct, left) = (value.direct.values().sum::<i128>(), value.remainder.values().sum::<i128>());
            prop_assert_eq!(direct, given + left, "{:?}", key);
        }
    }

    #[test]
    fn each_method_divides_to_the_nano(
        (split, rows) in prop::sample::select(METHODS.to_vec()).prop_flat_map(|method| {
            let targets = weights(method, TARGETS.len()).prop_map(move |weights| {
                let targets = TARGETS.iter().zip(weights);
                let targets = targets.map(|(value, weight)| target(value, weight)).collect();
                split(1, "Core", method, targets)
            });
            (targets, rows())
        })
    ) {
        let month = sums(&rows, &parts_of_month(october(), std::slice::from_ref(&split)));
        let divided = divide(&month, std::slice::from_ref(&split));
        prop_assert_eq!(after(&divided), before(&month));
        for (currency, _) in before(&month) {
            let received = divided.values.iter().filter(|((_, of), _)| *of == currency);
            let received: i128 = received.map(|(_, value)| value.received_nanos()).sum();
            let core = divided.values.get(&(Some("Core".to_owned()), currency.clone()));
            let given: i128 = core.map_or(0, |core| core.given.iter().map(|given| given.nanos).sum());
            prop_assert_eq!(received, given, "what is given is received, in {}", currency);
            let kept = divided.kept.iter().filter(|kept| kept.currency == currency);
            let kept: i128 = kept.map(|kept| kept.nanos).sum();
            let left: i128 = core.map_or(0, |core| core.remainder.values().sum());
            prop_assert_eq!(kept, left, "what stays has a reason, in {}", currency);
        }
    }

    #[test]
    fn the_order_of_splits_and_targets_does_not_matter(splits in splits(), rows in rows()) {
        let month = sums(&rows, &parts_of_month(october(), &splits));
        let mut turned: Vec<Split> = splits.clone();
        turned.reverse();
        for split in turned.iter_mut().filter(|split| split.method != Method::Amount) {
            split.targets.reverse();
        }
        prop_assert_eq!(divide(&month, &splits), divide(&month, &turned));
    }

    #[test]
    fn more_cuts_than_needed_change_nothing(splits in splits(), rows in rows(), day in 1_u64..31) {
        let parts = parts_of_month(october(), &splits);
        let mut cut = split(9, "Nobody", Method::Even, plain(&["Ads"]));
        cut.dates.from = october().start().checked_add_days(Days::new(day));
        let finer = parts_of_month(october(), &[&splits[..], &[cut]].concat());
        let (coarse, fine) = (divide(&sums(&rows, &parts), &splits), divide(&sums(&rows, &finer), &splits));
        prop_assert_eq!(totals(&coarse), totals(&fine));
        prop_assert_eq!(coarse.kept, fine.kept);
    }

    #[test]
    fn without_the_splits_everything_is_as_it_was(splits in splits(), rows in rows()) {
        let month = sums(&rows, &parts_of_month(october(), &splits));
        let undone = divide(&month, &[]);
        prop_assert!(undone.kept.is_empty());
        for value in undone.values.values() {
            prop_assert!(value.given.is_empty() && value.received.is_empty());
            prop_assert_eq!(&value.direct, &value.remainder);
        }
        let with = divide(&month, &splits);
        for (key, value) in &with.values {
            let direct = undone.values.get(key).map(|undone| undone.direct.clone()).unwrap_or_default();
            prop_assert_eq!(&value.direct, &direct, "what a split changes is kept apart from what was there");
        }
    }

    #[test]
    fn random_splits_are_stored_and_read_back(splits in splits()) {
        let text = serde_json::to_string(&splits).unwrap();
        let mut read: Vec<Split> = serde_json::from_str(&text).unwrap();
        for (read, split) in read.iter_mut().zip(&splits) {
            read.id = split.id;
        }
        prop_assert_eq!(read, splits);
    }

    #[test]
    fn a_second_split_of_a_source_is_refused_whatever_else_there_is(splits in splits()) {
        let known = Known { dimension: &|_| true, value: &|_, _| None };
        let is_right = check(&splits, known).is_ok();
        let mut twice = splits.clone();
        twice.push(Split { id: 8, name: "again".to_owned(), ..splits[0].clone() });
        let found = check(&twice, known);
        prop_assert!(found.is_err());
        prop_assert_eq!(matches!(found, Err(SplitError::SourceTwice { .. })), is_right);
    }
}
