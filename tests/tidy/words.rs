//! Words that say nothing, and what to write instead; traces of one machine.

use crate::rust::has_word;
use crate::tree::Tree;

const READ: &[&str] =
    &[".rs", ".ts", ".svelte", ".js", ".css", ".html", ".md", ".sql", ".toml", ".py", ".json", ".sh"];

/// Looked for as written: in other cases these are words of other tools.
const NOTES: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "do it in this change, or leave it out"),
    (concat!("FIX", "ME"), "mend it in this change"),
    (concat!("XX", "X:"), "say what is meant"),
];

/// Looked for as whole words, whatever their case. Split with `concat!` so that this file passes its own rule.
const WORDS: &[(&str, &str)] = &[
    (concat!("Cost", "Manager"), "a noun of the field: RateCard, LateWindow, Statement"),
    (concat!("Billing", "Service"), "a noun of the field: RateCard, LateWindow, Statement"),
    (concat!("process", "_data"), "verb and noun of the field: rate_usage, explain_variance"),
    (concat!("handle", "_sync"), "verb and noun of the field: read_due_connections"),
    (concat!("oo", "ps"), "what happened, on which thing, and what now"),
    (concat!("ple", "ase"), "the step itself: \"use an admin key\""),
    (concat!("sor", "ry"), "what happened, on which thing, and what now"),
    (concat!("something went ", "wrong"), "what happened, on which thing, and what now"),
    (concat!("invalid ", "input"), "the value, and what was expected"),
    (concat!("unexpected ", "null"), "the field, and where it was read"),
    (concat!("unknown ", "error"), "a variant for the step that failed"),
    (concat!("an error ", "occurred"), "what happened, on which thing, and what now"),
];

/// Names of files and folders that say nothing of what is inside.
const FILE_NAMES: &[&str] = &[concat!("ut", "ils"), concat!("ut", "il"), "helpers", "misc", "stuff"];

/// Phrases that tell how a text was made rather than what it says. Single words like these are the product's own.
const PHRASES: &[&str] = &[
    concat!("as an ", "ai"),
    concat!("ai-", "generated"),
    concat!("ai ", "assistant"),
    concat!("co-authored", "-by"),
    concat!("written by an ", "agent"),
    concat!("the agent ", "that wrote"),
    concat!("sub", "agent"),
    concat!("in this ", "session"),
    concat!("this session ", "added"),
    concat!("earlier ", "session"),
    concat!("the prompt ", "said"),
    concat!("the prompt ", "asks"),
    concat!("the brief ", "says"),
    concat!("per the ", "brief"),
    concat!("as ", "instructed"),
    concat!("design/", "architecture.md"),
    concat!("design/", "style.md"),
    concat!("design/", "ledger.md"),
    concat!("tauri-on-", "linux"),
];

/// Folders of one machine, looked for as written.
const PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
    concat!("fa", "rm-"),
    concat!("/ro", "ot/"),
    concat!("/tmp/", "wt"),
    concat!("/tmp/", "tgt"),
    concat!("/tmp/", "brief"),
    concat!("/tmp/", "studio"),
];

/// The simulator answers in the providers' words.
const QUOTES: &str = "crates/simulator/src/";

/// Words with a better one, in code, documents and messages, and names of files that say nothing.
pub fn banned(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in written(tree) {
        for (index, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            let said = |word: &str| !path.starts_with(QUOTES) && has_word(&lower, &word.to_lowercase());
            for (word, instead) in WORDS.iter().filter(|(word, _)| said(word)) {
                let number = index + 1;
                findings.push(format!("{path}:{number}: \"{word}\"; write {instead}"));
            }
            for (note, instead) in NOTES.iter().filter(|(note, _)| has_word(line, note)) {
                findings.push(format!("{path}:{}: \"{note}\"; {instead}", index + 1));
            }
            if line.chars().any(is_emoji) {
                findings.push(format!("{path}:{}: a pictograph; write the word or draw an icon", index + 1));
            }
        }
        let parts = path.split(['/', '.']);
        for part in parts.filter(|part| FILE_NAMES.contains(&part.to_lowercase().as_str())) {
            findings.push(format!(
                "{path}: named \"{part}\"; name it after the room or the verb the code belongs to"
            ));
        }
    }
    findings
}

/// Paths of one machine, and phrases about the making of the project.
pub fn marks(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in written(tree) {
        for (index, line) in text.lines().enumerate() {
            let (number, lower) = (index + 1, line.to_lowercase());
            let paths = PATHS.iter().filter(|mark| line.contains(**mark));
            let phrases = PHRASES.iter().filter(|phrase| has_word(&lower, phrase));
            findings.extend(paths.chain(phrases).map(|mark| format!("{path}:{number}: \"{mark}\"")));
        }
    }
    findings
}

/// Text that people wrote: no lock files, no provider answers, no generated types.
fn written(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.texts(&[""], READ).filter(|(path, _)| {
        let is_foreign =
            path.contains("/fixtures/") || path.contains("/snapshots/") || path.contains("/generated/");
        !is_foreign && !path.ends_with("package-lock.json")
    })
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0xFE0F)
}

#[test]
fn a_banned_word_comes_with_its_replacement() {
    let text = format!("/// {} try again", concat!("Ple", "ase"));
    let tree = Tree { files: vec![crate::tree::File { path: "crates/x.rs".to_owned(), text: Some(text) }] };
    let findings = banned(&tree);
    assert!(
        findings[0].contains("crates/x.rs:1") && findings[0].contains("use an admin key"),
        "{findings:?}"
    );
    let pleased = "the analyst is pleased".to_owned();
    let tree = Tree { files: vec![crate::tree::File { path: "a.md".to_owned(), text: Some(pleased) }] };
    assert!(banned(&tree).is_empty());
}
