//! The engine tells what the plain evaluator tells, on random rules, series, tags and dates.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::plain::{Series, told};
use crate::attribution::{
    Assignment, Condition, Dates, Directory, Engine, HandTag, Matcher, Mode, OWNED_COLUMNS, Owner, Rule,
    Source, Subjects,
};
use crate::kernel::{Day, parse_day};

const COLUMNS: [&str; 4] = ["account", "project", "key", "team"];
const DIMENSIONS: [&str; 2] = ["team", "feature"];
const TEXTS: [&str; 6] = ["", "a", "ab", "abc", "b-1", "b-2"];

fn day(number: u64) -> Day {
    parse_day("2026-10-01").unwrap().checked_add_days(chrono::Days::new(number)).unwrap()
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(&TEXTS[..]).prop_map(str::to_owned)
}

fn dates() -> impl Strategy<Value = Dates> {
    (prop::option::of(0_u64..12), prop::option::of(0_u64..12))
        .prop_map(|(from, until)| Dates { from: from.map(day), until: until.map(day) })
}

fn matcher() -> impl Strategy<Value = Matcher> {
    prop_oneof![
        text().prop_map(Matcher::Is),
        prop::collection::btree_set(text(), 0..3).prop_map(Matcher::OneOf),
        text().prop_map(Matcher::Prefix),
        prop::sample::select(vec!["*", "a*", "b-?", "?"]).prop_map(|glob| Matcher::glob(glob).unwrap()),
        prop::sample::select(vec!["^b-([0-9])$", "(b)?c", "a(.*)"])
            .prop_map(|regex| Matcher::regex(regex).unwrap()),
        Just(Matcher::Told),
        Just(Matcher::NotTold),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let column = (prop::sample::select(&COLUMNS[..]), matcher());
    column.prop_map(|(column, matcher)| Condition::Column(column.to_owned(), matcher)).prop_recursive(
        3,
        8,
        3,
        |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
                prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
                inner.prop_map(|inner| Condition::Not(Box::new(inner))),
            ]
        },
    )
}

fn source() -> impl Strategy<Value = Source> {
    let column = || prop::sample::select(&COLUMNS[..]);
    prop_oneof![
        text().prop_map(Source::Constant),
        column().prop_map(|column| Source::Column(column.to_owned())),
        (column(), 0_usize..3).prop_map(|(column, group)| Source::Capture(column.to_owned(), group)),
        (column(), prop::collection::btree_map(text(), text(), 0..3))
            .prop_map(|(column, table)| Source::Lookup(column.to_owned(), table)),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let assignment = (prop::sample::select(&DIMENSIONS[..]), source())
        .prop_map(|(dimension, value)| Assignment { dimension: dimension.to_owned(), value });
    (dates(), condition(), prop::collection::vec(assignment, 0..3), any::<bool>(), prop::bool::weighted(0.2))
        .prop_map(|(dates, when, set, is_forced, stops)| Rule {
            id: String::new(),
            dates,
            when,
            set,
            mode: if is_forced { Mode::Force } else { Mode::IfEmpty },
            stops,
        })
}

fn series() -> impl Strategy<Value = Series> {
    prop::collection::btree_map(prop::sample::select(&COLUMNS[..]), text(), 0..4)
}

fn owner() -> impl Strategy<Value = Owner> {
    let column = prop::sample::select(&OWNED_COLUMNS[..]);
    (column, text(), prop::sample::select(&DIMENSIONS[..]), text(), dates()).prop_map(
        |(column, text, dimension, value, dates)| Owner {
            id: 0,
            column: column.to_owned(),
            text,
            dimension: dimension.to_owned(),
            value,
            dates,
        },
    )
}

fn directory() -> impl Strategy<Value = Directory> {
    let names = prop::collection::hash_map(text(), text(), 0..3);
    (any::<bool>(), prop::collection::vec(owner(), 0..4), names).prop_map(|(inherits_team, owners, names)| {
        Directory {
            inherits: inherits_team.then(|| ("team".to_owned(), "team".to_owned())).into_iter().collect(),
            owners: owners.into_iter().zip(1..).map(|(owner, id)| Owner { id, ..owner }).collect(),
            names: BTreeMap::from([("team".to_owned(), names)]),
        }
    })
}

fn hand() -> impl Strategy<Value = (usize, HandTag)> {
    let tag = (0_usize..6, prop::sample::select(&DIMENSIONS[..]), prop::option::of(text()), dates());
    tag.prop_map(|(subject, dimension, value, dates)| {
        (subject, HandTag { id: 0, subject, dimension: dimension.to_owned(), value, dates })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn engine_tells_what_the_plain_evaluator_tells(
        series in prop::collection::vec(series(), 1..6),
        rules in prop::collection::vec(rule(), 0..6),
        hands in prop::collection::vec(hand(), 0..4),
        directory in directory(),
    ) {
        let mut subjects = Subjects::of_columns(&COLUMNS);
        for one in &series {
            subjects.add(|column| one.get(column).map(String::as_str));
        }
        let hands: Vec<HandTag> =
            hands.into_iter().zip(1..).map(|((_, tag), id)| HandTag { id, ..tag }).collect();
        let engine = Engine::new(&subjects, &rules, &hands, &directory);
        for (subject, one) in series.iter().enumerate() {
            let matching = engine.matching(subject);
            for dimension in DIMENSIONS {
                let stretches = engine.stretches(subject, &matching, dimension);
                for number in 0..14 {
                    let on = day(number);
                    let expected = told(one, subject, &rules, &hands, &directory, dimension, on);
                    prop_assert_eq!(&engine.told(subject, &matching, dimension, on), &expected);
                    let stretch = stretches.iter().rev().find(|stretch| stretch.from.is_none_or(|from| from <= on));
                    prop_assert_eq!(stretch.map(|stretch| &stretch.told), Some(&expected));
                }
            }
        }
    }
}
