//! What is read, and rules in a sentence.

use super::*;
use crate::attribution::{Condition, Matcher, Mode, Source};

fn described(lines: &str) -> String {
    let text = format!("[[rule]]\nid = \"r\"\n{lines}\n\n[table.cc]\na = \"b\"\n");
    describe(&read(&text).rules[0])
}

#[test]
fn example_is_read_as_it_says() {
    let text = read(EXAMPLE);
    let ids: Vec<&str> = text.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["search-keys", "by-name", "rest"]);
    assert_eq!(text.lines["by-name"], 19);
    let first = &text.rules[0];
    assert_eq!((first.mode, first.stops), (Mode::Force, true));
    let Condition::All(parts) = &first.when else { panic!("several hold") };
    assert_eq!(parts.len(), 4);
    assert!(matches!(&parts[0], Condition::Column(column, Matcher::OneOf(_)) if column == "key"));
    assert!(matches!(&first.set[1].value, Source::Lookup(_, table) if table["proj_1"] == "4711"));
    let second = &text.rules[1];
    assert_eq!((second.mode, second.stops, second.set.len()), (Mode::IfEmpty, false, 1));
    let Condition::All(parts) = &second.when else { panic!("several hold") };
    assert!(matches!(&parts[1], Condition::Column(column, Matcher::NotTold) if column == "meta.cost-centre"));
    assert_eq!(text.rules[2].when, Condition::All(Vec::new()));
    assert_eq!(text.notes["search-keys"], "asked for by the search team");
    assert_eq!(text.tests[0].expect["environment"], None);
}

#[test]
fn empty_text_has_no_rules() {
    assert_eq!(read(""), RulesText::default());
    assert_eq!(read("\n# nothing yet\n"), RulesText::default());
}

#[test]
fn rule_is_told_in_a_sentence() {
    assert_eq!(
        described(
            "when.key = [\"key_1\", \"key_2\"]\nwhen.project_name = { glob = \"search-*\" }\nset.team = \"Search\""
        ),
        "key is one of key_1, key_2 and project name is like search-*: team is Search"
    );
    assert_eq!(
        described(
            "from = 2026-10-12\nuntil = 2026-11-01\nwhen.all = true\nset.team = { column = \"feature\" }\nmode = \"force\"\nstop = true"
        ),
        "everything: team is what feature says, from 2026-10-12 until before 2026-11-01, whatever was told; no \
         later rule counts"
    );
    assert_eq!(
        described(
            "when.any = [{ key = \"a\", user = \"b\" }, { meta.app = { told = false } }]\nwhen.not = { environment = { prefix = \"dev\" } }\n\
             set.cost_centre = { lookup = \"project\", table = \"cc\" }"
        ),
        "((key is a and user is b) or metadata app is not told) and environment does not begin with dev: cost \
         centre is what the table has for project"
    );
    assert_eq!(
        described("when.key_name = { regex = \"^(a)\" }\nset.team = { capture = \"key_name\" }"),
        "key name matches ^(a): team is part 1 of key name"
    );
    let keys: Vec<String> = (1..=9).map(|at| format!("\"k{at}\"")).collect();
    assert_eq!(
        described(&format!("when.key = [{}]\nset.team = \"a\"", keys.join(", "))),
        "key is one of k1, k2, k3, k4, k5 and 4 more: team is a"
    );
}
