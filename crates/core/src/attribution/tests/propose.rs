//! Proposals for a selection: what covers it, and what else they hit.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::attribution::text::{Tables, describe, parse, write};
use crate::attribution::{
    Assignment, Condition, Dates, Mode, Proposal, Proposals, Rule, Source, Subjects, matches, propose,
};

const COLUMNS: [&str; 8] =
    ["connection", "key", "project", "key_name", "user", "model_family", "meta.app", "region"];

type Texts = BTreeMap<&'static str, &'static str>;

fn subjects(rows: &[Texts]) -> Subjects {
    let mut subjects = Subjects::of_columns(&COLUMNS);
    for row in rows {
        subjects.add(|column| row.get(column).copied());
    }
    subjects
}

fn rows(rows: &[&[(&'static str, &'static str)]]) -> Subjects {
    subjects(&rows.iter().map(|row| row.iter().copied().collect()).collect::<Vec<_>>())
}

fn rule(when: Condition) -> Rule {
    let set = vec![Assignment { dimension: "team".to_owned(), value: Source::Constant("A".to_owned()) }];
    Rule { id: "r".to_owned(), dates: Dates::ALWAYS, when, set, mode: Mode::IfEmpty, stops: false }
}

fn said(proposal: &Proposal) -> (String, Vec<usize>) {
    let said = describe(&rule(proposal.when.clone()));
    (said.trim_end_matches(": team is A").to_owned(), proposal.extra.clone())
}

fn all_said(subjects: &Subjects, selected: &[usize]) -> Vec<(String, Vec<usize>)> {
    let Proposals { tight, looser } = propose(subjects, selected, &vec![1; subjects.len()]);
    std::iter::once(&tight).chain(&looser).map(said).collect()
}

fn company() -> Subjects {
    rows(&[
        &[
            ("connection", "c1"),
            ("project", "p1"),
            ("key", "k1"),
            ("key_name", "search-prod-1"),
            ("region", "eu"),
        ],
        &[
            ("connection", "c1"),
            ("project", "p1"),
            ("key", "k2"),
            ("key_name", "search-prod-2"),
            ("region", "eu"),
        ],
        &[
            ("connection", "c1"),
            ("project", "p1"),
            ("key", "k3"),
            ("key_name", "search-dev"),
            ("region", "us"),
        ],
        &[("connection", "c1"), ("project", "p1"), ("key", "k4"), ("key_name", "ads-prod"), ("region", "eu")],
        &[("connection", "c2"), ("project", "p2"), ("key", "k5"), ("key_name", "other"), ("region", "eu")],
    ])
}

#[test]
fn keys_of_a_selection_are_proposed_then_their_names_then_their_project() {
    let expected = [
        ("key is one of k1, k2".to_owned(), vec![]),
        ("key name begins with search-".to_owned(), vec![2]),
        ("project is p1".to_owned(), vec![2, 3]),
    ];
    assert_eq!(all_said(&company(), &[0, 1]), expected);
}

#[test]
fn few_good_columns_are_preferred_to_many() {
    let subjects = rows(&[
        &[("project", "p1"), ("user", "a"), ("region", "eu"), ("model_family", "m")],
        &[("project", "p1"), ("user", "b"), ("region", "eu"), ("model_family", "m")],
        &[("project", "p2"), ("user", "a"), ("region", "us"), ("model_family", "m")],
    ]);
    assert_eq!(all_said(&subjects, &[0])[0], ("project is p1 and user is a".to_owned(), vec![]));
    assert_eq!(all_said(&subjects, &[0, 1])[0], ("project is p1".to_owned(), vec![]));
}

#[test]
fn what_no_column_tells_apart_is_said() {
    let subjects = rows(&[
        &[("project", "p1"), ("key", "k1")],
        &[("project", "p1"), ("key", "k1")],
        &[("project", "p1"), ("key", "k2")],
    ]);
    assert_eq!(all_said(&subjects, &[0])[0], ("key is k1".to_owned(), vec![1]));
}

#[test]
fn selection_that_tells_little_is_found_by_what_it_does_not_tell() {
    let subjects = rows(&[&[("project", "p1")], &[("project", "p1"), ("key", "k1")], &[("project", "p2")]]);
    let expected = ("project is p1 and key is not told".to_owned(), vec![]);
    assert_eq!(all_said(&subjects, &[0])[0], expected);
}

#[test]
fn users_of_one_domain_are_proposed_by_it() {
    let subjects = rows(&[
        &[("user", "ann@search.example")],
        &[("user", "bob@search.example")],
        &[("user", "eve@search.example")],
        &[("user", "tom@ads.example")],
    ]);
    assert_eq!(all_said(&subjects, &[0, 1])[1], ("user is like *@search.example".to_owned(), vec![2]));
}

#[test]
fn empty_selection_gets_a_condition_of_nothing() {
    let found = propose(&company(), &[], &[]);
    assert_eq!((found.tight.when, found.tight.extra, found.looser), (Condition::Any(vec![]), vec![], vec![]));
}

fn row() -> impl Strategy<Value = Texts> {
    let texts = vec!["", "a", "ab-1", "ab-2", "ab-c-1", "b@x.example", "c@x.example"];
    let columns = prop::sample::select(&COLUMNS[..]);
    prop::collection::btree_map(columns, prop::sample::select(texts), 0..6)
}

/// As rules see it: a text that is empty is not told.
fn told(row: &Texts) -> Texts {
    row.iter().filter(|(_, text)| !text.is_empty()).map(|(column, text)| (*column, *text)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn proposals_cover_the_selection_and_say_what_else_they_hit(
        rows in prop::collection::vec(row(), 1..40),
        selected in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
        weights in prop::collection::vec(-5_i128..100, 40),
    ) {
        let all = subjects(&rows);
        let mut selected: Vec<usize> = selected.iter().map(|at| at.index(rows.len())).collect();
        selected.sort_unstable();
        selected.dedup();
        let found = propose(&all, &selected, &weights);
        prop_assert_eq!(&propose(&all, &selected, &weights), &found);
        let mut last = 0;
        for proposal in std::iter::once(&found.tight).chain(&found.looser) {
            let hit: Vec<usize> = matches(&proposal.when, &all).iter().collect();
            prop_assert!(selected.iter().all(|place| hit.contains(place)));
            prop_assert_eq!(proposal.covered, selected.len());
            let extra: Vec<usize> = hit.iter().copied().filter(|place| !selected.contains(place)).collect();
            prop_assert_eq!(&proposal.extra, &extra);
            prop_assert!(hit.len() > last);
            last = hit.len();
            let text = write(&rule(proposal.when.clone()), None, &Tables::new());
            let read = parse(&text, &["team".to_owned()].into()).unwrap();
            prop_assert_eq!(&read.rules[0].when, &proposal.when);
        }
        prop_assert!(found.looser.len() <= 2);
        // A conjunction over columns keeps out whatever has a text in some column that the selection has not.
        let tells = |place: &usize| COLUMNS.iter().any(|column| {
            selected.iter().all(|own| told(&rows[*own]).get(column) != told(&rows[*place]).get(column))
        });
        prop_assert!(!found.tight.extra.iter().any(tells));
    }
}
