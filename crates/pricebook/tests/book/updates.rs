//! Updates of the book: signatures, limits, roll-back.

use super::support;
use ed25519_dalek::{Signer, SigningKey};
use showback_pricebook::{
    Book, BookError, MAX_BYTES, MAX_DEPTH, TRUSTED_KEYS, TrustedKey, UpdateError, open_update,
    update_file_name,
};

const NAME: &str = "showback-prices-2026-11-23.json";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn trusted<'k>(name: &'k str, key: &SigningKey) -> TrustedKey<'k> {
    TrustedKey { name, public: key.verifying_key().to_bytes() }
}

fn signature(key: &SigningKey, bytes: &[u8]) -> String {
    let digits = key.sign(bytes).to_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{digits}\n")
}

fn text() -> Vec<u8> {
    support::compiled(&support::small()).book.to_canonical().unwrap()
}

#[test]
fn book_signed_by_either_trusted_key_opens() {
    let bytes = text();
    let keys = [trusted("first", &key(1)), trusted("second", &key(2))];
    for (seed, name) in [(1, "first"), (2, "second")] {
        let signature = signature(&key(seed), &bytes);
        let update = open_update(NAME, &bytes, Some(&signature), &keys, Some(7)).unwrap();
        assert_eq!(update.signed_by, name);
        assert_eq!(update.book.to_canonical().unwrap(), bytes);
        assert_eq!(update.hash, update.book.hash().unwrap());
    }
    assert_eq!(update_file_name("2026-11-23"), NAME);
}

#[test]
fn unsigned_book_is_refused() {
    let refused = open_update(NAME, &text(), None, &[trusted("first", &key(1))], None);
    assert!(matches!(refused, Err(UpdateError::NotSigned { .. })));
}

#[test]
fn signature_of_a_stranger_or_over_other_bytes_is_refused() {
    let bytes = text();
    let keys = [trusted("first", &key(1))];
    let by_stranger = signature(&key(3), &bytes);
    assert!(matches!(
        open_update(NAME, &bytes, Some(&by_stranger), &keys, None),
        Err(UpdateError::SignatureWrong { .. })
    ));
    let signature = signature(&key(1), &bytes);
    let changed = String::from_utf8(bytes).unwrap().replacen("\"0.4\"", "\"0.5\"", 1).into_bytes();
    assert!(matches!(
        open_update(NAME, &changed, Some(&signature), &keys, None),
        Err(UpdateError::SignatureWrong { .. })
    ));
}

#[test]
fn test_key_is_worth_nothing_in_the_product() {
    let bytes = text();
    let signature = signature(&key(1), &bytes);
    assert!(matches!(
        open_update(NAME, &bytes, Some(&signature), TRUSTED_KEYS, None),
        Err(UpdateError::SignatureWrong { .. })
    ));
    assert_eq!(TRUSTED_KEYS.len(), 2);
    for trusted in TRUSTED_KEYS {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&trusted.public).unwrap();
        assert!(!key.is_weak(), "{}", trusted.name);
    }
}

#[test]
fn signature_that_is_no_signature_is_named_as_such() {
    let keys = [trusted("first", &key(1))];
    for wrong in ["", "abc", &"g".repeat(128), &"0".repeat(130)] {
        assert!(matches!(
            open_update(NAME, &text(), Some(wrong), &keys, None),
            Err(UpdateError::SignatureUnreadable { .. })
        ));
    }
}

#[test]
fn older_sequence_is_refused_unless_forced() {
    let bytes = text();
    let keys = [trusted("first", &key(1))];
    let signature = signature(&key(1), &bytes);
    let open = |current| open_update(NAME, &bytes, Some(&signature), &keys, current);
    assert!(matches!(open(Some(8)), Err(UpdateError::RollBack { sequence: 7, current: 8, .. })));
    assert!(open(Some(7)).is_ok());
    assert!(open(Some(6)).is_ok());
    assert!(open(None).is_ok());
}

#[test]
fn signed_book_that_breaks_its_rules_is_refused() {
    let bytes = String::from_utf8(text()).unwrap().replacen("\"north/reed\"", "\"reed\"", 1).into_bytes();
    let bytes =
        String::from_utf8(bytes).unwrap().replacen("\"sequence\":7", "\"sequence\":0", 1).into_bytes();
    let keys = [trusted("first", &key(1))];
    let signature = signature(&key(1), &bytes);
    let refused = open_update(NAME, &bytes, Some(&signature), &keys, None).unwrap_err();
    let UpdateError::Broken { reason: BookError::Broken { findings }, .. } = refused else {
        panic!("{refused}")
    };
    assert_eq!(findings[0].file, NAME);
    assert_eq!((findings[0].line, findings[0].column), (1, 1));
}

#[test]
fn limits_hold_before_anything_is_built() {
    let keys = [trusted("first", &key(1))];
    let large = vec![b' '; MAX_BYTES + 1];
    assert!(matches!(open_update(NAME, &large, Some(""), &keys, None), Err(UpdateError::TooLarge { .. })));
    assert!(matches!(Book::from_canonical(NAME, &large), Err(BookError::TooLarge { .. })));
    let deep = "[".repeat(MAX_DEPTH + 1).into_bytes();
    assert!(matches!(Book::from_canonical(NAME, &deep), Err(BookError::TooDeep)));
    let brackets_in_text = format!("\"{}\"", "[".repeat(MAX_DEPTH + 1)).into_bytes();
    assert!(matches!(Book::from_canonical(NAME, &brackets_in_text), Err(BookError::Unreadable { .. })));
}
