//! Edits change one entry and no other byte.

use proptest::prelude::*;

use super::generate;
use crate::pricing::contract::parse::locate;
use crate::pricing::contract::*;
use crate::text_form::blocks;

const TEXT: &str = "# Agreements of 2026\n\n# the big one\n[[discount]] # anthropic\nid = \"a\"\n\
                    reason = \"deal\"   # signed\npercent  =  \"5\" # from annex B\nincludes_tools = false\n\
                    # meters = [\"input\"]\n\n\n# --- names ---\n\n[[alias]]\nid = \"b\"\nreason = \"portal\"\n\
                    channel = \"azure-openai\"\nname = \"prod\"\nmodel = \"gpt-6\"\n# the end\n";

fn entry_of(text: &str, id: &str) -> EntryDraft {
    let contract = Contract::parse(text).unwrap();
    EntryDraft::from(contract.entries.iter().find(|entry| entry.id == id).unwrap())
}

fn discount(text: &str, change: impl FnOnce(&mut EntryDraft, &mut DiscountForm)) -> EntryDraft {
    let mut draft = entry_of(text, "a");
    let TermForm::Discount(mut form) = draft.term.clone() else { panic!("a is a discount") };
    change(&mut draft, &mut form);
    draft.term = TermForm::Discount(form);
    draft
}

#[test]
fn a_changed_value_leaves_its_line_as_it_was() {
    let draft = discount(TEXT, |_, form| form.percent = "7.5".to_owned());
    let edited = edit(TEXT, Edit::Replace { id: "a".to_owned(), draft }).unwrap();
    assert_eq!(edited, TEXT.replace("\"5\" # from", "\"7.5\" # from"));
}

#[test]
fn fields_come_and_go_within_their_entry() {
    let draft = discount(TEXT, |draft, form| {
        draft.from = Some("2026-07-01".to_owned());
        form.scope.channel = Some("anthropic".to_owned());
    });
    let edited = edit(TEXT, Edit::Replace { id: "a".to_owned(), draft }).unwrap();
    let added = "includes_tools = false\nfrom = 2026-07-01\nchannel = \"anthropic\"\n";
    assert_eq!(edited, TEXT.replace("includes_tools = false\n", added));
    let back = edit(&edited, Edit::Replace { id: "a".to_owned(), draft: entry_of(TEXT, "a") }).unwrap();
    assert_eq!(back, TEXT);
}

#[test]
fn the_same_fields_change_nothing() {
    let draft = entry_of(TEXT, "a");
    assert_eq!(edit(TEXT, Edit::Replace { id: "a".to_owned(), draft }), Ok(TEXT.to_owned()));
}

#[test]
fn an_entry_goes_with_the_comments_that_touch_it() {
    let without_a = edit(TEXT, Edit::Remove { id: "a".to_owned() }).unwrap();
    assert!(without_a.starts_with("# Agreements of 2026\n\n# --- names ---\n\n[[alias]]"), "{without_a}");
    let without_b = edit(TEXT, Edit::Remove { id: "b".to_owned() }).unwrap();
    assert!(without_b.ends_with("# meters = [\"input\"]\n\n\n# --- names ---\n"), "{without_b}");
}

#[test]
fn an_entry_moves_with_its_comments() {
    let moved = edit(TEXT, Edit::Move { id: "b".to_owned(), before: Some("a".to_owned()) }).unwrap();
    assert!(moved.starts_with("# Agreements of 2026\n\n[[alias]]\nid = \"b\"\n"), "{moved}");
    assert!(moved.contains("# the end\n\n# the big one\n[[discount]] # anthropic\n"), "{moved}");
    let back = edit(&moved, Edit::Move { id: "b".to_owned(), before: None }).unwrap();
    assert_eq!(Contract::parse(&back), Contract::parse(TEXT));
}

#[test]
fn a_new_entry_stands_at_the_end_after_a_blank_line() {
    let draft = EntryDraft { id: "c".to_owned(), ..entry_of(TEXT, "b") };
    let TermForm::Alias(alias) = draft.term.clone() else { panic!("b is an alias") };
    let draft = EntryDraft { term: TermForm::Alias(AliasForm { name: "test".to_owned(), ..alias }), ..draft };
    let edited = edit(TEXT, Edit::Add(draft.clone())).unwrap();
    assert_eq!(edited.strip_prefix(TEXT).unwrap().lines().next(), Some(""));
    let first = edit("", Edit::Add(draft)).unwrap();
    assert!(
        first.starts_with("[[alias]]\nid = \"c\"\n") && first.ends_with("model = \"gpt-6\"\n"),
        "{first}"
    );
}

#[test]
fn line_ends_of_the_text_are_kept() {
    let text = TEXT.replace('\n', "\r\n");
    let draft = discount(&text, |draft, form| {
        draft.to = Some("2027-01-01".to_owned());
        form.percent = "7.5".to_owned();
    });
    let edited = edit(&text, Edit::Replace { id: "a".to_owned(), draft: draft.clone() }).unwrap();
    let expected = edit(TEXT, Edit::Replace { id: "a".to_owned(), draft }).unwrap();
    assert_eq!(edited, expected.replace('\n', "\r\n"));
}

#[test]
fn a_refused_draft_names_its_fields_and_no_line() {
    let draft = discount(TEXT, |draft, form| {
        form.percent = "0".to_owned();
        draft.from = Some("July".to_owned());
        draft.reason = String::new();
    });
    let error = edit(TEXT, Edit::Replace { id: "a".to_owned(), draft }).unwrap_err();
    let fields: Vec<_> = error.findings().iter().map(|f| (f.line, f.field.clone().unwrap())).collect();
    let named = |field: &str| (None, field.to_owned());
    assert_eq!(fields, [named("reason"), named("from"), named("percent")]);
}

#[test]
fn an_edit_that_would_break_the_contract_is_refused() {
    let twice = edit(TEXT, Edit::Add(entry_of(TEXT, "a"))).unwrap_err();
    assert_eq!(twice.findings()[0].field.as_deref(), Some("id"));
    let unknown = edit(TEXT, Edit::Remove { id: "z".to_owned() }).unwrap_err();
    assert_eq!(unknown, ContractError::UnknownEntry { id: "z".to_owned() });
    assert!(matches!(
        edit("[[discount]]", Edit::Remove { id: "a".to_owned() }),
        Err(ContractError::Unreadable { .. })
    ));
}

#[test]
fn a_default_that_was_written_out_follows_the_change() {
    let text = "[[commitment]]\nid = \"c\"\nreason = \"r\"\nfrom = 2026-01-01\namount = \"10\"\npaid = \"10\"\n\
                currency = \"USD\"\nevery = \"month\"\nsettlement = \"prepaid\"\n";
    let mut draft = entry_of(text, "c");
    let TermForm::Commitment(form) = &mut draft.term else { panic!("c is a commitment") };
    form.amount = "12".to_owned();
    let edited = edit(text, Edit::Replace { id: "c".to_owned(), draft: draft.clone() }).unwrap();
    assert_eq!(entry_of(&edited, "c"), draft);
}

/// The text of a contract with comments, blank lines and other line ends thrown in.
fn untidy(contract: &Contract, noise: &[u8], has_crlf: bool) -> String {
    let mut out = String::new();
    for (line, noise) in to_text(contract).lines().zip(noise.iter().cycle()) {
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

fn common(left: impl Iterator<Item = u8>, right: impl Iterator<Item = u8>) -> usize {
    left.zip(right).take_while(|(left, right)| left == right).count()
}

fn lines_with_text(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_written_is_read(contract in generate::contract()) {
        prop_assert_eq!(Contract::parse(&to_text(&contract)), Ok(contract));
    }

    #[test]
    fn noise_is_not_in_the_hash(contract in generate::contract(), noise in any::<[u8; 16]>(), crlf: bool) {
        prop_assert_eq!(contract_hash(&untidy(&contract, &noise, crlf)), Ok(contract.hash()));
    }

    #[test]
    fn an_edit_is_lossless(
        contract in generate::contract(),
        noise in any::<[u8; 16]>(),
        has_crlf: bool,
        new in (0u32..9).prop_flat_map(generate::entry),
        at in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        action in 0u8..4,
    ) {
        let text = untidy(&contract, &noise, has_crlf);
        let new = generate::with_own_names(new, 99);
        let draft = EntryDraft::from(&new);
        let mut expected = contract.entries.clone();
        if action == 0 || expected.is_empty() {
            let edited = edit(&text, Edit::Add(draft)).unwrap();
            expected.push(new);
            prop_assert_eq!(Contract::parse(&edited).unwrap().entries, expected);
            prop_assert!(edited.starts_with(&text));
            return Ok(());
        }
        let at = at.index(expected.len());
        let id = expected[at].id.clone();
        let own = blocks(&text, &locate(&text).unwrap().places)[at].clone();
        if action == 1 {
            let edited = edit(&text, Edit::Replace { id, draft }).unwrap();
            expected[at] = new;
            prop_assert_eq!(Contract::parse(&edited).unwrap().entries, expected);
            prop_assert_eq!(&edited[..own.header], &text[..own.header]);
            prop_assert!(edited.ends_with(&text[own.end..]));
        } else if action == 2 {
            let edited = edit(&text, Edit::Remove { id }).unwrap();
            expected.remove(at);
            prop_assert_eq!(Contract::parse(&edited).unwrap().entries, expected);
            let before = common(edited.bytes(), text.bytes());
            let after = common(edited.bytes().rev(), text.bytes().rev());
            prop_assert!(before + after >= edited.len());
        } else {
            let before = other.index(expected.len() + 1);
            let target = expected.get(before).map(|entry| entry.id.clone());
            let edited = edit(&text, Edit::Move { id, before: target.clone() }).unwrap();
            let moved = expected.remove(at);
            let place = expected.iter().position(|entry| Some(&entry.id) == target.as_ref());
            let place = if before == at { at } else { place.unwrap_or(expected.len()) };
            expected.insert(place, moved);
            prop_assert_eq!(Contract::parse(&edited).unwrap().entries, expected);
            prop_assert_eq!(lines_with_text(&edited), lines_with_text(&text));
        }
    }
}
