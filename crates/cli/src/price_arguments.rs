//! What can be typed about prices.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::DaysOf;

/// Rates a file.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback rate usage.jsonl
  zcat usage.jsonl.gz | showback rate - --json > rated.jsonl
  showback rate usage.jsonl --contract contract.toml --strict

One usage object a line: provider, model, at (an instant or a day), tokens by meter; and where told served_model, region,
service_tier, requested_tier, speed, batch, requests, to, id, account, project. docs/rating.md has the form and the
meters. No workspace is needed and none is changed. A line that cannot be read stops the run before anything is rated.")]
pub struct Rate {
    /// The file; - for the standard input.
    pub file: PathBuf,
    /// Negotiated prices; public ones when left out.
    #[arg(long, value_name = "FILE")]
    pub contract: Option<PathBuf>,
    /// A price book: a file, or a folder of its source; the one of this release when left out.
    #[arg(long, value_name = "FILE")]
    pub book: Option<PathBuf>,
    /// Rates by what was known on that day, YYYY-MM-DD.
    #[arg(long, value_name = "DAY")]
    pub known_on: Option<String>,
    /// Exit code 6 when some usage has no price.
    #[arg(long)]
    pub strict: bool,
}

/// Prices.
#[derive(Debug, Subcommand)]
pub enum Prices {
    /// Models with their present base prices, per million tokens.
    List {
        /// Only this channel: openai, anthropic, aws-bedrock, ...
        #[arg(long)]
        channel: Option<String>,
        /// Words that must occur in model or channel.
        #[arg(long, default_value = "")]
        search: String,
        /// Only models this workspace has usage of.
        #[arg(long)]
        used: bool,
    },
    /// Every rate of a model, with its source.
    Show {
        /// Channel: openai, anthropic, aws-bedrock, ...
        channel: String,
        /// Model id.
        model: String,
        /// Only rates that apply on that day, YYYY-MM-DD.
        #[arg(long, value_name = "DAY")]
        at: Option<String>,
    },
    /// Checks a price book: a folder of its source, or a file. Exit code 6 when it is broken.
    Check {
        /// Folder or file.
        #[arg(default_value = "prices")]
        path: PathBuf,
    },
    /// Takes a price book into the workspace: signed, or marked local.
    Import {
        /// The book; its signature is looked for beside it with .sig added.
        file: PathBuf,
        /// Takes a file without a signature, marked local, unverified.
        #[arg(long)]
        unsigned: bool,
        /// Takes a signed version older than the newest seen.
        #[arg(long)]
        rollback: bool,
        /// Tells what would change and changes nothing.
        #[arg(long)]
        preview: bool,
    },
    /// The difference between two books: files, folders, hashes of books kept here, bundled or active.
    Diff {
        /// The older one.
        before: String,
        /// The newer one.
        after: String,
    },
    /// Usage without an exact price, with the reason and the nearest rates.
    Unpriced {
        /// The days.
        #[command(flatten)]
        days: DaysOf,
        /// Rows shown.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Exit code 6 when more than this share of tokens has no price.
        #[arg(long, value_name = "PERCENT")]
        fail_over: Option<String>,
    },
    /// Rated against billed money.
    Compare {
        /// Of day, connection, project, model, meter; comma-separated.
        #[arg(long, value_delimiter = ',', default_value = "day")]
        by: Vec<String>,
        /// The days.
        #[command(flatten)]
        days: DaysOf,
        /// Rows shown.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        /// Exit code 6 when billed and rated differ by more than this share of rated.
        #[arg(long, value_name = "PERCENT")]
        fail_over: Option<String>,
    },
}
