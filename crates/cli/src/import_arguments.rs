//! What can be typed about logs and requests.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::DaysOf;

/// Imports logs of requests.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback import gateway.jsonl --dry-run              what it would bring, and nothing more
  showback import logs/ --source \"Production gateway\"
  showback import 'logs/2026-11-*.jsonl.gz'            plain, gzip or zstd; quotes keep the shell out
  showback import export.csv --suggest-mapping > ours.json     of unknown make: which column is what
  showback import export.csv --mapping ours.json --carry cost_centre
  showback import usage.jsonl --format litellm/standard-logging --rejects rejects.csv

A file that was imported before is left out unless --again says otherwise; importing it again changes nothing. No text of a
prompt or an answer is kept.")]
pub struct Import {
    /// Files, folders and patterns.
    #[arg(required = true)]
    pub files: Vec<String>,
    /// Format by hand, with or without its form: litellm, litellm/spend-logs-csv.
    #[arg(long, conflicts_with = "mapping")]
    pub format: Option<String>,
    /// A mapping for logs of unknown make, as JSON.
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Prints the mapping that a file suggests, as JSON to be checked and given to --mapping; imports nothing.
    #[arg(long, conflicts_with_all = ["mapping", "format"])]
    pub suggest_mapping: bool,
    /// Name of the source the requests belong to; the name of the format when left out.
    #[arg(long, value_name = "LABEL")]
    pub source: Option<String>,
    /// Reads everything and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Metadata key to carry as a dimension; may be repeated.
    #[arg(long, value_name = "KEY")]
    pub carry: Vec<String>,
    /// A subscription pays: what the logs tell as cost is what it would have cost.
    #[arg(long)]
    pub subscription: bool,
    /// Writes place and reason of every record that could not be read, as CSV.
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Reads files again that were imported before.
    #[arg(long)]
    pub again: bool,
}

/// Requests of imported logs.
#[derive(Debug, Subcommand)]
pub enum Requests {
    /// Lists attempts, newest first.
    List {
        /// The days.
        #[command(flatten)]
        days: DaysOf,
        /// Only of this source.
        #[arg(long, value_name = "LABEL")]
        source: Option<String>,
        /// Only of this task or logical request.
        #[arg(long)]
        task: Option<String>,
        /// Rows shown, at most 1000.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Tasks with many attempts, those that never succeeded first.
    Loops {
        /// The days.
        #[command(flatten)]
        days: DaysOf,
        /// Rows shown, at most 1000.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// One attempt in full.
    Show {
        /// Its key, from `showback requests list --json`.
        key: String,
    },
    /// Sources of requests.
    Sources,
}

/// Folders whose new logs are imported.
#[derive(Debug, Subcommand)]
pub enum Watch {
    /// Lists watched folders and how their last look went.
    List,
    /// Watches a folder. It is looked through while the app runs, and by `showback watch look`.
    Add {
        /// The folder.
        folder: PathBuf,
        /// Only files of this pattern, for example "*.jsonl.gz" or "**/*.csv".
        #[arg(long, default_value = "*")]
        pattern: String,
        /// Name of the source; the folder's own name when left out.
        #[arg(long, value_name = "LABEL")]
        source: Option<String>,
        /// Format by hand; each file is recognised when left out.
        #[arg(long)]
        format: Option<String>,
        /// Minutes between looks.
        #[arg(long, value_name = "MINUTES", default_value_t = 60)]
        every: u32,
    },
    /// Looks through the folders now and imports what is new. Made for cron; paused folders only by name.
    Look {
        /// Folders; all that are not paused when left out.
        folders: Vec<PathBuf>,
    },
    /// Lets a folder rest.
    Pause {
        /// The folder.
        folder: PathBuf,
    },
    /// Watches a folder again.
    Resume {
        /// The folder.
        folder: PathBuf,
    },
    /// Stops watching a folder; what was imported stays.
    Remove {
        /// The folder.
        folder: PathBuf,
    },
}
