//! Files of logs: found by name, folder or pattern, and opened for reading. Links are never followed out of a folder.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use glob::{MatchOptions, Pattern};

use crate::imports::{FileFacts, FoundFile, ImportError, LogFiles, MOST_FILES, OpenLog};

/// Folders inside folders that are looked into.
const DEEPEST: usize = 64;

/// `*` stays inside one folder, as in a shell.
const LIKE_A_SHELL: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// The files of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskLogs;

impl LogFiles for DiskLogs {
    fn find(&self, asked: &str) -> Result<Vec<FoundFile>, ImportError> {
        let path = absolute(Path::new(asked))?;
        match fs::symlink_metadata(&path) {
            Ok(facts) if facts.is_dir() => in_folder(&path, asked, None),
            Ok(facts) => named(&path, &facts).map(|found| vec![found]),
            Err(error) if error.kind() == ErrorKind::NotFound && is_pattern(asked) => {
                by_pattern(&path, asked)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Err(ImportError::Missing { path }),
            Err(source) => Err(ImportError::Unreadable { path, source }),
        }
    }

    fn look(&self, folder: &Path, pattern: &str) -> Result<Vec<FoundFile>, ImportError> {
        let facts = fs::symlink_metadata(folder).map_err(|source| failed(folder, source))?;
        if !facts.is_dir() {
            return Err(ImportError::NotAFile { path: folder.to_owned() });
        }
        let read = Pattern::new(if pattern.is_empty() { "**/*" } else { pattern });
        let pattern = read.map_err(|error| bad_pattern(pattern, &error))?;
        in_folder(folder, &folder.display().to_string(), Some(&pattern))
    }

    fn open(&self, path: &Path) -> Result<Box<dyn OpenLog>, ImportError> {
        // A pipe would wait for a writer for ever.
        let facts = fs::metadata(path).map_err(|source| failed(path, source))?;
        if !facts.is_file() {
            return Err(ImportError::NotAFile { path: path.to_owned() });
        }
        let file = File::open(path).map_err(|source| failed(path, source))?;
        Ok(Box::new(OpenFile(file)))
    }
}

struct OpenFile(File);

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl OpenLog for OpenFile {
    fn facts(&self) -> io::Result<FileFacts> {
        self.0.metadata().map(|facts| file_facts(&facts))
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ImportError> {
    std::path::absolute(path).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> ImportError {
    match source.kind() {
        ErrorKind::NotFound => ImportError::Missing { path: path.to_owned() },
        _ => ImportError::Unreadable { path: path.to_owned(), source },
    }
}

fn bad_pattern(pattern: &str, error: &glob::PatternError) -> ImportError {
    ImportError::BadPattern { pattern: pattern.to_owned(), reason: error.msg.to_owned() }
}

fn is_pattern(asked: &str) -> bool {
    asked.contains(['*', '?', '['])
}

/// A file that was named itself. A link is followed once.
fn named(path: &Path, facts: &Metadata) -> Result<FoundFile, ImportError> {
    let (facts, link_to) = if facts.is_symlink() {
        let target = fs::read_link(path).map_err(|source| failed(path, source))?;
        let target = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
        match fs::symlink_metadata(&target) {
            Ok(facts) if facts.is_file() => (facts, Some(target)),
            _ => return Err(ImportError::LinkOfLink { path: path.to_owned(), target }),
        }
    } else {
        (facts.clone(), None)
    };
    if !facts.is_file() {
        return Err(ImportError::NotAFile { path: path.to_owned() });
    }
    let inside = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(FoundFile { path: path.to_owned(), link_to, inside, is_named: true, facts: file_facts(&facts) })
}

/// Every file of a folder and those below it; links are left alone.
fn in_folder(folder: &Path, asked: &str, pattern: Option<&Pattern>) -> Result<Vec<FoundFile>, ImportError> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_owned(), 0_usize)];
    while let Some((path, depth)) = waiting.pop() {
        let entries = fs::read_dir(&path).map_err(|source| failed(&path, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| failed(&path, source))?;
            let facts = match entry.metadata() {
                Ok(facts) => facts,
                // Gone since the folder was listed.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(source) => return Err(failed(&entry.path(), source)),
            };
            if facts.is_dir() && depth < DEEPEST {
                waiting.push((entry.path(), depth + 1));
            } else if facts.is_file() {
                found.extend(inside(folder, entry.path(), &facts, pattern));
            }
            if found.len() > MOST_FILES {
                return Err(ImportError::TooManyFiles { asked: asked.to_owned(), most: MOST_FILES });
            }
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(found)
}

fn inside(folder: &Path, path: PathBuf, facts: &Metadata, pattern: Option<&Pattern>) -> Option<FoundFile> {
    let below = path.strip_prefix(folder).ok()?;
    if pattern.is_some_and(|pattern| !pattern.matches_path_with(below, LIKE_A_SHELL)) {
        return None;
    }
    let inside = below.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    Some(FoundFile { inside, link_to: None, is_named: false, facts: file_facts(facts), path })
}

fn by_pattern(path: &Path, asked: &str) -> Result<Vec<FoundFile>, ImportError> {
    let text = path.to_string_lossy();
    let matches = glob::glob_with(&text, LIKE_A_SHELL).map_err(|error| bad_pattern(asked, &error))?;
    let mut found: Vec<FoundFile> = Vec::new();
    for path in matches {
        let path = path.map_err(|error| {
            let place = error.path().to_owned();
            failed(&place, error.into())
        })?;
        let facts = fs::symlink_metadata(&path).map_err(|source| failed(&path, source))?;
        if facts.is_dir() {
            found.extend(in_folder(&path, asked, None)?);
        } else if facts.is_file() {
            found.push(FoundFile { is_named: false, ..named(&path, &facts)? });
        }
        if found.len() > MOST_FILES {
            return Err(ImportError::TooManyFiles { asked: asked.to_owned(), most: MOST_FILES });
        }
    }
    if found.is_empty() {
        return Err(ImportError::NoMatch { pattern: asked.to_owned() });
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found.dedup_by(|left, right| left.path == right.path);
    Ok(found)
}

fn file_facts(facts: &Metadata) -> FileFacts {
    let modified = facts.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    FileFacts {
        bytes: facts.len(),
        modified_us: modified.and_then(|since| i64::try_from(since.as_micros()).ok()).unwrap_or(0),
        number: number(facts),
    }
}

#[cfg(unix)]
fn number(facts: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(facts)
}

#[cfg(not(unix))]
fn number(_facts: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(found: &[FoundFile]) -> Vec<&str> {
        found.iter().map(|file| file.inside.as_str()).collect()
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("2026-11-03/10")).unwrap();
        for name in ["a.jsonl", "note.txt", "2026-11-03/b.jsonl", "2026-11-03/10/c.jsonl"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_brings_every_file_below_it_in_order() {
        let folder = folder();
        let found = DiskLogs.find(&folder.path().display().to_string()).unwrap();
        assert_eq!(inside(&found), ["2026-11-03/10/c.jsonl", "2026-11-03/b.jsonl", "a.jsonl", "note.txt"]);
        assert!(found.iter().all(|file| !file.is_named));
        assert_eq!(found[2].facts.bytes, 7);
    }

    #[test]
    fn a_pattern_brings_what_it_matches_and_none_is_said() {
        let folder = folder();
        let at = |pattern: &str| folder.path().join(pattern).display().to_string();
        assert_eq!(DiskLogs.find(&at("*.jsonl")).unwrap().len(), 1);
        assert_eq!(DiskLogs.find(&at("**/*.jsonl")).unwrap().len(), 3);
        assert!(matches!(DiskLogs.find(&at("*.csv")), Err(ImportError::NoMatch { .. })));
        assert!(matches!(DiskLogs.find(&at("missing.csv")), Err(ImportError::Missing { .. })));
        let looked = DiskLogs.look(folder.path(), "2026-*/*.jsonl").unwrap();
        assert_eq!(inside(&looked), ["2026-11-03/b.jsonl"]);
        assert!(matches!(DiskLogs.look(folder.path(), "[a"), Err(ImportError::BadPattern { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_once_when_named_and_never_inside_a_folder() {
        use std::os::unix::fs::symlink;
        let (folder, outside) = (folder(), tempfile::tempdir().unwrap());
        let secret = outside.path().join("secret.jsonl");
        fs::write(&secret, "secret").unwrap();
        let link = folder.path().join("link.jsonl");
        symlink(&secret, &link).unwrap();
        symlink(&link, folder.path().join("second.jsonl")).unwrap();
        symlink(folder.path(), folder.path().join("loop")).unwrap();
        symlink("itself", folder.path().join("itself")).unwrap();

        let found = DiskLogs.find(&folder.path().display().to_string()).unwrap();
        assert_eq!(found.len(), 4, "{found:?}");
        assert_eq!(DiskLogs.find(&folder.path().join("*.jsonl").display().to_string()).unwrap().len(), 1);

        let named = DiskLogs.find(&link.display().to_string()).unwrap();
        assert_eq!((named[0].link_to.as_deref(), named[0].facts.bytes), (Some(secret.as_path()), 6));
        for name in ["second.jsonl", "itself"] {
            let refused = DiskLogs.find(&folder.path().join(name).display().to_string()).unwrap_err();
            assert!(matches!(refused, ImportError::LinkOfLink { .. }), "{refused}");
        }
    }

    #[test]
    fn an_open_file_tells_when_it_changed() {
        let folder = folder();
        let path = folder.path().join("a.jsonl");
        let open = DiskLogs.open(&path).unwrap();
        let before = open.facts().unwrap();
        fs::write(&path, "longer than before").unwrap();
        let after = open.facts().unwrap();
        assert_eq!((before.number, after.bytes), (after.number, 18));
        assert_ne!(before, after);
        assert!(matches!(DiskLogs.open(folder.path()), Err(ImportError::NotAFile { .. })));
    }
}
