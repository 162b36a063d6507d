//! Files in memory and a format of one line each, for tests.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use showback_gateways::{
    Annotation, Attempt, Dimensions, Findings, Format, Framing, Outcome, Place, Reader, Recognised,
    Rejection, Sample, Source, Teller, Tokens,
};

use super::{FileAsk, FileFacts, FoundFile, ImportError, LogFiles, Manner, OpenLog, Sink};
use crate::requests::StagedRequest;

/// One file in memory.
#[derive(Clone, Debug)]
pub struct Scripted {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub facts: FileFacts,
    /// Facts after it was read.
    pub after: FileFacts,
    /// What its beginning is when it is looked at again.
    pub head_after: Option<Vec<u8>>,
}

impl Scripted {
    pub fn new(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        let facts = FileFacts { bytes: bytes.len() as u64, modified_us: 1, number: 7 };
        Self { path: PathBuf::from(path), bytes, facts, after: facts, head_after: None }
    }

    pub fn found(&self) -> FoundFile {
        FoundFile {
            path: self.path.clone(),
            link_to: None,
            inside: self.path.display().to_string(),
            is_named: true,
            facts: self.facts,
        }
    }
}

/// A machine with these files.
#[derive(Debug, Default)]
pub struct ScriptedFiles(pub Vec<Scripted>);

impl LogFiles for ScriptedFiles {
    fn find(&self, asked: &str) -> Result<Vec<FoundFile>, ImportError> {
        Ok(self.0.iter().filter(|file| file.path.starts_with(asked)).map(Scripted::found).collect())
    }

    fn look(&self, folder: &Path, _pattern: &str) -> Result<Vec<FoundFile>, ImportError> {
        Ok(self.0.iter().filter(|file| file.path.starts_with(folder)).map(Scripted::found).collect())
    }

    fn open(&self, path: &Path) -> Result<Box<dyn OpenLog>, ImportError> {
        let file = self.0.iter().find(|file| file.path == path);
        let file = file.cloned().ok_or_else(|| ImportError::Missing { path: path.to_owned() })?;
        Ok(Box::new(OpenScripted { cursor: Cursor::new(file.bytes.clone()), file, asked: Mutex::new(0) }))
    }
}

struct OpenScripted {
    file: Scripted,
    cursor: Cursor<Vec<u8>>,
    asked: Mutex<u32>,
}

impl Read for OpenScripted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.cursor.read(into)
    }
}

impl Seek for OpenScripted {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if let Some(head) = &self.file.head_after {
            self.cursor = Cursor::new(head.clone());
        }
        self.cursor.seek(to)
    }
}

impl OpenLog for OpenScripted {
    fn facts(&self) -> io::Result<FileFacts> {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        Ok(if *asked == 1 { self.file.facts } else { self.file.after })
    }
}

/// Reads lines that are ids; `bad` is rejected, `panic` panics, `skip` is of no concern.
#[derive(Default)]
struct Ids {
    held: Option<String>,
    holds_back: bool,
}

impl Reader for Ids {
    fn record(&mut self, record: &[u8], place: Place, found: &mut Findings) {
        let id = String::from_utf8_lossy(record).into_owned();
        match id.as_str() {
            "bad" => found.reject(place, "bad", "the record is bad"),
            "panic" => panic!("a reader must not"),
            "skip" => found.skip("of no concern"),
            _ if self.holds_back => {
                let held = self.held.replace(id);
                found.attempts.extend(held.map(attempt));
            }
            _ => found.attempts.push(attempt(id)),
        }
    }

    fn end(&mut self, found: &mut Findings) {
        found.attempts.extend(self.held.take().map(attempt));
    }
}

fn attempt(id: String) -> Attempt {
    Attempt {
        event_id: id,
        started_us: 1_794_000_000_000_000,
        dimensions: Dimensions { provider: "openai".to_owned(), ..Dimensions::default() },
        tokens: Some(Tokens::default()),
        ..Attempt::default()
    }
}

/// Lines that are ids.
#[derive(Debug)]
struct IdLines;

impl Format for IdLines {
    fn id(&self) -> &'static str {
        "ids"
    }

    fn name(&self) -> &'static str {
        "Ids"
    }

    fn teller(&self) -> Teller {
        Teller::Gateway
    }

    fn recognise(&self, _sample: &Sample<'_>) -> Option<Recognised> {
        None
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        &[("any-order", Framing::JsonLines), ("in-order", Framing::JsonLines)]
    }

    fn is_stateless(&self, variant: &str) -> bool {
        variant == "any-order"
    }

    fn reader(&self, variant: &str, _source: &Source) -> Box<dyn Reader> {
        Box::new(Ids { holds_back: !self.is_stateless(variant), ..Ids::default() })
    }
}

/// A file of ids, each on a line.
pub fn ids(file: &Scripted, is_stateless: bool) -> FileAsk {
    let variant = if is_stateless { "any-order" } else { "in-order" };
    FileAsk { file: file.found(), manner: Manner::new(&IdLines, variant, Framing::JsonLines) }
}

/// Keeps what it takes; refuses after so many requests.
#[derive(Debug, Default)]
pub struct Kept {
    pub ids: Vec<(u32, String)>,
    pub rejections: Vec<(u32, u64)>,
    pub most: Option<usize>,
}

impl Sink for Kept {
    type Error = ImportError;

    fn requests(&mut self, requests: Vec<StagedRequest>) -> Result<(), ImportError> {
        self.ids.extend(requests.into_iter().map(|request| (request.file, request.attempt.event_id)));
        match self.most {
            Some(most) if self.ids.len() > most => Err(ImportError::Nothing { reason: "full".to_owned() }),
            _ => Ok(()),
        }
    }

    fn outcomes(&mut self, _file: u32, _outcomes: Vec<Outcome>) -> Result<(), ImportError> {
        Ok(())
    }

    fn annotations(&mut self, _annotations: Vec<Annotation>) -> Result<(), ImportError> {
        Ok(())
    }

    fn rejections(&mut self, file: u32, rejections: Vec<Rejection>) -> Result<(), ImportError> {
        self.rejections.extend(rejections.into_iter().map(|rejection| (file, rejection.place.record)));
        Ok(())
    }
}
