//! Who may touch the outside world, the window toolkit, and a provider's name.

use crate::rust::{self, Strings};
use crate::tree::Tree;

/// What only adapters name, the trait or place to use instead, and the other rooms that may.
const OUTSIDE: &[(&str, &str, &[&str])] = &[
    ("reqwest", "take a `Transport`", &[]),
    ("keyring", "take the vault that app hands over", &[]),
    ("std::env", "take the value as a parameter", &[]),
    (
        "std::fs",
        "take bytes or a reader; files are opened by adapters, the workspace file by store",
        &["store"],
    ),
    (
        "tokio::fs",
        "take bytes or a reader; files are opened by adapters, the workspace file by store",
        &["store"],
    ),
    ("std::net", "take a `Transport`", &[]),
    ("tokio::net", "take a `Transport`", &[]),
    ("std::process", "the core starts no program", &[]),
    ("Utc::now", "take `now`, or a `Clock`", &[]),
    ("Local::now", "take `now`, or a `Clock`", &[]),
    ("SystemTime::now", "take `now`, or a `Clock`", &[]),
    ("getrandom", "take a `Random`", &[]),
];

/// Names of the outside world in rooms other than adapters.
pub fn outside_world(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["crates/core/src/"], &[".rs"]) {
        let room = path.trim_start_matches("crates/core/src/").split('/').next().unwrap_or_default();
        if rust::is_test_file(tree, path) || room == "adapters" {
            continue;
        }
        let code = ungrouped(&rust::code(text, Strings::Blanked));
        for (name, instead, others) in OUTSIDE.iter().filter(|(_, _, others)| !others.contains(&room)) {
            debug_assert!(!others.contains(&room));
            for line in rust::lines_with(&code, name) {
                findings.push(format!("{path}:{line}: `{name}`; {instead}"));
            }
        }
    }
    findings
}

/// Rewrites `use std::{fs, io}` on one line so that each name stands with its crate.
fn ungrouped(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for line in code.lines() {
        out.push_str(line);
        for root in ["std", "tokio", "chrono"] {
            let Some((_, group)) = line.split_once(&format!("use {root}::{{")) else { continue };
            for name in group.split(['{', '}', ',', ';']).map(str::trim).filter(|name| !name.is_empty()) {
                out.push_str(&format!(" {root}::{name}"));
            }
        }
        out.push('\n');
    }
    out
}

/// Rooms of the core that may calculate with floats: statistics, whose results are no money of a book.
const WITH_FLOATS: &[&str] = &["outlook"];

/// Floats in rooms that hold money.
pub fn floats(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["crates/core/src/"], &[".rs"]) {
        let room = path.trim_start_matches("crates/core/src/").split('/').next().unwrap_or_default();
        if rust::is_test_file(tree, path) || WITH_FLOATS.contains(&room) {
            continue;
        }
        let code = rust::code(text, Strings::Blanked);
        for name in ["f32", "f64"] {
            findings.extend(rust::lines_with(&code, name).map(|line| {
                format!(
                    "{path}:{line}: `{name}`; money is integer nanos, only statistics in `outlook` use floats"
                )
            }));
        }
    }
    findings
}

/// Tauri named outside the shell.
pub fn window_toolkit(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["crates/", "tests/"], &[".rs"]) {
        let code = rust::code(text, Strings::Blanked);
        for line in rust::lines_with(&code, "tauri::") {
            findings.push(format!(
                "{path}:{line}: `tauri`; the shell in src-tauri forwards to the contract in ipc"
            ));
        }
    }
    for (path, text) in tree.texts(&["crates/", "tests/"], &["Cargo.toml"]) {
        if text.lines().any(|line| line.trim_start().starts_with("tauri")) {
            findings.push(format!("{path}: depends on tauri; only the root package may"));
        }
    }
    findings
}

/// Provider names in sync, in code or in text.
pub fn providers_in_sync(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["crates/core/src/sync/"], &[".rs"]) {
        if rust::is_test_file(tree, path) {
            continue;
        }
        let code = rust::code(text, Strings::Kept).to_lowercase();
        for provider in ["openai", "anthropic"] {
            for (index, _) in code.lines().enumerate().filter(|(_, line)| line.contains(provider)) {
                let line = index + 1;
                findings.push(format!(
                    "{path}:{line}: \"{provider}\"; say it as data in the connector's descriptor"
                ));
            }
        }
    }
    findings
}

/// SQL in the core outside the store's engine and the rooms' query files.
pub fn sql_outside_queries(tree: &Tree) -> Vec<String> {
    const STARTS: [&str; 4] = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "];
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&["crates/core/src/"], &[".rs"]) {
        let file = path.rsplit('/').next().unwrap_or_default();
        let may = file.starts_with("queries") || path.starts_with("crates/core/src/store/");
        if may || rust::is_test_file(tree, path) {
            continue;
        }
        let code = rust::code(text, Strings::Kept);
        for (index, _) in
            code.lines().enumerate().filter(|(_, line)| STARTS.iter().any(|start| line.contains(start)))
        {
            findings
                .push(format!("{path}:{}: SQL; put the statement into the room's queries file", index + 1));
        }
    }
    findings
}

#[test]
fn grouped_imports_of_the_standard_library_are_seen() {
    let code = ungrouped("use std::{fs, io::Read};\nuse std::{collections::BTreeMap, env};");
    assert_eq!(rust::lines_with(&code, "std::fs").collect::<Vec<_>>(), [1]);
    assert_eq!(rust::lines_with(&code, "std::env").collect::<Vec<_>>(), [2]);
}
