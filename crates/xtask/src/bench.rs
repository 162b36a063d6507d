//! `cargo xtask bench`: measurements with the machine they were made on.

use std::process::Command;

use crate::command::{output, run};
use crate::failure::{Failure, Result};
use crate::suite::window_tests;
use crate::workspace::Workspace;

/// Prints the machine, then runs the benchmark of that name in a release build.
pub fn bench(workspace: &Workspace, args: &[String]) -> Result<()> {
    let Some((name, rest)) = args.split_first() else {
        return Err(Failure::new(
            "which benchmark? Type `cargo xtask bench sync`, `... start`, `... rate`, `... import`, `... scale`, `... rules`, `... outlook` or `... triage`",
        ));
    };
    println!("{}", machine());
    if name == "triage" {
        return triage(workspace);
    }
    run(workspace
        .cargo(["run", "--release", "-p", "showback-tests", "--bin", "bench", "--", name])
        .args(rest))
}

/// Key to paint in the real window, optimised as it ships, on a workspace that is made for it.
fn triage(workspace: &Workspace) -> Result<()> {
    let made = workspace.artifacts().join("triage.showback");
    std::fs::create_dir_all(workspace.artifacts()).map_err(|error| {
        Failure::new(format!("{} cannot be made: {error}", workspace.artifacts().display()))
    })?;
    drop(std::fs::remove_file(&made));
    run(workspace
        .cargo(["run", "--release", "-p", "showback-tests", "--bin", "bench", "--", "triage-workspace"])
        .arg(&made))?;
    for stage in ["packages", "ui-build", "driver"] {
        run(&mut workspace.cargo(["xtask", "test", "--only", stage]))?;
    }
    run(&mut workspace.cargo([
        "build",
        "--release",
        "-p",
        "showback-desktop",
        "--features",
        "custom-protocol",
    ]))?;
    run(window_tests(workspace)
        .env("SHOWBACK_DESKTOP_BIN", workspace.built("release", "showback-desktop"))
        .env("SHOWBACK_WINDOW_BENCH", &made))
}

/// Processor, cores, memory and system, one per line; what cannot be learned here is left out.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map(|n| n.to_string()).ok();
    let lines = [
        ("processor", processor()),
        ("cores", cores),
        ("memory", memory()),
        ("system", output(Command::new("uname").args(["-srm"])).ok()),
        ("rust", output(Command::new("rustc").arg("--version")).ok()),
    ];
    let known = lines.into_iter().filter_map(|(name, value)| Some(format!("{name:<10} {}", value?)));
    known.collect::<Vec<_>>().join("\n")
}

fn processor() -> Option<String> {
    if cfg!(target_os = "macos") {
        return output(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"])).ok();
    }
    field(&std::fs::read_to_string("/proc/cpuinfo").ok()?, "model name")
}

fn memory() -> Option<String> {
    let kibibytes = field(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemTotal")?;
    let kibibytes: u64 = kibibytes.split_whitespace().next()?.parse().ok()?;
    Some(format!("{} GiB", (kibibytes + 524_288) / 1_048_576))
}

fn field(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
