//! The system's keychain: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows.

use std::sync::{Mutex, PoisonError};

use keyring::{Entry, Error};
use zeroize::Zeroizing;

use super::{SecretError, SecretStore, StoreState};
use crate::sources::Credential;

const SERVICE: &str = "showback";
const CANARY: &str = "canary";

/// The keychain of the signed-in user.
#[derive(Default)]
pub struct KeychainStore {
    // A keychain that answered keeps answering; one that did not is asked again, because it may be unlocked meanwhile.
    has_answered: Mutex<bool>,
}

impl KeychainStore {
    /// Writes, reads and deletes a harmless entry: the only way to know, since a locked keychain opens without complaint.
    fn answers(&self) -> bool {
        let mut has_answered = self.has_answered.lock().unwrap_or_else(PoisonError::into_inner);
        if !*has_answered {
            *has_answered = canary().is_ok();
        }
        *has_answered
    }
}

fn canary() -> Result<(), Error> {
    let name = format!("{CANARY}-{}", std::process::id());
    let entry = Entry::new(SERVICE, &name)?;
    entry.set_password(CANARY)?;
    let read = entry.get_password();
    entry.delete_credential()?;
    match read {
        Ok(text) if text == CANARY => Ok(()),
        Ok(_) => Err(Error::BadStoreFormat("it answered with another text".to_owned())),
        Err(error) => Err(error),
    }
}

fn refused(step: &'static str) -> impl Fn(Error) -> SecretError {
    move |error| SecretError::Keychain { step, detail: describe(&error) }
}

fn describe(error: &Error) -> String {
    match error {
        // These carry what was stored; only their kind may be told.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the entry is not a text".to_owned(),
        Error::Ambiguous(_) => "there is more than one entry of that name".to_owned(),
        Error::NoDefaultStore => "no keychain is running".to_owned(),
        other => other.to_string(),
    }
}

impl SecretStore for KeychainStore {
    fn state(&self) -> StoreState {
        if self.answers() { StoreState::Ready } else { StoreState::Absent }
    }

    fn get(&self, name: &str) -> Result<Option<Credential>, SecretError> {
        let entry = Entry::new(SERVICE, name).map_err(refused("read"))?;
        match entry.get_password() {
            Ok(text) => Ok(Some(Credential::new(&Zeroizing::new(text)))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(refused("read")(error)),
        }
    }

    fn set(&self, name: &str, key: &Credential) -> Result<(), SecretError> {
        let entry = Entry::new(SERVICE, name).map_err(refused("keep"))?;
        entry.set_password(key.reveal()).map_err(refused("keep"))
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        let entry = Entry::new(SERVICE, name).map_err(refused("delete"))?;
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(refused("delete")(error)),
        }
    }
}
