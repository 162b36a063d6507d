//! An import as the program makes it, without its window: recognise, read into a stage, preview, apply.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use showback_core::adapters::log_files::DiskLogs;
use showback_core::imports::{
    Choice, DryRun, FileAsk, LogFiles, Reading, Recognition, SourceAsk, dry_run, recognise,
};
use showback_core::pricing::{Ready, bundled, ensure_active_pricing};
use showback_core::requests::{ImportFacts, NewSource, Stage};
use showback_core::store::{OpenMode, Store, StoreError};

/// Ready once for all tests of a process.
static READY: LazyLock<Arc<Ready>> = LazyLock::new(|| {
    Arc::new(Ready::new(Arc::new(bundled::book().clone()), bundled::hash_text(), "").unwrap())
});

/// What an import did.
#[derive(Debug, Default)]
pub struct Import {
    pub new: u64,
    pub same: u64,
    /// Code and sentence of each record that could not be read.
    pub rejected: Vec<(String, String)>,
}

fn now() -> DateTime<Utc> {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

fn open(workspace: &Path) -> Store {
    let store = Store::open(workspace, OpenMode::CreateIfMissing, now()).unwrap();
    store
        .write(|tx| {
            ensure_active_pricing(tx, now()).unwrap();
            Ok::<_, StoreError>(())
        })
        .unwrap();
    Stage::remove_orphans(workspace).unwrap();
    store
}

/// What each file is.
pub fn told(logs: &[&str]) -> Result<Vec<Recognition>, String> {
    let mut told = Vec::new();
    for log in logs {
        for file in DiskLogs.find(log).map_err(|error| error.to_string())? {
            told.push(recognise(&DiskLogs, file, &Choice::Recognised, &[]));
        }
    }
    Ok(told)
}

fn read(
    store: &Store,
    logs: &[&str],
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<(DryRun, NewSource), String> {
    let mut asks = Vec::new();
    for told in told(logs)? {
        let reason = told.reason;
        let manner = told.manner.ok_or(reason)?;
        asks.push(FileAsk { file: told.file, manner });
    }
    let first = asks.first().ok_or("there is no file")?;
    let source = NewSource {
        label: "Gateway".to_owned(),
        format: first.manner.format.id().to_owned(),
        teller: first.manner.format.teller(),
        connection_id: None,
        settings_json: "{}".to_owned(),
    };
    let reading =
        Reading { files: &DiskLogs, ready: READY.clone(), workers: 2, is_cancelled, progress: &|_| () };
    let ask = SourceAsk { label: source.label.clone(), ..SourceAsk::default() };
    let run = dry_run(&reading, store, &ask, &asks).map_err(|error| error.to_string())?;
    Ok((run, source))
}

/// Imports files into a workspace, which is made when it is not there.
pub fn import(
    workspace: &Path,
    logs: &[&str],
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<Import, String> {
    let store = open(workspace);
    let (run, source) = read(&store, logs, is_cancelled)?;
    let rejected = rejections(&run);
    let facts = ImportFacts { source, run_id: None, pricing_id: None, applied_at: now(), took_ms: 1 };
    let applied = run.stage.apply(&store, &facts).map_err(|error| error.to_string())?;
    Ok(Import { new: applied.requests.new, same: applied.requests.same, rejected })
}

/// Reads files up to the last step, looks, and throws all of it away. Answers what was said of rejected records.
pub fn dry(workspace: &Path, logs: &[&str], look: &mut dyn FnMut()) -> Vec<String> {
    let store = open(workspace);
    let (run, _) = read(&store, logs, &|| false).unwrap();
    run.stage.preview(&store).unwrap();
    look();
    rejections(&run).into_iter().map(|(code, reason)| format!("{code}: {reason}")).collect()
}

fn rejections(run: &DryRun) -> Vec<(String, String)> {
    let mut rejected = Vec::new();
    run.stage
        .each_rejection(|rejection| {
            rejected.push((rejection.code, rejection.reason));
            Ok(())
        })
        .unwrap();
    rejected
}
