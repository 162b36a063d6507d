//! Which Showback processes are alive: each holds a lock on a file of its own, and the system lets go of it when one dies.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::files::{self, FileError};

/// This process, announced for as long as the value lives.
#[derive(Debug)]
pub struct Presence {
    path: PathBuf,
    _lock: File,
}

impl Presence {
    /// Announces a process under a name of its own; refused at once when another has that name.
    pub fn announce(folder: &Path, name: &str) -> Result<Self, FileError> {
        files::make_folder(folder)?;
        let path = file(folder, name);
        let failed = |source| FileError::Write { path: path.clone(), source };
        let lock = File::create(&path).map_err(failed)?;
        lock.try_lock().map_err(|error| failed(error.into()))?;
        Ok(Self { path, _lock: lock })
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // A file left behind is found unlocked and only says the same.
        drop(fs::remove_file(&self.path));
    }
}

/// Whether a process announced under that name has died. One that was never announced here, such as that of another machine,
/// is not known to be dead.
pub fn has_died(folder: &Path, name: &str) -> bool {
    let path = file(folder, name);
    let Ok(found) = File::options().write(true).open(&path) else { return false };
    match found.try_lock() {
        Ok(()) => {
            drop(fs::remove_file(&path));
            true
        }
        Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
    }
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.running"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_dead_when_its_lock_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Presence::announce(folder.path(), "one").unwrap();
        assert!(!has_died(folder.path(), "one"));
        assert!(!has_died(folder.path(), "another machine"));
        fs::write(file(folder.path(), "crashed"), "").unwrap();
        assert!(has_died(folder.path(), "crashed"), "its file is left, and nobody holds it");
        assert!(
            Presence::announce(folder.path(), "one").is_err(),
            "a name is one process, and nobody waits for it"
        );
        drop(alive);
        assert!(!file(folder.path(), "one").exists());
    }
}
