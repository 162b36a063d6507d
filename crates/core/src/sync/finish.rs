//! Closing a run: its sentences, its state, its lease.

use chrono::{DateTime, Utc};
use rusqlite::Transaction;

use super::error::SyncError;
use super::problem;
use super::queries_runs as queries;
use super::runs::{NoteLevel, RunCause, RunNote, RunReport, RunRow, RunState};
use super::session::{Halt, Session};
use super::words;
use crate::kernel::{Problem, RunId};

/// First words of the sentence that folds repeated attempts without a network into one run.
const STILL_OFFLINE: &str = "still not reachable";

impl Session<'_> {
    /// Closes the run: sentences, state, lease.
    pub fn finish(mut self, end: Result<(), Halt>) -> Result<RunReport, SyncError> {
        let (state, problem) = match end {
            Ok(()) => match self.first_problem.take() {
                Some(problem) => (RunState::Failed, Some(problem)),
                None => (RunState::Succeeded, None),
            },
            Err(Halt::Cancelled) => (RunState::Cancelled, None),
            Err(Halt::Problem(problem)) => (RunState::Failed, Some(problem)),
            Err(Halt::Sync(error @ SyncError::TakenOver { .. })) => return Err(error),
            Err(Halt::Sync(error)) => (RunState::Failed, Some(problem::of_workspace(&error))),
        };
        self.summarise(state, problem.as_ref());
        let now = self.now();
        let stats = self.counted();
        let folded_into = self.offline_run_before(problem.as_ref()).map(|previous| previous.id);
        self.env.store.write::<_, SyncError>(|tx| {
            self.lease.hold(tx, now)?;
            if let Some(previous) = folded_into {
                fold(tx, self.run, previous, now)?;
            } else {
                queries::save_stats(tx, self.run, &stats)?;
                for note in &self.notes {
                    queries::insert_note(tx, self.run, note)?;
                }
                queries::finish(tx, self.run, state, problem.as_ref(), now)?;
            }
            self.lease.give_back(tx)
        })?;
        let run = folded_into.unwrap_or(self.run);
        tracing::info!(run = run.0, state = state.name(), requests = stats.requests, "sync ended");
        Ok(RunReport { run, state, stats, problem, notes: self.notes })
    }

    fn summarise(&mut self, state: RunState, problem: Option<&Problem>) {
        let descriptor = self.env.connector.descriptor();
        for stream in descriptor.streams.iter().filter(|stream| !stream.slot.is_empty()) {
            if let Some(told) = self.streams.get(stream.id).cloned() {
                self.note(NoteLevel::Note, words::stream_summary(stream.label, &told));
            }
        }
        if state == RunState::Cancelled {
            self.note(
                NoteLevel::Note,
                "stopped by hand: what was read is kept, the next run goes on from there",
            );
        }
        if let Some(problem) = problem {
            let is_told = self.notes.iter().any(|note| note.text.ends_with(&problem.message));
            if !is_told {
                self.note(NoteLevel::Problem, problem.message.clone());
            }
        }
    }

    /// The recorded run that already says the network cannot be reached, when this one adds nothing to it.
    fn offline_run_before(&self, problem: Option<&Problem>) -> Option<&RunRow> {
        let is_automatic = matches!(self.cause, RunCause::Schedule | RunCause::CatchUp);
        let is_offline = problem.is_some_and(problem::is_offline);
        let is_silent = self.watch.answers() == 0 && self.stats.pages_stored == 0;
        self.previous
            .as_ref()
            .filter(|_| is_automatic && is_offline && is_silent)
            .filter(|previous| previous.problem.as_ref().is_some_and(problem::is_offline))
    }
}

fn fold(tx: &Transaction<'_>, run: RunId, previous: RunId, now: DateTime<Utc>) -> Result<(), SyncError> {
    queries::delete_run(tx, run)?;
    let text = format!("{STILL_OFFLINE}, last tried at {}", now.format("%Y-%m-%d %H:%M UTC"));
    let note = RunNote { at: now, level: NoteLevel::Note, text };
    queries::replace_note(tx, previous, STILL_OFFLINE, &note)?;
    Ok(())
}
