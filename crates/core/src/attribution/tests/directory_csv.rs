use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::attribution::{
    DIRECTORY_BYTES_LIMIT, Dates, DirectoryRead, NewOwner, Owner, owners_overlap, read_directory,
};
use crate::kernel::parse_day;

fn dates(from: &str, until: &str) -> Dates {
    let day = |text: &str| (!text.is_empty()).then(|| parse_day(text).unwrap());
    Dates { from: day(from), until: day(until) }
}

/// The project "core" is `p-1`, two keys are called "crawler".
fn read(bytes: &[u8]) -> DirectoryRead {
    let dimensions: BTreeSet<String> = ["cost_centre", "team"].map(str::to_owned).into();
    read_directory(bytes, &dimensions, |kind, name| match (kind, name) {
        ("project", "core") => vec!["p-1".to_owned()],
        ("key", "crawler") => vec!["sk-2".to_owned(), "sk-1".to_owned()],
        _ => Vec::new(),
    })
}

type Line<'o> = (u64, &'o str, &'o str, &'o str, &'o str, Dates);

fn owners(found: &DirectoryRead) -> Vec<Line<'_>> {
    assert_eq!(found.findings, []);
    fn of(owner: &NewOwner) -> Line<'_> {
        let NewOwner { column, text, dimension, value, dates, line } = owner;
        (*line, column, text, dimension, value, *dates)
    }
    found.owners.iter().map(of).collect()
}

/// Findings as lines of text; none of them comes with an owner.
fn findings(text: &str) -> Vec<String> {
    let found = read(text.as_bytes());
    assert!(found.findings.is_empty() || found.owners.is_empty(), "nothing is half read");
    found
        .findings
        .iter()
        .map(|finding| format!("{}: {}; {}", finding.line, finding.what, finding.remedy))
        .collect()
}

#[test]
fn each_dimension_of_a_row_gives_an_owner() {
    let text = "project_name,Key,team,Cost centre,from,until\ncore,,Search,4711,,2026-10-12\n,sk-9,Ads,,2026-01-01,\n";
    assert_eq!(
        owners(&read(text.as_bytes())),
        [
            (2, "project", "p-1", "cost_centre", "4711", dates("", "2026-10-12")),
            (2, "project", "p-1", "team", "Search", dates("", "2026-10-12")),
            (3, "key", "sk-9", "team", "Ads", dates("2026-01-01", "")),
        ]
    );
}

#[test]
fn separators_quotes_line_ends_and_a_byte_order_mark_do_not_matter() {
    let expected = [(2, "user", "a,b;c", "team", "The \"new\" one", Dates::ALWAYS)];
    for text in [
        "\u{feff}user,team\r\n\"a,b;c\",\"The \"\"new\"\" one\"\r\n",
        "user;team\n\"a,b;c\";\"The \"\"new\"\" one\"",
        "user\tteam\n a,b;c \t\"The \"\"new\"\" one\"\n\n",
    ] {
        assert_eq!(owners(&read(text.as_bytes())), expected, "{text:?}");
    }
}

#[test]
fn lines_are_counted_with_blank_ones_and_with_both_line_ends() {
    let rows = "user,team\n\n\nann,\n,,\nbob,Ads\n\ncid,Ads\n".replace(",,", ",");
    for text in [rows.clone(), rows.replace('\n', "\r\n")] {
        let found = read(text.as_bytes());
        let lines: Vec<u64> = found.owners.iter().map(|owner| owner.line).collect();
        assert_eq!((lines, found.findings), (vec![6, 8], vec![]), "{text:?}");
    }
}

#[test]
fn an_id_goes_before_the_name_beside_it() {
    let found = read(b"key,key_name,team\nsk-1,crawler,Ads\n");
    assert_eq!(owners(&found), [(2, "key", "sk-1", "team", "Ads", Dates::ALWAYS)]);
}

#[test]
fn a_file_must_say_what_is_owned_and_by_whom() {
    assert_eq!(findings(""), ["1: the file is empty; begin it with a header such as project,team"]);
    assert_eq!(
        findings("from,tribe,team,team\n"),
        [
            "1: \"tribe\" is neither a thing, a date nor a dimension; take the column out, or name it key, project, user, \
             account, from, until, cost_centre and team",
            "1: the column \"team\" is there twice; keep one of them",
            "1: no column says what is owned; add a column key, project, user or account, or one of them with _name",
        ]
    );
    assert_eq!(
        findings("user\n"),
        ["1: no column says who owns it; add a column with the name of a dimension, such as team"]
    );
}

#[test]
fn a_row_must_be_about_one_thing() {
    assert_eq!(
        findings("key,user_name,team\n,,Ads\nsk-1,ann,Ads\n"),
        [
            "2: the row does not say what is owned; write the id or the name of a key, project, user or account, or take \
             the row out",
            "3: the row names more than one thing: key and user; leave the one that is owned, and give each other one its \
             own row",
        ]
    );
    assert_eq!(
        findings("project_name,key_name,team\nnowhere,,Ads\n,crawler,Ads\n"),
        [
            "2: no project is called \"nowhere\"; write its id into a column project, or sync its connection first",
            "3: \"crawler\" is the name of 2 keys; write the id of one into a column key: sk-1 and sk-2",
        ]
    );
}

#[test]
fn dates_are_days_in_order() {
    assert_eq!(
        findings("user,team,from,until\nann,Ads,12.10.2026,2026-02-30\nbob,Ads,2026-10-12,2026-10-12\n"),
        [
            "2: \"12.10.2026\" is not a date; write it as YYYY-MM-DD, such as 2026-10-12",
            "2: \"2026-02-30\" is not a date; write it as YYYY-MM-DD, such as 2026-10-12",
            "3: the owner holds from 2026-10-12 until before 2026-10-12, which is no day; let it end after it begins; \
             until is the first day after",
        ]
    );
}

#[test]
fn two_owners_of_one_thing_on_the_same_days_are_refused() {
    let head = "project,project_name,team,from,until\n";
    assert_eq!(
        findings(&format!("{head}p-1,,Ads,2026-10-01,\n,core,Search,,2026-10-02\n")),
        [
            "3: the project p-1 has the team \"Search\" here and \"Ads\" on line 2, on the same days; let one of them end \
             before the other begins"
        ]
    );
    let found = read(format!("{head}p-1,,Ads,2026-10-01,\n,core,Search,,2026-10-01\n").as_bytes());
    assert_eq!(owners(&found).len(), 2, "one ends where the other begins");
}

#[test]
fn rows_that_say_the_same_are_one_owner() {
    let text = "user,team,from,until\nann,Ads,2026-03-01,2026-05-01\nann,ads,2026-01-01,2026-04-01\nann,Ads,2026-04-01,\n";
    assert_eq!(owners(&read(text.as_bytes())), [(2, "user", "ann", "team", "ads", dates("2026-01-01", ""))]);
}

#[test]
fn rows_that_do_not_fit_the_header_are_refused() {
    assert_eq!(
        findings("user,team\nann,Ads,more\nbob\n"),
        [
            "2: the row has 3 fields, and the header 2; give each row as many fields as the header, and quote those that \
             hold the separator",
            "3: the row has 1 field, and the header 2; give each row as many fields as the header, and quote those that \
             hold the separator",
        ]
    );
    assert_eq!(
        findings("user,team\nann,\"Ads\nbob,Ads\ncid,Ads\n"),
        [
            "2: the field that begins with \"Ads\" has a line break or another control character; take it out, and close \
             every quote"
        ]
    );
}

#[test]
fn only_plain_text_of_up_to_ten_megabytes_is_read() {
    let what = |bytes: &[u8]| {
        let found = read(bytes);
        assert_eq!((found.findings.len(), found.owners.len()), (1, 0));
        (found.findings[0].line, found.findings[0].what.clone())
    };
    assert_eq!(what(b"user,team\nann,\xff\n"), (2, "the file is not UTF-8 text here".to_owned()));
    assert_eq!(what(b"\xff\xfeu\0s\0"), (1, "the file is no plain text".to_owned()));
    let mut large = b"user,team\nann,Ads\n".to_vec();
    large.resize(DIRECTORY_BYTES_LIMIT, b'\n');
    assert_eq!(owners(&read(&large)).len(), 1);
    large.push(b'\n');
    assert_eq!(what(&large), (1, "the file is larger than 10 MB".to_owned()));
}

#[test]
fn many_findings_are_counted_rather_than_listed() {
    let rows: String = (0..1_000).map(|_| ",Ads\n").collect();
    let found = read(format!("user,team\n{rows}").as_bytes());
    assert_eq!((found.findings.len(), found.further_findings, found.findings[0].line), (200, 800, 2));
}

#[test]
fn owner_that_differs_from_one_there_is_on_some_day_is_found() {
    let owner = |id, text: &str, value: &str, dates| Owner {
        id,
        column: "key".to_owned(),
        text: text.to_owned(),
        dimension: "team".to_owned(),
        value: value.to_owned(),
        dates,
    };
    let existing =
        [owner(1, "sk-1", "Search", dates("", "2026-10-12")), owner(2, "sk-2", "Ads", Dates::ALWAYS)];
    let overlap = |new: Owner| owners_overlap(&existing, &[new]).map(|(old, new)| (old.id, new.id));
    assert_eq!(overlap(owner(9, "sk-1", "Ads", dates("2026-10-11", ""))), Some((1, 9)));
    assert_eq!(
        overlap(owner(9, "sk-1", "Ads", dates("2026-10-12", ""))),
        None,
        "it begins where that one ends"
    );
    assert_eq!(overlap(owner(9, "sk-2", "ads ", Dates::ALWAYS)), None, "it says the same");
    assert_eq!(overlap(owner(9, "sk-3", "Chat", Dates::ALWAYS)), None);
    let mut elsewhere = owner(9, "sk-2", "Chat", Dates::ALWAYS);
    elsewhere.dimension = "product".to_owned();
    assert_eq!(overlap(elsewhere), None);
}

proptest! {
    #[test]
    fn no_input_is_half_read_and_no_two_owners_overlap(
        rows in prop::collection::vec(
            (prop::sample::select(vec!["ann", "bob", ""]), prop::sample::select(vec!["Ads", "Chat", "", "\"x"]),
             prop::option::of(1_u32..6), prop::option::of(1_u32..6)), 0..12)
    ) {
        let day = |day: &Option<u32>| day.map(|day| format!("2026-10-0{day}")).unwrap_or_default();
        let mut text = "user,team,from,until\n".to_owned();
        for (user, team, from, until) in &rows {
            text.push_str(&format!("{user},{team},{},{}\n", day(from), day(until)));
        }
        let found = read(text.as_bytes());
        prop_assert!(found.findings.is_empty() || found.owners.is_empty());
        for (place, one) in found.owners.iter().enumerate() {
            for other in found.owners.iter().skip(place + 1).filter(|other| other.text == one.text) {
                prop_assert!(!one.dates.meets(&other.dates), "{one:?} {other:?}");
            }
        }
        if found.findings.is_empty() {
            for (user, team, from, until) in rows.iter().filter(|row| !row.0.is_empty() && !row.1.is_empty()) {
                let told = dates(&day(from), &day(until));
                let holds = found.owners.iter().any(|owner| {
                    let begins = owner.dates.from.is_none() || (told.from.is_some() && owner.dates.from <= told.from);
                    let ends = owner.dates.until.is_none() || (told.until.is_some() && told.until <= owner.dates.until);
                    owner.text == *user && owner.value == *team && begins && ends
                });
                prop_assert!(holds, "{user} {team} {told:?} is lost: {:?}", found.owners);
            }
        }
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[user,team;\"\n\r\t ]{0,60}") {
        read(&bytes);
        read(text.as_bytes());
        read(format!("user,team\n{text}").as_bytes());
    }
}
