//! Files that look like code but are never compiled.

use crate::rust::{self, Strings};
use crate::tree::Tree;

/// Rust files that no `mod` line and no manifest names.
pub fn unnamed_files(tree: &Tree) -> Vec<String> {
    let manifests: String = tree.texts(&[""], &["Cargo.toml"]).map(|(_, text)| text).collect();
    let rust_files = tree.texts(&["crates/", "src-tauri/", "tests/"], &[".rs"]);
    rust_files
        .filter(|(path, _)| {
            !is_root(path) && !is_manifest_target(path, &manifests) && !is_declared(tree, path)
        })
        .map(|(path, _)| format!("{path}: no `mod` line names it; add one or delete the file"))
        .collect()
}

/// Test programs in `tests/` that its manifest does not name.
pub fn unnamed_targets(tree: &Tree) -> Vec<String> {
    let manifest = tree.text("tests/Cargo.toml").unwrap_or_default();
    tree.texts(&["tests/"], &[".rs"])
        .filter_map(|(path, _)| path.strip_prefix("tests/"))
        .filter(|path| !path.contains('/') || path.ends_with("/main.rs"))
        .filter(|path| !manifest.contains(&format!("path = \"{path}\"")))
        .map(|path| format!("tests/{path}: add a [[test]] section with path = \"{path}\""))
        .collect()
}

/// Whether cargo finds the file by itself.
fn is_root(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_own_test =
        folder.starts_with("crates/") && (folder.ends_with("/tests") || folder.ends_with("/benches"));
    matches!(name, "lib.rs" | "main.rs" | "build.rs") || folder.ends_with("/src/bin") || is_own_test
}

/// Whether a manifest names the file by its path from a package: the last two or three parts are enough.
fn is_manifest_target(path: &str, manifests: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    (1..parts.len()).any(|from| manifests.contains(&format!("path = \"{}\"", parts[from..].join("/"))))
}

fn is_declared(tree: &Tree, path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (module, parents) = rust::declared_in(path);
    let declaring =
        parents.first().and_then(|parent| parent.rsplit_once('/')).map_or("", |(folder, _)| folder);
    let declares = |text: &str| {
        let code = bare(text);
        rust::has_word(&code, &format!("mod {module};")) || text.contains(&format!("/{module}.rs\")"))
    };
    parents.iter().filter_map(|parent| tree.text(parent)).any(declares)
        || tree.texts(&[declaring], &[".rs"]).any(|(path, text)| is_root(path) && declares(text))
        || tree.texts(&[folder], &[".rs"]).any(|(_, text)| text.contains(&format!("#[path = \"{name}\"]")))
}

/// Without comments, but with test items: a test module is declared in them.
fn bare(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_file_without_a_mod_line_is_found() {
    let file =
        |path: &str, text: &str| crate::tree::File { path: path.to_owned(), text: Some(text.to_owned()) };
    let files = vec![
        file("crates/core/src/lib.rs", "pub mod kernel;"),
        file("crates/core/src/kernel/mod.rs", "mod money;\n// mod gone;"),
        file("crates/core/src/kernel/money.rs", ""),
        file("crates/core/src/kernel/gone.rs", ""),
    ];
    let findings = unnamed_files(&Tree { files });
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains("gone.rs") && !rust::code("", Strings::Kept).contains('x'));
}
