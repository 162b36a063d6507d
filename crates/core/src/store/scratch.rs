//! Files beside the workspace that hold work under way, and their removal when the work ended without them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::engine::beside;
use super::error::StoreError;

/// Between the name of the workspace and a number.
const MARK: &str = ".import-";
/// Imports under way at one time, over all programs.
const MOST: u32 = 1_000;

/// A file of its own for one import. It goes with this value; what a killed program leaves is removed by
/// [`Scratch::remove_orphans`].
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    // A lock that the system gives back when the program ends, however it ends: it tells a living import from an orphan.
    lock: Option<File>,
}

impl Scratch {
    /// Takes the next free name. The file itself is made by whoever opens it.
    pub fn create(workspace: &Path) -> Result<Self, StoreError> {
        for number in 0..MOST {
            let path = beside(workspace, &format!("{MARK}{number}"));
            let lock_path = lock_of(&path);
            match OpenOptions::new().write(true).create_new(true).open(&lock_path) {
                Ok(lock) => {
                    // Another program may have taken the new file for an orphan's in this very instant.
                    if lock.try_lock().is_ok() && lock_path.exists() && !path.exists() {
                        return Ok(Self { path, lock: Some(lock) });
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unusable(&lock_path, &error)),
            }
        }
        let detail =
            "there are too many imports under way beside it: remove files left by old ones".to_owned();
        Err(StoreError::Unusable { path: workspace.to_owned(), detail })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what imports left that ended without doing so, and says how many. The files of a living import stay, also of
    /// another program: its lock is held.
    pub fn remove_orphans(workspace: &Path) -> Result<u32, StoreError> {
        let mut removed = 0;
        for path in scratch_files(workspace).map_err(|error| unusable(workspace, &error))? {
            let lock_path = lock_of(&path);
            match OpenOptions::new().write(true).open(&lock_path) {
                Ok(lock) => match lock.try_lock() {
                    Ok(()) => {
                        remove_all(&path);
                        drop(lock);
                        drop(fs::remove_file(&lock_path));
                        removed += 1;
                    }
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) => return Err(unusable(&lock_path, &error)),
                },
                // The lock is made first and removed last, so that a file without one is no one's.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    remove_all(&path);
                    removed += 1;
                }
                Err(error) => return Err(unusable(&lock_path, &error)),
            }
        }
        Ok(removed)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove_all(&self.path);
        let lock_path = lock_of(&self.path);
        drop(self.lock.take());
        // Best effort: what stays is removed as an orphan later.
        drop(fs::remove_file(lock_path));
    }
}

fn lock_of(path: &Path) -> PathBuf {
    beside(path, ".lock")
}

fn remove_all(path: &Path) {
    for suffix in ["", "-journal", "-wal", "-shm"] {
        // Best effort: a file that another program still reads is removed as an orphan later.
        drop(fs::remove_file(beside(path, suffix)));
    }
}

/// Each scratch file once, by the name without a suffix.
fn scratch_files(workspace: &Path) -> io::Result<Vec<PathBuf>> {
    let Some(name) = workspace.file_name().and_then(|name| name.to_str()) else { return Ok(Vec::new()) };
    let folder = match workspace.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?.file_name();
        let Some(rest) = entry.to_str().and_then(|entry| entry.strip_prefix(name)?.strip_prefix(MARK)) else {
            continue;
        };
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !number.is_empty() {
            found.push(beside(workspace, &format!("{MARK}{number}")));
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn unusable(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unusable { path: path.to_owned(), detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_an_import_leaves_is_removed_and_a_living_one_stays() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = folder.path().join("own.showback");
        let living = Scratch::create(&workspace).unwrap();
        fs::write(living.path(), "living").unwrap();
        let killed = Scratch::create(&workspace).unwrap();
        assert_ne!(killed.path(), living.path());
        fs::write(killed.path(), "killed").unwrap();
        let path = killed.path().to_owned();
        drop(killed);
        // What a killed program leaves: both files, and nobody who holds the lock.
        fs::write(&path, "killed").unwrap();
        fs::write(lock_of(&path), "").unwrap();
        fs::write(folder.path().join("own.showback.import-7"), "without a lock").unwrap();
        fs::write(folder.path().join("own.showback.important"), "another file").unwrap();
        assert_eq!(Scratch::remove_orphans(&workspace).unwrap(), 2);
        let expected = ["own.showback.import-0", "own.showback.import-0.lock", "own.showback.important"];
        assert_eq!(names(folder.path()), expected);
        drop(living);
        assert_eq!(names(folder.path()), ["own.showback.important"]);
    }
}
