//! Handing what a gateway told to the book that keeps it.

use chrono::{DateTime, Utc};

use crate::kernel::{ConnectionId, Period, Problem, RunId};
use crate::sources::Observed;

/// Who told, when and about which days.
#[derive(Clone, Debug)]
pub struct ObservedFrom<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// Its name.
    pub label: &'a str,
    /// Descriptor id of its source.
    pub source: &'a str,
    /// The run that read it.
    pub run: RunId,
    /// The stream.
    pub stream: &'a str,
    /// Days of the window; roll-ups tell each of them whole.
    pub period: Period,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

/// What the book made of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ObservedCounts {
    /// Rows that were not known.
    pub new: u64,
    /// Rows that were told otherwise before.
    pub changed: u64,
    /// Records that could not be read.
    pub rejected: u64,
}

/// Keeps what gateways tell. Rating and identity stand above sync, so that the two are wired together in app.
pub trait ObservedBook: Send + Sync {
    /// Keeps it in one transaction of its own. The same twice changes nothing: a window that ends after this and before
    /// its own transaction is simply read again.
    fn keep(&self, from: &ObservedFrom<'_>, told: Observed) -> Result<ObservedCounts, Problem>;
}

/// Keeps nothing: for runs of sources that only bill.
pub struct NoObservedBook;

impl ObservedBook for NoObservedBook {
    fn keep(&self, from: &ObservedFrom<'_>, _told: Observed) -> Result<ObservedCounts, Problem> {
        let message = format!("{} tells of requests, and no book for them is open", from.label);
        Err(Problem::new(crate::kernel::ProblemCode::NotAllowedNow, message))
    }
}
