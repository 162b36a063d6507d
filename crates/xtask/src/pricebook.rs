//! `cargo xtask prices`: the checks of the price book, and its lock. The work is done by a program of the price book's
//! crate, which this one only starts.

use crate::command;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// Checks the book, or publishes its rates.
pub fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let [what @ ("check" | "publish")] = args.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        return Err(Failure::new(
            "`cargo xtask prices check` names every finding of the price book, `cargo xtask prices publish` also \
             writes prices/published.txt",
        ));
    };
    let mut book =
        workspace.cargo(["run", "--quiet", "-p", "showback-pricebook", "--bin", "pricebook", "--", what]);
    command::run(book.arg(workspace.root.join("prices")))
}
