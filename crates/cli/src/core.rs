//! The way into the core: one workspace, one call per command of the catalogue.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{Problem, ProblemCode};
use showback_core::sync::RunCause;
use showback_sample::SampleCompany;
use tempfile::TempDir;

use crate::arguments::{Arguments, Command};
use crate::clock::clock;
use crate::failure::{Failure, usage};
use crate::words::{text, whole};

/// An open core.
pub struct Core {
    app: Arc<App>,
    /// Whether answers are JSON.
    pub is_json: bool,
    /// The folder of a workspace that lasts as long as a dry run, where there is none; gone with this value.
    _aside: Option<TempDir>,
}

impl Core {
    /// Opens the workspace. Only connecting and importing make a file that is not there.
    pub fn open(arguments: &Arguments) -> Result<Self, Failure> {
        let workspace = arguments.workspace.clone().map(absolute).transpose()?;
        let may_make = matches!(
            arguments.command,
            Command::Connect(_)
                | Command::Import(_)
                | Command::Watch { .. }
                | Command::Sources { .. }
                | Command::Vault { .. }
        );
        let is_trial =
            matches!(&arguments.command, Command::Import(ask) if ask.dry_run || ask.suggest_mapping);
        let aside = match &workspace {
            Some(path) if is_trial && !path.exists() => Some(elsewhere()?),
            _ => None,
        };
        let workspace = aside.as_ref().map(|folder| folder.path().join("dry-run.showback")).or(workspace);
        if let Some(path) = workspace.as_ref().filter(|path| !may_make && !path.exists()) {
            let message = format!("there is no workspace at {}", path.display());
            return Err(Problem::new(ProblemCode::FileMissing, message)
                .hint("check the path, or make one with showback connect")
                .about(path.display().to_string())
                .into());
        }
        let mut options = AppOptions::of_this_machine(workspace)?;
        options.clock = clock();
        options.asked_by = RunCause::CommandLine;
        options.sample = Some(Arc::new(SampleCompany::default()));
        Ok(Self { app: App::start(options), is_json: arguments.json, _aside: aside })
    }

    /// Runs one command of the catalogue.
    pub async fn call(&self, command: &str, request: Value) -> Result<Value, Problem> {
        dispatch(&self.app, command, request).await
    }

    /// Rates usage that waits, as a window does when it opens: a workspace of an older version has some.
    pub async fn rate_waiting(&self) -> Result<(), Problem> {
        let app = Arc::clone(&self.app);
        let rating = tokio::task::spawn_blocking(move || app.rate_waiting());
        let stopped = |_| Problem::new(ProblemCode::NotAllowedNow, "rating stopped in the middle");
        rating.await.map_err(stopped)?.map(|_| ())
    }

    /// Rates what waits and apportions the days whose books changed, likewise.
    pub async fn apportion_waiting(&self) -> Result<(), Problem> {
        self.rate_waiting().await?;
        let app = Arc::clone(&self.app);
        let work = tokio::task::spawn_blocking(move || app.apportion_waiting());
        let stopped = |_| Problem::new(ProblemCode::NotAllowedNow, "apportioning stopped in the middle");
        work.await.map_err(stopped)?.map(|_| ())
    }

    /// The UTC day now.
    pub async fn today(&self) -> Result<String, Problem> {
        Ok(text(&self.call("workspace.get", Value::Null).await?, "today").to_owned())
    }

    /// Connections that were not removed.
    pub async fn connections(&self) -> Result<Vec<Value>, Problem> {
        let all = self.call("connections.list", Value::Null).await?;
        let all = all.as_array().cloned().unwrap_or_default();
        Ok(all.into_iter().filter(|connection| text(connection, "state") != "removed").collect())
    }

    /// The connection of that name.
    pub async fn connection(&self, label: &str) -> Result<Value, Failure> {
        let all = self.connections().await?;
        let found = all.iter().find(|connection| text(connection, "label") == label);
        let folded = || all.iter().find(|connection| text(connection, "label").eq_ignore_ascii_case(label));
        found.or_else(folded).cloned().ok_or_else(|| {
            let known: Vec<&str> = all.iter().map(|connection| text(connection, "label")).collect();
            let hint = match known.as_slice() {
                [] => "Nothing is connected: see showback connect --help".to_owned(),
                known => format!("Connections: {}", known.join(", ")),
            };
            usage(format!("there is no connection \"{label}\""), &hint)
        })
    }

    /// The row id of the connection of that name.
    pub async fn connection_id(&self, label: &str) -> Result<i64, Failure> {
        Ok(whole(&self.connection(label).await?, "id"))
    }

    /// Asks every running sync to stop after the page at hand.
    pub async fn stop(&self, ids: &[i64]) {
        for id in ids {
            // A sync that ended in the meantime needs no stopping.
            let _ = self.call("sync.cancel", json!({ "id": id })).await;
        }
    }
}

fn elsewhere() -> Result<TempDir, Failure> {
    tempfile::tempdir().map_err(|error| {
        let message = format!("there is no room for a dry run: {error}");
        Problem::new(ProblemCode::FileFailed, message).hint("free some space").into()
    })
}

fn absolute(path: PathBuf) -> Result<PathBuf, Failure> {
    std::path::absolute(&path)
        .map_err(|error| usage(format!("{} is not a path: {error}", path.display()), ""))
}
