//! What can be typed about what is likely to come.

use clap::Args;

/// What will probably be spent.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback forecast                                  how the month of today will probably end
  showback forecast --days 14 --where team=search    the next two weeks of a team
  showback forecast --fail-above 5000                exit code 6 where more is expected
  showback forecast --price-change 2026-12-01=-20    from that day on a fifth cheaper")]
pub struct Forecast {
    /// The next days from today on, in place of the month.
    #[arg(long, value_name = "N", conflicts_with = "month", value_parser = clap::value_parser!(u16).range(1..=366))]
    pub days: Option<u16>,
    /// A month, YYYY-MM; that of today when left out.
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
    /// Only this: DIMENSION=VALUE. Several must all hold.
    #[arg(long = "where", value_name = "DIMENSION=VALUE")]
    pub filters: Vec<String>,
    /// Only this currency.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// A price change to apply: DAY=PERCENT.
    #[arg(long = "price-change", value_name = "DAY=PERCENT", allow_hyphen_values = true)]
    pub price_changes: Vec<String>,
    /// Exit code 6 where more than this is expected.
    #[arg(long, value_name = "AMOUNT")]
    pub fail_above: Option<String>,
}

/// What is not normal.
#[derive(Debug, Args)]
pub struct Anomalies {
    /// First day; thirty days back when left out.
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// Only this currency.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Also those that feedback keeps quiet.
    #[arg(long)]
    pub dismissed: bool,
    /// Exit code 6 where there is any that is not kept quiet.
    #[arg(long)]
    pub fail_on_any: bool,
}

/// Budgets and how they stand.
#[derive(Debug, Args)]
pub struct Budgets {
    /// A month, YYYY-MM; that of today when left out.
    #[arg(long, value_name = "MONTH")]
    pub month: Option<String>,
    /// Exit code 6 where a budget is used up or will probably be.
    #[arg(long)]
    pub fail_on_breach: bool,
}
