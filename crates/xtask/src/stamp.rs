//! Whether something made from files is still made from these files.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The remembered content of what a result was made from.
///
/// The hash is the standard library's: it may differ after a compiler update, which costs one more build.
pub struct Stamp {
    path: PathBuf,
    content: String,
}

impl Stamp {
    /// Reads every file below `inputs` (files or folders, skipping folders named in `skipped`) and some `words`.
    pub fn of(path: PathBuf, inputs: &[PathBuf], skipped: &[&str], words: &[&str]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        for file in files_below(inputs, skipped)? {
            file.hash(&mut hasher);
            std::fs::read(&file).map_err(|c| Failure::of(file.display(), c))?.hash(&mut hasher);
        }
        Ok(Self { path, content: format!("{:016x}\n", hasher.finish()) })
    }

    /// Whether the result was made from exactly this content.
    pub fn is_current(&self) -> bool {
        std::fs::read_to_string(&self.path).is_ok_and(|kept| kept == self.content)
    }

    /// Remembers that the result has now been made.
    pub fn keep(&self) -> Result<()> {
        std::fs::write(&self.path, &self.content).map_err(|c| Failure::of(self.path.display(), c))
    }
}

/// Every file below the given files and folders, in order of path.
pub fn files_below(inputs: &[PathBuf], skipped: &[&str]) -> Result<BTreeSet<PathBuf>> {
    let mut open: Vec<PathBuf> = inputs.to_vec();
    let mut files = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_file() {
            files.insert(path);
        } else if path.is_dir() && !is_skipped(&path, skipped) {
            for entry in std::fs::read_dir(&path).map_err(|c| Failure::of(path.display(), c))? {
                open.push(entry.map_err(|c| Failure::of(path.display(), c))?.path());
            }
        }
    }
    Ok(files)
}

fn is_skipped(folder: &Path, skipped: &[&str]) -> bool {
    folder.file_name().is_some_and(|name| skipped.iter().any(|skip| name == *skip))
}
