//! The canonical text: the same book, the same bytes.

use super::support;
use proptest::prelude::*;
use showback_pricebook::{Book, BookError, Hash, rate_id};

#[test]
fn source_to_book_to_text_and_back_is_the_same_book() {
    let book = support::compiled(&support::small()).book;
    let text = book.to_canonical().unwrap();
    let again = Book::from_canonical("update", &text).unwrap();
    assert_eq!(again, book);
    assert_eq!(again.to_canonical().unwrap(), text);
    assert_eq!(book.hash().unwrap(), Hash::of(&text));
    assert_eq!(book.hash().unwrap().to_string().len(), 64);
}

#[test]
fn real_book_is_the_same_after_it_was_read_back() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../prices");
    let book = support::compiled(&support::files_of(&folder)).book;
    let text = book.to_canonical().unwrap();
    println!("{} rates, {} bytes, {}", book.row_count(), text.len(), Hash::of(&text));
    assert_eq!(Book::from_canonical("update", &text).unwrap(), book);
}

#[test]
fn text_has_keys_in_order_and_no_space() {
    let text = String::from_utf8(support::compiled(&support::small()).book.to_canonical().unwrap()).unwrap();
    assert!(
        text.starts_with(
            "{\"channels\":[{\"allowances\":[{\"amount\":\"1000\",\"meter\":\"web_search_call\""
        )
    );
    assert!(text.contains("\"from\":\"2026-08-16T16:00:00Z\""));
    assert!(text.contains("\"price\":\"0.4\""));
    assert!(!text.contains(": ") && !text.contains("\n"));
}

#[test]
fn order_of_files_and_of_lines_does_not_change_the_text() {
    let expected = support::compiled(&support::small()).book.hash().unwrap();
    let mut files = support::small();
    files.reverse();
    let north = files.iter_mut().find(|(name, _)| name.ends_with("north.toml")).unwrap();
    let (head, tail) = north.1.split_once("[[model]]\nid = \"reed\"").unwrap();
    let (reed, tail) = tail.split_once("[[fee]]").unwrap();
    let (start, pine) = head.split_once("[[model]]").unwrap();
    north.1 = format!("{start}[[model]]\nid = \"reed\"{reed}[[model]]{pine}[[fee]]{tail}");
    assert_eq!(support::compiled(&files).book.hash().unwrap(), expected);
}

#[test]
fn price_is_the_same_however_its_zeros_are_written() {
    let plain = support::compiled(&support::small()).book;
    let padded = support::small_with(
        "north.toml",
        "input = \"4\", cache_read = \"0.4\"",
        "input = \"4.00\", cache_read = \"0.40\"",
    );
    assert_eq!(support::compiled(&padded).book.hash().unwrap(), plain.hash().unwrap());
}

#[test]
fn text_that_is_not_canonical_is_refused() {
    let text = String::from_utf8(support::compiled(&support::small()).book.to_canonical().unwrap()).unwrap();
    for changed in [
        format!("{text}\n"),
        text.replacen("\"0.4\"", "\"0.40\"", 1),
        text.replacen("00:00:00Z", "00:00:00+00:00", 1),
    ] {
        let refused = Book::from_canonical("update", changed.as_bytes());
        assert!(matches!(refused, Err(BookError::NotCanonical)), "{:?}", refused.map(|book| book.version));
    }
    let unknown = text.replacen("{\"channels\"", "{\"chanels\":[],\"channels\"", 1);
    assert!(matches!(Book::from_canonical("update", unknown.as_bytes()), Err(BookError::Unreadable { .. })));
}

#[test]
fn changed_price_with_the_old_id_is_refused() {
    let text = String::from_utf8(support::compiled(&support::small()).book.to_canonical().unwrap()).unwrap();
    let changed = text.replacen("\"price\":\"0.4\"", "\"price\":\"0.5\"", 1);
    let Err(BookError::Broken { findings }) = Book::from_canonical("update", changed.as_bytes()) else {
        panic!()
    };
    assert!(findings.iter().any(|finding| finding.rule == "rate-id"), "{}", support::shown(&findings));
}

#[test]
fn id_depends_on_the_key_and_not_on_how_the_rate_is_known() {
    let book = support::compiled(&support::small()).book;
    let (channel, model) = (&book.channels[0], &book.channels[0].models[0]);
    let rate = &model.rates[0];
    assert_eq!(rate.id, rate_id(&channel.id, &model.id, rate));
    let mut other = rate.clone();
    other.source = "elsewhere".to_owned();
    other.status = showback_pricebook::RateStatus::Disputed;
    assert_eq!(rate_id(&channel.id, &model.id, &other), rate.id);
    other.per += 1;
    assert_ne!(rate_id(&channel.id, &model.id, &other), rate.id);
    assert_ne!(rate_id("elsewhere", &model.id, rate), rate.id);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_the_reader_panic(at in 0usize..4000, byte in any::<u8>()) {
        let mut text = support::compiled(&support::small()).book.to_canonical().unwrap();
        let at = at % text.len();
        let before = text[at];
        text[at] = byte;
        let read = Book::from_canonical("update", &text);
        prop_assert!(read.is_err() || byte == before || read.unwrap().to_canonical().unwrap() == text);
    }
}
