//! Which workspace was open last: a small file in the data folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::adapters::files;
use crate::kernel::Problem;

/// What is remembered between starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastOpened {
    /// The workspace that was open; absent before the first.
    pub workspace: Option<PathBuf>,
    /// The analyst's own workspace, to come back to from the sample; absent for the one in the data folder.
    pub own: Option<PathBuf>,
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("last-opened.json")
}

impl LastOpened {
    /// What was remembered; a file that is missing or cannot be read remembers nothing, which harms nobody.
    pub fn read(data_dir: &Path) -> Self {
        let bytes = files::read_if_present(&file(data_dir)).ok().flatten();
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers for the next start.
    pub fn write(&self, data_dir: &Path) -> Result<(), Problem> {
        let bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        Ok(files::write_whole(&file(data_dir), &bytes)?)
    }
}
