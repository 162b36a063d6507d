//! The options of an app on the analyst's machine: every adapter is the real one.

use std::path::PathBuf;
use std::sync::Arc;

use super::start::AppOptions;
use crate::adapters::clock::SystemClock;
use crate::adapters::environment::{Environment, ProcessEnvironment};
use crate::adapters::http::{HttpOptions, HttpTransport};
use crate::adapters::local_time::local_offset;
use crate::adapters::paths;
use crate::adapters::random::random_from_system;
use crate::adapters::secrets::{KeychainStore, SecretStore};
use crate::kernel::{Problem, ProblemCode};
use crate::sources::Registry;
use crate::sync::RunCause;

/// `off` leaves the system's keychain alone, so that keys go to the vault.
pub const KEYCHAIN_VARIABLE: &str = "SHOWBACK_KEYCHAIN";

impl AppOptions {
    /// Real network, clock, environment and keychain; the file that was open last unless one is named; no sample.
    pub fn of_this_machine(workspace: Option<PathBuf>) -> Result<Self, Problem> {
        let environment: Arc<dyn Environment> = Arc::new(ProcessEnvironment);
        let data_dir = paths::data_dir(environment.as_ref())?;
        let transport = HttpTransport::new(HttpOptions::default())
            .map_err(|error| Problem::new(ProblemCode::TlsFailed, error.to_string()))?;
        let random = random_from_system().map_err(|error| {
            let message = format!("this system gives no random numbers: {error}");
            Problem::new(ProblemCode::FileFailed, message)
        })?;
        let has_keychain = environment.variable(KEYCHAIN_VARIABLE).as_deref() != Some("off");
        Ok(Self {
            workspace,
            data_dir,
            registry: Registry::standard(),
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
            random: Arc::new(random),
            keychain: has_keychain.then(|| Arc::new(KeychainStore::default()) as Arc<dyn SecretStore>),
            environment,
            offset_at: local_offset,
            asked_by: RunCause::Manual,
            sample: None,
        })
    }
}
