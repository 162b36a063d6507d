//! Lists that are kept in two places and must stay equal.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::rust::{self, Strings};
use crate::tree::Tree;

/// The enum whose variants are the codes of the contract.
const CODES: &str = "enum ProblemCode";

/// Migrations of `migrations/released.txt` (one `HASH  FILE` per line) whose text is no longer what was released.
pub fn changed_migrations(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for line in tree.text("migrations/released.txt").unwrap_or_default().lines() {
        let Some((hash, name)) = line.split_once("  ").filter(|_| !line.starts_with('#')) else { continue };
        match tree.text(&format!("migrations/{name}")) {
            None => findings.push(format!("migrations/{name}: gone, but it was released")),
            Some(text) if digest(text) != hash => {
                findings.push(format!("migrations/{name}: changed after release"))
            }
            Some(_) => {}
        }
    }
    findings
}

fn digest(text: &str) -> String {
    let bytes = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Codes of the contract without a section in docs/errors.md, and sections without a code.
pub fn error_codes(tree: &Tree) -> Vec<String> {
    let mut sources = tree.texts(&["crates/core/src/"], &[".rs"]);
    let Some((_, source)) = sources.find(|(_, text)| text.contains(CODES)) else {
        return vec![format!("`{CODES}` is nowhere in the core; the contract's codes are read from it")];
    };
    let Some(page) = tree.text("docs/errors.md") else { return Vec::new() };
    let coded = variants(&rust::code(source, Strings::Blanked), CODES);
    let explained: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.trim_start_matches('#').trim().strip_prefix('`')?.split_once('`'))
        .map(|(code, _)| code.to_owned())
        .collect();
    let missing =
        coded.difference(&explained).map(|code| format!("`{code}` has no heading in docs/errors.md"));
    let gone = explained
        .difference(&coded)
        .map(|code| format!("docs/errors.md explains `{code}`, which no code is"));
    missing.chain(gone).collect()
}

/// The variants of an enum in snake case, the form they cross the contract in.
fn variants(code: &str, head: &str) -> BTreeSet<String> {
    let body = code.split_once(head).and_then(|(_, rest)| rest.split_once('{')).map_or("", |(_, body)| body);
    let body = body.split_once('}').map_or(body, |(body, _)| body);
    let names =
        body.split(',').filter_map(|entry| entry.lines().map(str::trim).rfind(|line| !line.is_empty()));
    names.filter(|name| name.chars().all(char::is_alphanumeric)).map(snake_case).collect()
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for (index, c) in name.chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Optional builds that a package of the webview names and the lock file does not: `npm ci` refuses such a file. They
/// go missing when `npm install` runs against a registry that keeps only some of them.
pub fn unlocked_builds(tree: &Tree) -> Vec<String> {
    let Some(text) = tree.text("ui/package-lock.json") else { return Vec::new() };
    let lock: serde_json::Value = serde_json::from_str(text).expect("the lock file is JSON");
    let packages = lock["packages"].as_object().expect("the lock file lists packages");
    let named = packages.iter().flat_map(|(owner, package)| {
        let builds = package["optionalDependencies"].as_object().into_iter().flatten();
        builds.map(move |(build, _)| (owner, build))
    });
    named
        .filter(|(owner, build)| {
            !packages.contains_key(&format!("node_modules/{build}"))
                && !packages.contains_key(&format!("{owner}/node_modules/{build}"))
        })
        .map(|(owner, build)| {
            format!("ui/package-lock.json: {owner} names {build}; restore its entry from the last version")
        })
        .collect()
}

/// Pages of the documentation that its index does not name.
pub fn unlisted_pages(tree: &Tree) -> Vec<String> {
    let index = tree.text("docs/README.md").unwrap_or_default();
    let decisions = tree.text("docs/decisions/README.md").unwrap_or_default();
    tree.texts(&["docs/"], &[".md"])
        .filter_map(|(path, _)| path.rsplit_once('/'))
        .filter(|(folder, name)| {
            let list = if *folder == "docs/decisions" { decisions } else { index };
            *name != "README.md" && !list.contains(*name)
        })
        .map(|(folder, name)| {
            format!("{folder}/{name}: add it to the README.md beside it, so that it can be found")
        })
        .collect()
}

/// Relative links in Markdown whose target is not in the tree.
pub fn broken_links(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&[""], &[".md"]) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            if !tree.has(&joined(folder, target)) {
                findings.push(format!("{path}: the link {link} leads nowhere"));
            }
        }
    }
    findings
}

fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[test]
fn variants_are_read_with_their_attributes_and_comments_gone() {
    let source = "pub enum ProblemCode {\n    /// The key.\n    KeyRefused,\n    #[serde(rename = \"x\")]\n    NotFound,\n}";
    let codes = variants(&rust::code(source, Strings::Blanked), "enum ProblemCode");
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["key_refused", "not_found"]);
}

#[test]
fn links_are_resolved_from_their_page() {
    assert_eq!(joined("docs/decisions", "../README.md"), "docs/README.md");
    assert_eq!(joined("", "./docs/errors.md"), "docs/errors.md");
}
