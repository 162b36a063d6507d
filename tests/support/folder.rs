//! A folder for the files of one test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(1);

/// A folder of its own for one test. Under `cargo xtask test` it stays, so that the leak scan reads what the test
/// left behind; otherwise it is removed with this value.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    is_kept: bool,
}

impl Folder {
    /// Makes the folder; `test` names it, for a person who looks into it afterwards.
    pub fn new(test: &str) -> std::io::Result<Self> {
        let artifacts = std::env::var_os("SHOWBACK_TEST_ARTIFACTS").map(PathBuf::from);
        let is_kept = artifacts.is_some();
        let parent = artifacts.unwrap_or_else(|| std::env::temp_dir().join("showback-tests"));
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("{test}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self { path, is_kept })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A path inside it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed lies in the system's temporary folder and harms nothing.
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_tests_never_share_a_folder() {
        let (one, other) = (Folder::new("shared-name").unwrap(), Folder::new("shared-name").unwrap());
        assert_ne!(one.path(), other.path());
        assert!(one.path().is_dir() && other.join("file").starts_with(other.path()));
    }
}
