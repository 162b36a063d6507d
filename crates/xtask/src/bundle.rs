//! `cargo xtask bundle`: the packages a person installs.

use crate::command::run;
use crate::expect_no_arguments;
use crate::failure::Result;
use crate::packages;
use crate::ui;
use crate::workspace::Workspace;

/// Builds the packages of this system with the Tauri tool, which builds the webview itself.
pub fn bundle(workspace: &Workspace, args: &[String]) -> Result<()> {
    expect_no_arguments("bundle", args)?;
    packages::ensure(&[&packages::BUILD, &packages::BUNDLE])?;
    ui::install(workspace, &run)?;
    let tool =
        workspace.ui().join("node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    let mut pack = workspace.program(&tool.to_string_lossy(), ["build"]);
    if cfg!(target_os = "linux") {
        // An AppImage would download its runtime from a code host during the build.
        pack.args(["--bundles", "deb,rpm"]);
    }
    run(pack.env("CARGO_TARGET_DIR", &workspace.target))?;
    println!("packages stand in {}", workspace.target.join("release/bundle").display());
    Ok(())
}
