//! Why a run did not end well, in words for the analyst.

use super::error::SyncError;
use crate::kernel::{Problem, ProblemCode};
use crate::sources::{FetchError, NormalizeError, TransportError};
use crate::store::StoreError;

const GOES_ON: &str = "what was read is kept; the next run goes on from there";
const READ_AGAIN: &str = "the days left out are read again by the next run";

/// Whether no other window can do better, so that the run stops.
pub(super) const fn stops_the_run(problem: &Problem) -> bool {
    !matches!(
        problem.code,
        ProblemCode::ProviderFault | ProblemCode::AnswerUnreadable | ProblemCode::RequestRefused
    )
}

/// Whether nothing but the network is at fault, so that trying again soon makes sense.
pub(super) const fn is_offline(problem: &Problem) -> bool {
    matches!(problem.code, ProblemCode::Unreachable)
}

/// What a failed request means for the run.
pub(super) fn of_fetch(error: &FetchError) -> Problem {
    let (code, hint) = match error {
        FetchError::Transport(TransportError::Proxy { .. }) => {
            (ProblemCode::ProxyRefused, "check the proxy settings of this machine")
        }
        FetchError::Transport(TransportError::Tls { .. }) => {
            (ProblemCode::TlsFailed, "a company proxy may need its certificate installed on this machine")
        }
        FetchError::Transport(TransportError::BadAddress { .. }) => {
            (ProblemCode::BadRequest, "correct the address of the connection")
        }
        FetchError::Transport(TransportError::TooLarge { .. }) => {
            (ProblemCode::AnswerUnreadable, "check that the address is the provider's API")
        }
        FetchError::Transport(TransportError::Database { .. }) => {
            (ProblemCode::RequestRefused, "check the user, its password and what it may read")
        }
        FetchError::Transport(_) => (ProblemCode::Unreachable, GOES_ON),
        FetchError::RateLimited { .. } => (ProblemCode::RateLimited, GOES_ON),
        FetchError::ServerFault { .. } => (ProblemCode::ProviderFault, READ_AGAIN),
        FetchError::Unreadable { .. } => (ProblemCode::AnswerUnreadable, READ_AGAIN),
        FetchError::KeyRefused { .. } => (ProblemCode::KeyRefused, ""),
        FetchError::WrongKeyKind { .. } => (ProblemCode::WrongKeyKind, ""),
        FetchError::ScopeMissing { .. } => (ProblemCode::ScopeMissing, ""),
        FetchError::StaleCursor { .. } | FetchError::AskTooMuch { .. } | FetchError::Refused { .. } => {
            (ProblemCode::RequestRefused, READ_AGAIN)
        }
    };
    Problem::new(code, error.to_string()).hint(hint)
}

/// What pages that cannot be understood mean for the run.
pub(super) fn of_normalize(error: &NormalizeError) -> Problem {
    Problem::new(ProblemCode::AnswerUnreadable, error.to_string())
        .hint("the stored page shows what was answered; the days left out are read again by the next run")
}

/// What a failure of the workspace means for the run.
pub(super) fn of_workspace(error: &SyncError) -> Problem {
    let code = match error {
        SyncError::Store(StoreError::DiskFull { .. }) => ProblemCode::DiskFull,
        SyncError::Store(StoreError::ReadOnly { .. }) => ProblemCode::FileReadOnly,
        SyncError::Store(StoreError::Locked { .. }) => ProblemCode::FileLocked,
        SyncError::Store(StoreError::Corrupt { .. } | StoreError::NotAWorkspace { .. }) => {
            ProblemCode::FileCorrupt
        }
        _ => ProblemCode::FileFailed,
    };
    Problem::new(code, error.to_string()).hint(GOES_ON)
}
