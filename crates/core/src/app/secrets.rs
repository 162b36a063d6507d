//! Where the key of a connection is looked for and kept.
//!
//! Reading: environment, then memory (the sample's), then the keychain when it answers, then the vault. Writing: the keychain when
//! it answers, else the vault; never in the clear.

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::model::{SecretStoreKind, SecretStoreState, SecretsView, VaultPassphraseRequest};
use crate::adapters::environment::Environment;
use crate::adapters::secrets::{
    EnvironmentKeys, MemoryStore, PASSPHRASE_VARIABLE, SecretError, SecretStore, StoreState, VaultStore,
    variable_of_label,
};
use crate::kernel::{Nothing, Problem, ProblemCode};
use crate::sources::Credential;

/// Whose key is wanted.
pub(crate) struct KeyOwner<'a> {
    /// Name under which the key is kept.
    pub reference: &'a str,
    /// The connection's name.
    pub label: &'a str,
    /// The provider's own variable, when this is the only connection to it.
    pub provider_variable: Option<&'a str>,
}

/// The stores, in the order in which they are asked.
pub(crate) struct Secrets {
    environment: EnvironmentKeys,
    memory: MemoryStore,
    keychain: Option<Arc<dyn SecretStore>>,
    vault: VaultStore,
}

impl Secrets {
    pub(crate) fn new(
        environment: Arc<dyn Environment>,
        keychain: Option<Arc<dyn SecretStore>>,
        vault_path: PathBuf,
    ) -> Self {
        Self {
            environment: EnvironmentKeys::new(environment),
            memory: MemoryStore::default(),
            keychain,
            vault: VaultStore::at(vault_path),
        }
    }

    /// The key of a connection. May block.
    pub(crate) fn key(&self, owner: &KeyOwner<'_>) -> Result<Credential, Problem> {
        if let Some(key) = self.environment.key(owner.label, owner.provider_variable) {
            return Ok(key);
        }
        if let Some(key) = self.memory.get(owner.reference)? {
            return Ok(key);
        }
        let asked = self.answering_keychain().map(|keychain| keychain.get(owner.reference));
        if let Some(Ok(Some(key))) = asked {
            return Ok(key);
        }
        if self.vault.has(owner.reference)? {
            self.unlock_from_environment()?;
            if let Some(key) = self.vault.get(owner.reference)? {
                return Ok(key);
            }
        }
        if let Some(Err(error)) = asked {
            return Err(error.into());
        }
        Err(missing(owner))
    }

    /// Keeps a key. May block.
    pub(crate) fn keep(&self, reference: &str, key: &Credential) -> Result<(), Problem> {
        if let Some(keychain) = self.answering_keychain() {
            keychain.set(reference, key)?;
            // An older copy in the vault would only be a second place to lose it from.
            return Ok(self.vault.delete(reference)?);
        }
        self.unlock_from_environment()?;
        Ok(self.vault.set(reference, key)?)
    }

    /// Keeps a key for the life of the process only.
    pub(crate) fn keep_in_memory(&self, reference: &str, key: &Credential) -> Result<(), Problem> {
        Ok(self.memory.set(reference, key)?)
    }

    /// Forgets a key wherever it is. May block.
    pub(crate) fn forget(&self, reference: &str) -> Result<(), Problem> {
        self.memory.delete(reference)?;
        if let Some(keychain) = self.answering_keychain() {
            keychain.delete(reference)?;
        }
        Ok(self.vault.delete(reference)?)
    }

    /// Refuses before a key is asked for when none could be kept.
    pub(crate) fn check_writable(&self) -> Result<(), Problem> {
        if self.answering_keychain().is_some() {
            return Ok(());
        }
        self.unlock_from_environment()?;
        let path = self.vault.path().to_owned();
        match self.vault.state() {
            StoreState::Ready => Ok(()),
            StoreState::Locked => Err(SecretError::VaultLocked { path }.into()),
            StoreState::Absent => Err(SecretError::NoVault { path }.into()),
        }
    }

    pub(crate) fn create_vault(&self, passphrase: &str) -> Result<(), Problem> {
        Ok(self.vault.create(passphrase)?)
    }

    pub(crate) fn unlock_vault(&self, passphrase: &str) -> Result<(), Problem> {
        Ok(self.vault.unlock(passphrase)?)
    }

    /// Which store is in use and whether it can be read. May block.
    pub(crate) fn view(&self) -> Result<SecretsView, Problem> {
        if self.answering_keychain().is_some() {
            return Ok(SecretsView {
                kind: SecretStoreKind::Keychain,
                state: SecretStoreState::Ready,
                detail: "Keys are kept in the keychain of this system.".to_owned(),
            });
        }
        self.unlock_from_environment()?;
        let path = self.vault.path().display();
        let (kind, state, detail) = match self.vault.state() {
            StoreState::Ready => (
                SecretStoreKind::Vault,
                SecretStoreState::Ready,
                format!("Keys are kept in the encrypted vault {path}, unlocked until Showback ends."),
            ),
            StoreState::Locked => (
                SecretStoreKind::Vault,
                SecretStoreState::Locked,
                format!("The encrypted vault {path} waits for its passphrase."),
            ),
            StoreState::Absent => (
                SecretStoreKind::None,
                SecretStoreState::NeedsVault,
                "No keychain answers on this system. An encrypted vault can keep the keys instead."
                    .to_owned(),
            ),
        };
        Ok(SecretsView { kind, state, detail })
    }

    fn answering_keychain(&self) -> Option<&Arc<dyn SecretStore>> {
        self.keychain.as_ref().filter(|keychain| keychain.state() == StoreState::Ready)
    }

    fn unlock_from_environment(&self) -> Result<(), Problem> {
        if self.vault.state() == StoreState::Locked
            && let Some(passphrase) = self.environment.passphrase()
        {
            self.vault
                .unlock(&passphrase)
                .map_err(|error| Problem::from(error).about(PASSPHRASE_VARIABLE))?;
        }
        Ok(())
    }
}

fn missing(owner: &KeyOwner<'_>) -> Problem {
    let message = format!("no key is stored for \"{}\"", owner.label);
    let hint = format!("enter its key again in Sources, or set {}", variable_of_label(owner.label));
    Problem::new(ProblemCode::SecretMissing, message).hint(hint).about(owner.label)
}

/// Where keys are kept.
pub fn get(app: &App, _: Nothing) -> Result<SecretsView, Problem> {
    app.secrets().view()
}

/// Makes the vault.
pub fn create_vault(app: &App, request: VaultPassphraseRequest) -> Result<SecretsView, Problem> {
    let passphrase = zeroize::Zeroizing::new(request.passphrase);
    app.secrets().create_vault(&passphrase)?;
    secrets_changed(app)
}

/// Unlocks the vault.
pub fn unlock_vault(app: &App, request: VaultPassphraseRequest) -> Result<SecretsView, Problem> {
    let passphrase = zeroize::Zeroizing::new(request.passphrase);
    app.secrets().unlock_vault(&passphrase)?;
    secrets_changed(app)
}

fn secrets_changed(app: &App) -> Result<SecretsView, Problem> {
    app.tell_stale(&[super::model::Tag::Secrets, super::model::Tag::Connections]);
    app.wake_scheduler();
    app.secrets().view()
}
