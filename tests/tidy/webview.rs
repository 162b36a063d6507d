//! The borders of the webview's folders.

use crate::tree::Tree;

/// What one folder of `ui/src` may name, and what others write instead.
const ONLY: &[(&str, &[&str], &str)] = &[
    ("ui/src/ipc/", &["@tauri-apps"], "call the contract through ui/src/ipc"),
    (
        "ui/src/format/",
        &[".toFixed(", ".toPrecision(", "Intl.NumberFormat", "Intl.DateTimeFormat", ".toLocaleString("],
        "numbers and dates become text in ui/src/format",
    ),
    (
        "ui/src/format/",
        &[".toLocaleDateString(", ".toLocaleTimeString("],
        "dates become text in ui/src/format",
    ),
];

/// Names used outside the one folder that may.
pub fn borders(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["ui/src/"], &[".ts", ".svelte", ".js"]) {
        let is_test = path.ends_with(".test.ts") || path.contains("/tests/");
        for (folder, names, instead) in
            ONLY.iter().filter(|(folder, ..)| !is_test && !path.starts_with(folder))
        {
            for (index, line) in text.lines().enumerate() {
                for name in names.iter().filter(|name| line.contains(**name)) {
                    let number = index + 1;
                    findings.push(format!("{path}:{number}: `{name}` belongs to {folder}; {instead}"));
                }
            }
        }
    }
    findings
}
