//! `cargo xtask test`: everything that must hold before a change is good.
//!
//! Nothing here asks whether it runs on a build server: the same stages run everywhere, in the same order.

use std::path::PathBuf;
use std::process::Command;

use crate::databases;
use crate::failure::{Failure, Result};
use crate::lint;
use crate::packages;
use crate::prices;
use crate::stages::{self, Bench, Ending, Stage};
use crate::tools::TAURI_DRIVER;
use crate::types;
use crate::ui;
use crate::workspace::Workspace;

/// A bus and a screen of their own, the way window tests run on a machine without either.
const SCREEN: [&str; 6] = ["--", "xvfb-run", "-a", "-s", "-screen 0 1440x900x24 -nolisten tcp", "--"];
/// Unlocks an empty keyring and then becomes the given command. Only the daemon's folders are moved: with another
/// HOME cargo would not find its toolchain.
const WITH_KEYRING: &str = "set -eu; mkdir -p \"$XDG_DATA_HOME\"; export XDG_RUNTIME_DIR=$(mktemp -d); \
    trap 'rm -rf \"$XDG_RUNTIME_DIR\"' EXIT; chmod 700 \"$XDG_RUNTIME_DIR\"; printf test-password | \
    gnome-keyring-daemon --unlock --components=secrets >\"$XDG_DATA_HOME/daemon.log\" 2>&1; \
    \"$@\"";

const STAGES: [Stage; 20] = [
    Stage { name: "packages", needs: &[], check: packages_stage },
    Stage { name: "npm", needs: &[], check: lint::npm },
    Stage { name: "format", needs: &[], check: lint::format },
    Stage { name: "clippy", needs: &["packages"], check: lint::clippy },
    Stage { name: "deny", needs: &[], check: lint::deny },
    Stage { name: "ui-lint", needs: &["npm"], check: lint::ui_lint },
    Stage { name: "ui-types", needs: &["npm"], check: lint::ui_types },
    Stage { name: "ui-unit", needs: &["npm"], check: ui_unit },
    Stage { name: "ui-build", needs: &["npm"], check: ui_build },
    Stage { name: "rust", needs: &["packages"], check: rust },
    Stage { name: "types", needs: &["rust"], check: fresh_types },
    Stage { name: "prices", needs: &[], check: prices::prices },
    Stage { name: "databases", needs: &[], check: databases::databases },
    Stage { name: "bridge", needs: &[], check: bridge },
    Stage { name: "browser", needs: &["packages", "npm", "bridge"], check: browser },
    Stage { name: "desktop", needs: &["packages", "ui-build"], check: desktop },
    Stage { name: "driver", needs: &[], check: driver },
    Stage { name: "window", needs: &["desktop", "driver"], check: window },
    Stage { name: "keychain", needs: &["packages"], check: keychain },
    Stage { name: "leaks", needs: &[], check: leaks },
];

/// Runs every stage, or with `--only STAGE` that one and what it needs.
pub fn test(workspace: &Workspace, args: &[String]) -> Result<()> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => {
            wipe(&workspace.artifacts())?;
            stages::run(workspace, &STAGES.iter().collect::<Vec<_>>())
        }
        ["--only", name] => stages::run(workspace, &stages::only(&STAGES, name)?),
        ["--list"] => {
            STAGES.iter().for_each(|stage| println!("{}", stage.name));
            Ok(())
        }
        _ => Err(Failure::new(format!(
            "`cargo xtask test` takes --only STAGE or --list, not \"{}\"",
            words.join(" ")
        ))),
    }
}

/// Empties a folder of results so that nothing of an earlier run is counted.
fn wipe(folder: &PathBuf) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|c| Failure::of(folder.display(), c))?;
    }
    std::fs::create_dir_all(folder).map_err(|c| Failure::of(folder.display(), c))
}

fn packages_stage(_: &Bench<'_>) -> Result<Ending> {
    packages::ensure(&[&packages::BUILD, &packages::WINDOW_TEST, &packages::BROWSER])?;
    Ending::ok()
}

fn ui_unit(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.npm(["test"]))?;
    Ok(Ending::Passed(told(&bench.printed())))
}

fn ui_build(bench: &Bench<'_>) -> Result<Ending> {
    let built = ui::build(bench.workspace, &|command| bench.run(command))?;
    if built { Ending::ok() } else { Ok(Ending::Passed("already built from these sources".to_owned())) }
}

/// All suites of the Rust side. The core's tests also write the contract's types, into a folder of their own.
fn rust(bench: &Bench<'_>) -> Result<Ending> {
    let fresh = types::fresh(bench.workspace);
    wipe(&fresh)?;
    let mut tests = bench.workspace.cargo(["test", "--workspace", "--no-fail-fast"]);
    bench.run(tests.env("TS_RS_EXPORT_DIR", &fresh))?;
    Ok(Ending::Passed(counted(&bench.printed())))
}

fn fresh_types(bench: &Bench<'_>) -> Result<Ending> {
    let (fresh, kept) = (types::fresh(bench.workspace), types::checked_in(bench.workspace));
    types::compare(&fresh, &kept).map(|files| Ending::Passed(format!("{files} files as generated")))
}

fn bridge(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.cargo(["build", "-p", "showback-bridge", "--bins"]))?;
    Ending::ok()
}

fn browser(bench: &Bench<'_>) -> Result<Ending> {
    let mut tests = bench.workspace.npm(["run", "test:browser"]);
    bench.run(tests.env("SHOWBACK_BRIDGE_BIN", bench.workspace.built("debug", "showback-bridge")))?;
    Ok(Ending::Passed(told(&bench.printed())))
}

fn desktop(bench: &Bench<'_>) -> Result<Ending> {
    bench.run(&mut bench.workspace.cargo([
        "build",
        "-p",
        "showback-desktop",
        "--features",
        "custom-protocol",
    ]))?;
    Ending::ok()
}

fn driver(bench: &Bench<'_>) -> Result<Ending> {
    if !cfg!(target_os = "linux") {
        return Ok(Ending::NotHere("the window is driven on Linux only"));
    }
    TAURI_DRIVER.install(bench)?;
    Ending::ok()
}

/// The tests of the window on a screen of their own; variables say which of them run.
pub fn window_tests(workspace: &Workspace) -> Command {
    let mut tests = workspace.program("dbus-run-session", SCREEN);
    tests.arg(workspace.cargo([]).get_program());
    tests.args(["test", "--workspace", "--test", "window", "--", "--nocapture", "--test-threads", "1"]);
    tests.env("CARGO_TARGET_DIR", &workspace.target).env("LANG", "en_US.UTF-8");
    tests.env("SHOWBACK_DESKTOP_BIN", workspace.built("debug", "showback-desktop"));
    tests.env("SHOWBACK_TAURI_DRIVER", TAURI_DRIVER.path(workspace));
    tests
}

fn window(bench: &Bench<'_>) -> Result<Ending> {
    if !cfg!(target_os = "linux") {
        return Ok(Ending::NotHere("the window is driven on Linux only"));
    }
    bench.run(window_tests(bench.workspace).env("SHOWBACK_WINDOW_TEST", "1"))?;
    Ok(Ending::Passed(counted(&bench.printed())))
}

fn keychain(bench: &Bench<'_>) -> Result<Ending> {
    if !cfg!(target_os = "linux") {
        return Ok(Ending::NotHere("the test keychain is GNOME's"));
    }
    let workspace = bench.workspace;
    bench.run(&mut workspace.cargo(["test", "--workspace", "--test", "keychain", "--no-run"]))?;
    let mut tests = workspace.program("dbus-run-session", ["--", "sh", "-c", WITH_KEYRING, "with-keyring"]);
    tests.arg(workspace.cargo([]).get_program()).args(["test", "--workspace", "--test", "keychain"]);
    tests.env("CARGO_TARGET_DIR", &workspace.target).env("SHOWBACK_KEYCHAIN_TEST", "1");
    tests.env("XDG_DATA_HOME", workspace.artifacts().join("keychain"));
    bench.run(&mut tests)?;
    Ok(Ending::Passed(counted(&bench.printed())))
}

/// Reads everything the suites left behind; it runs last, and also when a suite failed.
fn leaks(bench: &Bench<'_>) -> Result<Ending> {
    let mut scan = bench.workspace.cargo(["test", "--workspace", "--test", "leaks", "--", "--nocapture"]);
    bench.run(scan.env("SHOWBACK_LEAK_SCAN", "1"))?;
    Ok(Ending::Passed(counted(&bench.printed())))
}

/// Adds up the result lines that cargo's test programs print.
pub fn counted(printed: &str) -> String {
    let (mut passed, mut failed, mut ignored) = (0_u64, 0_u64, 0_u64);
    for line in printed.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        passed += number_before(line, " passed");
        failed += number_before(line, " failed");
        ignored += number_before(line, " ignored");
    }
    format!("{passed} tests passed, {failed} failed, {ignored} ignored")
}

/// The last line in which a runner of the webview's tests says how many passed.
fn told(printed: &str) -> String {
    let line = printed.lines().rfind(|line| line.contains(" passed")).unwrap_or_default();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number_before(line: &str, word: &str) -> u64 {
    let before = line.split_once(word).map_or("", |(before, _)| before);
    before.rsplit(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_of_several_programs_are_added_up() {
        let printed = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured\n";
        assert_eq!(counted(printed), "15 tests passed, 2 failed, 1 ignored");
    }

    #[test]
    fn the_last_count_of_a_runner_is_told() {
        let printed = " Test Files  4 passed (4)\n      Tests  37 passed (37)\n   Duration  5.66s\n";
        assert_eq!(told(printed), "Tests 37 passed (37)");
    }

    #[test]
    fn each_stage_stands_after_what_it_needs() {
        for (index, stage) in STAGES.iter().enumerate() {
            for need in stage.needs {
                let position = STAGES.iter().position(|other| other.name == *need);
                assert!(position.is_some_and(|position| position < index), "{} needs {need}", stage.name);
            }
        }
    }
}
