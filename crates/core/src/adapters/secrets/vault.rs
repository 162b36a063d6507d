//! The vault: a file encrypted with a passphrase, for systems without a keychain.
//!
//! Argon2id turns the passphrase into a key; XChaCha20-Poly1305 seals each record with its name as associated data, so a
//! record cannot be passed off under another name. Salt and nonces come from the operating system.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::vault_file::{self, Derivation, FORMAT, Record, Sealed, VaultFile};
use super::{SecretError, SecretStore, StoreState};
use crate::sources::Credential;

/// The second recommendation of RFC 9106 for memory-constrained machines: 64 MiB, three passes.
const DERIVATION: Derivation = Derivation { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
/// More than this in a file is an attempt to exhaust the machine.
const MEMORY_KIB_MOST: u32 = 1024 * 1024;
const PASSES_MOST: u32 = 20;
const LEAST_PASSPHRASE: usize = 8;
const CHECK_TEXT: &[u8] = b"showback vault";
const CHECK_NAME: &str = "showback-vault/1/check";

type VaultKey = Zeroizing<[u8; 32]>;

/// The encrypted file and, once unlocked, its key in memory.
pub struct VaultStore {
    path: PathBuf,
    key: Mutex<Option<VaultKey>>,
}

impl VaultStore {
    /// The vault at that path, locked; the file may be absent.
    pub const fn at(path: PathBuf) -> Self {
        Self { path, key: Mutex::new(None) }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes an empty vault and leaves it unlocked. An existing one is never replaced.
    pub fn create(&self, passphrase: &str) -> Result<(), SecretError> {
        if vault_file::read(&self.path)?.is_some() {
            return Err(SecretError::VaultExists { path: self.path.clone() });
        }
        if passphrase.chars().count() < LEAST_PASSPHRASE {
            return Err(SecretError::ShortPassphrase { least: LEAST_PASSPHRASE });
        }
        let salt = random_bytes::<16>()?.to_vec();
        let key = self.derive(passphrase, DERIVATION, &salt)?;
        let check = seal(&key, CHECK_NAME, CHECK_TEXT)?;
        let vault = VaultFile { format: FORMAT, derivation: DERIVATION, salt, check, records: Vec::new() };
        vault_file::write(&self.path, &vault)?;
        *self.key() = Some(key);
        Ok(())
    }

    /// Unlocks the vault for the life of this process.
    pub fn unlock(&self, passphrase: &str) -> Result<(), SecretError> {
        let vault = self.read()?;
        let key = self.derive(passphrase, vault.derivation, &vault.salt)?;
        match open(&key, CHECK_NAME, &vault.check) {
            Some(text) if text.as_slice() == CHECK_TEXT => {
                *self.key() = Some(key);
                Ok(())
            }
            // The checksum of the file was right, so it is the passphrase.
            _ => Err(SecretError::WrongPassphrase { path: self.path.clone() }),
        }
    }

    /// Whether a key is kept under that name; answers while locked, too.
    pub fn has(&self, name: &str) -> Result<bool, SecretError> {
        let vault = vault_file::read(&self.path)?;
        Ok(vault.is_some_and(|vault| vault.records.iter().any(|record| record.name == name)))
    }

    fn key(&self) -> MutexGuard<'_, Option<VaultKey>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unlocked(&self) -> Result<VaultKey, SecretError> {
        self.key().clone().ok_or_else(|| SecretError::VaultLocked { path: self.path.clone() })
    }

    fn read(&self) -> Result<VaultFile, SecretError> {
        vault_file::read(&self.path)?.ok_or_else(|| SecretError::NoVault { path: self.path.clone() })
    }

    fn derive(&self, passphrase: &str, how: Derivation, salt: &[u8]) -> Result<VaultKey, SecretError> {
        let damaged = |detail: String| SecretError::VaultDamaged { path: self.path.clone(), detail };
        if how.memory_kib > MEMORY_KIB_MOST || how.passes > PASSES_MOST {
            return Err(damaged("it asks for more work than Showback ever writes".to_owned()));
        }
        let params = Params::new(how.memory_kib, how.passes, how.lanes, Some(32))
            .map_err(|error| damaged(error.to_string()))?;
        let mut key = Zeroizing::new([0_u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
            .map_err(|error| damaged(error.to_string()))?;
        Ok(key)
    }
}

impl SecretStore for VaultStore {
    fn state(&self) -> StoreState {
        if !crate::adapters::files::exists(&self.path) {
            StoreState::Absent
        } else if self.key().is_some() {
            StoreState::Ready
        } else {
            StoreState::Locked
        }
    }

    fn get(&self, name: &str) -> Result<Option<Credential>, SecretError> {
        let vault = self.read()?;
        let Some(record) = vault.records.iter().find(|record| record.name == name) else { return Ok(None) };
        let key = self.unlocked()?;
        let damaged = || SecretError::VaultDamaged {
            path: self.path.clone(),
            detail: format!("the record {name} cannot be opened"),
        };
        let text = open(&key, &record_name(name), &record.sealed).ok_or_else(damaged)?;
        let text = std::str::from_utf8(&text).map_err(|_| damaged())?;
        Ok(Some(Credential::new(text)))
    }

    fn set(&self, name: &str, secret: &Credential) -> Result<(), SecretError> {
        let key = self.unlocked()?;
        let mut vault = self.read()?;
        let sealed = seal(&key, &record_name(name), secret.reveal().as_bytes())?;
        vault.records.retain(|record| record.name != name);
        vault.records.push(Record { name: name.to_owned(), sealed });
        vault_file::write(&self.path, &vault)
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        let Some(mut vault) = vault_file::read(&self.path)? else { return Ok(()) };
        let before = vault.records.len();
        vault.records.retain(|record| record.name != name);
        if vault.records.len() == before { Ok(()) } else { vault_file::write(&self.path, &vault) }
    }
}

fn record_name(name: &str) -> String {
    format!("showback-vault/1/record/{name}")
}

fn random_bytes<const N: usize>() -> Result<[u8; N], SecretError> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|error| SecretError::Encryption { detail: error.to_string() })?;
    Ok(bytes)
}

fn cipher(key: &VaultKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

fn seal(key: &VaultKey, name: &str, text: &[u8]) -> Result<Sealed, SecretError> {
    let nonce = random_bytes::<24>()?;
    let text = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: text, aad: name.as_bytes() })
        .map_err(|_| SecretError::Encryption { detail: "the cipher refused it".to_owned() })?;
    Ok(Sealed { nonce: nonce.to_vec(), text })
}

fn open(key: &VaultKey, name: &str, sealed: &Sealed) -> Option<Zeroizing<Vec<u8>>> {
    let nonce = <[u8; 24]>::try_from(sealed.nonce.as_slice()).ok()?;
    let payload = Payload { msg: &sealed.text, aad: name.as_bytes() };
    cipher(key).decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new)
}
