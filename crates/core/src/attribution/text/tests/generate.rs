//! Rules at random, as a text can have them.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Tables, dimensions};
use crate::attribution::{Assignment, Condition, Dates, Matcher, Mode, Rule, Source};
use crate::kernel::{Day, parse_day};

const COLUMNS: [&str; 7] =
    ["account", "project", "key", "key_name", "team", "meta.app", "meta.a \"quoted\".name"];

fn day(number: u64) -> Day {
    parse_day("2026-10-01").unwrap().checked_add_days(chrono::Days::new(number)).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec!["a", "key_1", "b-2"]).prop_map(str::to_owned),
        "[ a-z\"\\\\#'\\[\\]={}\\n\\u{85}é]{0,6}x".prop_map(|text| text),
    ]
}

fn dates() -> impl Strategy<Value = Dates> {
    (prop::option::of(0_u64..12), prop::option::of(12_u64..24))
        .prop_map(|(from, until)| Dates { from: from.map(day), until: until.map(day) })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        text().prop_map(Matcher::Is),
        prop::collection::btree_set(text(), 1..3).prop_map(Matcher::OneOf),
        text().prop_map(Matcher::Prefix),
        text().prop_map(|glob| Matcher::glob(&glob).unwrap()),
        prop::sample::select(vec!["^b-([0-9])$", "(b)?\\.c", "a(.*)\"#"])
            .prop_map(|regex| Matcher::regex(regex).unwrap()),
        Just(Matcher::Told),
        Just(Matcher::NotTold),
    ]
}

pub fn condition() -> impl Strategy<Value = Condition> {
    let column = (prop::sample::select(&COLUMNS[..]), matcher());
    let leaf = prop_oneof![
        8 => column.prop_map(|(column, matcher)| Condition::Column(column.to_owned(), matcher)),
        1 => Just(Condition::All(Vec::new())),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Condition::Any),
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
        ]
    })
}

fn source() -> impl Strategy<Value = Source> {
    let column = || prop::sample::select(&COLUMNS[..]);
    prop_oneof![
        text().prop_map(Source::Constant),
        column().prop_map(|column| Source::Column(column.to_owned())),
        (column(), prop::collection::btree_map(text(), text(), 0..3))
            .prop_map(|(column, table)| Source::Lookup(column.to_owned(), table)),
        column().prop_map(|column| Source::Lookup(column.to_owned(), tables()["cc"].clone())),
    ]
}

/// Tables that have a name.
pub fn tables() -> Tables {
    let values = [("proj_1", "4711"), ("proj 2", "4712")].map(|(text, value)| (text.into(), value.into()));
    BTreeMap::from([("cc".to_owned(), BTreeMap::from(values))])
}

pub fn rule() -> impl Strategy<Value = (Rule, Option<String>)> {
    let names: Vec<String> = dimensions().into_iter().collect();
    let set = prop::collection::btree_map(prop::sample::select(names), source(), 1..3);
    let said = (dates(), condition(), set, any::<bool>(), prop::bool::weighted(0.2));
    (said, prop::option::of(text())).prop_map(|((dates, when, set, is_forced, stops), note)| {
        let set = set.into_iter().map(|(dimension, value)| Assignment { dimension, value }).collect();
        let mode = if is_forced { Mode::Force } else { Mode::IfEmpty };
        let mut rule = Rule { id: "r".to_owned(), dates, when, set, mode, stops };
        // A capture needs a pattern that must hold.
        if stops {
            let pattern = Condition::Column("user".to_owned(), Matcher::regex("^(a)-(b)").unwrap());
            rule.when = Condition::All(vec![rule.when, pattern]);
            rule.set[0].value = Source::Capture("user".to_owned(), 2);
        }
        (rule, note)
    })
}

/// Rules under names of their own.
pub fn rules() -> impl Strategy<Value = Vec<(Rule, Option<String>)>> {
    prop::collection::vec(rule(), 0..5).prop_map(|rules| {
        let named = rules.into_iter().enumerate();
        named.map(|(at, (rule, note))| (Rule { id: format!("rule-{at}"), ..rule }, note)).collect()
    })
}
