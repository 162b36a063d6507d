//! Keys that live no longer than the process: those of the sample's simulator, and those of tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{SecretError, SecretStore, StoreState};
use crate::sources::Credential;

/// A store in memory only.
#[derive(Default)]
pub struct MemoryStore(Mutex<BTreeMap<String, Credential>>);

impl MemoryStore {
    fn keys(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Credential>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for MemoryStore {
    fn state(&self) -> StoreState {
        StoreState::Ready
    }

    fn get(&self, name: &str) -> Result<Option<Credential>, SecretError> {
        Ok(self.keys().get(name).cloned())
    }

    fn set(&self, name: &str, key: &Credential) -> Result<(), SecretError> {
        self.keys().insert(name.to_owned(), key.clone());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), SecretError> {
        self.keys().remove(name);
        Ok(())
    }
}
