//! Time: each rule has a row that breaks it, told with its line and its remedy.

use showback_pricebook::{Severity, compile};

use super::support::{self, Fault};

const NORTH: Fault = Fault { file: "north.toml", from: "", to: "", rule: "", at: "", remedy: "" };
const BATCH: &str = "{ tier = \"batch\"";

const TIME: &[Fault] = &[
    Fault {
        from: "to = 2026-06-01",
        to: "to = 2025-06-01",
        rule: "window",
        at: "{ from = 2026-01-01, to",
        remedy: "`from` earlier than `to`",
        ..NORTH
    },
    Fault {
        from: "to = 2026-06-01",
        to: "to = 2026-01-01",
        rule: "window",
        at: "{ from = 2026-01-01, to",
        remedy: "`from` earlier than `to`",
        ..NORTH
    },
    Fault {
        from: "to = 2026-06-01",
        to: "to = 2026-06-02",
        rule: "overlap",
        at: "{ from = 2026-06-01, status",
        remedy: "end the earlier row",
        ..NORTH
    },
    Fault {
        from: "{ from = 2026-06-01, status",
        to: "{ from = 2026-05-31T23:59:59Z, status",
        rule: "overlap",
        at: "{ from = 2026-05-31",
        remedy: "end the earlier row",
        ..NORTH
    },
    Fault {
        from: "clock = \"day outside\", ",
        to: "",
        rule: "overlap",
        at: "{ clock = \"day inside\"",
        remedy: "end the earlier row",
        ..NORTH
    },
    Fault {
        from: "to = 2026-07-30",
        to: "to = 2026-07-31",
        rule: "overlap",
        at: "[[tier]]\nword = \"quick\"\ntier = \"fast\"",
        remedy: "end the older meaning",
        ..NORTH
    },
    Fault {
        from: "[[modifier]]",
        to: "[[modifier]]\nid = \"eu\"\ntext = \"twice\"\ngeo = \"eu\"\nfactor = \"1.2\"\nsource = \"page\"\n\n[[modifier]]",
        rule: "overlap",
        at: "[[modifier]]\nid = \"eu\"\ntext = \"the",
        remedy: "end the older one",
        ..NORTH
    },
    Fault {
        from: "retrieved = 2026-10-15",
        to: "retrieved = 2026-11-24",
        rule: "source-day",
        at: "page = {",
        remedy: "correct the day",
        ..NORTH
    },
    Fault {
        from: "released = 2026-01-01",
        to: "released = 2026-01-01\nretired = 2025-01-01",
        rule: "window",
        at: "[[model]]\nid = \"pine\"",
        remedy: "correct one of the two days",
        ..NORTH
    },
    Fault {
        from: "{ tier = \"batch\",",
        to: "{ tier = \"batch\", unverified_from = 2026-05-01,",
        rule: "window",
        at: BATCH,
        remedy: "still applies",
        ..NORTH
    },
    Fault {
        from: "{ tier = \"batch\",",
        to: "{ tier = \"batch\", known_from = 2026-05-01, known_to = 2026-04-01,",
        rule: "window",
        at: BATCH,
        remedy: "`from` earlier",
        ..NORTH
    },
    Fault {
        from: "01:00-04:00",
        to: "1am-4am",
        rule: "calendar",
        at: "[[calendar]]",
        remedy: "01:00-04:00",
        ..NORTH
    },
    Fault {
        from: "\"fri\"]",
        to: "\"friday\"]",
        rule: "calendar",
        at: "[[calendar]]",
        remedy: "mon, tue",
        ..NORTH
    },
    Fault {
        from: "except_years = [2026]",
        to: "except_years = [2027]",
        rule: "calendar",
        at: "[[calendar]]",
        remedy: "add the year",
        ..NORTH
    },
];

#[test]
fn time_is_checked() {
    TIME.iter().for_each(Fault::is_found);
}

#[test]
fn what_is_no_longer_known_and_what_is_disputed_may_overlap() {
    let row = "{ tier = \"batch\", from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"1\", cache_read = \"none\", output = \"4\" } },";
    let announced = row.replace(
        "from = 2026-06-01, status = \"confirmed\"",
        "from = 2026-09-01, known_to = 2026-08-14, status = \"announced\"",
    );
    let known = row.replace("status", "known_from = 2026-08-14, status");
    support::compiled(&support::small_with("north.toml", row, &format!("{announced}\n  {known}")));
    let disputed = row.replace("confirmed", "disputed");
    let other = disputed
        .replace("\"1\"", "\"1.1\"")
        .replace("\"4\"", "\"4.4\"")
        .replace("cache_read = \"none\", ", "");
    support::compiled(&support::small_with("north.toml", row, &format!("{disputed}\n  {other}")));
    let findings =
        compile(&support::small_with("north.toml", row, &format!("{row}\n  {other}"))).unwrap_err();
    assert!(findings.iter().any(|finding| finding.rule == "overlap"));
}

#[test]
fn announced_row_with_a_younger_source_is_a_note() {
    let files = support::small_with(
        "north.toml",
        "{ tier = \"batch\", from = 2026-06-01, status = \"confirmed\"",
        "{ tier = \"batch\", from = 2026-06-01, status = \"announced\"",
    );
    let notes = support::compiled(&files).notes;
    assert!(notes.iter().all(|note| note.severity == Severity::Note && note.rule == "announced"));
    assert_eq!(notes.len(), 3);
    assert!(notes[0].to_string().contains("note: north pine: batch global"));
}
