//! Edits change one rule and no other byte.

use proptest::prelude::*;

use super::generate;
use super::*;
use crate::attribution::text::parse::locate;
use crate::attribution::{Condition, Dates, Matcher, Mode, Source};
use crate::text_form::{Block, blocks};

fn rule_of(text: &str, id: &str) -> Rule {
    read(text).rules.into_iter().find(|rule| rule.id == id).unwrap()
}

fn replaced(text: &str, id: &str, change: impl FnOnce(&mut Rule)) -> String {
    let mut rule = rule_of(text, id);
    change(&mut rule);
    let note = read(text).notes.get(id).cloned();
    let edited = edit(text, RuleEdit::Replace { id: id.to_owned(), rule: rule.clone(), note }, &dimensions());
    let edited = edited.unwrap();
    assert_eq!(rule_of(&edited, &rule.id), rule);
    edited
}

fn is(column: &str, text: &str) -> Condition {
    Condition::Column(column.to_owned(), Matcher::Is(text.to_owned()))
}

#[test]
fn changed_value_leaves_its_line_as_it_was() {
    let edited = replaced(EXAMPLE, "search-keys", |rule| {
        let Condition::All(parts) = &mut rule.when else { panic!("several hold") };
        parts[0] = is("key", "key_3");
    });
    assert_eq!(
        edited,
        EXAMPLE.replace("[\"key_1\", \"key_2\"]          # both", "\"key_3\"          # both")
    );
}

#[test]
fn fields_come_and_go_within_their_rule() {
    let edited = replaced(EXAMPLE, "search-keys", |rule| {
        rule.dates = Dates { until: None, ..rule.dates };
        rule.stops = false;
        rule.set.truncate(1);
    });
    let expected = EXAMPLE
        .replace("until = 2027-01-01\n", "")
        .replace("stop = true\n", "")
        .replace("set.cost_centre = { lookup = \"project\", table = \"cc\" }\n", "");
    assert_eq!(edited, expected);
    let forced = replaced(EXAMPLE, "rest", |rule| rule.mode = Mode::Force);
    let own = "set = { team = { column = \"feature\" } }\n";
    assert_eq!(forced, EXAMPLE.replace(own, &format!("{own}mode = \"force\"\n")));
}

#[test]
fn tables_of_a_rule_are_changed_however_they_are_written() {
    let edited = replaced(EXAMPLE, "by-name", |rule| {
        let Condition::All(parts) = &mut rule.when else { panic!("several hold") };
        parts[0] = Condition::Column("key_name".to_owned(), Matcher::regex("^(a)").unwrap());
        rule.set[0].value = Source::Constant("A".to_owned());
    });
    assert!(edited.contains("set.team = \"A\"\n[rule.when]\n"), "{edited}");
    assert!(edited.contains("\"meta.cost-centre\" = { told = false }\n"), "{edited}");
}

#[test]
fn same_rule_changes_nothing() {
    for id in ["search-keys", "by-name", "rest"] {
        assert_eq!(replaced(EXAMPLE, id, |_| {}), EXAMPLE);
    }
}

#[test]
fn another_name_for_a_rule_keeps_all_else() {
    let edited = replaced(EXAMPLE, "rest", |rule| rule.id = "others".to_owned());
    assert_eq!(edited, EXAMPLE.replace("\"rest\"", "\"others\""));
}

#[test]
fn note_is_changed_with_its_rule() {
    let rule = rule_of(EXAMPLE, "rest");
    let noted = |note: Option<&str>| RuleEdit::Replace {
        id: "rest".to_owned(),
        rule: rule.clone(),
        note: note.map(str::to_owned),
    };
    let edited = edit(EXAMPLE, noted(Some("why \"so\"")), &dimensions()).unwrap();
    assert_eq!(read(&edited).notes["rest"], "why \"so\"");
    assert_eq!(edit(&edited, noted(None), &dimensions()).unwrap(), EXAMPLE);
}

#[test]
fn new_rule_stands_behind_the_last_or_before_a_named_one() {
    let rule = Rule { id: "new".to_owned(), ..rule_of(EXAMPLE, "rest") };
    let add = |before: Option<&str>| RuleEdit::Add {
        rule: rule.clone(),
        note: None,
        before: before.map(str::to_owned),
    };
    let written = "[[rule]]\nid = \"new\"\nwhen.all = true\nset.team = { column = \"feature\" }\n";
    let last = edit(EXAMPLE, add(None), &dimensions()).unwrap();
    assert_eq!(last, EXAMPLE.replace("[[test]]", &format!("{written}\n[[test]]")));
    let before = edit(EXAMPLE, add(Some("rest")), &dimensions()).unwrap();
    assert_eq!(before, EXAMPLE.replace("# everything else", &format!("{written}\n# everything else")));
    assert_eq!(edit("", add(None), &dimensions()).unwrap(), written);
    let crlf = edit(&EXAMPLE.replace('\n', "\r\n"), add(None), &dimensions()).unwrap();
    assert_eq!(crlf, last.replace('\n', "\r\n"));
}

#[test]
fn rule_goes_and_moves_with_its_comments() {
    let without = edit(EXAMPLE, RuleEdit::Remove { id: "search-keys".to_owned() }, &dimensions()).unwrap();
    assert!(without.starts_with("# Rules of the company\n\n[[rule]]\nid = \"by-name\"\n"), "{without}");
    let moving = RuleEdit::Move { id: "rest".to_owned(), before: Some("by-name".to_owned()) };
    let moved = edit(EXAMPLE, moving, &dimensions()).unwrap();
    assert!(moved.contains("# the end of it\n\n# everything else\n[[rule]]\nid = \"rest\"\n"), "{moved}");
    let back = edit(&moved, RuleEdit::Move { id: "rest".to_owned(), before: None }, &dimensions()).unwrap();
    assert_eq!(read(&back).rules, read(EXAMPLE).rules);
}

#[test]
fn edit_that_could_not_be_read_is_refused() {
    let twice = RuleEdit::Add { rule: rule_of(EXAMPLE, "rest"), note: None, before: None };
    let refused = edit(EXAMPLE, twice, &dimensions()).unwrap_err();
    assert_eq!(refused.findings()[0].what, "the id \"rest\" is taken: another rule has it already");
    assert_eq!(refused.findings()[0].line, None);
    let unknown = edit(EXAMPLE, RuleEdit::Remove { id: "z".to_owned() }, &dimensions()).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "there is no rule \"z\": reload the rules, since it may have been removed"
    );
    let unread = edit("[[rule]]", RuleEdit::Remove { id: "z".to_owned() }, &dimensions()).unwrap_err();
    assert!(matches!(unread, RulesError::Unreadable { .. }));
}

/// The text of rules with comments, blank lines and other line ends thrown in, and with a table and a test between.
fn untidy(rules: &[(Rule, Option<String>)], noise: &[u8], has_crlf: bool) -> String {
    let mut entries: Vec<String> =
        rules.iter().map(|(rule, note)| write(rule, note.as_deref(), &generate::tables())).collect();
    let table = "[table.cc]\nproj_1 = \"4711\"\n\"proj 2\" = \"4712\"\n";
    let test = "[[test]]\nname = \"t\"\non = 2026-10-01\nwith.key = \"k\"\nexpect.team = \"a\"\n";
    entries.insert(entries.len() / 2, table.to_owned());
    entries.insert(entries.len() * usize::from(noise[0] % 3) / 2, test.to_owned());
    let mut out = String::new();
    for (line, noise) in entries.join("\n").lines().zip(noise.iter().cycle()) {
        match noise % 8 {
            0 => out.push_str("# a line of its own\n"),
            1 => out.push('\n'),
            2 => out.push_str("\n  # apart\n\n"),
            _ => {}
        }
        out.push_str(line);
        out.push_str(if noise % 5 == 0 && !line.is_empty() { "  # beside\n" } else { "\n" });
    }
    if has_crlf { out.replace('\n', "\r\n") } else { out }
}

fn own_block(text: &str, at: usize) -> Block {
    let located = locate(text, &dimensions()).unwrap();
    blocks(text, &located.places)[located.of_rules[at]].clone()
}

fn lines_with_text(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines
}

fn rules_of(rules: &[(Rule, Option<String>)]) -> Vec<Rule> {
    rules.iter().map(|(rule, _)| rule.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read(rules in generate::rules()) {
        let entries: Vec<String> =
            rules.iter().map(|(rule, note)| write(rule, note.as_deref(), &Tables::new())).collect();
        let found = read(&entries.concat());
        prop_assert_eq!(&found.rules, &rules_of(&rules));
        for (rule, note) in &rules {
            prop_assert_eq!(found.notes.get(&rule.id), note.as_ref());
            prop_assert!(!describe(rule).is_empty());
        }
    }

    #[test]
    fn edit_is_lossless(
        rules in generate::rules(),
        noise in any::<[u8; 16]>(),
        has_crlf: bool,
        new in generate::rule(),
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        action in 0_u8..4,
    ) {
        let text = untidy(&rules, &noise, has_crlf);
        let mut expected = rules_of(&rules);
        prop_assert_eq!(&read(&text).rules, &expected);
        let (rule, note) = new;
        let before = other.index(expected.len() + 1);
        let target = expected.get(before).map(|rule| rule.id.clone());
        if action == 0 || expected.is_empty() {
            let edited = edit(&text, RuleEdit::Add { rule: rule.clone(), note, before: target }, &dimensions());
            let edited = edited.unwrap();
            expected.insert(before, rule.clone());
            prop_assert_eq!(read(&edited).rules, expected);
            let own = own_block(&edited, before);
            prop_assert!(text.starts_with(edited[..own.start].trim_end()), "{}", edited);
            prop_assert!(text.ends_with(edited[own.end..].trim_start()), "{}", edited);
            return Ok(());
        }
        let at = at.index(expected.len());
        let id = expected[at].id.clone();
        let own = own_block(&text, at);
        if action == 1 {
            let edited = edit(&text, RuleEdit::Replace { id, rule: rule.clone(), note: note.clone() }, &dimensions());
            let edited = edited.unwrap();
            expected[at] = rule.clone();
            let found = read(&edited);
            prop_assert_eq!(found.rules, expected);
            prop_assert_eq!(found.notes.get(&rule.id), note.as_ref());
            prop_assert_eq!(&edited[..own.header], &text[..own.header]);
            prop_assert!(edited.ends_with(&text[own.end..]));
        } else if action == 2 {
            let edited = edit(&text, RuleEdit::Remove { id }, &dimensions()).unwrap();
            expected.remove(at);
            prop_assert_eq!(read(&edited).rules, expected);
            prop_assert!(edited.starts_with(text[..own.start].trim_end()));
            prop_assert!(edited.ends_with(text[own.end..].trim_start()));
        } else {
            let edited = edit(&text, RuleEdit::Move { id, before: target.clone() }, &dimensions()).unwrap();
            let moved = expected.remove(at);
            let place = expected.iter().position(|rule| Some(&rule.id) == target.as_ref());
            let place = if before == at { at } else { place.unwrap_or(expected.len()) };
            expected.insert(place, moved);
            prop_assert_eq!(read(&edited).rules, expected);
            prop_assert_eq!(lines_with_text(&edited), lines_with_text(&text));
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_places(text in "(\\[\\[rule\\]\\]\n|id = \"r\"\n|when|set|\\.|key|team| = |\\{|\\}|\\[|\\]|\"a\"|regex|any|all|true|\n|\\PC){0,40}") {
        if let Err(findings) = parse(&text, &dimensions()) {
            prop_assert!(findings.iter().all(|finding| finding.line.is_some() && !finding.what.is_empty()));
        }
    }
}
