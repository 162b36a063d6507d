//! The files of the repository: those under version control and those about to be.

use std::path::PathBuf;
use std::process::Command;

/// One file, by its path from the root with forward slashes.
pub struct File {
    /// For example `crates/core/src/lib.rs`.
    pub path: String,
    /// Its text, or `None` when it is not text.
    pub text: Option<String>,
}

/// Every file that git does not ignore.
pub struct Tree {
    /// In order of path.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads the working tree.
    pub fn read() -> Self {
        let root = root();
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .expect("git lists the files");
        assert!(listed.status.success(), "git cannot list the files of {}", root.display());
        let listed = String::from_utf8(listed.stdout).expect("paths are text");
        let mut files: Vec<File> = listed
            .split('\0')
            .filter(|path| !path.is_empty() && root.join(path).is_file())
            .map(|path| File { path: path.to_owned(), text: std::fs::read_to_string(root.join(path)).ok() })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Self { files }
    }

    /// Files with one of these endings below one of these folders, with their text.
    pub fn texts<'a>(
        &'a self,
        folders: &'a [&'a str],
        endings: &'a [&'a str],
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.files.iter().filter_map(move |file| {
            let is_below = folders.iter().any(|folder| file.path.starts_with(folder));
            let is_kind = endings.iter().any(|ending| file.path.ends_with(ending));
            (is_below && is_kind).then_some((file.path.as_str(), file.text.as_deref()?))
        })
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.iter().find(|file| file.path == path)?.text.as_deref()
    }

    /// Whether there is such a file, or a folder with files in it.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.iter().any(|file| file.path == path || file.path.starts_with(&folder))
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).canonicalize().expect("the root exists")
}
