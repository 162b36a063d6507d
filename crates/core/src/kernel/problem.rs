//! A failure as the analyst meets it: what happened, to which thing, and what to do now.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of problem it is. A code exists only if a screen or a script acts on it; `docs/errors.md` lists them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ProblemCode {
    /// The request itself cannot be read.
    BadRequest,
    /// A named thing does not exist.
    NotFound,
    /// Not now: something else must happen first.
    NotAllowedNow,
    /// The provider does not know the key.
    KeyRefused,
    /// A key of another kind.
    WrongKeyKind,
    /// A good key without the right.
    ScopeMissing,
    /// No key is stored, or it cannot be read.
    SecretMissing,
    /// The vault waits for its passphrase.
    VaultLocked,
    /// The passphrase does not open the vault.
    VaultPassphrase,
    /// Neither keychain nor vault can keep a key.
    SecretStoreUnavailable,
    /// The provider cannot be reached.
    Unreachable,
    /// A proxy does not let the request through.
    ProxyRefused,
    /// The certificate is not trusted.
    TlsFailed,
    /// The provider asks to slow down, for longer than a run may wait.
    RateLimited,
    /// The provider's own fault, repeatedly.
    ProviderFault,
    /// The provider's answer cannot be read, repeatedly.
    AnswerUnreadable,
    /// The provider refused what was asked.
    RequestRefused,
    /// This machine's clock and the provider's differ by too much.
    ClockSkewed,
    /// The workspace file is missing.
    FileMissing,
    /// The file is not a workspace.
    FileForeign,
    /// The file is damaged.
    FileCorrupt,
    /// The file was written by a newer Showback.
    FileNewer,
    /// Another program holds the file.
    FileLocked,
    /// The file may not be written.
    FileReadOnly,
    /// No space left.
    DiskFull,
    /// Any other failure of the file.
    FileFailed,
    /// The analyst cancelled.
    Cancelled,
}

/// A failure that crosses the border. Never carries a secret or a raw provider answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
#[error("{message}")]
pub struct Problem {
    /// What kind.
    pub code: ProblemCode,
    /// What happened, to which thing.
    pub message: String,
    /// What to do now; empty when the message says it already.
    pub hint: String,
    /// The field, file or connection it is about; empty when none.
    pub subject: String,
}

impl Problem {
    /// A problem whose message says everything.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: String::new(), subject: String::new() }
    }

    /// Adds what to do now.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Names the thing it is about.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }
}
