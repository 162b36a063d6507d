//! One file per command: each is one or more calls of the catalogue, told as a table or as JSON.

mod anomalies;
mod books;
mod budgets;
mod connect;
mod coverage;
mod forecast;
mod import;
mod import_told;
mod ledger;
mod price_diff;
mod price_tables;
mod prices;
mod query;
mod question;
mod rate;
mod raw;
mod requests;
mod rules;
mod sources;
mod status;
mod sync;
mod tag;
mod watch;
mod why;
mod workspace;

use crate::arguments::{Arguments, Command};
use crate::core::Core;
use crate::failure::Failure;

/// Runs a command that needs no workspace; `None` for all others.
pub fn run_alone(arguments: &Arguments) -> Option<Result<(), Failure>> {
    match &arguments.command {
        Command::Rate(ask) => Some(rate::rate(ask, arguments.json)),
        Command::Prices { command } => prices::run_alone(command, arguments.json),
        _ => None,
    }
}

/// Runs a command.
pub async fn run(core: &Core, command: Command) -> Result<(), Failure> {
    match command {
        Command::Connect(ask) => connect::connect(core, ask).await,
        Command::Disconnect { label } => connect::disconnect(core, &label).await,
        Command::Sync(ask) => sync::sync(core, &ask).await,
        Command::Status(ask) => status::status(core, &ask).await,
        Command::Query(ask) => query::query(core, &ask).await,
        Command::Why(ask) => why::why(core, &ask).await,
        Command::Forecast(ask) => forecast::forecast(core, &ask).await,
        Command::Anomalies(ask) => anomalies::anomalies(core, &ask).await,
        Command::Budgets(ask) => budgets::budgets(core, &ask).await,
        Command::Import(ask) => import::import(core, &ask).await,
        Command::Watch { command } => watch::watch(core, command).await,
        Command::Requests { command } => requests::requests(core, command).await,
        Command::Rate(ask) => rate::rate(&ask, core.is_json),
        Command::Prices { command } => prices::prices(core, command).await,
        Command::Raw { command } => raw::raw(core, command).await,
        Command::Coverage(ask) => coverage::coverage(core, &ask).await,
        Command::Tag(ask) => tag::tag(core, &ask).await,
        Command::Rules { command } => rules::rules(core, command).await,
        Command::Changes(ask) => ledger::changes(core, &ask).await,
        Command::History => ledger::history(core).await,
        Command::Sources { source } => sources::sources(core, source.as_deref()).await,
        Command::Vault { command } => workspace::vault(core, &command).await,
        Command::Backup { file } => workspace::backup(core, file).await,
        Command::Restore { file } => workspace::restore(core, file).await,
        Command::Doctor => workspace::doctor(core).await,
    }
}
