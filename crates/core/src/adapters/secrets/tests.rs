use std::sync::Arc;

use super::*;
use crate::adapters::environment::GivenEnvironment;

const MARK: &str = "sk-admin-simulated-secret-0123456789abcdef";
const PASSPHRASE: &str = "correct horse battery staple";

fn vault(folder: &tempfile::TempDir) -> VaultStore {
    VaultStore::at(folder.path().join("secrets.vault"))
}

#[test]
fn a_key_comes_back_from_the_vault_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = vault(&folder);
    assert_eq!(first.state(), StoreState::Absent);
    first.create(PASSPHRASE).unwrap();
    first.set("openai-1", &Credential::new(MARK)).unwrap();
    let again = vault(&folder);
    assert_eq!(again.state(), StoreState::Locked);
    assert!(again.has("openai-1").unwrap(), "the names of records are known while locked");
    assert!(matches!(again.get("openai-1"), Err(SecretError::VaultLocked { .. })));
    again.unlock(PASSPHRASE).unwrap();
    assert_eq!(again.get("openai-1").unwrap().unwrap().reveal(), MARK);
    again.delete("openai-1").unwrap();
    assert!(again.get("openai-1").unwrap().is_none());
}

#[test]
fn the_vault_file_holds_neither_key_nor_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    store.create(PASSPHRASE).unwrap();
    store.set("openai-1", &Credential::new(MARK)).unwrap();
    let text = String::from_utf8_lossy(&std::fs::read(store.path()).unwrap()).into_owned();
    assert!(!text.contains("simulated-secret") && !text.contains("horse"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(store.path()).unwrap().permissions().mode() & 0o077, 0);
    }
}

#[test]
fn a_wrong_passphrase_and_a_damaged_file_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    store.create(PASSPHRASE).unwrap();
    let again = vault(&folder);
    let refusal = again.unlock("another passphrase").unwrap_err();
    assert!(matches!(refusal, SecretError::WrongPassphrase { .. }), "{refusal}");
    assert!(!refusal.to_string().contains("another passphrase"));
    let mut bytes = std::fs::read(store.path()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] = if bytes[middle] == b'0' { b'1' } else { b'0' };
    std::fs::write(store.path(), &bytes).unwrap();
    let refusal = again.unlock(PASSPHRASE).unwrap_err();
    assert!(matches!(refusal, SecretError::VaultDamaged { .. }), "{refusal}");
    std::fs::write(store.path(), &bytes[..middle]).unwrap();
    assert!(matches!(again.unlock(PASSPHRASE), Err(SecretError::VaultDamaged { .. })), "cut short");
}

#[test]
fn a_record_does_not_open_under_another_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    store.create(PASSPHRASE).unwrap();
    store.set("openai-1", &Credential::new(MARK)).unwrap();
    let mut file = vault_file::read(store.path()).unwrap().unwrap();
    file.records[0].name = "openai-2".to_owned();
    vault_file::write(store.path(), &file).unwrap();
    assert!(matches!(store.get("openai-2"), Err(SecretError::VaultDamaged { .. })));
}

#[test]
fn a_vault_is_never_replaced_and_a_short_passphrase_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    assert!(matches!(store.create("short"), Err(SecretError::ShortPassphrase { .. })));
    assert!(matches!(store.unlock(PASSPHRASE), Err(SecretError::NoVault { .. })));
    store.create(PASSPHRASE).unwrap();
    assert!(matches!(store.create(PASSPHRASE), Err(SecretError::VaultExists { .. })));
}

#[test]
fn a_vault_that_asks_for_absurd_work_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    store.create(PASSPHRASE).unwrap();
    let mut file = vault_file::read(store.path()).unwrap().unwrap();
    file.derivation.memory_kib = u32::MAX;
    vault_file::write(store.path(), &file).unwrap();
    assert!(matches!(store.unlock(PASSPHRASE), Err(SecretError::VaultDamaged { .. })));
}

#[test]
fn a_vault_of_a_newer_format_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = vault(&folder);
    store.create(PASSPHRASE).unwrap();
    let mut file = vault_file::read(store.path()).unwrap().unwrap();
    file.format = 7;
    vault_file::write(store.path(), &file).unwrap();
    let refusal = store.unlock(PASSPHRASE).unwrap_err().to_string();
    assert!(refusal.contains("format 7") && refusal.contains("secrets.vault"), "{refusal}");
}

#[test]
fn a_label_names_its_variable() {
    assert_eq!(variable_of_label("OpenAI production"), "SHOWBACK_KEY_OPENAI_PRODUCTION");
    assert_eq!(variable_of_label("  a -- b! "), "SHOWBACK_KEY_A_B");
}

#[test]
fn the_variable_of_the_label_wins_over_the_providers_own() {
    let environment =
        GivenEnvironment::of([("SHOWBACK_KEY_MINE", "sk-admin-mine"), ("OPENAI_ADMIN_KEY", "sk-admin-any")]);
    let keys = EnvironmentKeys::new(Arc::new(environment));
    assert_eq!(keys.key("mine", Some("OPENAI_ADMIN_KEY")).unwrap().reveal(), "sk-admin-mine");
    assert_eq!(keys.key("other", Some("OPENAI_ADMIN_KEY")).unwrap().reveal(), "sk-admin-any");
    assert!(keys.key("other", None).is_none());
}

#[test]
fn a_key_in_memory_is_replaced_and_forgotten() {
    let store = MemoryStore::default();
    store.set("a", &Credential::new(MARK)).unwrap();
    store.set("a", &Credential::new("sk-admin-other")).unwrap();
    assert_eq!(store.get("a").unwrap().unwrap().reveal(), "sk-admin-other");
    store.delete("a").unwrap();
    assert!(store.get("a").unwrap().is_none());
}
