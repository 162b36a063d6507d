//! The dependency rule of ARCHITECTURE.md: which room may import which.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust::{self, Strings};
use crate::tree::Tree;

const CORE: &str = "crates/core/src/";

/// Each room with every room it may import. A line is added here and in ARCHITECTURE.md in the same change.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("text_form", &[]),
    ("store", &["kernel"]),
    ("ledger", &["kernel", "store"]),
    ("sources", &["kernel", "ledger"]),
    ("sync", &["kernel", "store", "ledger", "sources"]),
    ("pricing", &["kernel", "text_form", "store", "ledger"]),
    ("requests", &["kernel", "store", "ledger"]),
    ("imports", &["kernel", "store", "ledger", "pricing", "requests"]),
    ("spend", &["kernel", "store", "ledger", "pricing", "requests"]),
    ("attribution", &["kernel", "text_form", "store", "ledger", "spend"]),
    ("explore", &["kernel", "store", "ledger"]),
    ("outlook", &["kernel", "store"]),
    ("adapters", &["kernel", "store", "sources", "imports"]),
    (
        "app",
        &[
            "kernel",
            "text_form",
            "store",
            "ledger",
            "sources",
            "sync",
            "pricing",
            "requests",
            "imports",
            "spend",
            "attribution",
            "explore",
            "outlook",
            "adapters",
        ],
    ),
    (
        "ipc",
        &[
            "kernel",
            "text_form",
            "store",
            "ledger",
            "sources",
            "sync",
            "pricing",
            "requests",
            "imports",
            "spend",
            "attribution",
            "explore",
            "outlook",
            "app",
        ],
    ),
];

/// Where code goes that a room may not reach for.
const WAY_OUT: &[(&str, &str)] = &[
    ("kernel", "what needs another room is not kernel: move it to the room it needs"),
    ("store", "the engine knows no table: put the query into the `queries.rs` of the room that owns it"),
    ("sources", "a connector returns rows and never keeps them: storing belongs to sync"),
    (
        "sync",
        "sync hands finished work to the ledger: a rule over stored rows belongs to the room that shows it",
    ),
    ("adapters", "an adapter fulfils a trait of a lower room: declare the trait there, wire the two in app"),
    ("app", "the contract calls app, never the other way: return a value and let ipc shape it"),
];

/// Every import that goes up or sideways.
pub fn forbidden_imports(tree: &Tree) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&[CORE], &[".rs"]) {
        let Some(room) = room_of(path) else { continue };
        if rust::is_test_file(tree, path) {
            continue;
        }
        let Some(below) = allowed.get(room) else {
            findings
                .push(format!("{path}: the room `{room}` has no line in MAY_IMPORT of tests/tidy/rooms.rs"));
            continue;
        };
        for (line, imported) in imports(&rust::code(text, Strings::Blanked)) {
            if imported != room
                && !below.contains(&imported.as_str())
                && allowed.contains_key(imported.as_str())
            {
                let hint = WAY_OUT.iter().find(|(of, _)| *of == room).map_or(
                    "move the shared rule down to a room both may import, or compose the two in app",
                    |(_, hint)| hint,
                );
                findings.push(format!("{path}:{line}: `{room}` imports `{imported}`; {hint}"));
            }
        }
    }
    findings
}

/// Rooms that are in the tree but not in the table of ARCHITECTURE.md, and the other way round.
pub fn undocumented(tree: &Tree) -> Vec<String> {
    let folders: BTreeSet<&str> =
        tree.texts(&[CORE], &[".rs"]).filter_map(|(path, _)| room_of(path)).collect();
    let page = tree.text("ARCHITECTURE.md").unwrap_or_default();
    let rows = page.lines().skip_while(|line| *line != "## Rooms of the core").skip(1);
    let rows = rows.take_while(|line| !line.starts_with("## "));
    let listed: BTreeSet<&str> =
        rows.filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name)).collect();
    let missing =
        folders.difference(&listed).map(|room| format!("`{room}` has no row under \"Rooms of the core\""));
    let gone = listed
        .difference(&folders)
        .map(|room| format!("`{room}` has a row, but {CORE}{room} does not exist"));
    missing.chain(gone).collect()
}

/// The room of a file of the core; `None` for `lib.rs`.
fn room_of(path: &str) -> Option<&str> {
    let inside = path.strip_prefix(CORE)?;
    let first = inside.split('/').next()?.trim_end_matches(".rs");
    (first != "lib").then_some(first)
}

/// What follows `crate::`, also inside braces, with its line.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(group_heads(group).into_iter().map(|name| (line, name))),
            None => found.push((line, leading_name(rest))),
        }
    }
    found
}

/// The first name of each entry of a `{a::B, c::{D, E}}` group, whose opening brace is already gone.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut entry) = (0_usize, Vec::new(), String::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(std::mem::take(&mut entry)),
            _ if depth == 0 => entry.push(c),
            _ => {}
        }
    }
    heads.push(entry);
    heads.iter().map(|entry| leading_name(entry.trim())).filter(|name| !name.is_empty()).collect()
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn grouped_and_nested_imports_are_seen() {
    let code = "use crate::kernel::Day;\nuse crate::{ledger::{Meter, Row}, store::Store};\nlet x = crate::app::run();\n";
    let names: Vec<_> = imports(code).into_iter().map(|(line, name)| format!("{line} {name}")).collect();
    assert_eq!(names, ["1 kernel", "2 ledger", "2 store", "3 app"]);
}

#[test]
fn an_import_that_goes_up_is_found() {
    let text = "use crate::sync::Driver;".to_owned();
    let path = "crates/core/src/store/engine.rs".to_owned();
    let tree = Tree { files: vec![crate::tree::File { path, text: Some(text) }] };
    let findings = forbidden_imports(&tree);
    assert!(
        findings[0].contains("`store` imports `sync`") && findings[0].contains("queries.rs"),
        "{findings:?}"
    );
}
