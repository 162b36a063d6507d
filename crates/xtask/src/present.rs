//! Which stages have nothing in the tree to check yet.

use crate::workspace::Workspace;

/// Whether the stage's script or test program is not in the tree.
pub fn is_absent(workspace: &Workspace, stage: &str) -> bool {
    let package = std::fs::read_to_string(workspace.ui().join("package.json"));
    let has_script = |name: &str| package.as_ref().is_ok_and(|text| text.contains(&format!("\"{name}\":")));
    let has_test = |name: &str| {
        let tests = workspace.root.join("tests");
        tests.join(format!("{name}.rs")).is_file() || tests.join(name).join("main.rs").is_file()
    };
    match stage {
        "npm" => package.is_err() || !workspace.ui().join("package-lock.json").is_file(),
        "ui-lint" => !has_script("lint"),
        "ui-types" => !has_script("check"),
        "ui-unit" => !has_script("test"),
        "ui-build" => !has_script("build"),
        "browser" => !has_script("test:browser"),
        "bridge" => !workspace.root.join("crates/bridge/src/main.rs").is_file(),
        "desktop" => !workspace.root.join("tauri.conf.json").is_file(),
        "types" => !workspace.root.join("ui/src/ipc/generated").is_dir(),
        "window" | "keychain" | "leaks" | "tidy" => !has_test(stage),
        _ => false,
    }
}
