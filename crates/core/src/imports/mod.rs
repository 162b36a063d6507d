//! From files of logs to requests: opening, recognising, reading on all cores, rating, dry runs, watched folders.
//!
//! Owns: which format reads a file, the pipeline from bytes to staged requests, mappings by header fingerprint, what a dry
//! run tells. Never does: parse a format (the `showback-gateways` crate), decide what counts (requests). Invariants:
//! memory does not grow with the file; a cancelled or killed import leaves nothing; no prompt text reaches the store.

mod amounts;
mod dry_run;
mod error;
mod files;
mod known;
mod manner;
mod mappings;
mod meters;
mod pipeline;
mod queries;
mod queries_mappings;
mod rating;
mod recognise;
#[cfg(test)]
mod scripted;
mod series;
mod watched;

pub use dry_run::{DryRun, dry_run};
pub use error::ImportError;
pub use files::{FileFacts, FoundFile, LogFiles, MOST_FILES, OpenLog};
pub use known::{ImportedFile, file_imported_before, imported_before};
pub use manner::Manner;
pub use mappings::{profile, save_mapping, saved_mappings, try_mapping};
pub use pipeline::{FileAsk, FileCounts, FileRead, Progress, Reading, Sink, SourceAsk, read_files};
pub use rating::Rater;
pub use recognise::{Choice, KnownMapping, Recognition, recognise};
pub use series::series_key;
pub use watched::{
    Look, SHORTEST_MINUTES, WatchedFolder, change_watch, due_folders, look, looked, unwatch, watch,
    watched_folders,
};
