//! Importing logs: what files are, dry runs as jobs, applied imports, mappings, watched folders.
//!
//! A dry run is the import up to its last step: what it found stands in a file beside the workspace, and goes with the
//! process, with a discard, or into the workspace in one transaction.

mod apply;
mod dry_run;
mod formats;
mod list;
mod mapping;
mod mapping_form;
mod previews;
mod recognise;
mod rejects;
mod sample_log;
mod summary;
mod watch_schedule;
mod watched;

pub use apply::apply;
pub use dry_run::{discard, dry_run, preview};
pub use formats::formats;
pub use list::{get, list};
pub use mapping::{mapping_preview, mapping_save, mapping_suggest};
pub(crate) use previews::Previews;
pub(super) use recognise::instant;
pub use recognise::recognise;
pub use rejects::rejects;
pub(super) use sample_log::import_sample_log;
pub(super) use summary::note_words;
pub use watched::{watch_add, watch_look, watch_remove, watch_update, watched};
