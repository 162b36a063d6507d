//! Completeness and plausibility: each rule has a row that breaks it, told with its line and its remedy.

use showback_pricebook::compile;

use super::support::{self, Fault};

const NORTH: Fault = Fault { file: "north.toml", from: "", to: "", rule: "", at: "", remedy: "" };
const BATCH: &str = "{ tier = \"batch\"";
const BAND: &str = "{ over = 200_000";

const COMPLETENESS: &[Fault] = &[
    Fault {
        from: "cache_write_5m = \"5\", cache_write_1h = \"8\", ",
        to: "cache_write_5m = \"5\", ",
        rule: "band-meters",
        at: "{ from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"2\"",
        remedy: "`expected`",
        ..NORTH
    },
    Fault {
        from: "{ tier = \"batch\",",
        to: "{ tier = \"batch\", over = 200_000,",
        rule: "band-base",
        at: BATCH,
        remedy: "add the missing rows",
        ..NORTH
    },
    Fault {
        from: "price = { input = \"0.3\", output",
        to: "price = { output",
        rule: "output-without-input",
        at: "{ clock = \"day inside\"",
        remedy: "add the missing rows",
        ..NORTH
    },
    Fault {
        from: "input = \"1\", cache_read = \"none\"",
        to: "input = \"1\"",
        rule: "batch-cache",
        at: BATCH,
        remedy: "add the missing rows",
        ..NORTH
    },
    Fault {
        from: "  { clock = \"day outside\", from = 2026-08-16T16:00:00Z, status = \"confirmed\", source = \"page\", price = { input = \"0.15\", output = \"0.6\" } },\n",
        to: "",
        rule: "clock-sides",
        at: "{ clock = \"day inside\"",
        remedy: "add the missing rows",
        ..NORTH
    },
    Fault {
        from: "input = \"1\", cache_read = \"none\"",
        to: "input_audio = \"1\", cache_read = \"none\"",
        rule: "none-without-input",
        at: BATCH,
        remedy: "add the input rate",
        ..NORTH
    },
];

#[test]
fn completeness_is_checked() {
    COMPLETENESS.iter().for_each(Fault::is_found);
}

#[test]
fn reason_of_the_model_or_of_the_row_silences_completeness() {
    let gap = ("input = \"1\", cache_read = \"none\"", "input = \"1\"");
    for reason in ["is = \"north/pine\"\nreleased", "{ tier = \"batch\""] {
        let mut files = support::small_with("north.toml", gap.0, gap.1);
        let with = match reason.strip_suffix("\nreleased") {
            Some(is) => format!("{is}\nexpected = \"the page shows part of the row\"\nreleased"),
            None => format!("{reason}, expected = \"the page shows part of the row\""),
        };
        for (_, text) in &mut files {
            *text = text.replacen(reason, &with, 1);
        }
        support::compiled(&files);
    }
}

const PLAUSIBILITY: &[Fault] = &[
    Fault {
        from: "input = \"2\", cache_read = \"0.2\"",
        to: "input = \"2\", cache_read = \"2\"",
        rule: "meter-order",
        at: "{ from = 2026-06-01, status",
        remedy: "`expected`",
        ..NORTH
    },
    Fault {
        from: "cache_write_5m = \"2.5\"",
        to: "cache_write_5m = \"1.9\"",
        rule: "meter-order",
        at: "{ from = 2026-06-01, status",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "cache_write_1h = \"4\"",
        to: "cache_write_1h = \"2.5\"",
        rule: "meter-order",
        at: "{ from = 2026-06-01, status",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "output = \"8\" } },\n  { over",
        to: "output = \"1.9\" } },\n  { over",
        rule: "meter-order",
        at: "{ from = 2026-06-01, status",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "input = \"1\", cache_read = \"none\", output = \"4\"",
        to: "input = \"1\", cache_read = \"none\", output = \"9\"",
        rule: "tier-order",
        at: BATCH,
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "price = { input = \"4\", cache_read = \"0.4\", output = \"16\" } },\n  { geo",
        to: "price = { input = \"1.9\", cache_read = \"0.4\", output = \"16\" } },\n  { geo",
        rule: "tier-order",
        at: "{ from = 2026-06-01, status",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "cache_write_1h = \"8\", output = \"12\"",
        to: "cache_write_1h = \"8\", output = \"7\"",
        rule: "band-order",
        at: "{ from = 2026-06-01, status",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "input = \"2.2\"",
        to: "input = \"3.3\"",
        rule: "geo-range",
        at: "{ geo = \"us\"",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "input = \"2.2\"",
        to: "input = \"1.5\"",
        rule: "geo-range",
        at: "{ geo = \"us\"",
        remedy: "compare both rows",
        ..NORTH
    },
    Fault {
        from: "input = \"4\", cache_read = \"0.4\", output = \"16\"",
        to: "input = \"40\", cache_read = \"4.1\", output = \"160\"",
        rule: "price-jump",
        at: "{ from = 2026-06-01, status",
        remedy: "mistaken unit",
        ..NORTH
    },
    Fault {
        file: "south.toml",
        from: "input = \"2.2\", output = \"8.8\"",
        to: "input = \"6.1\", output = \"24.2\"",
        rule: "geo-range",
        at: "{ from = 2026-06-01",
        remedy: "`expected`",
    },
    Fault {
        file: "south.toml",
        from: "{ geo = \"global\", from = 2026-06-01, status = \"confirmed\", source = \"list\", price = { input = \"2\", output = \"8\" } },",
        to: "{ geo = \"global\", from = 2026-06-01, status = \"confirmed\", source = \"list\", price = { input = \"0.5\", output = \"2\" } },",
        rule: "seller-range",
        at: "{ geo = \"global\"",
        remedy: "compare both sellers",
    },
    Fault {
        from: "is = \"north/reed\"",
        to: "is = \"south/reed\"\nexpected = \"nothing is missing\"",
        rule: "needless-expected",
        at: "[[model]]\nid = \"reed\"",
        remedy: "remove it",
        ..NORTH
    },
    Fault {
        from: "{ geo = \"us\",",
        to: "{ geo = \"us\", expected = \"nothing is strange\",",
        rule: "needless-expected",
        at: "{ geo = \"us\"",
        remedy: "remove it",
        ..NORTH
    },
];

#[test]
fn plausibility_is_checked() {
    PLAUSIBILITY.iter().for_each(Fault::is_found);
}

#[test]
fn lone_row_needs_company_or_a_reason() {
    let clocked = "{ clock = \"day inside\", from = 2026-08-16T16:00:00Z, status = \"confirmed\", source = \"page\", price = { input = \"0.3\", output = \"1.2\" } },\n  { clock = \"day outside\", from = 2026-08-16T16:00:00Z, status = \"confirmed\", source = \"page\", price = { input = \"0.15\", output = \"0.6\" } },";
    let lone = "{ status = \"single\", source = \"library\", price = { input = \"30\", output = \"120\" } },";
    Fault {
        from: clocked,
        to: lone,
        rule: "lone-price",
        at: "{ status = \"single\"",
        remedy: "make sure of its unit",
        ..NORTH
    }
    .is_found();
    let told = lone.replace("price =", "expected = \"the dearest model\", price =");
    support::compiled(&support::small_with("north.toml", clocked, &told));
}

#[test]
fn reason_silences_its_own_row_only() {
    let strange = "{ geo = \"us\", expected = \"a local offer\", from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"1.5\"";
    support::compiled(&support::small_with(
        "north.toml",
        "{ geo = \"us\", from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"2.2\"",
        strange,
    ));
    let mut files = support::small_with(
        "north.toml",
        "{ geo = \"us\", from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"2.2\"",
        strange,
    );
    for (_, text) in &mut files {
        *text =
            text.replace("cache_read = \"none\", output = \"4\"", "cache_read = \"none\", output = \"9\"");
    }
    let findings = compile(&files).unwrap_err();
    assert!(findings.iter().all(|finding| finding.rule == "tier-order"), "{}", support::shown(&findings));
}

#[test]
fn mistaken_unit_is_never_silenced() {
    for (row, price) in
        [(BATCH, "input = \"1\""), (BAND, "input = \"4\", cache_read = \"0.4\", cache_write_5m = \"5\"")]
    {
        let mut files =
            support::small_with("north.toml", row, &row.replacen('{', "{ expected = \"so it says\",", 1));
        for (_, text) in &mut files {
            *text = text.replacen(price, &price.replacen("\",", "000\",", 1).replacen("1\"", "1000\"", 1), 1);
        }
        let findings = compile(&files).unwrap_err();
        assert!(findings.iter().any(|finding| finding.rule == "unit-slip"), "{}", support::shown(&findings));
    }
    Fault {
        from: "price = { web_search_call = \"10\" }",
        to: "expected = \"so it says\"\nprice = { web_search_call = \"10000\" }",
        rule: "unit-bounds",
        at: "price = { web_search_call",
        remedy: "mistaken unit",
        ..NORTH
    }
    .is_found();
}
