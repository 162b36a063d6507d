//! Why what is kept in the workspace could not be used for rating.

use thiserror::Error;

use super::{ContractFinding, PricingError};
use crate::store::StoreError;

/// A step on the workspace's books, contracts or ratings that failed.
#[derive(Debug, Error)]
pub enum KeptError {
    /// The workspace file failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A kept book cannot be read back.
    #[error(
        "the price book {version} kept in the workspace cannot be read: {detail}. Restore a backup of the workspace"
    )]
    BookDamaged {
        /// Version for people.
        version: String,
        /// What was found.
        detail: String,
    },
    /// A kept contract cannot be read back.
    #[error("the contract kept in the workspace cannot be read: {detail}. Correct its text in Prices")]
    ContractDamaged {
        /// The first finding.
        detail: String,
    },
    /// The book cannot be rated by.
    #[error(transparent)]
    Unratable(#[from] PricingError),
    /// What was previewed is not what would be done now.
    #[error("what would change is not what was previewed: usage, prices or months changed in the meantime")]
    Stale,
    /// A month was closed after the change that is to be taken back.
    #[error("the ratings of {month} cannot move: the month is closed")]
    Closed {
        /// `YYYY-MM`.
        month: String,
    },
}

impl KeptError {
    /// What is wrong with a contract's text.
    pub(super) fn contract(findings: &[ContractFinding]) -> Self {
        let detail = findings.first().map(ToString::to_string).unwrap_or_default();
        Self::ContractDamaged { detail }
    }
}

impl From<rusqlite::Error> for KeptError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
