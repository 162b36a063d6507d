//! Each fault of the files is told with its line and its remedy.

use showback_pricebook::compile;

use super::support::{self, Fault};

const NORTH: Fault = Fault { file: "north.toml", from: "", to: "", rule: "", at: "", remedy: "" };

const BATCH: &str = "{ tier = \"batch\"";

const WRONG_FIELDS: &[Fault] = &[
    Fault {
        from: "released = 2026",
        to: "release = 2026",
        rule: "unknown-field",
        at: "release = 2026",
        remedy: "known: id, is, released",
        ..NORTH
    },
    Fault {
        from: "is = \"north/reed\"\n",
        to: "",
        rule: "missing-field",
        at: "[[model]]\nid = \"reed\"",
        remedy: "add the field",
        ..NORTH
    },
    Fault {
        from: "is = \"north/reed\"",
        to: "is = \"reed\"",
        rule: "value",
        at: "is = \"reed\"",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "id = \"reed\"",
        to: "id = \"re ed\"",
        rule: "value",
        at: "id = \"re ed\"",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "currency = \"USD\"",
        to: "currency = \"dollar\"",
        rule: "value",
        at: "currency",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "snapshots = [\"-YYYY-MM-DD\"]",
        to: "snapshots = \"-YYYY-MM-DD\"",
        rule: "value",
        at: "snapshots",
        remedy: "write it as [ ... ]",
        ..NORTH
    },
    Fault {
        from: "aliases = [{ id = \"pine-latest\", from = 2026-01-01, certainty = \"observed\" }]",
        to: "aliases = [\"pine-latest\"]",
        rule: "value",
        at: "aliases",
        remedy: "write it as { ... }",
        ..NORTH
    },
    Fault {
        from: "certainty = \"observed\"",
        to: "certainty = \"sure\"",
        rule: "value",
        at: "aliases",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "period = \"month\"",
        to: "period = \"year\"",
        rule: "value",
        at: "period",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "scope = \"organization\"",
        to: "scope = \"team\"",
        rule: "value",
        at: "scope",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "clock = \"day inside\"",
        to: "clock = \"day\"",
        rule: "value",
        at: "{ clock = \"day\",",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "except_years = [2026]",
        to: "except_years = [26]",
        rule: "value",
        at: "except_years",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "schema = 1",
        to: "schema = 2",
        rule: "schema",
        at: "schema = 2",
        remedy: "schema = 1",
        ..NORTH
    },
    Fault {
        from: "channel = \"north\"",
        to: "channel = \"nord\"",
        rule: "file-name",
        at: "schema",
        remedy: "name the file after the channel",
        ..NORTH
    },
    Fault {
        file: "book.toml",
        from: "2026-11-23",
        to: "today",
        rule: "value",
        at: "version",
        remedy: "in that form",
    },
    Fault {
        file: "book.toml",
        from: "sequence = 7",
        to: "sequence = 0",
        rule: "value",
        at: "sequence",
        remedy: "in that form",
    },
];

#[test]
fn wrong_fields_are_told_at_their_line() {
    WRONG_FIELDS.iter().for_each(Fault::is_found);
}

const WRONG_RATES: &[Fault] = &[
    Fault {
        from: "input = \"1\"",
        to: "input = 1",
        rule: "price",
        at: BATCH,
        remedy: "copy it from the source",
        ..NORTH
    },
    Fault {
        from: "input = \"1\"",
        to: "input = \"-1\"",
        rule: "price",
        at: BATCH,
        remedy: "copy it from the source",
        ..NORTH
    },
    Fault {
        from: "input = \"1\"",
        to: "input = \"1e3\"",
        rule: "price",
        at: BATCH,
        remedy: "copy it from the source",
        ..NORTH
    },
    Fault {
        from: "input = \"1\"",
        to: "input = \"1_000\"",
        rule: "price",
        at: BATCH,
        remedy: "copy it from the source",
        ..NORTH
    },
    Fault {
        from: "input = \"1\"",
        to: "input = \"1.000000000001\"",
        rule: "price",
        at: BATCH,
        remedy: "copy it from the source",
        ..NORTH
    },
    Fault {
        from: "cache_read = \"none\"",
        to: "cached = \"none\"",
        rule: "unknown-meter",
        at: BATCH,
        remedy: "cache_read",
        ..NORTH
    },
    Fault {
        from: "price = { input = \"1\", cache_read = \"none\", output = \"4\" }",
        to: "price = {}",
        rule: "missing-field",
        at: "{ tier = \"batch\"",
        remedy: "add the field",
        ..NORTH
    },
    Fault {
        from: "status = \"single\"",
        to: "status = \"sure\"",
        rule: "value",
        at: "{ from = 2026-01-01, status",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "from = 2026-08-16T16:00:00Z, status = \"confirmed\", source = \"page\", price = { input = \"0.3\"",
        to: "from = 2026-08-16T16:00:00, status = \"confirmed\", source = \"page\", price = { input = \"0.3\"",
        rule: "value",
        at: "{ clock = \"day inside\"",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "from = 2026-01-01, status",
        to: "from = \"2026-01-01\", status",
        rule: "value",
        at: "{ from = \"2026",
        remedy: "in that form",
        ..NORTH
    },
    Fault {
        from: "over = 200_000",
        to: "over = -1",
        rule: "value",
        at: "{ over = -1",
        remedy: "in that form",
        ..NORTH
    },
];

#[test]
fn wrong_rates_are_told_at_their_line() {
    WRONG_RATES.iter().for_each(Fault::is_found);
}

#[test]
fn every_fault_of_every_file_is_told_in_one_run() {
    let mut files = support::small_with("north.toml", "input = \"1\"", "input = 1");
    for (name, text) in &mut files {
        if name.ends_with("north.toml") {
            *text = text
                .replace("certainty = \"observed\"", "certainty = \"sure\"")
                .replace("scope =", "scopes =");
        } else if name.ends_with("south.toml") {
            *text = text.replace("schema = 1", "schema = = 1");
        }
    }
    let findings = compile(&files).unwrap_err();
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(
        rules,
        ["value", "price", "missing-field", "unknown-field", "syntax", "syntax"],
        "{}",
        support::shown(&findings)
    );
    assert!(findings.is_sorted_by_key(|finding| (finding.file.clone(), finding.line)));
}

#[test]
fn finding_reads_as_file_line_column_and_remedy() {
    let findings = compile(&support::small_with("north.toml", "input = \"1\"", "input = 1")).unwrap_err();
    assert_eq!(
        findings[0].to_string(),
        "prices/north.toml:35:89: the price of input is not a decimal number in quotes, like \"0.125\" [price]. \
         Remedy: copy it from the source as written there, or `none` where the page shows a dash"
    );
}

#[test]
fn book_without_its_common_file_is_no_book() {
    let files: Vec<_> =
        support::small().into_iter().filter(|(name, _)| !name.ends_with("book.toml")).collect();
    let findings = compile(&files).unwrap_err();
    assert_eq!(findings[0].rule, "missing-file");
    assert!(findings[0].remedy.contains("schema, version and sequence"));
}

#[test]
fn limits_are_told() {
    let long = format!("text = \"{}\"", "x".repeat(513));
    let findings =
        compile(&support::small_with("north.toml", "text = \"a library of prices\"", &long)).unwrap_err();
    assert_eq!((findings[0].rule, findings[0].line), ("value", 12));
    let row = "  { tier = \"batch\", status = \"single\", source = \"page\", price = { input = \"1\" } },\n";
    let many = format!("{}  {{ geo = \"us\"", row.repeat(2_001));
    let findings = compile(&support::small_with("north.toml", "  { geo = \"us\"", &many)).unwrap_err();
    assert_eq!((findings[0].rule, findings.len()), ("size", 1));
    let mut files = support::small();
    files.push(("prices/large.toml".to_owned(), " ".repeat(20 * 1024 * 1024 + 1)));
    let findings = compile(&files).unwrap_err();
    assert_eq!((findings[0].rule, findings[0].file.as_str()), ("size", "prices/large.toml"));
}
