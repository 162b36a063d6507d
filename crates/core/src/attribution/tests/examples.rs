use std::collections::BTreeMap;

use crate::attribution::{
    Assignment, Condition, Dates, Directory, Engine, HandTag, Matcher, MatcherError, Mode, Rule, Source,
    Stretch, Subjects, Told, Why,
};
use crate::kernel::{Day, parse_day};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn is(column: &'static str, text: &str) -> Condition {
    Condition::Column(column.to_owned(), Matcher::Is(text.to_owned()))
}

fn rule(id: &str, dates: Dates, when: Condition, team: &str) -> Rule {
    let set = vec![Assignment { dimension: "team".to_owned(), value: Source::Constant(team.to_owned()) }];
    Rule { id: id.to_owned(), dates, when, set, mode: Mode::Force, stops: false }
}

fn one_series(told: &[(&'static str, &'static str)]) -> Subjects {
    let columns: Vec<&'static str> = vec!["credential", "project", "team"];
    let mut subjects = Subjects::of_columns(&columns);
    subjects.add(|column| told.iter().find(|(name, _)| *name == column).map(|(_, text)| *text));
    subjects
}

fn team_over_time(subjects: &Subjects, rules: &[Rule], hands: &[HandTag]) -> Vec<Stretch> {
    let inherits = BTreeMap::from([("team".to_owned(), "team".to_owned())]);
    let directory = Directory { inherits, ..Directory::default() };
    let engine = Engine::new(subjects, rules, hands, &directory);
    engine.stretches(0, &engine.matching(0), "team")
}

fn by_rule(from: Option<Day>, team: &str, place: usize) -> Stretch {
    Stretch { from, told: Told { value: Some(team.to_owned()), why: Why::Rule(place) } }
}

#[test]
fn key_that_moves_on_the_twelfth_has_one_team_before_and_another_after() {
    let subjects = one_series(&[("credential", "key-a")]);
    let rules = [
        rule(
            "old",
            Dates { from: None, until: Some(day("2026-10-12")) },
            is("credential", "key-a"),
            "Search",
        ),
        rule("new", Dates { from: Some(day("2026-10-12")), until: None }, is("credential", "key-a"), "Ads"),
    ];
    assert_eq!(
        team_over_time(&subjects, &rules, &[]),
        [by_rule(None, "Search", 0), by_rule(Some(day("2026-10-12")), "Ads", 1)]
    );
}

#[test]
fn hand_goes_before_rules_and_rules_before_what_the_source_told() {
    let subjects = one_series(&[("credential", "key-a"), ("team", "from-the-gateway")]);
    let yields =
        Rule { mode: Mode::IfEmpty, ..rule("a", Dates::ALWAYS, is("credential", "key-a"), "Search") };
    let stretches = team_over_time(&subjects, std::slice::from_ref(&yields), &[]);
    assert_eq!(stretches[0].told.why, Why::Inherited);
    let forced = [Rule { mode: Mode::Force, ..yields }];
    assert_eq!(team_over_time(&subjects, &forced, &[]), [by_rule(None, "Search", 0)]);
    let tag = |id, value: Option<&str>| HandTag {
        id,
        subject: 0,
        dimension: "team".to_owned(),
        value: value.map(str::to_owned),
        dates: Dates { from: Some(day("2026-10-01")), until: None },
    };
    let hands = [tag(2, None), tag(1, Some("Ads"))];
    let stretches = team_over_time(&subjects, &forced, &hands);
    let none_by_hand = Told { value: None, why: Why::Hand(2) };
    assert_eq!(stretches[1], Stretch { from: Some(day("2026-10-01")), told: none_by_hand });
}

#[test]
fn rule_that_stops_hides_those_after_it_also_for_what_it_does_not_set() {
    let subjects = one_series(&[("credential", "key-a")]);
    let mut first = rule("a", Dates::ALWAYS, is("credential", "key-a"), "Search");
    first.set[0].dimension = "feature".to_owned();
    let second = rule("b", Dates::ALWAYS, is("credential", "key-a"), "Ads");
    assert_eq!(team_over_time(&subjects, &[first.clone(), second.clone()], &[]), [by_rule(None, "Ads", 1)]);
    first.stops = true;
    assert_eq!(team_over_time(&subjects, &[first, second], &[])[0].told.why, Why::Nothing);
}

#[test]
fn values_come_from_columns_groups_and_tables() {
    let subjects = one_series(&[("credential", "search-prod-7"), ("project", "p1")]);
    let pattern = Condition::Column("credential".to_owned(), Matcher::regex("^([a-z]+)-(prod|dev)").unwrap());
    let table = BTreeMap::from([("p1".to_owned(), "Platform".to_owned())]);
    for (value, expected) in [
        (Source::Capture("credential".to_owned(), 1), Some("search")),
        (Source::Capture("credential".to_owned(), 9), None),
        (Source::Column("project".to_owned()), Some("p1")),
        (Source::Lookup("project".to_owned(), table), Some("Platform")),
        (Source::Column("team".to_owned()), None),
    ] {
        let mut rule = rule("a", Dates::ALWAYS, Condition::All(vec![pattern.clone()]), "");
        rule.set[0].value = value;
        assert_eq!(team_over_time(&subjects, &[rule], &[])[0].told.value.as_deref(), expected);
    }
}

#[test]
fn conditions_on_what_is_not_told() {
    let glob = Matcher::glob("search-*?").unwrap();
    assert!(glob.passes(Some("search-7")) && !glob.passes(Some("search-")) && !glob.passes(None));
    assert!(
        Matcher::glob("a.b").unwrap().passes(Some("a.b"))
            && !Matcher::glob("a.b").unwrap().passes(Some("axb"))
    );
    assert!(
        Matcher::NotTold.passes(None) && Matcher::NotTold.passes(Some("")) && !Matcher::Told.passes(Some(""))
    );
}

#[test]
fn patterns_that_are_too_large_or_none_say_so() {
    assert!(matches!(Matcher::regex("(a{1000}){1000}"), Err(MatcherError::TooLarge { .. })));
    assert!(matches!(Matcher::regex("("), Err(MatcherError::Unreadable { .. })));
}
