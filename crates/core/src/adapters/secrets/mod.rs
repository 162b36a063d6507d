//! Where keys are kept: the system's keychain, else an encrypted vault file; the environment for headless use.
//!
//! Owns: writing, reading and deleting one key under one name. Never does: choose among the stores, print a key.
//! Invariants: nothing is ever stored in the clear; an error names the store and the file, never a key or a passphrase.

mod environment_keys;
mod keychain;
mod memory;
mod vault;
mod vault_file;

pub use environment_keys::{EnvironmentKeys, PASSPHRASE_VARIABLE, variable_of_label};
pub use keychain::KeychainStore;
pub use memory::MemoryStore;
pub use vault::VaultStore;

use std::path::PathBuf;

use thiserror::Error;

use super::files::FileError;
use crate::sources::Credential;

/// Whether a store can be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreState {
    /// Keys can be read and written.
    Ready,
    /// It waits for its passphrase.
    Locked,
    /// It does not answer, or was never made.
    Absent,
}

/// A failure of a secret store. Never carries a key or a passphrase.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The keychain does not answer or refuses.
    #[error("the keychain of this system does not {step} the key: {detail}")]
    Keychain {
        /// `read`, `keep` or `delete`.
        step: &'static str,
        /// What it said.
        detail: String,
    },
    /// The vault waits for its passphrase.
    #[error("the vault {} is locked", path.display())]
    VaultLocked {
        /// The file.
        path: PathBuf,
    },
    /// There is no vault.
    #[error("there is no vault at {}", path.display())]
    NoVault {
        /// The file.
        path: PathBuf,
    },
    /// There is a vault already.
    #[error("there is a vault at {} already", path.display())]
    VaultExists {
        /// The file.
        path: PathBuf,
    },
    /// The passphrase does not open the vault.
    #[error("this passphrase does not open the vault {}", path.display())]
    WrongPassphrase {
        /// The file.
        path: PathBuf,
    },
    /// Too easily guessed.
    #[error("the passphrase is too short: use at least {least} characters")]
    ShortPassphrase {
        /// Fewest characters.
        least: usize,
    },
    /// The vault file is not as it was written.
    #[error("the vault {} is damaged: {detail}", path.display())]
    VaultDamaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// The vault was written by a newer Showback.
    #[error("the vault {} was written by a newer Showback (format {found}, this one knows {known})", path.display())]
    VaultNewer {
        /// The file.
        path: PathBuf,
        /// Format in the file.
        found: u32,
        /// Newest format this build knows.
        known: u32,
    },
    /// Encrypting failed.
    #[error("the key could not be encrypted: {detail}")]
    Encryption {
        /// The library's words.
        detail: String,
    },
    /// The vault file itself.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Keeps keys under names. Calls may block; they belong off the async threads.
pub trait SecretStore: Send + Sync {
    /// Whether it can be used now.
    fn state(&self) -> StoreState;

    /// The key under that name; `None` when there is none.
    fn get(&self, name: &str) -> Result<Option<Credential>, SecretError>;

    /// Keeps a key under that name, in place of the one before.
    fn set(&self, name: &str, key: &Credential) -> Result<(), SecretError>;

    /// Forgets the key under that name; a name without one is no failure.
    fn delete(&self, name: &str) -> Result<(), SecretError>;
}

#[cfg(test)]
mod tests;
