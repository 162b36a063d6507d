//! The text form, its findings and its edits.

mod edits;
mod generate;
mod refusals;
mod sentences;

use std::collections::BTreeSet;

use super::*;

const EXAMPLE: &str = include_str!("example.toml");

/// Its examples are read as they stand.
const PAGE: &str = include_str!("../../../../../../docs/rules.md");

fn dimensions() -> BTreeSet<String> {
    ["team", "feature", "cost_centre", "environment"].map(str::to_owned).into()
}

fn read(text: &str) -> RulesText {
    parse(text, &dimensions()).unwrap()
}

#[test]
fn examples_of_the_page_are_read_and_its_columns_are_all() {
    let examples = PAGE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let text = read(&examples.collect::<Vec<_>>().join("\n"));
    assert_eq!((text.rules.len(), text.tests.len()), (3, 1));
    let listed = PAGE.split("\nColumns: ").nth(1).and_then(|rest| rest.split(", and").next()).unwrap();
    let known = crate::attribution::subject_columns();
    let known: Vec<String> = known.iter().map(|column| format!("`{}`", column.name)).collect();
    assert_eq!(listed.replace('\n', " ").split(", ").collect::<Vec<_>>(), known);
}

#[test]
fn findings_of_rules_stand_where_the_rule_does() {
    let finding = |rule: &str| RuleFinding {
        line: None,
        column: None,
        rule: Some(rule.to_owned()),
        level: RuleFindingLevel::Warning,
        what: String::new(),
        remedy: String::new(),
    };
    let placed = read(EXAMPLE).placed(vec![finding("by-name"), finding("z")]);
    let places: Vec<_> = placed.iter().map(|finding| (finding.line, finding.column)).collect();
    assert_eq!(places, [(Some(19), Some(1)), (None, None)]);
}
