//! Why something about attribution cannot be done.

use super::window::Dates;

/// Why something about attribution cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum AttributionError {
    /// The file.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// The pool of readers.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// No such dimension.
    #[error("the dimension \"{name}\" is not known: use one of {known}")]
    UnknownDimension {
        /// As asked.
        name: String,
        /// Those there are.
        known: String,
    },
    /// No such group.
    #[error("there is no group \"{id}\" in the queue any more")]
    UnknownGroup {
        /// As asked.
        id: String,
    },
    /// Nothing chosen.
    #[error("no group is chosen, or none is left that the search finds")]
    NoGroup,
    /// A value that does not exist then.
    #[error("\"{value}\" exists {}, and the tag holds {}", words(*.exists), words(*.asked))]
    ValueOutside {
        /// The value.
        value: String,
        /// When it exists.
        exists: Dates,
        /// When it was to hold.
        asked: Dates,
    },
}

/// Days for people, in the middle of a sentence.
pub fn words(dates: Dates) -> String {
    match (dates.from, dates.until) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("before {until}"),
        (Some(from), Some(until)) => format!("from {from} until before {until}"),
    }
}
