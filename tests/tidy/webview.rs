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

/// Files of the webview that no other file imports; what only a test imports is not used either.
pub fn unused_files(tree: &Tree) -> Vec<String> {
    let sources: Vec<(&str, &str)> = tree
        .texts(&["ui/src/"], &[".ts", ".svelte"])
        .filter(|(path, _)| !is_test(path) && !path.contains("/generated/"))
        .collect();
    let is_imported = |path: &str| {
        let name = imported_as(path);
        let spellings = ["'", "\"", ".ts'", ".js'"].map(|end| format!("/{name}{end}"));
        sources
            .iter()
            .any(|(other, text)| *other != path && spellings.iter().any(|spelling| text.contains(spelling)))
    };
    sources
        .iter()
        .map(|(path, _)| *path)
        .filter(|path| !path.ends_with("/main.ts") && !path.ends_with(".d.ts") && !is_imported(path))
        .map(|path| format!("{path}: nothing imports it; import it or delete it"))
        .collect()
}

/// The last part of the path in an import: `x.ts` is imported as `x`, `room/index.ts` as `room`.
fn imported_as(path: &str) -> &str {
    let module = path.trim_end_matches(".ts");
    module.trim_end_matches("/index").rsplit('/').next().unwrap_or(module)
}

fn is_test(path: &str) -> bool {
    path.ends_with(".test.ts") || path.contains("/tests/") || path.starts_with("ui/src/test/")
}

#[test]
fn an_unimported_file_is_found() {
    let file =
        |path: &str, text: &str| crate::tree::File { path: path.to_owned(), text: Some(text.to_owned()) };
    let files = vec![
        file("ui/src/main.ts", "import App from './App.svelte'\nimport { day } from './format'"),
        file("ui/src/App.svelte", ""),
        file("ui/src/format/index.ts", "export * from './day'"),
        file("ui/src/format/day.ts", ""),
        file("ui/src/format/week.ts", ""),
        file("ui/src/format/week.test.ts", "import './week'"),
    ];
    let findings = unused_files(&Tree { files });
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].contains("format/week.ts"));
}
