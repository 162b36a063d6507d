//! Rules about the repository itself: who may import whom, how large a file may be, which words are ours.
//!
//! Owns: rules that a reader would otherwise have to repeat in review. Never does: run the product.
//! Invariant: each finding names the file, and says what to write or where the code should go instead.
#![cfg(test)]

mod borders;
mod catalogues;
mod orphans;
mod rooms;
mod rust;
mod sizes;
mod tree;
mod webview;
mod words;

use tree::Tree;

/// Fails with every finding of a rule, one per line.
#[track_caller]
fn holds(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{rule}:\n  {}\n", findings.join("\n  "));
}

#[test]
fn rooms_import_only_what_lies_below_them() {
    holds("imports between rooms go down only", &rooms::forbidden_imports(&Tree::read()));
}

#[test]
fn every_room_is_in_the_table_of_architecture_md() {
    holds("the rooms of ARCHITECTURE.md are the folders of the core", &rooms::undocumented(&Tree::read()));
}

#[test]
fn only_adapters_touch_the_outside_world() {
    holds(
        "network, environment, files, keychain and clock belong to adapters",
        &borders::outside_world(&Tree::read()),
    );
}

#[test]
fn no_float_is_near_money() {
    holds("only statistics calculate with floats", &borders::floats(&Tree::read()));
}

#[test]
fn only_the_shell_names_tauri() {
    holds("the core and its tests live without a window", &borders::window_toolkit(&Tree::read()));
}

#[test]
fn sync_names_no_provider() {
    holds("sync treats every connector alike", &borders::providers_in_sync(&Tree::read()));
}

#[test]
fn sql_stands_in_query_files() {
    holds("all SQL of a room is in its queries file", &borders::sql_outside_queries(&Tree::read()));
}

#[test]
fn the_webview_keeps_its_borders() {
    holds(
        "ui/src/ipc talks to the window, ui/src/format makes text of numbers",
        &webview::borders(&Tree::read()),
    );
}

#[test]
fn every_file_of_the_webview_is_imported() {
    holds("a file that nothing imports is never shown", &webview::unused_files(&Tree::read()));
}

#[test]
fn files_stay_small_enough_to_read() {
    holds("files have at most 400 lines", &sizes::oversized(&Tree::read()));
}

#[test]
fn words_are_the_ones_of_the_glossary() {
    holds("words have one meaning, and messages say what happened", &words::banned(&Tree::read()));
}

#[test]
fn nothing_of_one_machine_is_in_the_project() {
    holds("paths of one machine and traces of how a text was made", &words::marks(&Tree::read()));
}

#[test]
fn every_rust_file_is_part_of_a_crate() {
    holds("a file that no `mod` line names is never compiled", &orphans::unnamed_files(&Tree::read()));
}

#[test]
fn every_test_program_is_named() {
    holds("tests/Cargo.toml names each test program", &orphans::unnamed_targets(&Tree::read()));
}

#[test]
fn released_migrations_are_frozen() {
    holds(
        "a released migration never changes; add a new one",
        &catalogues::changed_migrations(&Tree::read()),
    );
}

#[test]
fn every_error_code_is_explained() {
    holds(
        "docs/errors.md explains the codes of the contract, no more and no less",
        &catalogues::error_codes(&Tree::read()),
    );
}

#[test]
fn the_lock_file_of_the_webview_names_every_build() {
    holds("npm ci installs from a whole lock file only", &catalogues::unlocked_builds(&Tree::read()));
}

#[test]
fn every_page_of_the_documentation_is_listed() {
    holds("a page that no index names is not read", &catalogues::unlisted_pages(&Tree::read()));
}

#[test]
fn links_between_documents_lead_somewhere() {
    holds("a relative link names a file of the repository", &catalogues::broken_links(&Tree::read()));
}
