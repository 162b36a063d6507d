//! How a command fails, and the exit code that says so.

use std::process::ExitCode;

use serde_json::{Value, json};
use showback_core::kernel::{Problem, ProblemCode};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The core, or the command line itself, has a problem.
    Problem(Problem),
    /// A problem that is something else to a script than its code says: a log that is not there is wrong use.
    ProblemAs(Problem, Exit),
    /// Done and answered, but not as wished: a threshold, a failed sync.
    Told(Exit),
}

/// Exit codes. Stable: scripts rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Anything not below.
    Failed = 1,
    /// Wrong use: an argument, a name, a date.
    Usage = 2,
    /// A key is missing, refused or may not read enough.
    Key = 3,
    /// A provider cannot be reached or asks to wait.
    Unreachable = 4,
    /// The workspace file.
    File = 5,
    /// A threshold is broken, or a check of the doctor.
    Threshold = 6,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// The code of a problem.
    pub const fn of(code: ProblemCode) -> Self {
        use ProblemCode as P;
        match code {
            P::BadRequest | P::NotFound => Self::Usage,
            P::KeyRefused
            | P::WrongKeyKind
            | P::ScopeMissing
            | P::SecretMissing
            | P::VaultLocked
            | P::VaultPassphrase
            | P::SecretStoreUnavailable => Self::Key,
            P::Unreachable | P::ProxyRefused | P::TlsFailed | P::RateLimited | P::ClockSkewed => {
                Self::Unreachable
            }
            P::FileMissing
            | P::FileForeign
            | P::FileCorrupt
            | P::FileNewer
            | P::FileLocked
            | P::FileReadOnly
            | P::DiskFull
            | P::FileFailed => Self::File,
            P::Cancelled => Self::Interrupted,
            P::NotAllowedNow | P::ProviderFault | P::AnswerUnreadable | P::RequestRefused => Self::Failed,
        }
    }

    /// The code of a problem as it stands in an answer.
    pub fn of_json(problem: &Value) -> Self {
        let code = problem.get("code").cloned().unwrap_or_default();
        serde_json::from_value(code).map_or(Self::Failed, Self::of)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Wrong use, with what to do.
pub fn usage(message: impl Into<String>, hint: &str) -> Failure {
    Failure::Problem(Problem::new(ProblemCode::BadRequest, message).hint(hint))
}

impl Failure {
    /// The exit code.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Problem(problem) => Exit::of(problem.code),
            Self::ProblemAs(_, exit) | Self::Told(exit) => *exit,
        }
    }

    /// Says the problem on the standard error, as JSON where JSON was asked for.
    pub fn say(&self, is_json: bool) {
        let (Self::Problem(problem) | Self::ProblemAs(problem, _)) = self else { return };
        if is_json {
            crate::out::note(&json!({ "problem": problem }).to_string());
            return;
        }
        crate::out::note(&format!("showback: {}", problem.message));
        if !problem.hint.is_empty() {
            crate::out::note(&format!("  {}", problem.hint));
        }
    }
}
