//! What can go wrong around a run; what goes wrong inside one becomes its [`Problem`](crate::kernel::Problem).

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::schedule::ScheduleError;
use crate::kernel::ConnectionId;
use crate::ledger::LedgerError;
use crate::store::StoreError;

/// A run that could not start or could not be recorded.
#[derive(Debug, Error)]
pub enum SyncError {
    /// The workspace file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The common record.
    #[error(transparent)]
    Ledger(LedgerError),
    /// A schedule.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// No such connection, or a removed one.
    #[error("there is no connection {connection} in this workspace")]
    NoConnection {
        /// Its id.
        connection: ConnectionId,
    },
    /// The label is taken.
    #[error("there is already a connection named \"{label}\": choose another name")]
    LabelTaken {
        /// The label.
        label: String,
    },
    /// Somebody else syncs this connection now.
    #[error("\"{label}\" is being synced already: wait for that run, or try again after {}", until.format("%H:%M:%S UTC"))]
    Busy {
        /// The connection's label.
        label: String,
        /// When the lease of the other run ends by itself.
        until: DateTime<Utc>,
    },
    /// The lease ended while the run went on.
    #[error("another run took over \"{label}\" while this one waited: nothing was lost")]
    TakenOver {
        /// The connection's label.
        label: String,
    },
}

impl From<LedgerError> for SyncError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => Self::Store(error),
            other => Self::Ledger(other),
        }
    }
}

impl From<rusqlite::Error> for SyncError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
