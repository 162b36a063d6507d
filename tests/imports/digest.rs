//! What a workspace holds of imports, as text that can be compared.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

/// Tables that two imports of the same files must leave alike, and how their rows are in order.
const TABLES: [&str; 9] = [
    "requests",
    "timeless_requests",
    "request_revisions",
    "request_days",
    "request_months",
    "request_loops",
    "outcomes",
    "series",
    "log_sources",
];
/// Columns that tell when or by which import, not what.
const APART: [&str; 3] = ["import_id", "created_at", "marked_at"];

/// Every row of the observed book, in order.
pub fn digest(workspace: &Path) -> String {
    let reader = Connection::open_with_flags(workspace, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut text = String::new();
    for table in TABLES {
        let mut statement = reader.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let kept: Vec<usize> = statement
            .column_names()
            .enumerate()
            .filter(|(_, name)| !APART.contains(name))
            .map(|(place, _)| place)
            .collect();
        let mut lines: Vec<String> = Vec::new();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let mut line = table.to_owned();
            for place in &kept {
                match row.get_ref(*place).unwrap() {
                    ValueRef::Null => line.push_str("|-"),
                    ValueRef::Integer(number) => write!(line, "|{number}").unwrap(),
                    ValueRef::Real(number) => write!(line, "|{number}").unwrap(),
                    ValueRef::Text(text) | ValueRef::Blob(text) => {
                        write!(line, "|{}", String::from_utf8_lossy(text)).unwrap();
                    }
                }
            }
            lines.push(line);
        }
        lines.sort();
        text.push_str(&lines.join("\n"));
        text.push('\n');
    }
    text
}

/// Rows of a table.
pub fn count(workspace: &Path, table: &str) -> i64 {
    let reader = Connection::open_with_flags(workspace, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    reader.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

/// Names of the files beside a workspace; its own journal aside, and the copy that opening makes of a file whose making
/// was interrupted.
pub fn beside(workspace: &Path) -> Vec<String> {
    let own = workspace.file_name().unwrap().to_string_lossy().into_owned();
    let entries = std::fs::read_dir(workspace.parent().unwrap()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| !name.ends_with(".backup"))
        .filter(|name| *name != own && *name != format!("{own}-wal") && *name != format!("{own}-shm"))
        .collect();
    names.sort();
    names
}
