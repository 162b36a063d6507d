//! `cargo xtask lint`: what can be said of the code without running the product.

use crate::failure::{Failure, Result};
use crate::packages;
use crate::stages::{self, Bench, Ending, Stage};
use crate::tools::CARGO_DENY;
use crate::ui;
use crate::workspace::Workspace;

const STAGES: [Stage; 8] = [
    Stage { name: "packages", needs: &[], check: packages_stage },
    Stage { name: "npm", needs: &[], check: npm },
    Stage { name: "format", needs: &[], check: format },
    Stage { name: "clippy", needs: &["packages"], check: clippy },
    Stage { name: "deny", needs: &[], check: deny },
    Stage { name: "ui-lint", needs: &["npm"], check: ui_lint },
    Stage { name: "ui-types", needs: &["npm"], check: ui_types },
    Stage { name: "tidy", needs: &[], check: tidy },
];

/// Runs every check, or with `--only STAGE` that one and what it needs.
pub fn lint(workspace: &Workspace, args: &[String]) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => stages::run(workspace, &STAGES.iter().collect::<Vec<_>>()),
        ["--only", name] => stages::run(workspace, &stages::only(&STAGES, name)?),
        _ => Err(Failure::new(format!("`cargo xtask lint` takes --only STAGE, not \"{}\"", words.join(" ")))),
    }
}

fn packages_stage(_: &Bench<'_>) -> Result<Ending> {
    packages::ensure(&[&packages::BUILD])?;
    Ending::ok()
}

/// The webview's packages.
pub fn npm(bench: &Bench<'_>) -> Result<Ending> {
    let installed = ui::install(bench.workspace, &|command| bench.run(command))?;
    if installed {
        Ending::ok()
    } else {
        Ok(Ending::Passed("already installed from this lock file".to_owned()))
    }
}

/// The formatting of `rustfmt.toml`.
pub fn format(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.cargo(["fmt", "--all", "--check"]))?;
    Ending::ok()
}

/// The lints of the root `Cargo.toml` and `clippy.toml`, none of them tolerated.
pub fn clippy(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ending::ok()
}

/// Licences, bans and sources of `deny.toml`. Known vulnerabilities are not asked for: their database is fetched
/// from the network, and a check must not change its answer without a change.
pub fn deny(bench: &Bench<'_>) -> Result<Ending> {
    CARGO_DENY.install(bench)?;
    let program = CARGO_DENY.path(bench.workspace);
    let mut check = bench.workspace.program(&program.to_string_lossy(), ["--locked", "check"]);
    bench.run(check.args(["--hide-inclusion-graph", "licenses", "bans", "sources"]))?;
    Ending::ok()
}

/// The rules for the webview's sources.
pub fn ui_lint(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.npm(["run", "lint"]))?;
    Ending::ok()
}

/// The types of the webview's sources.
pub fn ui_types(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.npm(["run", "check"]))?;
    Ending::ok()
}

fn tidy(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.cargo(["test", "--workspace", "--test", "tidy"]))?;
    Ending::ok()
}
