//! Long work and events.

use serde::Serialize;
use ts_rs::TS;

use super::tags::Tag;
use crate::kernel::{Amount, Problem};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JobState {
    /// At work.
    Running,
    /// Finished as it should.
    Succeeded,
    /// Stopped by a problem.
    Failed,
    /// Stopped by the analyst.
    Cancelled,
}

/// How much of some files is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ByteProgress {
    /// Bytes read.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
    /// Bytes in a second at the rate so far; 0 while too little is known.
    pub per_second: u64,
}

/// One piece of long work in the tray of jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct Job {
    /// Stable while the app runs.
    pub id: u64,
    /// `sync`, `rating` or `import`.
    pub kind: String,
    /// For people: `Sync OpenAI production`.
    pub label: String,
    /// What it is doing now: `Usage of completions, 12 Oct to 11 Nov`.
    pub step: String,
    /// The connection; `null` for other work.
    pub connection_id: Option<i64>,
    /// The run; `null` for other work.
    pub run_id: Option<i64>,
    /// State.
    pub state: JobState,
    /// Windows done.
    pub done: u32,
    /// Windows in all; 0 while unknown.
    pub total: u32,
    /// Pages stored.
    pub pages: u32,
    /// Days read.
    pub days: u32,
    /// Rows added or restated.
    pub rows: u64,
    /// Bytes of files; `null` unless it is an import.
    pub bytes: Option<ByteProgress>,
    /// The preview it makes or applies; `null` unless it is an import.
    pub preview_id: Option<u64>,
    /// Billed money that moved; one per currency.
    pub amounts: Vec<Amount>,
    /// RFC 3339.
    pub started_at: String,
    /// RFC 3339; `null` while running.
    pub finished_at: Option<String>,
    /// Seconds left at the present rate; `null` while unknown.
    pub seconds_left: Option<u32>,
    /// What it changed, or what went wrong: one sentence; empty while running.
    pub outcome: String,
    /// Why it failed; `null` unless failed.
    #[ts(optional = nullable)]
    pub problem: Option<Problem>,
    /// Whether cancel has an effect now.
    pub can_cancel: bool,
}

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NoticeLevel {
    /// Good to know.
    Note,
    /// Look at it: figures of earlier days changed.
    Restated,
    /// Something failed.
    Failed,
}

/// What the core tells without being asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
#[expect(
    clippy::large_enum_variant,
    reason = "events are few and short-lived; the large one is the usual one"
)]
pub enum Event {
    /// These things changed: refetch what shows them.
    Stale {
        /// What changed.
        tags: Vec<Tag>,
    },
    /// A job moved.
    Job {
        /// The job as it stands.
        job: Job,
    },
    /// Something worth a notification.
    Notice {
        /// How loud.
        level: NoticeLevel,
        /// Short.
        title: String,
        /// One sentence.
        text: String,
    },
}
