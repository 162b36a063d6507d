//! Keys for headless use, from the environment.
//!
//! `SHOWBACK_KEY_<LABEL>` holds the key of the connection of that label, in capitals with an underscore for everything
//! that is not a letter or a digit: `OpenAI production` is `SHOWBACK_KEY_OPENAI_PRODUCTION`. The provider's own variable
//! (`OPENAI_ADMIN_KEY`, ...) is used when the workspace has exactly one connection to that provider.

use std::sync::Arc;

use crate::adapters::environment::Environment;
use crate::sources::Credential;

/// Opens the vault where nobody can be asked.
pub const PASSPHRASE_VARIABLE: &str = "SHOWBACK_VAULT_PASSPHRASE";

/// Keys in environment variables: read, never written.
#[derive(Clone)]
pub struct EnvironmentKeys(Arc<dyn Environment>);

impl EnvironmentKeys {
    /// Keys in that environment.
    pub fn new(environment: Arc<dyn Environment>) -> Self {
        Self(environment)
    }

    /// The key of a connection with that label; the provider's own variable counts only for the only connection to it.
    pub fn key(&self, label: &str, provider_variable: Option<&str>) -> Option<Credential> {
        self.0
            .variable(&variable_of_label(label))
            .or_else(|| provider_variable.and_then(|name| self.0.variable(name)))
            .map(|text| Credential::new(&zeroize::Zeroizing::new(text)))
    }

    /// The passphrase of the vault, when it is given.
    pub fn passphrase(&self) -> Option<zeroize::Zeroizing<String>> {
        self.0.variable(PASSPHRASE_VARIABLE).map(zeroize::Zeroizing::new)
    }
}

/// The variable that holds the key of the connection with that label.
pub fn variable_of_label(label: &str) -> String {
    let mut name = String::from("SHOWBACK_KEY_");
    for character in label.trim().chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_uppercase());
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    name.trim_end_matches('_').to_owned()
}
