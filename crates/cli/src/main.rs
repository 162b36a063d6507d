//! The `showback` command: the catalogue for terminals and schedulers.

mod arguments;
mod attribution_arguments;
mod clock;
mod commands;
mod core;
mod failure;
mod import_arguments;
mod measure;
mod out;
mod outlook_arguments;
mod period;
mod price_arguments;
mod schedule;
mod secret;
mod table;
mod why_arguments;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::core::Core;
use crate::failure::Failure;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_json = arguments.json;
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.say(is_json);
            failure.exit().into()
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    if let Some(done) = commands::run_alone(&arguments) {
        return done;
    }
    let core = Core::open(&arguments)?;
    Box::pin(commands::run(&core, arguments.command)).await
}
