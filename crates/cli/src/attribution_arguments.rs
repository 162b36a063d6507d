//! What can be typed about attribution.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::DaysOf;

/// Tags spend without an owner.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback tag --month 2026-10                          the queue: what has no team, the most important first
  showback tag Search --match \"search-\" --month 2026-10   all groups in whose names the text occurs
  showback tag Search --group 4f1c22ab90d3e811           one group, by the id that the queue tells
  showback tag --no-value --match sandbox                says that it has none, whatever rules say

A tag holds for all days unless --holds-from or --holds-until says otherwise. `showback history` lists it; it can be undone
in the window.")]
pub struct TagAsk {
    /// The value; the queue is listed when it is left out.
    pub value: Option<String>,
    /// What is attributed.
    #[arg(long, default_value = "team")]
    pub dimension: String,
    /// Every group in whose names this text occurs.
    #[arg(long = "match", value_name = "TEXT")]
    pub search: Option<String>,
    /// A group by its id; can be given several times.
    #[arg(long = "group", value_name = "ID")]
    pub groups: Vec<String>,
    /// Says that the groups have no value.
    #[arg(long, conflicts_with = "value")]
    pub no_value: bool,
    /// First day on which the tag holds.
    #[arg(long, value_name = "DATE")]
    pub holds_from: Option<String>,
    /// First day on which it no longer holds.
    #[arg(long, value_name = "DATE")]
    pub holds_until: Option<String>,
    /// Days of the queue.
    #[command(flatten)]
    pub days: DaysOf,
}

/// Rules of attribution as text.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// Rules in order, with what each decides.
    List(DaysOf),
    /// What a text of rules would do over all history; nothing is saved.
    Preview {
        /// The text; - reads the standard input.
        file: PathBuf,
    },
    /// Saves a text as the rules in force, in place of those there are.
    Apply {
        /// The text; - reads the standard input.
        file: PathBuf,
    },
    /// Runs the tests that stand beside rules. Exit code 6 when one does not hold.
    Test {
        /// The text; the rules in force when left out.
        file: Option<PathBuf>,
    },
    /// Prints the text of the rules in force, or writes it to a file.
    Export {
        /// Where to; the standard output when left out.
        file: Option<PathBuf>,
    },
    /// Adds the rules of a text behind those in force.
    Import {
        /// The text; - reads the standard input.
        file: PathBuf,
    },
}
