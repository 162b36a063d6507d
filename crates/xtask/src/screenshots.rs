//! `cargo xtask screenshots`: every room against the sample workspace, light and dark, in both sizes.

use crate::command::run;
use crate::expect_no_arguments;
use crate::failure::Result;
use crate::packages;
use crate::ui;
use crate::workspace::Workspace;

/// Draws every room into `docs/screenshots`.
pub fn screenshots(workspace: &Workspace, args: &[String]) -> Result<()> {
    expect_no_arguments("screenshots", args)?;
    packages::ensure(&[&packages::BUILD, &packages::BROWSER])?;
    ui::install(workspace, &run)?;
    ui::build(workspace, &run)?;
    run(&mut workspace.cargo(["build", "-p", "showback-bridge", "--bins"]))?;
    let mut draw = workspace.npm(["run", "screenshots"]);
    draw.env("SHOWBACK_SCREENSHOTS_DIR", workspace.root.join("docs/screenshots"));
    run(draw.env("SHOWBACK_BRIDGE_BIN", workspace.built("debug", "showback-bridge")))
}
