//! `cargo xtask verify`: what a stranger's machine would see of the last commit.

use std::process::Command;
use std::time::Instant;

use crate::command::{output, run};
use crate::expect_no_arguments;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// Clones the last commit into an empty folder and runs its `.ci/run` there, with its own build folder.
pub fn verify(workspace: &Workspace, args: &[String]) -> Result<()> {
    expect_no_arguments("verify", args)?;
    let left = output(&mut workspace.program("git", ["status", "--porcelain"]))?;
    if !left.is_empty() {
        println!("these changes are not committed and so not verified:\n{left}");
    }
    let head = output(&mut workspace.program("git", ["rev-parse", "--short", "HEAD"]))?;
    let clone = std::env::temp_dir().join(format!("showback-verify-{head}-{}", std::process::id()));
    let folder = clone.to_string_lossy();
    run(&mut workspace.program("git", ["clone", "--quiet", "--no-local", ".", &folder]))?;
    let started = Instant::now();
    let ended = run(Command::new(clone.join(".ci/run")).current_dir(&clone).env_remove("CARGO_TARGET_DIR"));
    println!("{head} took {} minutes in an empty clone", started.elapsed().as_secs().div_ceil(60));
    if let Err(failure) = ended {
        return Err(Failure::new(format!("{failure}. The clone is kept in {folder}")));
    }
    std::fs::remove_dir_all(&clone).map_err(|cause| Failure::of(format!("{folder} cannot be removed"), cause))
}
