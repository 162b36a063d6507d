//! `cargo xtask run`: from a fresh clone to an open window.

use crate::command;
use crate::failure::{Failure, Result};
use crate::packages;
use crate::ui;
use crate::workspace::Workspace;

/// Installs what is missing, builds the webview and the window, and opens it with the remaining arguments.
pub fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let own = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let (own, passed) = args.split_at(own);
    let is_release = own.iter().any(|arg| arg == "--release");
    if let Some(unknown) = own.iter().find(|arg| *arg != "--release") {
        return Err(Failure::new(format!(
            "`cargo xtask run` does not know \"{unknown}\"; what the window takes stands after --"
        )));
    }
    if has_screen() {
        packages::ensure(&[&packages::BUILD])?;
    } else {
        packages::ensure(&[&packages::BUILD, &packages::SCREEN])?;
        return Err(Failure::new(
            "this machine has no display (DISPLAY and WAYLAND_DISPLAY are empty). Open the window on one, or on a \
             screen in memory:\n  xvfb-run -a cargo xtask run",
        ));
    }
    ui::install(workspace, &command::run)?;
    ui::build(workspace, &command::run)?;
    let mut build = workspace.cargo(["build", "-p", "showback-desktop", "--features", "custom-protocol"]);
    if is_release {
        build.arg("--release");
    }
    command::run(&mut build)?;
    let profile = if is_release { "release" } else { "debug" };
    let window = workspace.built(profile, "showback-desktop");
    let mut window = workspace.program(&window.to_string_lossy(), []);
    command::run(window.args(passed.iter().skip(1)))
}

/// Whether a window can be opened here. Only Linux may lack a screen in a way that can be asked.
fn has_screen() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}
