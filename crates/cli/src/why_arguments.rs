//! What can be typed about why an amount changed.

use clap::{Args, ValueEnum};

use crate::arguments::DaysOf;

/// Why an amount changed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback why --last 30                            the last 30 days beside the 30 before
  showback why --month 2026-10 --compare-from 2026-09-01 --compare-to 2026-10-01
  showback why --last 7 --where team=search
  showback why --last 7 --method sequential --json
  showback why --last 1 --fail-above 100            exit code 6 where it is more than 100.00 above the day before

Bars sum to the change and parts to their bar, exactly, by every method. Bars that did nothing are left out of the table
and are in JSON. docs/why.md says what each bar is. Periods are UTC days; --to is the first day after.")]
pub struct Why {
    /// The days.
    #[command(flatten)]
    pub days: DaysOf,
    /// First day of the other period; as many days before when left out.
    #[arg(long, value_name = "DATE", requires = "compare_to")]
    pub compare_from: Option<String>,
    /// First day after the other period.
    #[arg(long, value_name = "DATE", requires = "compare_from")]
    pub compare_to: Option<String>,
    /// Whose amounts.
    #[arg(long, value_enum, default_value_t = Measure::Spend)]
    pub measure: Measure,
    /// How the change is divided.
    #[arg(long, value_enum, default_value_t = Method::Shapley)]
    pub method: Method,
    /// Keeps only that value: DIMENSION=VALUE. May be repeated.
    #[arg(long = "where", value_name = "DIMENSION=VALUE")]
    pub filters: Vec<String>,
    /// Keeps only what does not tell that dimension.
    #[arg(long, value_name = "DIMENSION")]
    pub untold: Vec<String>,
    /// Currency code; the one with the most money when left out.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Exit code 6 when the change is above this amount.
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub fail_above: Option<String>,
}

/// Whose amounts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Measure {
    /// Spend of record.
    Spend,
    /// Money of the providers' cost APIs.
    Billed,
}

impl Measure {
    /// Name in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Billed => "billed",
        }
    }
}

/// How a change is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// The average over every order of the factors.
    Shapley,
    /// One factor after the other.
    Sequential,
    /// By logarithmic means.
    Lmdi,
}

impl Method {
    /// Name in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shapley => "shapley",
            Self::Sequential => "sequential",
            Self::Lmdi => "lmdi",
        }
    }
}
