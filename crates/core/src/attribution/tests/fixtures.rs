//! Tests that stand beside rules.

use std::collections::BTreeSet;

use crate::attribution::fixtures::{FixtureResult, run};
use crate::attribution::text::parse;
use crate::attribution::{Dates, Directory, HandTag, MatchCache, Owner, Subjects};
use crate::kernel::parse_day;

const RULES: &str = "\
[[rule]]
id = \"search\"
from = 2026-10-12
when.key = \"k1\"
set.team = \"Search\"

[[rule]]
id = \"ads\"
when.project = \"p2\"
set.team = \"Ads\"
";

fn subjects() -> Subjects {
    let mut subjects = Subjects::of_columns(&["key", "project"]);
    for row in [["k1", "p1"], ["k1", "p2"], ["k2", "p2"], ["k3", "p2"]] {
        subjects.add(|column| Some(if column == "key" { row[0] } else { row[1] }));
    }
    subjects
}

fn ran_with(test: &str, hands: &[HandTag], directory: &Directory) -> FixtureResult {
    let dimensions: BTreeSet<String> = ["team", "feature"].map(str::to_owned).into();
    let text = parse(&format!("{RULES}\n[[test]]\nname = \"t\"\n{test}\n"), &dimensions).unwrap();
    run(&text.tests, &subjects(), &text.rules, hands, directory, &MatchCache::default()).remove(0)
}

fn ran(test: &str) -> (bool, String) {
    let result = ran_with(test, &[], &Directory::default());
    assert_eq!((result.name.as_str(), result.line), ("t", Some(12)));
    (result.passed, result.detail)
}

#[test]
fn every_known_subject_must_come_to_it() {
    let after = "with = { key = \"k1\" }\non = 2026-10-12\nexpect = { team = \"Search\" }";
    assert_eq!(ran(after), (true, "2 known".to_owned()));
    let before = after.replace("10-12", "10-11");
    let detail = "team is unattributed on 2026-10-11, not \"Search\", and 1 more differ (2 known)";
    assert_eq!(ran(&before), (false, detail.to_owned()));
    let both = "with = { key = \"k1\", project = \"p2\" }\non = 2026-10-11\nexpect = { team = \"Ads\", feature = \"\" }";
    assert_eq!(ran(both), (true, "1 known".to_owned()));
}

#[test]
fn what_nobody_has_is_looked_at_as_if_it_were_there() {
    let unknown =
        "with = { key = \"k9\", project = \"p2\" }\non = 2026-10-11\nexpect = { team = \"Search\" }";
    let detail =
        "team is \"Ads\" by the rule \"ads\" on 2026-10-11, not \"Search\" (none known, as if it were there)";
    assert_eq!(ran(unknown), (false, detail.to_owned()));
    let nothing = unknown.replace("p2", "p9").replace("Search", "");
    assert_eq!(ran(&nothing), (true, "none known, as if it were there".to_owned()));
}

#[test]
fn hands_owners_and_names_count() {
    let owner = Owner {
        id: 1,
        column: "key".to_owned(),
        text: "k9".to_owned(),
        dimension: "team".to_owned(),
        value: "Lab".to_owned(),
        dates: Dates::ALWAYS,
    };
    let names = [("lab".to_owned(), "Research".to_owned())].into();
    let directory =
        Directory { owners: vec![owner], names: [("team".to_owned(), names)].into(), ..Directory::default() };
    let owned = "with = { key = \"k9\" }\non = 2026-10-11\nexpect = { team = \"lab\" }";
    assert!(ran_with(owned, &[], &directory).passed);
    let hand = HandTag {
        id: 1,
        subject: 3,
        dimension: "team".to_owned(),
        value: Some("Ops".to_owned()),
        dates: Dates { from: parse_day("2026-10-01").ok(), until: None },
    };
    let tagged = "with = { key = \"k3\" }\non = 2026-10-11\nexpect = { team = \"Ads\" }";
    let result = ran_with(tagged, &[hand], &Directory::default());
    assert_eq!(result.detail, "team is \"Ops\" by hand on 2026-10-11, not \"Ads\" (1 known)");
}
