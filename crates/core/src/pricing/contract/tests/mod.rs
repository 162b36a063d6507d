//! The text form, its findings and its hash.

mod books;
mod edits;
pub(in crate::pricing) mod generate;

use super::*;

/// Its examples are one entry of each kind.
const PAGE: &str = include_str!("../../../../../../docs/contract.md");

fn all_kinds() -> String {
    let examples = PAGE.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    examples.collect::<Vec<_>>().join("\n")
}

fn findings(text: &str) -> Vec<(u32, String, String)> {
    let found = Contract::parse(text).unwrap_err();
    found.into_iter().map(|f| (f.line.unwrap(), f.what, f.remedy)).collect()
}

fn only_finding(text: &str) -> ContractFinding {
    let mut found = Contract::parse(text).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

fn discount_with(line: &str) -> String {
    format!("[[discount]]\nid = \"d\"\nreason = \"deal\"\n{line}\n")
}

#[test]
fn an_empty_text_is_an_empty_contract() {
    assert_eq!(Contract::parse(""), Ok(Contract::default()));
    assert_eq!(Contract::parse("\n# nothing yet\n"), Ok(Contract::default()));
    assert_eq!(contract_hash(""), Ok(Contract::default().hash()));
}

#[test]
fn every_kind_is_read_in_the_order_of_the_text() {
    let contract = Contract::parse(&all_kinds()).unwrap();
    let kinds: Vec<EntryKind> = contract.entries.iter().map(|entry| entry.term.kind()).collect();
    assert_eq!(kinds, EntryKind::ALL);
}

#[test]
fn the_examples_of_the_page_are_known_to_the_price_book() {
    let (_, warnings) = check_text(&all_kinds(), crate::pricing::bundled::book()).unwrap();
    assert_eq!(warnings, []);
}

#[test]
fn the_text_made_from_a_contract_reads_as_the_same_contract() {
    let contract = Contract::parse(&all_kinds()).unwrap();
    assert_eq!(Contract::parse(&to_text(&contract)), Ok(contract));
}

#[test]
fn a_view_put_into_a_draft_gives_the_same_entry() {
    for entry in Contract::parse(&all_kinds()).unwrap().entries {
        let view = ContractEntryView::from(&entry);
        let json = serde_json::json!({
            "id": view.id, "from": view.from, "to": view.to, "reason": view.reason, "term": view.term,
        });
        let draft: EntryDraft = serde_json::from_value(json).unwrap();
        assert_eq!(draft.to_entry(), Ok(entry));
    }
}

#[test]
fn comments_spaces_and_spelling_do_not_change_the_hash() {
    let plain = "[[discount]]\nid = \"d\"\nreason = \"deal\"\nfrom = 2026-07-01\npercent = \"12.5\"\n";
    let other = "# ours\n\n[[ discount ]]\nreason = 'deal' # why\npercent = \"12.50\"\nid=\"d\"\n\
                 from = 2026-07-01T02:00:00+02:00\nincludes_tools = false\n";
    assert_eq!(contract_hash(plain), contract_hash(other));
    let dearer = plain.replace("12.5", "12.6");
    assert_ne!(contract_hash(plain), contract_hash(&dearer));
}

#[test]
fn all_findings_are_answered_with_their_places() {
    let text = "[[discount]]\nid = \"a b\"\nreason = \" \"\nfrom = 2026-07-02\nto = 2026-07-01\n\
                percent = \"100.1\"\nmeters = [\"inputt\"]\ncolour = \"red\"\ntier = \"turbo\"\n\n\
                [[rebate]]\nid = \"x\"\n";
    let found = findings(text);
    let lines: Vec<u32> = found.iter().map(|(line, _, _)| *line).collect();
    assert_eq!(lines, [2, 3, 5, 6, 7, 8, 9, 11], "{found:#?}");
    assert!(found.iter().all(|(_, what, remedy)| !what.is_empty() && !remedy.is_empty()));
}

#[test]
fn a_finding_names_line_and_column_entry_and_field() {
    let found = only_finding(&discount_with("percent = \"0\""));
    assert_eq!((found.line, found.column), (Some(4), Some(11)));
    assert_eq!((found.entry.as_deref(), found.field.as_deref()), (Some("d"), Some("percent")));
    assert_eq!(
        found.to_string(),
        "line 4, column 11: discount \"d\": `percent` is not above 0 and at most 100; write a number above 0 \
         and at most 100, for example \"12.5\""
    );
}

#[test]
fn percent_lies_above_zero_and_at_most_a_hundred() {
    for good in ["0.000001", "100", "12.5"] {
        assert!(Contract::parse(&discount_with(&format!("percent = \"{good}\""))).is_ok(), "{good}");
    }
    for bad in ["\"0\"", "\"100.000001\"", "\"-1\"", "12.5", "\"1e1\"", "\"\"", "\"1_0\"", "\"99999999999\""]
    {
        only_finding(&discount_with(&format!("percent = {bad}")));
    }
}

#[test]
fn a_wildcard_stands_only_at_the_end_of_a_model() {
    for good in ["*", "claude-*", "claude-opus-5"] {
        let line = format!("percent = \"5\"\nmodel = \"{good}\"");
        assert!(Contract::parse(&discount_with(&line)).is_ok(), "{good}");
    }
    for bad in ["*-mini", "gpt-*-mini", "gpt-**"] {
        only_finding(&discount_with(&format!("percent = \"5\"\nmodel = \"{bad}\"")));
    }
    only_finding(&discount_with("percent = \"5\"\nchannel = \"open*\""));
}

#[test]
fn an_id_is_taken_once() {
    let text = format!("{}\n{}", discount_with("percent = \"5\""), discount_with("percent = \"6\""));
    let found = only_finding(&text);
    assert_eq!((found.line, found.field.as_deref()), (Some(7), Some("id")));
}

fn rates(second: &str) -> String {
    format!(
        "[[rate]]\nid = \"a\"\nreason = \"deal\"\nfrom = 2026-01-01\nto = 2026-07-01\nchannel = \"openai\"\n\
         model = \"gpt-6\"\nprice = {{ input = \"2\", output = \"8\" }}\n\n\
         [[rate]]\nid = \"b\"\nreason = \"deal\"\n{second}\nchannel = \"openai\"\nmodel = \"gpt-6\"\n\
         price = {{ output = \"7\" }}\n"
    )
}

#[test]
fn rates_of_one_key_do_not_overlap() {
    let found = only_finding(&rates("from = 2026-06-30"));
    assert_eq!(found.what, "rate \"b\" overlaps \"a\": both say the price of output at the same time");
    only_finding(&rates("tier = \"standard\""));
    for apart in
        ["from = 2026-07-01", "tier = \"batch\"", "over = 200_000", "project = \"core\"", "geo = \"us\""]
    {
        assert!(Contract::parse(&rates(apart)).is_ok(), "{apart}");
    }
}

#[test]
fn a_name_means_one_thing_at_a_time() {
    let text = "[[alias]]\nid = \"a\"\nreason = \"r\"\nchannel = \"azure-openai\"\nname = \"prod\"\n\
                model = \"gpt-6\"\n\n[[model]]\nid = \"b\"\nreason = \"r\"\nchannel = \"azure-openai\"\n\
                model = \"prod\"\nprice = { input = \"1\" }\n";
    assert_eq!(
        only_finding(text).what,
        "model \"b\" overlaps \"a\": both say what \"prod\" is at the same time"
    );
}

#[test]
fn every_syntax_error_is_a_finding() {
    let found = findings("[[discount]]\nid = \"d\"\nreason = \npercent == \"5\"\n");
    assert!(found.iter().any(|(line, _, _)| *line == 3), "{found:#?}");
    assert!(found.iter().any(|(line, _, _)| *line == 4), "{found:#?}");
}

#[test]
fn entries_are_opened_with_double_brackets() {
    for text in ["discount = []", "discount = [{ id = \"d\" }]", "[discount]\nid = \"d\"", "discount = 1"] {
        let found = only_finding(text);
        assert_eq!(found.remedy, "open each entry with [[discount]]", "{text}");
    }
}

#[test]
fn money_of_a_period_starts_and_ends_with_a_day() {
    let text = |from: &str, every: &str, more: &str| {
        format!(
            "[[commitment]]\nid = \"c\"\nreason = \"r\"\nfrom = {from}\namount = \"10\"\ncurrency = \"USD\"\n\
             every = \"{every}\"\nsettlement = \"minimum\"\n{more}"
        )
    };
    assert!(Contract::parse(&text("2026-07-01", "month", "")).is_ok());
    only_finding(&text("2026-07-02", "month", ""));
    only_finding(&text("2026-07-01T10:00:00Z", "once", "to = 2027-01-01"));
    assert_eq!(only_finding(&text("2026-07-02", "once", "")).field.as_deref(), Some("to"));
    assert_eq!(only_finding(&text("2026-07-01", "month", "paid = \"5\"")).field.as_deref(), Some("paid"));
}

#[test]
fn summaries_are_plain_words() {
    let entries = Contract::parse(&all_kinds()).unwrap().entries;
    let lines: Vec<String> = entries.iter().map(|entry| ContractEntryView::from(entry).summary).collect();
    insta::assert_snapshot!(lines.join("\n"));
}
