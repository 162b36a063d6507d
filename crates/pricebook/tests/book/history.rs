//! What was published stays, or a correction says why not.

use showback_pricebook::{compile, lock_text, next_lock};

use super::support::{self, Files};

/// The small book, published, then changed.
fn published_then(from: &str, to: &str) -> Files {
    let lock = lock_text(&support::compiled(&support::small()).book);
    let mut files = support::small_with("north.toml", from, to);
    files.push(("prices/published.txt".to_owned(), lock));
    files
}

const OLD: &str = "input = \"4\", cache_read = \"0.4\", output = \"16\" } },\n  { from = 2026-06-01";
const NEW: &str = "input = \"4\", cache_read = \"0.5\", output = \"16\" } },\n  { from = 2026-06-01";

fn line_of(files: &Files, needle: &str) -> u32 {
    let lock = &files.iter().find(|(name, _)| name.ends_with("published.txt")).unwrap().1;
    u32::try_from(lock.lines().position(|line| line.contains(needle)).unwrap() + 1).unwrap()
}

#[test]
fn unchanged_book_keeps_its_lock() {
    let files = published_then("name = \"North\"", "name = \"The North\"");
    let book = support::compiled(&files).book;
    let lock = lock_text(&book);
    assert_eq!(lock.lines().filter(|line| !line.starts_with('#')).count(), book.row_count());
    assert!(lock.contains(
        " north pine standard global >0 - cache_read 0.4/1000000 2026-01-01T00:00:00Z..2026-06-01T00:00:00Z\n"
    ));
}

#[test]
fn changed_price_of_a_published_rate_needs_a_correction() {
    let files = published_then(OLD, NEW);
    let key = "north pine standard global >0 - cache_read 0.4/1000000 2026-01-01";
    let findings = compile(&files).unwrap_err();
    assert_eq!(findings.len(), 1, "{}", support::shown(&findings));
    assert_eq!((findings[0].rule, findings[0].file.as_str()), ("published", "prices/published.txt"));
    assert_eq!(findings[0].line, line_of(&files, key));
    assert!(findings[0].remedy.contains("[[correction]]"));
    let lock = &files.last().unwrap().1;
    let id = lock.lines().find(|line| line.contains(key)).unwrap()[..16].to_owned();
    let mut corrected = files.clone();
    let book = corrected.iter_mut().find(|(name, _)| name.ends_with("book.toml")).unwrap();
    book.1.push_str(&format!(
        "\n[[correction]]\nrate = \"{id}\"\nreason = \"the page shows 0.5\"\nwrong_since = \"2026-11-23\"\n"
    ));
    let book = support::compiled(&corrected).book;
    assert_eq!(book.corrections.len(), 1);
    let lock = corrected.pop().unwrap().1;
    let next = next_lock(&book, &lock);
    assert_eq!(next.lines().count(), lock.lines().count() + 1, "the corrected line stays");
    corrected.push(("prices/published.txt".to_owned(), next.clone()));
    assert_eq!(next_lock(&support::compiled(&corrected).book, &next), next);
}

#[test]
fn dropped_row_and_moved_start_are_found() {
    for (from, to) in [
        (
            "{ geo = \"us\", from = 2026-06-01, status = \"confirmed\", source = \"page\", price = { input = \"2.2\", output = \"8.8\" } },",
            "",
        ),
        ("{ geo = \"us\", from = 2026-06-01", "{ geo = \"us\", from = 2026-06-02"),
    ] {
        let findings = compile(&published_then(from, to)).unwrap_err();
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["published", "published"], "{}", support::shown(&findings));
    }
}

#[test]
fn published_row_may_end() {
    let ended = "{ geo = \"us\", from = 2026-06-01, to = 2026-11-01";
    support::compiled(&published_then("{ geo = \"us\", from = 2026-06-01", ended));
}

#[test]
fn line_that_was_edited_by_hand_is_found() {
    let mut files = published_then("name = \"North\"", "name = \"The North\"");
    let lock = &mut files.last_mut().unwrap().1;
    *lock = lock.replacen("cache_read 0.4/", "cache_read 0.5/", 1);
    let findings = compile(&files).unwrap_err();
    assert_eq!(findings[0].rule, "lock");
    assert_eq!(findings[0].line, line_of(&files, "cache_read 0.5/"));
}

#[test]
fn correction_of_a_rate_that_still_stands_is_found() {
    let files = published_then("name = \"North\"", "name = \"The North\"");
    let id = files.last().unwrap().1.lines().nth(1).unwrap()[..16].to_owned();
    for rate in [id.as_str(), "0123456789abcdef"] {
        let mut wrong = files.clone();
        let book = wrong.iter_mut().find(|(name, _)| name.ends_with("book.toml")).unwrap();
        book.1.push_str(&format!(
            "\n[[correction]]\nrate = \"{rate}\"\nreason = \"none\"\nwrong_since = \"2026-11-23\"\n"
        ));
        let findings = compile(&wrong).unwrap_err();
        assert_eq!((findings[0].rule, findings[0].line), ("correction", 5), "{}", support::shown(&findings));
    }
}
