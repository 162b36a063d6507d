//! Where things are: the root of the repository, the build folder, the tools.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};

/// The checked-out repository.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// The build folder, absolute; `CARGO_TARGET_DIR` when it is set.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the repository this program was built from.
    pub fn find() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root =
            manifest.ancestors().nth(2).map(Path::to_path_buf).ok_or_else(|| {
                Failure::new(format!("{} is not inside the repository", manifest.display()))
            })?;
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(chosen) => std::path::absolute(PathBuf::from(&chosen))
                .map_err(|cause| Failure::of("CARGO_TARGET_DIR cannot be made absolute", cause))?,
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    /// The folder of the webview's sources.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where every suite keeps its workspaces, logs and exports, so that the leak scan can read them afterwards.
    pub fn artifacts(&self) -> PathBuf {
        self.target.join("test-artifacts")
    }

    /// Where the tools that cargo installs for the tests are kept.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A program of a development or release build.
    pub fn built(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// `cargo ARGS` in the root, with the build folder fixed.
    pub fn cargo<const N: usize>(&self, args: [&str; N]) -> Command {
        let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// `npm ARGS` in `ui/`.
    pub fn npm<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.args(args).current_dir(self.ui());
        command
    }

    /// `PROGRAM ARGS` in the root.
    pub fn program<const N: usize>(&self, program: &str, args: [&str; N]) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(&self.root);
        command
    }
}
