//! Warnings about rules that hardly do what was meant.

use std::collections::BTreeSet;

use crate::attribution::lint::{LintContext, lint};
use crate::attribution::text::parse;
use crate::attribution::{Dates, Directory, MatchCache, Owner, Subjects};
use crate::kernel::{Day, parse_day};

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn subjects() -> Subjects {
    let mut subjects = Subjects::of_columns(&["key", "project", "team"]);
    for row in [["k1", "p1", ""], ["k2", "p1", ""], ["k3", "p2", "Told"], ["k4", "p3", ""]] {
        subjects.add(|column| match column {
            "key" => Some(row[0]),
            "project" => Some(row[1]),
            _ => Some(row[2]).filter(|text| !text.is_empty()),
        });
    }
    subjects
}

/// Warnings without the name of the rule; subject 3 spent last in June, the others yesterday, all of them in August.
fn warned_with(text: &str, directory: &Directory, closed: &[Day]) -> Vec<(String, String)> {
    let dimensions: BTreeSet<String> = ["team", "feature"].map(str::to_owned).into();
    let rules = parse(text, &dimensions).unwrap().rules;
    let context = LintContext {
        cache: &MatchCache::default(),
        today: day("2026-11-24"),
        last_spend: &|place| Some(day(if place == 3 { "2026-06-30" } else { "2026-11-23" })),
        closed_months: closed,
        has_spend: &|_, from, until| from <= day("2026-08-20") && day("2026-08-20") < until,
    };
    let found = lint(&subjects(), &rules, directory, &context);
    found
        .into_iter()
        .map(|finding| {
            let rule = finding.rule.unwrap();
            let what = finding.what.strip_prefix(&format!("rule \"{rule}\": ")).unwrap().to_owned();
            (rule, what)
        })
        .collect()
}

fn warned(text: &str) -> Vec<(String, String)> {
    warned_with(text, &Directory::default(), &[])
}

fn rule(id: &str, lines: &str) -> String {
    format!("[[rule]]\nid = \"{id}\"\n{lines}\n\n")
}

fn one(id: &str, what: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), what.to_owned())]
}

#[test]
fn rule_that_matches_nothing_known_is_dead() {
    let text = rule("a", "when.key = \"k9\"\nset.team = \"A\"");
    assert_eq!(warned(&text), one("a", "it matches nothing that is known"));
    assert_eq!(warned(&rule("a", "when.key = \"k1\"\nset.team = \"A\"")), []);
}

#[test]
fn rule_that_matches_all_says_so() {
    let text = rule("a", "when.key = { prefix = \"k\" }\nset.team = \"A\"");
    assert_eq!(warned(&text), one("a", "it matches all 4 subjects and does not say so"));
    assert_eq!(warned(&rule("a", "when.all = true\nset.team = \"A\"")), []);
}

#[test]
fn rule_behind_one_that_decides_all_of_it_is_shadowed() {
    let first = rule("a", "when.project = \"p1\"\nset.team = \"A\"");
    let second = rule("b", "when.key = \"k1\"\nset.team = \"B\"");
    let shadowed = one("b", "all that it would decide is decided before it, by \"a\"");
    assert_eq!(warned(&format!("{first}{second}")), shadowed);
    let further = second.replace("set.team", "set.feature = \"x\"\nset.team");
    let overlap = one("b", "earlier rules win over it: \"a\" sets another team on 1 subject");
    assert_eq!(warned(&format!("{first}{further}")), overlap);
    let stopping = rule("a", "when.project = \"p1\"\nset.team = \"A\"\nstop = true");
    assert_eq!(warned(&format!("{stopping}{further}")), shadowed);
}

#[test]
fn rule_is_shadowed_only_when_it_is_on_each_of_its_days() {
    let first = |dates: &str| rule("a", &format!("{dates}\nwhen.project = \"p1\"\nset.team = \"A\""));
    let second = |dates: &str| rule("b", &format!("{dates}\nwhen.key = \"k1\"\nset.team = \"B\""));
    let overlap = one("b", "earlier rules win over it: \"a\" sets another team on 1 subject");
    let shadowed = one("b", "all that it would decide is decided before it, by \"a\"");
    assert_eq!(warned(&format!("{}{}", first("until = 2026-10-12"), second(""))), overlap);
    let (from, until) = ("from = 2026-08-01", "from = 2026-08-01\nuntil = 2026-10-12");
    assert_eq!(warned(&format!("{}{}", first(from), second(until))), shadowed);
    let apart = format!("{}{}", first("until = 2026-10-12"), second("from = 2026-10-12"));
    assert_eq!(warned(&apart), []);
    // Two rules that follow each other decide all days between them.
    let then = first("from = 2026-10-12").replace("\"a\"", "\"then\"");
    let both = one("b", "all that it would decide is decided before it, by \"a\", \"then\"");
    assert_eq!(warned(&format!("{}{then}{}", first("until = 2026-10-12"), second(""))), both);
}

#[test]
fn what_sources_tell_holds_back_rules_that_do_not_force() {
    let owner = Owner {
        id: 1,
        column: "key".to_owned(),
        text: "k1".to_owned(),
        dimension: "team".to_owned(),
        value: "Owned".to_owned(),
        dates: Dates { from: Some(day("2026-10-12")), until: None },
    };
    let inherits = [("team".to_owned(), "team".to_owned())].into();
    let directory = Directory { inherits, owners: vec![owner], ..Directory::default() };
    let told = rule("a", "when.key = \"k3\"\nset.team = \"A\"");
    let nothing = "it sets nothing: all that it matches is told already, or has no value there";
    assert_eq!(warned_with(&told, &directory, &[]), one("a", nothing));
    assert_eq!(warned_with(&format!("{told}mode = \"force\""), &directory, &[]), []);
    // From the 12th on the owner holds back the first rule, and the second is forced.
    let first = rule("a", "when.key = \"k1\"\nset.team = \"A\"");
    let forced = rule("b", "when.key = \"k1\"\nset.team = \"B\"\nmode = \"force\"");
    let overlap = one("b", "earlier rules win over it: \"a\" sets another team on 1 subject");
    assert_eq!(warned_with(&format!("{first}{forced}"), &directory, &[]), overlap);
    let shadowed = one("b", "all that it would decide is decided before it, by \"a\"");
    assert_eq!(warned(&format!("{first}{forced}")), shadowed);
}

#[test]
fn rules_that_differ_on_common_subjects_overlap() {
    let first = rule("a", "when.key = [\"k1\", \"k2\"]\nset.team = \"A\"");
    let second = rule("b", "when.project = [\"p1\", \"p2\"]\nset.team = \"B\"");
    let overlap = one("b", "earlier rules win over it: \"a\" sets another team on 2 subjects");
    assert_eq!(warned(&format!("{first}{second}")), overlap);
    let same = second.replace("\"B\"", "\"A\"");
    assert_eq!(warned(&format!("{first}{same}")), []);
    let by_column = second.replace("\"B\"", "{ column = \"key\" }");
    assert_eq!(warned(&format!("{first}{by_column}")), overlap);
    let rest = rule("b", "when.all = true\nset.team = \"B\"");
    assert_eq!(warned(&format!("{first}{rest}")), []);
}

#[test]
fn rule_without_spend_in_ninety_days_is_idle() {
    let idle = |dates: &str| warned(&rule("a", &format!("{dates}\nwhen.key = \"k4\"\nset.team = \"A\"")));
    assert_eq!(idle(""), one("a", "what it matches had no spend in the last 90 days"));
    assert_eq!(idle("until = 2026-07-01"), []);
    assert_eq!(idle("from = 2026-11-01"), []);
}

#[test]
fn rule_that_reaches_into_closed_months_lists_them() {
    let closed = [day("2026-07-01"), day("2026-08-01")];
    let reaching = |dates: &str| {
        let text = rule("a", &format!("{dates}\nwhen.key = \"k1\"\nset.team = \"A\""));
        warned_with(&text, &Directory::default(), &closed)
    };
    let what = "it reaches into closed months, which stay as they are: 2026-08";
    assert_eq!(reaching(""), one("a", what));
    assert_eq!(reaching("from = 2026-08-20"), one("a", what));
    assert_eq!(reaching("from = 2026-08-21"), []);
    assert_eq!(reaching("until = 2026-08-20"), []);
    assert_eq!(reaching("from = 2026-09-01"), []);
}
