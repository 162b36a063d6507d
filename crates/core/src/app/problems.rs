//! From what failed in a room to what the analyst reads: the code, the sentence and what to do now, in one place.

use std::io::ErrorKind;

use showback_pricebook::UpdateError;

use crate::adapters::files::FileError;
use crate::adapters::paths::NoDataDir;
use crate::adapters::secrets::SecretError;
use crate::attribution::{AttributionError, RegistryError, SplitError};
use crate::explore::ExploreError;
use crate::imports::ImportError;
use crate::kernel::{PeriodError, Problem, ProblemCode};
use crate::ledger::LedgerError;
use crate::pricing::views::PriceViewError;
use crate::pricing::{ContractError, KeptError};
use crate::requests::RequestsError;
use crate::sources::{FetchError, TransportError};
use crate::spend::SpendError;
use crate::store::StoreError;
use crate::sync::{ScheduleError, SyncError};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let (code, path) = match &error {
            StoreError::Missing { path } => (ProblemCode::FileMissing, Some(path)),
            StoreError::NotAWorkspace { path } => (ProblemCode::FileForeign, Some(path)),
            StoreError::Corrupt { path, .. } => (ProblemCode::FileCorrupt, Some(path)),
            StoreError::Newer { path, .. } | StoreError::ForeignMigration { path, .. } => {
                (ProblemCode::FileNewer, Some(path))
            }
            StoreError::Locked { path } => (ProblemCode::FileLocked, Some(path)),
            StoreError::ReadOnly { path } => (ProblemCode::FileReadOnly, Some(path)),
            StoreError::DiskFull { path } => (ProblemCode::DiskFull, Some(path)),
            StoreError::Unusable { path, .. } => (ProblemCode::FileFailed, Some(path)),
            StoreError::Sql { .. } => (ProblemCode::FileFailed, None),
        };
        let problem = Self::new(code, error.to_string());
        path.map_or_else(|| problem.clone(), |path| problem.clone().about(path.display().to_string()))
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let code = match &error {
            LedgerError::RawPageDamaged { .. } => ProblemCode::FileCorrupt,
            LedgerError::NoRawPage { .. } => ProblemCode::NotFound,
            _ => ProblemCode::FileFailed,
        };
        match error {
            LedgerError::Store(error) => error.into(),
            other => Self::new(code, other.to_string()),
        }
    }
}

impl From<SpendError> for Problem {
    fn from(error: SpendError) -> Self {
        match error {
            SpendError::Store(error) => error.into(),
            SpendError::Period(error) => error.into(),
            SpendError::TooLarge { .. } | SpendError::Stopped => {
                Self::new(ProblemCode::FileFailed, error.to_string())
            }
        }
    }
}

impl From<SplitError> for Problem {
    /// Its sentence says what to do as well.
    fn from(error: SplitError) -> Self {
        Self::new(ProblemCode::BadRequest, error.to_string()).about("split")
    }
}

impl From<RegistryError> for Problem {
    fn from(error: RegistryError) -> Self {
        let code = match &error {
            RegistryError::NoSuchValue { .. } | RegistryError::NoSuchOwner { .. } => ProblemCode::NotFound,
            RegistryError::InUse { .. } | RegistryError::OwnersOverlap { .. } => ProblemCode::NotAllowedNow,
            _ => ProblemCode::BadRequest,
        };
        Self::new(code, error.to_string()).about(error.about()).hint(error.remedy())
    }
}

impl From<AttributionError> for Problem {
    fn from(error: AttributionError) -> Self {
        let (code, subject, hint) = match &error {
            AttributionError::Sqlite(_) | AttributionError::Store(_) => (ProblemCode::FileFailed, "", ""),
            AttributionError::UnknownDimension { .. } => (ProblemCode::BadRequest, "dimension", ""),
            AttributionError::UnknownGroup { .. } => {
                (ProblemCode::NotFound, "groups", "read the queue again and choose one of its groups")
            }
            AttributionError::NoGroup => {
                (ProblemCode::BadRequest, "groups", "choose at least one group of the queue")
            }
            AttributionError::ValueOutside { .. } => (
                ProblemCode::BadRequest,
                "value",
                "let the tag hold only while the value exists, or change the dates of the value",
            ),
        };
        match error {
            AttributionError::Sqlite(error) => error.into(),
            AttributionError::Store(error) => error.into(),
            _ => Self::new(code, error.to_string()).about(subject).hint(hint),
        }
    }
}

impl From<KeptError> for Problem {
    fn from(error: KeptError) -> Self {
        match error {
            KeptError::Store(error) => error.into(),
            KeptError::BookDamaged { .. } | KeptError::ContractDamaged { .. } | KeptError::Unratable(_) => {
                Self::new(ProblemCode::FileCorrupt, error.to_string())
            }
            KeptError::Stale => Self::new(ProblemCode::NotAllowedNow, error.to_string())
                .hint("look at what would change now, then confirm that"),
            KeptError::Closed { .. } => Self::new(ProblemCode::NotAllowedNow, error.to_string())
                .hint("open the month again first, or leave its figures as they are"),
        }
    }
}

impl From<ContractError> for Problem {
    fn from(error: ContractError) -> Self {
        let (code, hint) = match &error {
            ContractError::UnknownEntry { .. } => (ProblemCode::NotFound, ""),
            ContractError::Inseparable { .. } => (ProblemCode::BadRequest, ""),
            ContractError::Unreadable { .. } => (ProblemCode::BadRequest, "correct the text first"),
            ContractError::Refused { .. } => {
                (ProblemCode::BadRequest, "correct the entry; nothing was changed")
            }
        };
        Self::new(code, error.to_string()).hint(hint).about("entry")
    }
}

impl From<UpdateError> for Problem {
    fn from(error: UpdateError) -> Self {
        let code = match &error {
            UpdateError::NotSigned { .. } | UpdateError::RollBack { .. } => ProblemCode::NotAllowedNow,
            UpdateError::TooLarge { .. }
            | UpdateError::SignatureUnreadable { .. }
            | UpdateError::SignatureWrong { .. }
            | UpdateError::Broken { .. } => ProblemCode::BadRequest,
        };
        match &error {
            UpdateError::Broken { reason, .. } => Self::new(code, format!("{error}: {reason}")),
            _ => Self::new(code, error.to_string()),
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        let code = match &error {
            SyncError::Schedule(_) => ProblemCode::BadRequest,
            SyncError::NoConnection { .. } => ProblemCode::NotFound,
            SyncError::LabelTaken { .. } | SyncError::Busy { .. } | SyncError::TakenOver { .. } => {
                ProblemCode::NotAllowedNow
            }
            _ => ProblemCode::FileFailed,
        };
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Ledger(error) => error.into(),
            SyncError::Schedule(error) => error.into(),
            SyncError::LabelTaken { .. } => Self::new(code, error.to_string()).about("label"),
            other => Self::new(code, other.to_string()),
        }
    }
}

impl From<ScheduleError> for Problem {
    fn from(error: ScheduleError) -> Self {
        Self::new(ProblemCode::BadRequest, error.to_string()).about("schedule")
    }
}

impl From<PeriodError> for Problem {
    fn from(error: PeriodError) -> Self {
        Self::new(ProblemCode::BadRequest, error.to_string())
    }
}

impl From<ExploreError> for Problem {
    fn from(error: ExploreError) -> Self {
        match error {
            ExploreError::Store(error) => error.into(),
            ExploreError::Money(error) => Self::new(ProblemCode::FileFailed, error.to_string()),
            other => Self::new(ProblemCode::BadRequest, other.to_string()),
        }
    }
}

impl From<PriceViewError> for Problem {
    fn from(error: PriceViewError) -> Self {
        match error {
            PriceViewError::Store(error) => error.into(),
            PriceViewError::Money(error) => Self::new(ProblemCode::FileFailed, error.to_string()),
            other => Self::new(ProblemCode::BadRequest, other.to_string()),
        }
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let (code, hint) = match &error {
            ImportError::Store(_) => (ProblemCode::FileFailed, ""),
            ImportError::Missing { .. } | ImportError::NoMatch { .. } => {
                (ProblemCode::FileMissing, "check the path")
            }
            ImportError::Unreadable { source, .. } => match source.kind() {
                ErrorKind::NotFound => (ProblemCode::FileMissing, "check the path"),
                ErrorKind::PermissionDenied => {
                    (ProblemCode::FileReadOnly, "check the permissions of the file")
                }
                _ => (ProblemCode::FileFailed, "check that the disk is there, then try again"),
            },
            ImportError::Changed { .. } => (ProblemCode::NotAllowedNow, "import it when nobody writes to it"),
            ImportError::Cancelled => (ProblemCode::Cancelled, ""),
            ImportError::Stopped { .. } => (ProblemCode::FileFailed, "try again; nothing was changed"),
            ImportError::NotRecognised { .. } => {
                (ProblemCode::BadRequest, "choose how to read it, or make a mapping for it")
            }
            _ => (ProblemCode::BadRequest, ""),
        };
        let subject = error.path().map(|path| path.display().to_string()).unwrap_or_default();
        match error {
            ImportError::Store(error) => error.into(),
            other => Self::new(code, other.to_string()).hint(hint).about(subject),
        }
    }
}

impl From<RequestsError> for Problem {
    fn from(error: RequestsError) -> Self {
        let (code, hint) = match &error {
            RequestsError::OtherFormat { .. } => (ProblemCode::NotAllowedNow, ""),
            RequestsError::Cancelled => (ProblemCode::Cancelled, ""),
            RequestsError::TooLarge { .. } => (ProblemCode::FileFailed, "import a part of the files"),
            _ => (ProblemCode::BadRequest, ""),
        };
        match error {
            RequestsError::Store(error) => error.into(),
            RequestsError::Ledger(error) => error.into(),
            other => Self::new(code, other.to_string()).hint(hint),
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        let (code, hint) = match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                (ProblemCode::FileReadOnly, "check the permissions of the file and of its folder")
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                (ProblemCode::DiskFull, "free some space; nothing was lost")
            }
            ErrorKind::NotFound => (ProblemCode::FileMissing, "check the path"),
            _ => (ProblemCode::FileFailed, "check that the disk is there and can be written"),
        };
        Self::new(code, error.to_string()).hint(hint).about(error.path().display().to_string())
    }
}

impl From<NoDataDir> for Problem {
    fn from(error: NoDataDir) -> Self {
        Self::new(ProblemCode::FileMissing, error.to_string())
    }
}

impl From<TransportError> for Problem {
    fn from(error: TransportError) -> Self {
        let (code, hint) = match &error {
            TransportError::Unreachable { .. } | TransportError::TimedOut { .. } => {
                (ProblemCode::Unreachable, "check the network and try again; what was read is kept")
            }
            TransportError::Proxy { .. } => {
                (ProblemCode::ProxyRefused, "check the proxy settings of this machine")
            }
            TransportError::Tls { .. } => {
                (ProblemCode::TlsFailed, "a company proxy may need its certificate installed on this machine")
            }
            TransportError::Torn { .. } => (ProblemCode::Unreachable, "try again; what was read is kept"),
            TransportError::TooLarge { .. } => {
                (ProblemCode::AnswerUnreadable, "check that the address is the provider's API")
            }
            TransportError::Database { .. } => {
                (ProblemCode::RequestRefused, "check the user, its password and what it may read")
            }
            TransportError::BadAddress { .. } => (ProblemCode::BadRequest, "correct the address"),
        };
        Self::new(code, error.to_string()).hint(hint)
    }
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        let (code, hint) = match &error {
            FetchError::Transport(error) => return error.clone().into(),
            FetchError::RateLimited { .. } => {
                (ProblemCode::RateLimited, "try again in some minutes; what was read is kept")
            }
            FetchError::ServerFault { .. } => {
                (ProblemCode::ProviderFault, "try again later, and look at the provider's status page")
            }
            FetchError::Unreadable { .. } => {
                (ProblemCode::AnswerUnreadable, "check that the address is the provider's API, and try again")
            }
            FetchError::KeyRefused { .. } => (ProblemCode::KeyRefused, ""),
            FetchError::WrongKeyKind { .. } => (ProblemCode::WrongKeyKind, ""),
            FetchError::ScopeMissing { .. } => (ProblemCode::ScopeMissing, ""),
            FetchError::StaleCursor { .. } => {
                (ProblemCode::RequestRefused, "the next run reads this period from its start")
            }
            FetchError::AskTooMuch { .. } | FetchError::Refused { .. } => (
                ProblemCode::RequestRefused,
                "look for a newer Showback: the provider may have changed its API",
            ),
        };
        Self::new(code, error.to_string()).hint(hint)
    }
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        let (code, hint) = match &error {
            SecretError::Keychain { .. } => (
                ProblemCode::SecretStoreUnavailable,
                "unlock the keychain, or make an encrypted vault in Settings",
            ),
            SecretError::VaultLocked { .. } => {
                (ProblemCode::VaultLocked, "unlock it in Settings, or set SHOWBACK_VAULT_PASSPHRASE")
            }
            SecretError::NoVault { .. } => {
                (ProblemCode::SecretStoreUnavailable, "make an encrypted vault in Settings")
            }
            SecretError::VaultExists { .. } => (ProblemCode::NotAllowedNow, "unlock it with its passphrase"),
            SecretError::WrongPassphrase { .. } => {
                (ProblemCode::VaultPassphrase, "try again: nothing was changed")
            }
            SecretError::ShortPassphrase { .. } => (ProblemCode::VaultPassphrase, ""),
            SecretError::VaultDamaged { .. } => (
                ProblemCode::FileCorrupt,
                "put back a copy of the file, or move it away, make a new vault and enter the keys again",
            ),
            SecretError::VaultNewer { .. } => (ProblemCode::FileNewer, "update Showback to open it"),
            SecretError::Encryption { .. } => (ProblemCode::SecretStoreUnavailable, "try again"),
            SecretError::File(_) => (ProblemCode::FileFailed, ""),
        };
        match error {
            SecretError::File(error) => error.into(),
            other => Self::new(code, other.to_string()).hint(hint),
        }
    }
}
