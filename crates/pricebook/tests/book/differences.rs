//! The difference of two books, as a preview shows it.

use super::support;
use showback_pricebook::{ChangeKind, TermKind, difference};

const LINE: &str = "{ from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"2\", cache_read = \"0.2\", cache_write_5m";

#[test]
fn same_book_has_no_difference() {
    let book = support::compiled(&support::small()).book;
    let difference = difference(&book, &book);
    assert!(difference.rates.is_empty() && difference.terms.is_empty());
}

#[test]
fn corrected_price_shows_both_sides() {
    let before = support::compiled(&support::small()).book;
    let after = support::compiled(&support::small_with(
        "north.toml",
        "input = \"4\", cache_read = \"0.4\", output",
        "input = \"4\", cache_read = \"0.5\", output",
    ))
    .book;
    let changes = difference(&before, &after).rates;
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].channel.as_str(), changes[0].model.as_str()), ("north", "pine"));
    assert_eq!(changes[0].kind, ChangeKind::Corrected);
    let price = |rate: &Option<showback_pricebook::Rate>| rate.as_ref().unwrap().price.unwrap().to_string();
    assert_eq!((price(&changes[0].before), price(&changes[0].after)), ("0.4".to_owned(), "0.5".to_owned()));
}

#[test]
fn successor_ends_the_row_before_it() {
    let before = support::compiled(&support::small()).book;
    let ended = "{ from = 2026-01-01, to = 2026-10-01, status = \"single\", source = \"library\", price = { input = \"4\", output = \"16\" } },
  { from = 2026-10-01, status = \"single\", source = \"library\", price = { input = \"3\", output = \"12\" } },";
    let after = support::compiled(&support::small_with("north.toml", "{ from = 2026-01-01, status = \"single\", source = \"library\", price = { input = \"4\", output = \"16\" } },", ended)).book;
    let kinds: Vec<ChangeKind> = difference(&before, &after).rates.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [ChangeKind::Ended, ChangeKind::Added, ChangeKind::Ended, ChangeKind::Added]);
    let back: Vec<ChangeKind> = difference(&after, &before).rates.iter().map(|change| change.kind).collect();
    assert_eq!(back, [ChangeKind::Ended, ChangeKind::Removed, ChangeKind::Ended, ChangeKind::Removed]);
}

#[test]
fn better_source_is_no_correction() {
    let before = support::compiled(&support::small()).book;
    let confirmed = LINE.replace("confirmed", "corroborated");
    let after = support::compiled(&support::small_with("north.toml", LINE, &confirmed)).book;
    let changes = difference(&before, &after).rates;
    assert_eq!(changes.len(), 5);
    assert!(changes.iter().all(|change| change.kind == ChangeKind::Known));
}

#[test]
fn names_and_terms_are_told_beside_rates() {
    let before = support::compiled(&support::small()).book;
    let after =
        support::compiled(&support::small_with("north.toml", "factor = \"1.1\"", "factor = \"1.2\"")).book;
    let changed = difference(&before, &after);
    assert!(changed.rates.is_empty());
    assert_eq!((changed.terms[0].kind, changed.terms[0].name.as_str()), (TermKind::Modifier, "eu"));
    let renamed =
        support::compiled(&support::small_with("north.toml", "id = \"pine-latest\"", "id = \"pine-now\""))
            .book;
    let changed = difference(&before, &renamed);
    assert_eq!((changed.terms[0].kind, changed.terms[0].name.as_str()), (TermKind::Model, "pine"));
}
