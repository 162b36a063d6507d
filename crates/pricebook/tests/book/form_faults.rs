//! Structure and names: each rule has a row that breaks it, told with its line and its remedy.

use showback_pricebook::compile;

use super::support::{self, Fault};

const NORTH: Fault = Fault { file: "north.toml", from: "", to: "", rule: "", at: "", remedy: "" };
const BATCH: &str = "{ tier = \"batch\"";

const STRUCTURE: &[Fault] = &[
    Fault {
        from: "{ tier = \"batch\", from",
        to: "{ tier = \"slow\", from",
        rule: "unknown-tier",
        at: "{ tier = \"slow\"",
        remedy: "standard, batch",
        ..NORTH
    },
    Fault {
        from: "tier = \"fast\"",
        to: "tier = \"quick\"",
        rule: "unknown-tier",
        at: "[[tier]]\nword = \"quick\"\ntier = \"quick\"",
        remedy: "standard, batch",
        ..NORTH
    },
    Fault {
        from: "status = \"single\", source = \"library\"",
        to: "status = \"single\", source = \"rumour\"",
        rule: "source",
        at: "{ from = 2026-01-01, status",
        remedy: "add it to [sources]",
        ..NORTH
    },
    Fault {
        from: "factor = \"1.1\"\nsource = \"page\"",
        to: "factor = \"1.1\"\nsource = \"rumour\"",
        rule: "source",
        at: "[[modifier]]",
        remedy: "add it to [sources]",
        ..NORTH
    },
    Fault {
        from: "factor = \"1.1\"",
        to: "factor = \"11\"",
        rule: "factor",
        at: "[[modifier]]",
        remedy: "1.1 for ten percent more",
        ..NORTH
    },
    Fault {
        from: "factor = \"0.5\"",
        to: "factor = \"5\"",
        rule: "factor",
        at: "[[credit]]",
        remedy: "0.5 for half of it",
        ..NORTH
    },
    Fault {
        from: "models = [\"reed\"]",
        to: "models = [\"oak\"]",
        rule: "reference",
        at: "[[credit]]",
        remedy: "name a model of the channel",
        ..NORTH
    },
    Fault {
        from: "clock = \"day inside\"",
        to: "clock = \"night inside\"",
        rule: "reference",
        at: "{ clock = \"night",
        remedy: "add a [[calendar]]",
        ..NORTH
    },
    Fault {
        from: "amount = \"1000\"",
        to: "amount = \"0\"",
        rule: "price",
        at: "[[allowance]]",
        remedy: "above 0",
        ..NORTH
    },
    Fault {
        from: "input = \"1\"",
        to: "input = \"0\"",
        rule: "zero-price",
        at: BATCH,
        remedy: "free = true",
        ..NORTH
    },
    Fault {
        from: "free = true\n",
        to: "",
        rule: "zero-price",
        at: "price = { page",
        remedy: "free = true",
        ..NORTH
    },
    Fault {
        from: "price = { page = \"0\" }",
        to: "price = { page = \"0.01\" }",
        rule: "zero-price",
        at: "price = { page",
        remedy: "remove `free = true`",
        ..NORTH
    },
    Fault {
        from: "cache_read = \"none\", output = \"4\"",
        to: "cache_read = \"none\", output = \"none\"",
        rule: "price",
        at: BATCH,
        remedy: "input-side",
        ..NORTH
    },
    Fault {
        from: "{ tier = \"batch\",",
        to: "{ tier = \"batch\", per = 1_000,",
        rule: "unit",
        at: BATCH,
        remedy: "per 1_000_000",
        ..NORTH
    },
    Fault {
        from: "per = 1_000\n",
        to: "per = 0\n",
        rule: "unit",
        at: "price = { web_search_call",
        remedy: "per 1 to",
        ..NORTH
    },
    Fault {
        from: "id = \"reed\"",
        to: "id = \"pine\"",
        rule: "unique-id",
        at: "[[model]]\nid = \"pine\"\nis = \"north/reed\"",
        remedy: "keep one table",
        ..NORTH
    },
    Fault {
        from: "{ from = 2026-01-01, status = \"single\"",
        to: "{ from = 2026-01-01, status = \"single\", source = \"page\", price = { input = \"4\" } },\n  { from = 2026-01-01, status = \"single\"",
        rule: "unique-rate",
        at: "{ from = 2026-01-01, status = \"single\", source = \"library\"",
        remedy: "keep one of the two",
        ..NORTH
    },
];

#[test]
fn structure_is_checked() {
    STRUCTURE.iter().for_each(Fault::is_found);
}

const NAMES: &[Fault] = &[
    Fault {
        from: "id = \"pine-latest\"",
        to: "id = \"reed\"",
        rule: "alias",
        at: "aliases",
        remedy: "the exact id always wins",
        ..NORTH
    },
    Fault {
        from: "is = \"north/reed\"",
        to: "is = \"north/reed\"\naliases = [{ id = \"pine-latest\", from = 2026-06-01 }]",
        rule: "alias",
        at: "aliases = [{ id = \"pine-latest\", from = 2026-06-01 }]",
        remedy: "end the older one",
        ..NORTH
    },
    Fault {
        from: "to_id = \"pine\"",
        to: "to_id = \"oak\"",
        rule: "redirect",
        at: "[[redirect]]",
        remedy: "another model of the channel",
        ..NORTH
    },
    Fault {
        from: "to_id = \"pine\"\n",
        to: "to_id = \"pine\"\n\n[[redirect]]\nfrom_id = \"fir\"\nto_id = \"reed\"\n",
        rule: "redirect",
        at: "[[redirect]]\nfrom_id = \"fir\"\nto_id = \"reed\"",
        remedy: "end the older one",
        ..NORTH
    },
    Fault {
        from: "to_id = \"pine\"\n",
        to: "to_id = \"pine\"\n\n[[redirect]]\nfrom_id = \"pine\"\nto_id = \"reed\"\n",
        rule: "redirect",
        at: "[[redirect]]\nfrom_id = \"fir\"",
        remedy: "at the end of the chain",
        ..NORTH
    },
    Fault {
        from: "snapshots = [\"-YYYY-MM-DD\"]",
        to: "snapshots = [\"-*\"]",
        rule: "snapshot-form",
        at: "snapshots",
        remedy: "-YYYYMMDD",
        ..NORTH
    },
    Fault {
        from: "snapshots = [\"-YYYY-MM-DD\"]",
        to: "snapshots = [\"-.*\"]",
        rule: "snapshot-form",
        at: "snapshots",
        remedy: "-YYYYMMDD",
        ..NORTH
    },
    Fault {
        from: "own_snapshots = [\"pine-2026-01-01\"]\n",
        to: "",
        rule: "snapshot-match",
        at: "snapshots",
        remedy: "own_snapshots",
        ..NORTH
    },
    Fault {
        from: "own_snapshots = [\"pine-2026-01-01\"]",
        to: "own_snapshots = [\"pine-2026-01-01\", \"reed\"]",
        rule: "snapshot-match",
        at: "[[model]]\nid = \"pine\"",
        remedy: "only ids",
        ..NORTH
    },
];

#[test]
fn names_are_checked() {
    NAMES.iter().for_each(Fault::is_found);
    let meeting = "id = \"pine-20260101\"\nis = \"north/reed\"\nsnapshots = [\"-vN:N\"]";
    let mut files = support::small_with("north.toml", "id = \"reed\"\nis = \"north/reed\"", meeting);
    for (_, text) in &mut files {
        *text =
            text.replace("[\"-YYYY-MM-DD\"]\nown_snapshots = [\"pine-2026-01-01\"]", "[\"-YYYYMMDD-vN:N\"]");
        *text = text.replace("models = [\"reed\"]", "models = [\"pine\"]");
    }
    let findings = compile(&files).unwrap_err();
    assert!(
        findings.iter().any(|finding| finding.rule == "snapshot-match" && finding.what.contains("and of")),
        "{}",
        support::shown(&findings)
    );
}
