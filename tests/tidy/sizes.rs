//! How long a file may be. Functions are measured by clippy.

use crate::tree::Tree;

const LIMIT: usize = 400;
/// No reason is good enough beyond this.
const NEVER: usize = 800;

/// Files that may be longer than the limit, each with why splitting it would read worse.
const LONGER: &[(&str, &str)] = &[(
    "crates/core/src/sources/contract.rs",
    "the whole contract of a connector, declarations only, read as one page",
)];

/// Files over the limit, and reasons that are no longer needed.
pub fn oversized(tree: &Tree) -> Vec<String> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts(&[""], &[".rs", ".ts", ".svelte", ".css", ".js", ".py"]) {
        if path.starts_with("ui/src/ipc/generated/") {
            continue;
        }
        let lines = text.lines().count();
        let has_reason = LONGER.iter().any(|(longer, _)| *longer == path);
        if lines > NEVER || (lines > LIMIT && !has_reason) {
            findings.push(format!("{path}: {lines} lines; split it by what it does, one verb per file"));
        } else if lines <= LIMIT && has_reason {
            findings
                .push(format!("{path}: {lines} lines; take its line out of LONGER in tests/tidy/sizes.rs"));
        }
    }
    findings
}
