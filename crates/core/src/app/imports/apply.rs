//! From a dry run into the workspace, in one transaction.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::dry_run::finish;
use super::previews::{DryRun, Ready, Standing};
use super::summary::brought;
use crate::app::jobs::Started;
use crate::app::model::{Event, ImportPreviewView, ImportSummary, JobState, PreviewIdRequest, Tag};
use crate::app::{App, outcome};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::views::keep_told;

/// Starts to put what a dry run found into the workspace.
pub fn apply(app: &Arc<App>, request: PreviewIdRequest) -> Result<ImportPreviewView, Problem> {
    let run = app.previews().find(request.id)?;
    let ready = run.take()?;
    let label = format!("Import into {}", run.label);
    let started = match app.jobs().start_import(run.workspace.path(), label, run.id, app.now()) {
        Ok(started) => started,
        Err(running) => {
            run.give_back(ready);
            let problem = Problem::new(ProblemCode::NotAllowedNow, format!("{} is under way", running.label));
            return Err(problem.hint("wait for it, or stop it in the tray of jobs"));
        }
    };
    run.follow(started.job.clone());
    let view = run.view(app);
    let app = Arc::clone(app);
    Handle::current().spawn_blocking(move || write(&app, &run, &started, ready));
    Ok(view)
}

/// Writes what was found. Never fails: what went wrong is the outcome, and can be tried again.
pub(super) fn write(app: &App, run: &DryRun, started: &Started, ready: Box<Ready>) {
    // One transaction: there is nothing to stop half-way.
    app.jobs().cannot_cancel(started.job.id);
    if let Some(job) = app.jobs().import_progress(started.job.id, "Writing the requests", (0, 0), 0) {
        app.tell(Event::Job { job });
    }
    let mut facts = ready.facts.clone();
    facts.applied_at = app.now();
    match ready.stage.apply(&run.workspace.store, &facts) {
        Ok(applied) => {
            // What was found is in the workspace now; its file goes.
            drop(ready);
            let summary = run.summary();
            if let (Some(import), Some(summary)) = (applied.import_id, &summary) {
                keep(run, import, summary);
            }
            let words = summary.as_ref().map_or_else(String::new, outcome_words);
            run.end(Standing::Applied(applied.import_id), None);
            finish(app, started, JobState::Succeeded, &words, None);
            app.tell_stale(&[Tag::Spend]);
            app.apportion_what_changed();
            app.drop_what_is_old(&run.workspace);
        }
        Err(error) => {
            let problem = Problem::from(error);
            run.give_back(ready);
            finish(app, started, JobState::Failed, &outcome::with_hint(&problem), Some(problem));
        }
    }
}

/// Keeps for the history what was told before the import. Its figures are in the workspace whether this can be kept or not.
fn keep(run: &DryRun, import: i64, summary: &ImportSummary) {
    let told = serde_json::to_string(summary).unwrap_or_else(|_| "null".to_owned());
    let kept = run.workspace.store.write::<_, Problem>(|tx| Ok(keep_told(tx, import, &told)?));
    if let Err(problem) = kept {
        tracing::warn!(%problem, "what an import was told to bring is not kept");
    }
}

/// `412 new requests, 12.40 USD rated`.
fn outcome_words(summary: &ImportSummary) -> String {
    let money = summary.rated.iter().map(|amount| format!("{} {} rated", amount.value, amount.currency));
    let parts: Vec<String> = std::iter::once(brought(summary)).chain(money).collect();
    parts.join(", ")
}
