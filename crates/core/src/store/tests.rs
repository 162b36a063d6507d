use super::*;
use crate::kernel::parse_instant;

fn noon() -> chrono::DateTime<chrono::Utc> {
    parse_instant("2026-11-23T12:00:00Z").unwrap()
}

#[test]
fn a_new_file_is_made_migrated_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.showback");
    let store = Store::open(&path, OpenMode::CreateIfMissing, noon()).unwrap();
    let tables: i64 = store
        .read::<_, StoreError>(|reader| {
            Ok(reader
                .query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'table'", [], |row| row.get(0))?)
        })
        .unwrap();
    assert!(tables > 10, "the first migration makes the tables");
    drop(store);
    assert!(Store::open(&path, OpenMode::Existing, noon()).is_ok());
}

#[test]
fn a_newer_file_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("newer.showback");
    let store = Store::open(&path, OpenMode::CreateIfMissing, noon()).unwrap();
    store
        .write::<_, StoreError>(|tx| {
            tx.execute("INSERT INTO schema_migrations VALUES (9999, 'future', '', '')", [])?;
            Ok(())
        })
        .unwrap();
    drop(store);
    let refusal = Store::open(&path, OpenMode::Existing, noon()).err().unwrap().to_string();
    assert!(refusal.contains("newer.showback") && refusal.contains("9999"), "{refusal}");
}

mod files {
    use std::fs;
    use std::io::{Read, Seek, SeekFrom, Write};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use super::*;
    use crate::store::restore_from;

    fn workspace(folder: &tempfile::TempDir, name: &str) -> PathBuf {
        let path = folder.path().join(name);
        let store = Store::open(&path, OpenMode::CreateIfMissing, noon()).unwrap();
        store
            .write::<_, StoreError>(|tx| {
                for number in 0..400 {
                    let text = format!("{number}").repeat(200);
                    tx.execute("INSERT INTO settings VALUES (?1, ?2)", (format!("name {number}"), text))?;
                }
                Ok(())
            })
            .unwrap();
        path
    }

    fn settings(path: &Path) -> i64 {
        let store = Store::open(path, OpenMode::Existing, noon()).unwrap();
        store
            .read::<_, StoreError>(|reader| {
                Ok(reader.query_row("SELECT count(*) FROM settings", [], |row| row.get(0))?)
            })
            .unwrap()
    }

    fn flip(path: &Path, from: u64, bytes: usize) {
        let mut file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(from)).unwrap();
        let mut window = vec![0; bytes];
        file.read_exact(&mut window).unwrap();
        window.iter_mut().for_each(|byte| *byte ^= 0x5A);
        file.seek(SeekFrom::Start(from)).unwrap();
        file.write_all(&window).unwrap();
    }

    fn refusal(path: &Path) -> StoreError {
        let patience = Duration::from_millis(30);
        Store::open_patiently(path, OpenMode::Existing, noon(), patience).err().unwrap()
    }

    #[test]
    fn a_missing_file_is_named_and_not_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.showback");
        assert!(matches!(refusal(&path), StoreError::Missing { .. }));
        assert!(!path.exists());
    }

    #[test]
    fn a_missing_folder_and_a_folder_in_place_of_a_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("none").join("new.showback");
        let refused = Store::open(&nowhere, OpenMode::CreateIfMissing, noon()).err().unwrap().to_string();
        assert!(refused.contains("its folder does not exist"), "{refused}");
        let refused =
            Store::open(folder.path(), OpenMode::CreateIfMissing, noon()).err().unwrap().to_string();
        assert!(refused.contains("it is a folder"), "{refused}");
    }

    #[test]
    fn text_and_other_programs_databases_are_not_workspaces_and_stay_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        fs::write(&text, "shopping list\n".repeat(100)).unwrap();
        assert!(matches!(refusal(&text), StoreError::NotAWorkspace { .. }));
        assert!(fs::read_to_string(&text).unwrap().starts_with("shopping"));
        let other = folder.path().join("other.sqlite");
        rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x);").unwrap();
        let before = fs::read(&other).unwrap();
        assert!(matches!(refusal(&other), StoreError::NotAWorkspace { .. }));
        assert_eq!(fs::read(&other).unwrap(), before);
    }

    #[test]
    fn a_damaged_file_is_told_as_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "damaged.showback");
        let pages = fs::metadata(&path).unwrap().len() / 4096;
        flip(&path, (pages * 3 / 4) * 4096, 4096 * 20);
        let store = Store::open(&path, OpenMode::Existing, noon()).unwrap();
        let found = store.read::<i64, StoreError>(|reader| {
            Ok(reader.query_row("SELECT count(*) FROM settings WHERE length(value_json) > 1", [], |row| {
                row.get(0)
            })?)
        });
        assert!(matches!(found, Err(StoreError::Corrupt { .. })), "{found:?}");
    }

    #[test]
    fn damage_is_found_at_opening_after_an_unclean_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "crashed.showback");
        let journal = folder.path().join("crashed.showback-wal");
        let store = Store::open(&path, OpenMode::Existing, noon()).unwrap();
        store
            .write::<_, StoreError>(|tx| {
                Ok(tx.execute("INSERT INTO settings VALUES ('last', '1')", []).map(|_| ())?)
            })
            .unwrap();
        // What a power cut leaves: the file and its journal as they are now.
        let (file, wal) = (fs::read(&path).unwrap(), fs::read(&journal).unwrap());
        drop(store);
        fs::write(&path, &file).unwrap();
        fs::write(&journal, &wal).unwrap();
        assert_eq!(settings(&path), 401, "a sound file with a journal opens, and the journal counts");
        fs::write(&path, &file).unwrap();
        fs::write(&journal, &wal).unwrap();
        let pages = fs::metadata(&path).unwrap().len() / 4096;
        flip(&path, (pages * 3 / 4) * 4096, 4096 * 20);
        assert!(matches!(refusal(&path), StoreError::Corrupt { .. }));
    }

    #[test]
    fn another_text_of_a_migration_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "foreign.showback");
        rusqlite::Connection::open(&path)
            .unwrap()
            .execute("UPDATE schema_migrations SET sha256 = 'other'", [])
            .unwrap();
        assert!(matches!(refusal(&path), StoreError::ForeignMigration { version: 1, .. }));
    }

    #[test]
    fn a_file_that_another_program_holds_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "held.showback");
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE x (y);").unwrap();
        assert!(matches!(refusal(&path), StoreError::Locked { .. }));
        other.execute_batch("ROLLBACK").unwrap();
        drop(other);
        assert_eq!(settings(&path), 400);
    }

    #[test]
    fn a_write_waits_for_another_programs_transaction_and_then_says_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "busy.showback");
        let patience = Duration::from_millis(30);
        let store = Store::open_patiently(&path, OpenMode::Existing, noon(), patience).unwrap();
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let refused = store.write::<(), StoreError>(|_| Ok(()));
        assert!(matches!(refused, Err(StoreError::Locked { .. })), "{refused:?}");
    }

    #[test]
    fn a_file_that_may_not_be_written_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "frozen.showback");
        let store = Store::open(&path, OpenMode::Existing, noon()).unwrap();
        let refused = store.write::<(), StoreError>(|tx| {
            tx.execute_batch("PRAGMA query_only = ON")?;
            tx.execute("DELETE FROM settings", [])?;
            Ok(())
        });
        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.contains("cannot be written: check its permissions"), "{sentence}");
    }

    #[test]
    fn a_full_disk_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "full.showback");
        let store = Store::open(&path, OpenMode::Existing, noon()).unwrap();
        let refused = store.write::<(), StoreError>(|tx| {
            tx.query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))?;
            for number in 0..10_000 {
                tx.execute(
                    "INSERT INTO settings VALUES (?1, ?2)",
                    (format!("more {number}"), "x".repeat(500)),
                )?;
            }
            Ok(())
        });
        assert!(matches!(refused, Err(StoreError::DiskFull { .. })), "{refused:?}");
        drop(store);
        assert_eq!(settings(&path), 400);
    }

    #[test]
    fn closing_folds_the_journal_into_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "closed.showback");
        assert!(!folder.path().join("closed.showback-wal").exists());
        assert_eq!(settings(&path), 400);
    }

    #[test]
    fn a_backup_is_put_back_and_the_present_file_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "own.showback");
        let backup = folder.path().join("copy.backup");
        let store = Store::open(&path, OpenMode::Existing, noon()).unwrap();
        store.backup_to(&backup).unwrap();
        assert!(matches!(store.backup_to(&path), Err(StoreError::Unusable { .. })));
        store.write::<_, StoreError>(|tx| Ok(tx.execute("DELETE FROM settings", []).map(|_| ())?)).unwrap();
        drop(store);
        let aside = restore_from(&backup, &path, noon()).unwrap().unwrap();
        assert_eq!((settings(&path), settings(&aside), settings(&backup)), (400, 0, 400));
    }

    #[test]
    fn a_damaged_backup_is_refused_before_anything_moves() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "own.showback");
        let backup = workspace(&folder, "copy.backup");
        let pages = fs::metadata(&backup).unwrap().len() / 4096;
        flip(&backup, (pages / 2) * 4096, 4096 * 20);
        assert!(matches!(restore_from(&backup, &path, noon()), Err(StoreError::Corrupt { .. })));
        assert_eq!(settings(&path), 400);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside the two files");
    }

    #[test]
    fn a_damaged_workspace_is_replaced_by_its_backup() {
        let folder = tempfile::tempdir().unwrap();
        let path = workspace(&folder, "own.showback");
        let backup = folder.path().join("copy.backup");
        Store::open(&path, OpenMode::Existing, noon()).unwrap().backup_to(&backup).unwrap();
        flip(&path, 0, 4096);
        assert!(matches!(refusal(&path), StoreError::NotAWorkspace { .. }));
        restore_from(&backup, &path, noon()).unwrap();
        assert_eq!(settings(&path), 400);
    }
}

/// The schema as a reader wants it, kept beside the migrations. `UPDATE_SCHEMA=1` rewrites it.
#[test]
fn the_schema_is_the_one_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.showback");
    let store = Store::open(&path, OpenMode::CreateIfMissing, noon()).unwrap();
    let statements: Vec<String> = store
        .read::<_, StoreError>(|reader| {
            Ok(reader
                .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    let found = format!("{};\n", statements.join(";\n\n"));
    let record = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations/schema.sql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&record, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&record).unwrap_or_default();
    assert!(
        expected.replace("\r\n", "\n") == found,
        "migrations/schema.sql is out of date: run this test with UPDATE_SCHEMA=1 and look at the difference"
    );
}
