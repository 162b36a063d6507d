//! The gateway log of the sample company, imported as any other file is.

use std::sync::Arc;

use chrono::Days;

use super::watch_schedule::import_now;
use crate::adapters::files;
use crate::adapters::log_files::DiskLogs;
use crate::app::App;
use crate::app::workspace::Workspace;
use crate::imports::{Choice, FileAsk, LogFiles, SourceAsk, recognise};
use crate::kernel::{Period, Problem};
use crate::requests::views::has_sources;

/// Days of its gateway that the sample has.
const DAYS: u64 = 10;
/// Name of the source.
const LABEL: &str = "LiteLLM sample";

/// Imports the log of the company's gateway, once.
pub(in crate::app) async fn import_sample_log(
    app: &Arc<App>,
    workspace: &Arc<Workspace>,
) -> Result<(), Problem> {
    if workspace.store.read::<_, Problem>(|reader| Ok(has_sources(reader)?))? {
        return Ok(());
    }
    let Some(host) = app.options.sample.as_ref() else { return Ok(()) };
    let today = app.now().date_naive();
    let first = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
    let Some(log) = host.gateway_log(Period::new(first, today)?).await else { return Ok(()) };
    let path = app.data_dir().join("sample-gateway.jsonl");
    let (app, workspace) = (Arc::clone(app), Arc::clone(workspace));
    let work = tokio::task::spawn_blocking(move || {
        files::write_whole(&path, log.as_bytes())?;
        let mut asks = Vec::new();
        for file in DiskLogs.find(&path.display().to_string())? {
            let told = recognise(&DiskLogs, file, &Choice::Recognised, &[]);
            asks.extend(told.manner.map(|manner| FileAsk { file: told.file, manner }));
        }
        let shared = SourceAsk { label: LABEL.to_owned(), ..SourceAsk::default() };
        import_now(&app, &workspace, asks, shared)
    });
    work.await.unwrap_or(Ok(()))
}
