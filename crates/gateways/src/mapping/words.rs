//! Words by which sources say how something ended.

use super::model::{NO, NOT_KNOWN, YES};

/// `Some(Some(true))` for success, `Some(Some(false))` for failure, `Some(None)` for a word that says it is not known, `None`
/// for any other word. Compared without case.
pub fn verdict(word: &str) -> Option<Option<bool>> {
    let is_in = |list: &[&str]| list.iter().any(|listed| listed.eq_ignore_ascii_case(word));
    if is_in(YES) {
        Some(Some(true))
    } else if is_in(NO) {
        Some(Some(false))
    } else if is_in(NOT_KNOWN) || word.is_empty() {
        Some(None)
    } else {
        None
    }
}
