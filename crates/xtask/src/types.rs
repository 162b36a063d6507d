//! The TypeScript types of the contract: written by the core's tests, compared with what is checked in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::command;
use crate::expect_no_arguments;
use crate::failure::{Failure, Result};
use crate::stamp::files_below;
use crate::workspace::Workspace;

/// Writes the types where the webview reads them, and removes those whose Rust type is gone.
pub fn write(workspace: &Workspace, args: &[String]) -> Result<()> {
    expect_no_arguments("types", args)?;
    let kept = checked_in(workspace);
    if kept.is_dir() {
        std::fs::remove_dir_all(&kept).map_err(|c| Failure::of(kept.display(), c))?;
    }
    // ts-rs names its tests `export_bindings_...`; the table of commands is written by a test of its own.
    let mut export =
        workspace.cargo(["test", "--quiet", "-p", "showback-core", "--lib", "--", "export_bindings"]);
    command::run(export.arg("typescript").env("TS_RS_EXPORT_DIR", &kept))
}

/// The folder the suites write fresh types to.
pub fn fresh(workspace: &Workspace) -> PathBuf {
    workspace.target.join("generated-types")
}

/// The folder of the types under version control.
pub fn checked_in(workspace: &Workspace) -> PathBuf {
    workspace.root.join("ui/src/ipc/generated")
}

/// Compares two folders of generated types; the failure names each file that differs.
pub fn compare(fresh: &Path, kept: &Path) -> Result<usize> {
    let (fresh, kept) = (contents(fresh)?, contents(kept)?);
    if fresh.is_empty() {
        return Err(Failure::new("the core's tests wrote no types"));
    }
    let names: std::collections::BTreeSet<_> = fresh.keys().chain(kept.keys()).collect();
    let differing: Vec<String> = names
        .into_iter()
        .filter(|name| fresh.get(*name) != kept.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    if differing.is_empty() {
        return Ok(fresh.len());
    }
    let list = differing.join(", ");
    Err(Failure::new(format!(
        "generated types are not fresh: {list}. Type `cargo xtask types` and commit the result"
    )))
}

fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    for file in files_below(&[folder.to_path_buf()], &[])? {
        let text = std::fs::read_to_string(&file).map_err(|c| Failure::of(file.display(), c))?;
        let name = file.strip_prefix(folder).unwrap_or(&file).to_path_buf();
        if name.extension().is_some_and(|extension| extension == "ts") {
            files.insert(name, text.replace("\r\n", "\n"));
        }
    }
    Ok(files)
}
