//! Which stages have nothing in the tree to check yet.

use crate::workspace::Workspace;

/// Whether the stage's test program is not in the tree.
pub fn is_absent(workspace: &Workspace, stage: &str) -> bool {
    match stage {
        "browser" => !workspace.ui().join("playwright.config.ts").is_file(),
        "window" => !workspace.root.join("tests/window/main.rs").is_file(),
        _ => false,
    }
}
