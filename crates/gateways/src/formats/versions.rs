//! Versions of one row in a table that was not merged before it was exported.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// The newest version met of each row. Rows of such a table come in any order; of two versions the later holds. A deletion
/// that comes after its row does not take it back: the call was made and charged all the same.
#[derive(Debug, Default)]
pub struct Versions {
    state: RandomState,
    newest: HashMap<u64, i64>,
}

impl Versions {
    /// Whether no newer version of the row was met. A row without id or version is always taken.
    pub fn is_newest(&mut self, id: Option<&str>, version: Option<i64>) -> bool {
        let (Some(id), Some(version)) = (id, version) else { return true };
        let newest = self.newest.entry(self.state.hash_one(id)).or_insert(version);
        let is_newest = *newest <= version;
        *newest = version.max(*newest);
        is_newest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_version_after_a_newer_one_is_not_taken() {
        let mut versions = Versions::default();
        let taken =
            [("a", 2), ("a", 1), ("a", 3), ("b", 1)].map(|(id, at)| versions.is_newest(Some(id), Some(at)));
        assert_eq!(taken, [true, false, true, true]);
        assert!(versions.is_newest(None, Some(1)) && versions.is_newest(Some("a"), None));
    }
}
