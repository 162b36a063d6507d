//! Small files beside the workspace: read whole, replaced whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// A file that could not be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// Reading failed.
    #[error("{} cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// Writing failed; what was there before is still there.
    #[error("{} cannot be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
}

impl FileError {
    /// The file it is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Read { path, .. } | Self::Write { path, .. } => path,
        }
    }

    /// The system's kind of failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => source.kind(),
        }
    }
}

/// The bytes of a file; `None` when there is none.
pub fn read_if_present(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(FileError::Read { path: path.to_owned(), source }),
    }
}

/// Replaces a file whole: a crash leaves the old content or the new, never a mixture. Only its owner may read it.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let staged = path.with_file_name(name);
    let written = stage(&staged, bytes).and_then(|()| fs::rename(&staged, path));
    if let Err(source) = written {
        // The staged copy is of no use; that it cannot be removed adds nothing to the failure itself.
        let _ = fs::remove_file(&staged);
        return Err(failed(source));
    }
    sync_folder(path).map_err(failed)
}

fn stage(staged: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(staged)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Copies a workspace file with its journal, so that the copy opens to what was last committed.
pub fn copy_workspace(from: &Path, to: &Path) -> Result<(), FileError> {
    for ending in ["", "-wal"] {
        let (source, target) = (with_ending(from, ending), with_ending(to, ending));
        if ending.is_empty() || source.is_file() {
            fs::copy(&source, &target).map_err(|error| match error.kind() {
                ErrorKind::NotFound => FileError::Read { path: source, source: error },
                _ => FileError::Write { path: target, source: error },
            })?;
        }
    }
    Ok(())
}

/// Removes a workspace file made for one purpose, with its journal; what is not there needs no removing.
pub fn remove_workspace(path: &Path) {
    for ending in ["-shm", "-wal", ""] {
        let _ = fs::remove_file(with_ending(path, ending));
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(ending);
    PathBuf::from(name)
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|source| FileError::Write { path: path.to_owned(), source })
}

/// Size in bytes; 0 when there is no file.
pub fn size_bytes(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |facts| facts.len())
}

/// Whether there is a file.
pub fn exists(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("note.json");
        assert!(read_if_present(&path).unwrap().is_none());
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(read_if_present(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no staged copy stays behind");
    }

    #[test]
    fn a_failed_replacement_keeps_the_old_file_and_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("missing").join("note.json");
        let refusal = write_whole(&path, b"one").unwrap_err();
        assert!(refusal.to_string().contains("note.json"), "{refusal}");
        assert_eq!(refusal.kind(), ErrorKind::NotFound);
    }
}
