//! `cargo xtask lint`: what can be said of the code without running the product.

use crate::command::succeeds;
use crate::failure::{Failure, Result};
use crate::packages;
use crate::stages::{self, Bench, Ending, Stage};
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

/// `cargo deny`, where it is installed. The tidy rules hold the same licences and bans everywhere; known
/// vulnerabilities need a database from the network, so they are not asked for here.
pub fn deny(bench: &Bench<'_>) -> Result<Ending> {
    if !succeeds(&mut bench.workspace.cargo(["deny", "--version"])) {
        return Ok(Ending::NotHere("cargo-deny is not installed; the tidy rules check licences and bans"));
    }
    bench.run(&mut bench.workspace.cargo(["deny", "check", "licenses", "bans", "sources"]))?;
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
