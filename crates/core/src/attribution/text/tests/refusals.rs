//! Each refusal has a sentence of its own, with its place.

use super::*;

fn findings(text: &str) -> Vec<RuleFinding> {
    parse(text, &dimensions()).unwrap_err()
}

fn only(text: &str) -> RuleFinding {
    let mut found = findings(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// A rule that is right but for what is said instead of its condition and what it sets.
fn rule(lines: &str) -> String {
    format!("[[rule]]\nid = \"r\"\n{lines}\n")
}

fn when(line: &str) -> String {
    rule(&format!("{line}\nset.team = \"a\""))
}

fn set(line: &str) -> String {
    rule(&format!("when.key = \"k\"\n{line}"))
}

fn says(text: &str, place: (u32, u32), what: &str) {
    let found = only(text);
    assert_eq!(found.what, what);
    assert_eq!((found.line, found.column), (Some(place.0), Some(place.1)), "{what}");
    assert!(!found.remedy.is_empty());
}

#[test]
fn dimension_that_is_not_known_is_refused() {
    says(&set("set.tema = \"a\""), (4, 5), "rule \"r\": the dimension \"tema\" is not known");
    assert_eq!(
        only(&set("set.tema = \"a\"")).remedy,
        "use cost_centre, environment, feature, team, or add the dimension first"
    );
    assert_eq!(only(&set("set.tema = \"a\"")).rule.as_deref(), Some("r"));
}

#[test]
fn column_that_is_not_known_is_refused_and_metadata_is_open() {
    says(&when("when.keys = \"k\""), (3, 6), "rule \"r\": the column \"keys\" is not known");
    says(&when("when.\"meta.\" = \"k\""), (3, 6), "rule \"r\": the column \"meta.\" is not known");
    says(&set("set.team = { column = \"x\" }"), (4, 23), "rule \"r\": the column \"x\" is not known");
    assert!(parse(&when("when.meta.anything = \"k\""), &dimensions()).is_ok());
    assert_eq!(read(&when("when.meta.a = \"k\"")).rules, read(&when("when.\"meta.a\" = \"k\"")).rules);
}

#[test]
fn id_is_taken_once() {
    let text = format!("{}\n{}", set("set.team = \"a\""), set("set.team = \"b\""));
    says(&text, (7, 6), "the id \"r\" is taken: another rule has it already");
}

#[test]
fn id_is_plain_and_present() {
    says("[[rule]]\nwhen.key = \"k\"\nset.team = \"a\"", (1, 1), "a rule: `id` is missing");
    let spaced = set("set.team = \"a\"").replace("\"r\"", "\"a b\"");
    says(&spaced, (2, 6), "rule \"a b\": `id` has other characters");
}

#[test]
fn condition_must_be_said() {
    says(&rule("set.team = \"a\""), (1, 1), "rule \"r\": `when` is missing");
    let nothing = "rule \"r\": a condition says nothing, and so matches all";
    says(&when("when = {}"), (3, 8), nothing);
    says(&when("when.not = {}"), (3, 12), nothing);
    says(&when("when.any = [{}]"), (3, 13), nothing);
    assert!(only(&when("when = {}")).remedy.contains("when.all = true"));
    says(&when("when.any = []"), (3, 12), "rule \"r\": the list of `any` is empty");
    says(&when("when.all = false"), (3, 12), "rule \"r\": `all = false` says nothing");
    says(&when("when = \"key\""), (3, 8), "rule \"r\": `when` is not a table");
    let beside = "rule \"r\": `all` stands beside other conditions";
    assert_eq!(only(&when("when.all = true\nwhen.key = \"k\"")).what, beside);
}

#[test]
fn regex_that_cannot_be_read_is_refused() {
    says(
        &when("when.key = { regex = \"a(\" }"),
        (3, 22),
        "rule \"r\": the regular expression on `key` cannot be read: unclosed group",
    );
    // References backwards would not be linear in the text.
    let found = only(&when("when.key = { regex = '(a)\\1' }"));
    assert!(found.what.ends_with("cannot be read: backreferences are not supported"), "{found}");
}

#[test]
fn regex_that_is_too_large_is_refused() {
    says(
        &when("when.key = { regex = '(\\w{100}){100}' }"),
        (3, 22),
        "rule \"r\": the pattern on `key` is too large",
    );
}

#[test]
fn text_of_a_condition_is_a_text_a_list_or_one_pattern() {
    says(&when("when.key = 1"), (3, 12), "rule \"r\": `key` is not a text");
    says(&when("when.key = [\"a\", 1]"), (3, 18), "rule \"r\": `key` is not a text");
    says(&when("when.key = \"\""), (3, 12), "rule \"r\": `key` is an empty text");
    says(&when("when.key = []"), (3, 12), "rule \"r\": the list of `key` is empty");
    let two = "rule \"r\": `key` does not say exactly one thing";
    says(&when("when.key = { glob = \"a\", prefix = \"a\" }"), (3, 12), two);
    says(&when("when.key = { like = \"a\" }"), (3, 14), "rule \"r\": `key` cannot be read at \"like\"");
    says(&when("when.key = { told = \"a\" }"), (3, 14), "rule \"r\": `key` cannot be read at \"told\"");
    says(&when("when.key = { glob = \"\" }"), (3, 21), "rule \"r\": the pattern on `key` is empty");
    says(&when("when.not = \"a\""), (3, 12), "rule \"r\": `not` is not a table");
    says(&when("when.any = { key = \"a\" }"), (3, 12), "rule \"r\": `any` is not a list of tables");
    says(&when("when.any = [ \"a\" ]"), (3, 14), "rule \"r\": `any` has something that is not a table");
}

#[test]
fn group_must_be_one_of_a_pattern_that_holds() {
    let captured = |when: &str, group: &str| {
        rule(&format!("{when}\nset.team = {{ capture = \"key\", group = {group} }}"))
    };
    let pattern = "when.key = { regex = \"^(a)-\" }";
    assert!(parse(&captured(pattern, "1"), &dimensions()).is_ok());
    assert!(parse(&captured(pattern, "0"), &dimensions()).is_ok());
    let none = "rule \"r\": the regular expression on `key` has no group 2: it has 1";
    says(&captured(pattern, "2"), (4, 12), none);
    says(&captured(pattern, "-1"), (4, 39), "rule \"r\": `group` is no number of a group");
    let must = "rule \"r\": no regular expression on `key` must hold";
    says(&captured("when.key = { glob = \"a\" }", "1"), (4, 12), must);
    says(&captured("when.not = { key = { regex = \"(a)\" } }", "1"), (4, 12), must);
}

#[test]
fn table_must_be_known() {
    let looked_up = set("set.team = { lookup = \"project\", table = \"teams\" }");
    says(&looked_up, (4, 42), "rule \"r\": the table \"teams\" is not known");
    let text = format!("{looked_up}\n[table.teams]\np = \"a\"\n");
    assert_eq!(read(&text).tables["teams"]["p"], "a");
    let empty = format!("{looked_up}\n[table.teams]\np = \"\"\n");
    says(&empty, (7, 5), "table \"teams\": \"p\" has no text");
    says("[table]\nteams = 1", (2, 9), "`table.teams` is not a table");
    says("table = 1", (1, 1), "`table` is not a table of tables");
}

#[test]
fn rule_begins_before_it_ends() {
    let from = |days: &str| rule(&format!("{days}\nwhen.key = \"k\"\nset.team = \"a\""));
    let what = "rule \"r\": it ends before it begins";
    says(&from("from = 2026-10-12\nuntil = 2026-10-12"), (4, 9), what);
    says(&from("from = \"2026-10-12\""), (3, 8), "rule \"r\": `from` is not a day");
    says(&from("until = 2026-10-12T00:00:00Z"), (3, 9), "rule \"r\": `until` is not a day");
}

#[test]
fn rule_sets_something() {
    says(&rule("when.key = \"k\""), (1, 1), "rule \"r\": it sets nothing");
    says(&set("set = {}"), (4, 7), "rule \"r\": it sets nothing");
    says(&set("set = 1"), (4, 7), "rule \"r\": `set` is not a table");
    says(&set("set.team = \"\""), (4, 12), "rule \"r\": `set.team` is empty");
    says(&set("set.team = 1"), (4, 12), "rule \"r\": `set.team` is not a text");
    let unread = "rule \"r\": `set.team` cannot be read";
    says(&set("set.team = { column = \"key\", group = 1 }"), (4, 12), unread);
    says(&set("set.team = { lookup = \"key\" }"), (4, 12), unread);
}

#[test]
fn field_that_is_not_known_is_refused() {
    let text = set("set.team = \"a\"\ncolour = \"red\"");
    says(&text, (5, 1), "rule \"r\": the field \"colour\" is not known");
    assert_eq!(only(&text).remedy, "a rule has: id, from, until, when, set, mode, stop, note");
    says(&set("set.team = \"a\"\nmode = \"soft\""), (5, 8), "rule \"r\": `mode` does not know \"soft\"");
    says(&set("set.team = \"a\"\nstop = 1"), (5, 8), "rule \"r\": `stop` is neither true nor false");
    says("[[rules]]\nid = \"r\"", (1, 3), "\"rules\" is no kind of entry");
    says("rule = [ { id = \"r\" } ]", (1, 1), "`rule` is not a list of entries");
}

#[test]
fn test_says_with_what_when_and_what_is_expected() {
    let test = |lines: &str| format!("[[test]]\nname = \"t\"\n{lines}\n");
    let good = "on = 2026-10-14\nwith = { key = \"k\", meta.a = \"b\" }\nexpect = { team = \"\" }";
    let read = read(&test(good)).tests;
    assert_eq!(read[0].with.keys().collect::<Vec<_>>(), ["key", "meta.a"]);
    assert_eq!((read[0].expect["team"].as_deref(), read[0].line), (None, Some(1)));
    let missing: Vec<String> = findings(&test("")).into_iter().map(|finding| finding.what).collect();
    let expected = ["`expect` is missing", "`on` is missing", "`with` is missing"];
    assert_eq!(missing, expected.map(|what| format!("test \"t\": {what}")));
    let odd = good.replace("{ team", "{ tema").replace("{ key", "{ keys").replace("on =", "at = 1\non =");
    let odd: Vec<String> = findings(&test(&odd)).into_iter().map(|finding| finding.what).collect();
    let expected = [
        "the field \"at\" is not known",
        "the column \"keys\" is not known",
        "the dimension \"tema\" is not known",
    ];
    assert_eq!(odd, expected.map(|what| format!("test \"t\": {what}")));
    let nothing = test(&good.replace("{ team = \"\" }", "{}"));
    says(&nothing, (5, 10), "test \"t\": `expect` says nothing");
}

#[test]
fn text_and_rules_have_a_limit() {
    let long = format!("# {}", "x".repeat(2 << 20));
    says(&long, (1, 1), "the text is longer than 2097152 bytes");
    let many = "[[rule]]\n".repeat(5_001);
    says(&many, (5_001, 1), "the text has 5001 rules: 5000 are the most");
    let all: Vec<String> =
        (0..5_000).map(|at| set("set.team = \"a\"").replace("\"r\"", &format!("\"r{at}\""))).collect();
    assert_eq!(read(&all.concat()).rules.len(), 5_000);
}

#[test]
fn all_that_is_wrong_is_told_at_once_in_order() {
    let text = "[[rule]]\nid = \"r\"\nfrom = 1\nwhen.keys = 1\nset.tema = 1\nmode = 1\nstop = 1\nnote = 1\nx = 1\n\n[[x]]\n";
    let lines: Vec<u32> = findings(text).into_iter().filter_map(|finding| finding.line).collect();
    assert_eq!(lines, [3, 4, 4, 5, 5, 6, 7, 8, 9, 11]);
    let text = format!("[[rule]]\n{}", (0..300).map(|at| format!("x{at} = 1\n")).collect::<String>());
    let found = findings(&text);
    assert_eq!(found.len(), 201);
    assert_eq!(found[200].what, "103 more things are wrong with the text");
}

#[test]
fn text_that_is_no_toml_is_refused_where_it_is_not() {
    let found = findings("[[rule]]\nid = \n");
    assert!(found[0].what.starts_with("the text cannot be read here: "), "{found:?}");
    assert_eq!(found[0].line, Some(2));
}

#[test]
fn entry_stands_in_one_place() {
    let text = format!("{}[[test]]\nname = \"t\"\n[rule.set]\nteam = \"a\"\n", rule("when.key = \"k\""));
    let found = findings(&text);
    assert!(found.iter().any(|found| found.what == "an entry goes on after another one"), "{found:?}");
}
