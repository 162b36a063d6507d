//! The import up to its last step: files read into a stage beside the workspace.

use showback_gateways::{Annotation, Outcome, Rejection};

use super::ImportError;
use super::pipeline::{FileAsk, FileRead, Reading, Sink, SourceAsk, read_files};
use crate::requests::{RequestsError, Stage, StagedFile, StagedRequest};
use crate::store::Store;

/// Files that were read and wait to be applied. Dropping it removes every trace.
pub struct DryRun {
    /// What was read, finished: it can be previewed and applied.
    pub stage: Stage,
    /// Each file as it was read.
    pub files: Vec<FileRead>,
}

/// Reads files into a stage beside the workspace. Whatever stops it, nothing is left.
pub fn dry_run(
    reading: &Reading<'_>,
    workspace: &Store,
    source: &SourceAsk,
    asks: &[FileAsk],
) -> Result<DryRun, ImportError> {
    let mut into = Staging(Stage::create(workspace, &source.label)?);
    let files = read_files(reading, source, asks, &mut into)?;
    let Staging(mut stage) = into;
    stage.finish(files.iter().map(staged).collect())?;
    Ok(DryRun { stage, files })
}

fn staged(file: &FileRead) -> StagedFile {
    let skipped = file.counts.skipped.iter().map(|(reason, count)| ((*reason).to_owned(), *count));
    StagedFile {
        ordinal: file.ordinal,
        name: file.name.clone(),
        folder: file.folder.clone(),
        format: file.format.to_owned(),
        variant: file.variant.to_owned(),
        bytes: file.bytes,
        sha256: file.sha256,
        records: file.counts.records,
        skipped: skipped.collect(),
    }
}

struct Staging(Stage);

impl Sink for Staging {
    type Error = ImportError;

    fn requests(&mut self, requests: Vec<StagedRequest>) -> Result<(), ImportError> {
        Ok(self.0.add(&requests)?)
    }

    fn outcomes(&mut self, file: u32, outcomes: Vec<Outcome>) -> Result<(), ImportError> {
        Ok(self.0.add_outcomes(file, &outcomes)?)
    }

    fn annotations(&mut self, annotations: Vec<Annotation>) -> Result<(), ImportError> {
        Ok(self.0.add_annotations(&annotations)?)
    }

    fn rejections(&mut self, file: u32, rejections: Vec<Rejection>) -> Result<(), ImportError> {
        Ok(self.0.add_rejections(file, &rejections)?)
    }
}

impl From<RequestsError> for ImportError {
    fn from(error: RequestsError) -> Self {
        match error {
            RequestsError::Store(error) => Self::Store(error),
            other => Self::Requests(Box::new(other)),
        }
    }
}
