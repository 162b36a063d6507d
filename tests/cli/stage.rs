//! A folder, a simulator and the binary.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde_json::Value;
use showback_simulator::{Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::Folder;

pub struct Stage {
    pub folder: Folder,
    pub simulator: SimulatorHandle,
}

/// Builds the binary once; the tests of another package do not do it by themselves.
fn binary() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo).args(["build", "--quiet", "--package", "showback-cli"]).status();
        assert!(built.unwrap().success(), "showback-cli does not build");
        let deps = std::env::current_exe().unwrap();
        let folder = deps.parent().and_then(std::path::Path::parent).unwrap();
        folder.join(format!("showback{}", std::env::consts::EXE_SUFFIX))
    })
}

impl Stage {
    pub async fn new(test: &str, now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let simulator =
            Simulator::start(SimulatorOptions { now, ..SimulatorOptions::default() }).await.unwrap();
        Self { folder: Folder::new(test).unwrap(), simulator }
    }

    /// A command of the binary in this stage: its own data folder, no keychain, a vault opened by its variable.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SHOWBACK_DATA_DIR", self.folder.join("data"))
            .env("SHOWBACK_WORKSPACE", self.folder.join("test.showback"))
            .env("SHOWBACK_KEYCHAIN", "off")
            .env("SHOWBACK_VAULT_PASSPHRASE", "a passphrase for tests")
            .env("SHOWBACK_TEST_NOW", self.simulator.now().to_rfc3339())
            .env("OPENAI_ADMIN_KEY", &self.simulator.keys().openai_admin)
            .env("ANTHROPIC_ADMIN_KEY", &self.simulator.keys().anthropic_admin);
        command
    }

    /// Runs it to its end without holding up the simulator.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }

    /// Runs it, expects success and reads its JSON.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        let mut with_json = arguments.to_vec();
        with_json.push("--json");
        let output = self.run(&with_json).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The exit code and the standard error.
    pub async fn exit(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments).await;
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Connects both providers from that day on.
    pub async fn connect(&self, from: &str) {
        self.json(&["vault", "create"]).await;
        for (source, base_url) in
            [("openai", self.simulator.openai_base_url()), ("anthropic", self.simulator.anthropic_base_url())]
        {
            self.json(&["connect", source, "--label", source, "--base-url", &base_url, "--from", from]).await;
        }
    }
}
