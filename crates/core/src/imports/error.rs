//! What can stop an import.

use std::io;
use std::path::PathBuf;

use showback_gateways::input::InputError;
use thiserror::Error;

use crate::requests::RequestsError;
use crate::store::StoreError;

/// Why files could not be imported. Nothing of them is in the workspace then.
#[derive(Debug, Error)]
pub enum ImportError {
    /// No such file or folder.
    #[error("there is no file or folder {}", path.display())]
    Missing {
        /// What was asked for.
        path: PathBuf,
    },
    /// A pattern without a match.
    #[error("no file matches {pattern}")]
    NoMatch {
        /// The pattern.
        pattern: String,
    },
    /// A pattern that is none.
    #[error("\"{pattern}\" is not a pattern of file names: {reason}")]
    BadPattern {
        /// What was asked for.
        pattern: String,
        /// In the words of the pattern reader.
        reason: String,
    },
    /// A pipe, a device, a socket.
    #[error("{} is neither a file nor a folder", path.display())]
    NotAFile {
        /// What was asked for.
        path: PathBuf,
    },
    /// A link whose target is a link again, or which points nowhere.
    #[error("{} is a link to {}, which is no file: name the file itself", path.display(), target.display())]
    LinkOfLink {
        /// The link.
        path: PathBuf,
        /// What it points to.
        target: PathBuf,
    },
    /// A folder with more files than an import can hold.
    #[error("{asked} has more than {most} files: import a part of it")]
    TooManyFiles {
        /// What was asked for.
        asked: String,
        /// How many there may be.
        most: usize,
    },
    /// The system would not read a file.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A log that cannot be read, or not to its end.
    #[error("{}: {source}", path.display())]
    Input {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: InputError,
    },
    /// A file was written over while it was read.
    #[error("{} changed while it was read: nothing of it was imported", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Not a format that exists.
    #[error("no format is called \"{name}\": it is one of {known}")]
    UnknownFormat {
        /// What was asked for.
        name: String,
        /// All of them.
        known: String,
    },
    /// Not a log that is known.
    #[error("{} is no log of a kind known here: {reason}", path.display())]
    NotRecognised {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        reason: String,
    },
    /// Nothing to import.
    #[error("{reason}")]
    Nothing {
        /// Why, in a sentence.
        reason: String,
    },
    /// Stopped by hand.
    #[error("the import was stopped: nothing of it is in the workspace")]
    Cancelled,
    /// A thread of the import ended without saying why.
    #[error("reading {} stopped in the middle: nothing of it was imported", path.display())]
    Stopped {
        /// The file.
        path: PathBuf,
    },
    /// The stage, or the observed book.
    #[error(transparent)]
    Requests(Box<RequestsError>),
    /// The workspace.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ImportError {
    /// The file it is about.
    pub fn path(&self) -> Option<&std::path::Path> {
        match self {
            Self::Missing { path }
            | Self::NotAFile { path }
            | Self::LinkOfLink { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Input { path, .. }
            | Self::Changed { path }
            | Self::NotRecognised { path, .. }
            | Self::Stopped { path } => Some(path),
            _ => None,
        }
    }
}
