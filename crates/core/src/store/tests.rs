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
