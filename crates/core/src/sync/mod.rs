//! Keeping connections up to date: what is due, what a run reads, how it survives faults, what it leaves on record.
//!
//! Owns: planning, leases, windows, retries, run history, schedules, the scheduler and the coverage calendar.
//! Never does: name a provider, know a URL, keep a key.
//! Invariants: one run per connection at a time, across processes; a page and the place to go on are stored in one
//! transaction; a window is applied whole or not at all; any interleaving of faulty runs and a clean one leaves what
//! one clean run leaves.

mod apply_window;
mod calendar;
mod connections;
mod driver;
mod error;
mod fetch;
mod finish;
mod lease;
mod magnitude;
mod observed;
mod plan;
mod problem;
mod progress;
mod queries_connections;
mod queries_runs;
mod queries_windows;
mod renormalize;
mod runs;
mod schedule;
mod scheduler;
mod session;
mod watch;
mod window;
mod words;

pub use calendar::{CalendarDay, CalendarSlot, DayState, calendar};
pub use connections::{
    ConnectionRow, NewConnection, add_connection, all_connections, find_connection, find_connection_by_label,
    list_connections, set_account, set_backfill_from, set_base_url, set_capabilities, set_label, set_paused,
    set_removed_at, set_schedule, set_secret,
};
pub use driver::{SyncAsk, SyncEnv, run_connection};
pub use error::SyncError;
pub use lease::{LEASE, end_dead_leases};
pub use observed::{NoObservedBook, ObservedBook, ObservedCounts, ObservedFrom};
pub use plan::{Plan, PlanInput, PlannedWindow, Unobtainable, plan};
pub use progress::{CancelToken, Progress, Silent, SyncProgress};
pub use renormalize::{RenormalizeReport, renormalize};
pub use runs::{
    NoteLevel, RunCause, RunNote, RunReport, RunRow, RunState, RunStats, end_abandoned_runs, find_run,
    last_run, last_success, list_runs, run_notes,
};
pub use schedule::{Due, OffsetAt, Schedule, ScheduleError, due};
pub use scheduler::{Planned, Runner, RunnerOutcome, Scheduler, SchedulerStatus};

#[cfg(test)]
mod tests;
