//! What can be typed, and the help that teaches it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use rust_decimal::Decimal;

use crate::attribution_arguments::{Rules, TagAsk};
use crate::import_arguments::{Import, Requests, Watch};
use crate::measure::Measure;
use crate::outlook_arguments::{Anomalies, Budgets, Forecast};
use crate::price_arguments::{Prices, Rate};
use crate::why_arguments::Why;

const EXAMPLES: &str = "\
Examples:
  showback connect openai --label \"OpenAI production\" --key-env OPENAI_ADMIN_KEY
  showback sync --all
  showback query --by project --month 2026-10
  showback query --by day,model --last 30 --where provider=openai --json
  showback status --max-age 26

Exit codes: 0 done, 1 failed, 2 wrong use, 3 a problem with a key, 4 a provider cannot be reached,
5 a problem with the workspace file, 6 a threshold is broken, 130 interrupted.
Keys come from the keychain, the vault (SHOWBACK_VAULT_PASSPHRASE) or SHOWBACK_KEY_<LABEL>.";

/// LLM spend on your own machine: connect providers, sync, ask.
#[derive(Debug, Parser)]
#[command(name = "showback", version, after_help = EXAMPLES, max_term_width = 100)]
pub struct Arguments {
    /// Workspace file; the one that was open last when left out.
    #[arg(long, global = true, value_name = "FILE", env = "SHOWBACK_WORKSPACE")]
    pub workspace: Option<PathBuf>,
    /// Prints JSON: the contract's own shapes, ISO dates, point decimals.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connects a provider with a key that is read from the environment, a file or the standard input.
    Connect(Connect),
    /// Disconnects; figures stay, the key is deleted.
    Disconnect {
        /// Name of the connection.
        label: String,
    },
    /// Reads what is new from providers. Made for cron, launchd, Task Scheduler and CI.
    Sync(Sync),
    /// How each connection is doing.
    Status(Status),
    /// Any measure by any dimensions.
    Query(Query),
    /// Why an amount changed: bars that sum to the change between two periods.
    Why(Why),
    /// What the month or the next days will probably come to, and how wrong such a forecast was before.
    Forecast(Forecast),
    /// Days and levels that are not normal, with what normal was.
    Anomalies(Anomalies),
    /// Budgets of a month: spent, expected, and when they are used up.
    Budgets(Budgets),
    /// Imports logs of gateways, tracing backends and coding agents.
    Import(Import),
    /// Watched folders: what is new in them is imported.
    Watch {
        /// What to do.
        #[command(subcommand)]
        command: Watch,
    },
    /// Requests of imported logs: lists, retry loops, one in full.
    Requests {
        /// What to do.
        #[command(subcommand)]
        command: Requests,
    },
    /// Rates a file of usage by a price book, without a workspace.
    Rate(Rate),
    /// Prices: models and their rates, the price book, what has no price, rated against billed.
    Prices {
        /// What to do.
        #[command(subcommand)]
        command: Prices,
    },
    /// The stored answers of providers.
    Raw {
        /// What to do.
        #[command(subcommand)]
        command: Raw,
    },
    /// Which days are read, or with --dimension or --fail-under how much of spend is attributed.
    Coverage(Coverage),
    /// Tags spend without an owner; lists it when no value is given.
    Tag(TagAsk),
    /// Rules of attribution: list, preview, apply, test, export, import.
    Rules {
        /// What to do.
        #[command(subcommand)]
        command: Rules,
    },
    /// What changed since an instant: new and restated days.
    Changes(Changes),
    /// What was changed by hand, newest first.
    History,
    /// What can be connected, and how to make the key.
    Sources {
        /// One source in full.
        source: Option<String>,
    },
    /// The encrypted vault for machines without a keychain.
    Vault {
        /// What to do.
        #[command(subcommand)]
        command: Vault,
    },
    /// Copies the workspace to a file.
    Backup {
        /// Where to; a dated file beside the workspace when left out.
        file: Option<PathBuf>,
    },
    /// Replaces the workspace by a backup; the present file is kept beside it.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Checks the file, the keys, the clock and the connections. Exit code 6 when something is broken.
    Doctor,
}

/// Connects a provider.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback connect openai --label \"OpenAI production\"               key from OPENAI_ADMIN_KEY
  showback connect anthropic --label Anthropic --key-env MY_KEY
  pass show anthropic | showback connect anthropic --label Anthropic --key-stdin
  showback connect openai --label Test --try --key-file key.txt      tells what the key may read

The key is never an argument: other programs could read it there. It goes to the keychain, or to the vault.")]
pub struct Connect {
    /// What to connect: see `showback sources`.
    pub source: String,
    /// Your name for it.
    #[arg(long)]
    pub label: String,
    /// Address of the API, for gateways and tests; the provider's own when left out.
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Where the key is.
    #[command(flatten)]
    pub key: KeyFrom,
    /// First day wanted, YYYY-MM-DD; twelve months back when left out.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// When it syncs by itself while the app runs: manual, 6h, daily 07:30, or a cron expression of five fields.
    #[arg(long, default_value = "6h")]
    pub schedule: String,
    /// Tells what the key may read and connects nothing.
    #[arg(long = "try")]
    pub is_trial: bool,
    /// Reads everything at once instead of waiting for `showback sync`.
    #[arg(long)]
    pub sync: bool,
}

/// Where a key is read from.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct KeyFrom {
    /// Environment variable that holds the key; the provider's own when nothing is said.
    #[arg(long, value_name = "VARIABLE")]
    pub key_env: Option<String>,
    /// Reads the key from the standard input.
    #[arg(long)]
    pub key_stdin: bool,
    /// File that holds the key; - for the standard input.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// Reads what is new.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback sync                          every connection that is not paused
  showback sync \"OpenAI production\"
  0 6 * * *  SHOWBACK_KEY_OPENAI_PRODUCTION=... showback sync --json >> sync.log   from cron

Progress goes to the standard error. A connection that fails does not stop the others; the exit code is the first
failure's.")]
pub struct Sync {
    /// Names of connections; all that are not paused when left out.
    pub labels: Vec<String>,
    /// Paused connections too.
    #[arg(long, conflicts_with = "labels")]
    pub all: bool,
}

/// How connections are doing.
#[derive(Debug, Args)]
pub struct Status {
    /// Exit code 6 when a connection's last good reading is older than so many hours, or failed.
    #[arg(long, value_name = "HOURS")]
    pub max_age: Option<u32>,
}

/// Any measure by any dimensions.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback query                                             billed this month, one total per currency
  showback query --by project --month 2026-10
  showback query --by month,provider --from 2026-01-01 --to 2027-01-01
  showback query --measure tokens --by token_class --last 7
  showback query --by key --where project=proj_abc --ids
  showback query --measure spend --by team,class --last 30
  showback query --measure seen_share --by connection
  showback query --measure retries --by feature --where environment=production
  showback query --last 1 --fail-above 500                   exit code 6 above 500.00
  showback query 'spend, cost_per_success by model from 2026-10-01 to 2026-11-01 compared with 2026-09-01 to 2026-10-01'

Dimensions: day, month, provider, connection, account, project, key, user, model, tier, lane, line_item, token_class,
meter, region, operation, product, context_band, speed; of requests gateway, team, feature, customer, environment,
workload; of spend of record class, evidence, grade, book; of outcomes outcome, outcome_kind. Periods are UTC days; --to
is the first day after.")]
pub struct Query {
    /// A question in its text form, as Explore copies it: measures, dimensions, days, comparison and filters in one.
    #[arg(conflicts_with_all = ["measure", "by", "from", "to", "month", "last", "filters", "untold"])]
    pub question: Option<String>,
    /// What is added up.
    #[arg(long, value_enum, default_value_t = Measure::Billed)]
    pub measure: Measure,
    /// Dimensions, comma-separated.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// The days.
    #[command(flatten)]
    pub days: DaysOf,
    /// Keeps rows with that value: DIMENSION=VALUE. May be repeated; all must hold. An empty value means told to be none.
    #[arg(long = "where", value_name = "DIMENSION=VALUE")]
    pub filters: Vec<String>,
    /// Keeps rows whose source does not tell that dimension.
    #[arg(long, value_name = "DIMENSION")]
    pub untold: Vec<String>,
    /// Rows shown; 0 for all. 50 in a table and all in JSON when left out.
    #[arg(long)]
    pub limit: Option<u32>,
    /// Shows stored ids beside names.
    #[arg(long)]
    pub ids: bool,
    /// Exit code 6 when a total is above this number.
    #[arg(long, value_name = "NUMBER")]
    pub fail_above: Option<String>,
}

/// A period of UTC days.
#[derive(Debug, Args)]
pub struct DaysOf {
    /// First day, YYYY-MM-DD; the first of this month when left out.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// First day after, YYYY-MM-DD; tomorrow when left out.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// A whole month, YYYY-MM.
    #[arg(long, value_name = "MONTH", conflicts_with_all = ["from", "to", "last"])]
    pub month: Option<String>,
    /// So many days up to today.
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["from", "to"])]
    pub last: Option<u32>,
}

/// Stored answers.
#[derive(Debug, Subcommand)]
pub enum Raw {
    /// Lists stored answers, newest first.
    List {
        /// Only of this connection.
        #[arg(long, value_name = "LABEL")]
        connection: Option<String>,
        /// Only pages that tell this day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        day: Option<String>,
        /// Only of this stream.
        #[arg(long)]
        stream: Option<String>,
        /// Only of this run.
        #[arg(long)]
        run: Option<i64>,
        /// Rows shown, at most 1000.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Prints one stored answer as the provider gave it.
    Show {
        /// Its id, from `showback raw list`.
        id: i64,
    },
}

/// Which days are read, or how much is attributed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  showback coverage                                   days read of each connection
  showback coverage --dimension team --month 2026-10  how much of the month has a team, by evidence
  showback coverage --fail-under 95 --month 2026-10   exit code 6 where less than 95 % has a team")]
pub struct Coverage {
    /// Name of the connection; all when left out.
    #[arg(conflicts_with_all = ["dimension", "fail_under"])]
    pub label: Option<String>,
    /// Tells how much of spend is attributed in this dimension.
    #[arg(long)]
    pub dimension: Option<String>,
    /// Exit code 6 where less than this percent is attributed; of teams unless --dimension says otherwise.
    #[arg(long, value_name = "PERCENT")]
    pub fail_under: Option<Decimal>,
    /// The days.
    #[command(flatten)]
    pub days: DaysOf,
}

/// What changed.
#[derive(Debug, Args)]
pub struct Changes {
    /// Instant (2026-11-03T00:00:00Z) or day; a day back when left out.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Only days that were known before.
    #[arg(long)]
    pub restated: bool,
    /// Rows shown, at most 1000.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
}

/// The vault.
#[derive(Debug, Subcommand)]
pub enum Vault {
    /// Makes the vault. The passphrase is read from SHOWBACK_VAULT_PASSPHRASE, or from the standard input.
    Create,
    /// Where keys are kept now.
    Status,
}
