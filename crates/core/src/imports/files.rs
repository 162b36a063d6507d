//! Access to files of logs, which only an adapter has.

use std::fmt::Debug;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::ImportError;

/// Most files that one folder or one pattern may bring.
pub const MOST_FILES: usize = 100_000;

/// What tells that a file is still the one that was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Size as it stands, compressed or not.
    pub bytes: u64,
    /// Last change, microseconds since 1970 in UTC; 0 where the system does not tell.
    pub modified_us: i64,
    /// The system's own number of the file; 0 where it has none.
    pub number: u64,
}

/// A file that can be read as a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Full path, as it was named or found.
    pub path: PathBuf,
    /// What the link of that name points to; `None` when it is no link.
    pub link_to: Option<PathBuf>,
    /// Path below the folder that was asked for, nearest folder last; the bare name of a file that was named itself.
    pub inside: String,
    /// Whether it was named itself, and not found in a folder or by a pattern.
    pub is_named: bool,
    /// Size and time.
    pub facts: FileFacts,
}

impl FoundFile {
    /// Name of the file.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Folder it stands in.
    pub fn folder(&self) -> String {
        self.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default()
    }
}

/// Finds and opens files of logs. Never follows a link out of a folder; writes nothing.
pub trait LogFiles: Debug + Send + Sync {
    /// Files of a name, of a folder and those below it, or of a pattern with `*`, `?`, `[` or `**`; in order of their paths.
    fn find(&self, asked: &str) -> Result<Vec<FoundFile>, ImportError>;

    /// Files in a folder and below it whose path inside it matches a pattern, in order of their paths.
    fn look(&self, folder: &Path, pattern: &str) -> Result<Vec<FoundFile>, ImportError>;

    /// Opens a file for reading.
    fn open(&self, path: &Path) -> Result<Box<dyn OpenLog>, ImportError>;
}

/// An open file.
pub trait OpenLog: Read + Seek + Send {
    /// Size and time as they are now.
    fn facts(&self) -> io::Result<FileFacts>;
}
