//! The webview's packages and its build, each only when its inputs changed.

use std::process::Command;

use crate::command::output;
use crate::failure::{Failure, Result};
use crate::stamp::Stamp;
use crate::workspace::Workspace;

/// Folders of `ui/` that are made, not written.
const MADE: &[&str] =
    &["node_modules", "dist", "test-results", "playwright-report", "coverage", ".svelte-kit"];

/// Installs the packages of the lock file, unless exactly those are installed; says whether it did.
pub fn install(workspace: &Workspace, run: &dyn Fn(&mut Command) -> Result<()>) -> Result<bool> {
    let modules = workspace.ui().join("node_modules");
    let node = output(Command::new("node").arg("--version"))?;
    require_node(&node)?;
    let inputs = [workspace.ui().join("package.json"), workspace.ui().join("package-lock.json")];
    let stamp = Stamp::of(modules.join(".showback-installed"), &inputs, &[], &[&node])?;
    if stamp.is_current() {
        return Ok(false);
    }
    run(&mut workspace.npm(["ci", "--no-audit", "--no-fund"]))?;
    stamp.keep()?;
    Ok(true)
}

/// Builds the webview into `ui/dist`, unless it was built from the same sources; says whether it did.
pub fn build(workspace: &Workspace, run: &dyn Fn(&mut Command) -> Result<()>) -> Result<bool> {
    let stamp = Stamp::of(workspace.ui().join("node_modules/.showback-built"), &[workspace.ui()], MADE, &[])?;
    if stamp.is_current() && workspace.ui().join("dist/index.html").is_file() {
        return Ok(false);
    }
    run(&mut workspace.npm(["run", "build"]))?;
    stamp.keep()?;
    Ok(true)
}

fn require_node(version: &str) -> Result<()> {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|part| part.parse::<u32>().ok());
    if (numbers.next(), numbers.next()) >= (Some(20), Some(19)) {
        return Ok(());
    }
    Err(Failure::new(format!("Node.js 20.19 or newer is needed, but `node --version` says {version}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_refused_by_its_version() {
        assert!(require_node("v20.20.2").is_ok() && require_node("v22.1.0").is_ok());
        assert!(require_node("v20.9.0").is_err());
        assert!(require_node("v18.4.0").unwrap_err().to_string().contains("v18.4.0"));
    }
}
