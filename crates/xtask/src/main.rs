//! `cargo xtask`: every command a developer or the build server needs, from one place.
//!
//! Owns: system packages, the order of the checks, the environment they run in. Never does: product work; it
//! imports no other crate of the workspace, so that it builds in a second on a machine that has built nothing.
//! Invariant: a command prints each program it starts, and stops with a sentence when one fails.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks on its terminal")]

mod bench;
mod bundle;
mod command;
mod databases;
mod failure;
mod lint;
mod packages;
mod pricebook;
mod prices;
mod python;
mod run;
mod screenshots;
mod stages;
mod stamp;
mod suite;
mod tools;
mod types;
mod ui;
mod verify;
mod workspace;

use std::process::ExitCode;

use failure::{Failure, Result};
use workspace::Workspace;

const HELP: &str = "cargo xtask COMMAND

  run [--release] [-- ARGS]   install what is missing, build the window and open it
  test [--only STAGE]         every check and every suite, with a timed summary; --list names the stages
  lint                        formatting, lints, dependencies, types and the tidy rules, without the suites
  types                       write the TypeScript types of the contract
  prices check|publish        check the price book, or write its lock after checking it
  bench sync|start|rate|import|scale|rules|outlook|triage
                              measure, with the machine named
  screenshots                 draw every room into docs/screenshots
  bundle                      build the .deb and .rpm packages
  verify                      clone the last commit and run its .ci/run there";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    let Some((command, rest)) = args.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    if matches!(command.as_str(), "help" | "--help" | "-h") {
        println!("{HELP}");
        return Ok(());
    }
    let workspace = Workspace::find()?;
    match command.as_str() {
        "run" => run::run(&workspace, rest),
        "test" => suite::test(&workspace, rest),
        "lint" => lint::lint(&workspace, rest),
        "types" => types::write(&workspace, rest),
        "prices" => pricebook::run(&workspace, rest),
        "bench" => bench::bench(&workspace, rest),
        "screenshots" => screenshots::screenshots(&workspace, rest),
        "bundle" => bundle::bundle(&workspace, rest),
        "verify" => verify::verify(&workspace, rest),
        other => Err(Failure::new(format!("no command is called \"{other}\"\n\n{HELP}"))),
    }
}

/// Refuses words that a command does not know, so that a misspelt option is never ignored.
fn expect_no_arguments(command: &str, args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(first) => {
            Err(Failure::new(format!("`cargo xtask {command}` takes no argument, but got \"{first}\"")))
        }
    }
}
