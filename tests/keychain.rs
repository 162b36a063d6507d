//! Keys in a real Secret Service, and in a vault file where none answers.
//!
//! `cargo xtask test` starts a keyring of its own for this; run without one, the first test has nothing to ask.

#![cfg(test)]

use showback_core::adapters::secrets::{KeychainStore, SecretStore, StoreState, VaultStore};
use showback_core::sources::Credential;
use showback_tests::Folder;

const KEY: &str = "sk-admin-simulated-secret-keychain-0001";
const OTHER_KEY: &str = "sk-ant-admin01-simulated-secret-keychain-0002";

#[test]
fn the_systems_keychain_keeps_replaces_and_forgets_a_key() {
    if std::env::var_os("SHOWBACK_KEYCHAIN_TEST").is_none() {
        println!("not asked for: `cargo xtask test --only keychain` starts a keyring and runs this");
        return;
    }
    let keychain = KeychainStore::default();
    assert_eq!(keychain.state(), StoreState::Ready, "an unlocked keyring answers");
    assert!(keychain.get("connection-1").unwrap().is_none(), "a new keyring knows no key");
    keychain.set("connection-1", &Credential::new(KEY)).unwrap();
    keychain.set("connection-2", &Credential::new(OTHER_KEY)).unwrap();
    assert_eq!(read(&keychain, "connection-1").as_deref(), Some(KEY));
    keychain.set("connection-1", &Credential::new(OTHER_KEY)).unwrap();
    assert_eq!(
        read(&keychain, "connection-1").as_deref(),
        Some(OTHER_KEY),
        "a new key replaces the one before"
    );
    let another_process_would_see = KeychainStore::default();
    assert_eq!(read(&another_process_would_see, "connection-2").as_deref(), Some(OTHER_KEY));
    keychain.delete("connection-1").unwrap();
    keychain.delete("connection-1").unwrap();
    assert_eq!(read(&keychain, "connection-1"), None, "forgetting twice is no failure");
}

#[test]
fn a_vault_left_behind_opens_with_its_passphrase_only() {
    let folder = Folder::new("vault").unwrap();
    let path = folder.join("keys.vault");
    let vault = VaultStore::at(path.clone());
    vault.create("a passphrase of the suites").unwrap();
    vault.set("connection-1", &Credential::new(KEY)).unwrap();
    let reopened = VaultStore::at(path.clone());
    assert_eq!(reopened.state(), StoreState::Locked);
    assert!(reopened.unlock("another passphrase").is_err());
    reopened.unlock("a passphrase of the suites").unwrap();
    assert_eq!(read(&reopened, "connection-1").as_deref(), Some(KEY));
    let bytes = std::fs::read(path).unwrap();
    assert!(!bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes()), "the file holds ciphertext");
}

fn read(store: &dyn SecretStore, name: &str) -> Option<String> {
    store.get(name).unwrap().map(|key| key.reveal().to_owned())
}
