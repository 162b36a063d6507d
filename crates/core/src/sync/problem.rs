//! Why a run did not end well, in words for the analyst.

use serde::{Deserialize, Serialize};

use crate::sources::{FetchError, NormalizeError, TransportError};

/// What kind of trouble it is; only kinds that the screen or the scheduler acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// No complete answer from the network.
    Offline,
    /// A proxy is in the way.
    Proxy,
    /// The certificate is not trusted.
    Tls,
    /// The address is not one.
    BadAddress,
    /// Asked too often for too long.
    RateLimited,
    /// The provider's own trouble.
    ServerFault,
    /// Answers that cannot be read.
    Unreadable,
    /// The key is not known.
    KeyRefused,
    /// The key is of another kind.
    WrongKeyKind,
    /// The key lacks a right.
    ScopeMissing,
    /// A request the provider refuses.
    Refused,
    /// This machine's clock and the provider's differ.
    ClockSkew,
    /// The workspace file.
    Workspace,
    /// Another run took over.
    TakenOver,
}

/// Why a run, or a part of it, failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunProblem {
    /// Kind.
    pub code: ProblemCode,
    /// What happened, on which thing.
    pub message: String,
    /// What to do now; empty when the message says it.
    pub hint: String,
}

impl RunProblem {
    /// A problem in these words.
    pub fn new(code: ProblemCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: hint.into() }
    }

    /// Whether no other window can do better, so that the run stops.
    pub const fn stops_the_run(&self) -> bool {
        !matches!(self.code, ProblemCode::ServerFault | ProblemCode::Unreadable | ProblemCode::Refused)
    }

    /// Whether nothing but the network is at fault, so that trying again soon makes sense.
    pub const fn is_offline(&self) -> bool {
        matches!(self.code, ProblemCode::Offline)
    }
}

impl From<&FetchError> for RunProblem {
    fn from(error: &FetchError) -> Self {
        let (code, hint) = match error {
            FetchError::Transport(TransportError::Proxy { .. }) => {
                (ProblemCode::Proxy, "check the proxy settings of this machine")
            }
            FetchError::Transport(TransportError::Tls { .. }) => {
                (ProblemCode::Tls, "a company proxy may need its certificate installed on this machine")
            }
            FetchError::Transport(TransportError::BadAddress { .. }) => {
                (ProblemCode::BadAddress, "correct the address of the connection")
            }
            FetchError::Transport(_) => {
                (ProblemCode::Offline, "what was read is kept; the next run goes on from there")
            }
            FetchError::RateLimited { .. } => {
                (ProblemCode::RateLimited, "what was read is kept; the next run goes on from there")
            }
            FetchError::ServerFault { .. } => {
                (ProblemCode::ServerFault, "the days left out are read again by the next run")
            }
            FetchError::Unreadable { .. } | FetchError::StaleCursor { .. } => {
                (ProblemCode::Unreadable, "the days left out are read again by the next run")
            }
            FetchError::KeyRefused { .. } => (ProblemCode::KeyRefused, ""),
            FetchError::WrongKeyKind { .. } => (ProblemCode::WrongKeyKind, ""),
            FetchError::ScopeMissing { .. } => (ProblemCode::ScopeMissing, ""),
            FetchError::AskTooMuch { .. } | FetchError::Refused { .. } => {
                (ProblemCode::Refused, "the days left out are read again by the next run")
            }
        };
        Self::new(code, error.to_string(), hint)
    }
}

impl From<&NormalizeError> for RunProblem {
    fn from(error: &NormalizeError) -> Self {
        Self::new(
            ProblemCode::Unreadable,
            error.to_string(),
            "the stored page shows what was answered; the days left out are read again by the next run",
        )
    }
}
