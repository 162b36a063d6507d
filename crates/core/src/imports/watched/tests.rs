use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::*;
use crate::imports::scripted::{Scripted, ScriptedFiles};
use crate::store::{OpenMode, Store};

fn now() -> DateTime<Utc> {
    "2026-11-03T12:00:00Z".parse().unwrap()
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("w.showback"), OpenMode::CreateIfMissing, now()).unwrap();
    write(&store, |tx| {
        tx.execute(
            "INSERT INTO log_sources (id, format, label, teller, settings_json, created_at)
             VALUES (1, 'litellm', 'Gateway', 'gateway', '{}', '2026-11-01T00:00:00Z')",
            [],
        )
        .unwrap();
    });
    (folder, store)
}

fn write<T>(store: &Store, work: impl FnOnce(&Connection) -> T) -> T {
    store.write(|tx| Ok::<_, StoreError>(work(tx))).unwrap()
}

fn read<T>(store: &Store, work: impl FnOnce(&Connection) -> T) -> T {
    store.read(|reader| Ok::<_, StoreError>(work(reader))).unwrap()
}

fn folder() -> WatchedFolder {
    WatchedFolder {
        id: 0,
        path: "/logs".to_owned(),
        pattern: "*.jsonl".to_owned(),
        source_id: 1,
        source: "Gateway".to_owned(),
        format: None,
        every_minutes: 15,
        is_paused: false,
        looked_at: None,
        problem: None,
    }
}

fn imported(store: &Store, file: &Scripted, applied_at: &str) {
    let sha256: [u8; 32] = Sha256::digest(&file.bytes).into();
    write(store, |tx| {
        tx.execute(
            "INSERT INTO imports (source_id, applied_at, took_ms, requests_new, requests_same, requests_changed,
                 outcomes_new, rejected, summary_json) VALUES (1, ?1, 0, 0, 0, 0, 0, 0, '{}')",
            [applied_at],
        )
        .unwrap();
        tx.execute(
            "INSERT INTO import_files VALUES (last_insert_rowid(), 0, ?1, '/logs', 'litellm', 'x', ?2, ?3, 1)",
            params![file.found().name(), file.bytes.len() as i64, sha256.as_slice()],
        )
        .unwrap();
    });
}

fn at(mut file: Scripted, modified: &str) -> Scripted {
    file.facts.modified_us = modified.parse::<DateTime<Utc>>().unwrap().timestamp_micros();
    file
}

fn names(found: &[FoundFile]) -> Vec<String> {
    found.iter().map(FoundFile::name).collect()
}

#[test]
fn a_folder_is_due_at_once_then_in_its_rhythm_and_never_while_it_rests() {
    let new = folder();
    assert!(new.is_due(now()));
    let looked = WatchedFolder { looked_at: Some(now() - TimeDelta::minutes(14)), ..folder() };
    assert!(!looked.is_due(now()) && looked.is_due(now() + TimeDelta::minutes(1)));
    assert!(!WatchedFolder { is_paused: true, ..folder() }.is_due(now()));
    let ahead = WatchedFolder { looked_at: Some(now() + TimeDelta::days(9)), ..folder() };
    assert!(ahead.is_due(now()), "a clock that was wrong does not stop it");
}

#[test]
fn only_files_that_are_new_or_changed_are_fresh_and_growing_ones_wait() {
    let (_folder, store) = store();
    let old = at(Scripted::new("/logs/old.jsonl", "old\n"), "2026-11-01T00:00:00Z");
    let moved = at(Scripted::new("/logs/moved.jsonl", "moved\n"), "2026-11-02T00:00:00Z");
    let changed = at(Scripted::new("/logs/changed.jsonl", "after.\n"), "2026-11-03T00:00:00Z");
    let fresh = at(Scripted::new("/logs/fresh.jsonl", "fresh one\n"), "2026-11-03T11:00:00Z");
    let growing = at(Scripted::new("/logs/growing.jsonl", "growing one\n"), "2026-11-03T11:59:00Z");
    let empty = at(Scripted::new("/logs/empty.jsonl", ""), "2026-11-01T00:00:00Z");
    imported(&store, &old, "2026-11-02T00:00:00Z");
    imported(&store, &Scripted::new("/elsewhere/x.jsonl", "moved\n"), "2026-11-01T00:00:00Z");
    imported(&store, &Scripted::new("/logs/changed.jsonl", "before\n"), "2026-11-02T00:00:00Z");

    let files = ScriptedFiles(vec![old, moved, changed, fresh, growing, empty]);
    let seen = read(&store, |reader| look(reader, &files, &folder(), now()).unwrap());
    assert_eq!(names(&seen.fresh), ["changed.jsonl", "fresh.jsonl"]);
    assert_eq!(names(&seen.growing), ["growing.jsonl"]);
    let later =
        read(&store, |reader| look(reader, &files, &folder(), now() + TimeDelta::minutes(5)).unwrap());
    assert_eq!(later.fresh.len(), 3, "what has settled is fresh");
}

#[test]
fn a_watched_folder_is_kept_changed_and_removed() {
    let (_folder, store) = store();
    let id = write(&store, |tx| watch(tx, &folder()).unwrap());
    let problem = Problem::new(crate::kernel::ProblemCode::FileMissing, "there is no folder /logs");
    write(&store, |tx| looked(tx, id, now(), Some(&problem)).unwrap());
    let kept = read(&store, |reader| watched_folders(reader).unwrap());
    let expected = WatchedFolder { id, looked_at: Some(now()), problem: Some(problem), ..folder() };
    assert_eq!(kept, std::slice::from_ref(&expected));

    let changed = WatchedFolder { is_paused: true, every_minutes: 60, ..expected };
    assert!(write(&store, |tx| change_watch(tx, &changed).unwrap()));
    assert!(read(&store, |reader| due_folders(reader, now() + TimeDelta::days(1)).unwrap()).is_empty());
    assert!(write(&store, |tx| unwatch(tx, id, now()).unwrap()));
    assert!(!write(&store, |tx| unwatch(tx, id, now()).unwrap()));
    assert!(read(&store, |reader| watched_folders(reader).unwrap()).is_empty());
}
