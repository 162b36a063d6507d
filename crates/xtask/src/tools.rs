//! Programs the checks use that cargo can build: kept in the build folder, in one fixed version each.

use std::path::PathBuf;

use crate::failure::Result;
use crate::stages::Bench;
use crate::workspace::Workspace;

/// A program of the package registry.
pub struct Tool {
    /// Its package and program name.
    pub name: &'static str,
    version: &'static str,
}

/// Licences, bans and sources of every dependency.
pub const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2" };
/// Speaks WebDriver for a Tauri window.
pub const TAURI_DRIVER: Tool = Tool { name: "tauri-driver", version: "2.1.0" };

impl Tool {
    /// Where the program stands once it is installed.
    pub fn path(&self, workspace: &Workspace) -> PathBuf {
        workspace.tools().join("bin").join(format!("{}{}", self.name, std::env::consts::EXE_SUFFIX))
    }

    /// Builds the program, unless this version stands there already.
    pub fn install(&self, bench: &Bench<'_>) -> Result<()> {
        let mut install =
            bench.workspace.cargo(["install", self.name, "--version", self.version, "--locked"]);
        bench.run(install.arg("--root").arg(bench.workspace.tools()))
    }
}
