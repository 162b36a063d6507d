//! The import that is measured: from opening a fresh workspace to requests that can be asked about.

use std::path::Path;
use std::sync::Arc;

use showback_core::adapters::log_files::DiskLogs;
use showback_core::imports::{
    Choice, FileAsk, ImportError, LogFiles, Reading, Sink, SourceAsk, read_files, recognise,
};
use showback_core::pricing::{Ready, bundled};
use showback_core::requests::StagedRequest;

use super::Result;

struct Counting(u64);

impl Sink for Counting {
    type Error = ImportError;
    fn requests(&mut self, requests: Vec<StagedRequest>) -> std::result::Result<(), ImportError> {
        self.0 += requests.len() as u64;
        Ok(())
    }
    fn outcomes(&mut self, _: u32, _: Vec<showback_gateways::Outcome>) -> std::result::Result<(), ImportError> {
        Ok(())
    }
    fn annotations(&mut self, _: Vec<showback_gateways::Annotation>) -> std::result::Result<(), ImportError> {
        Ok(())
    }
    fn rejections(&mut self, _: u32, _: Vec<showback_gateways::Rejection>) -> std::result::Result<(), ImportError> {
        Ok(())
    }
}

/// Imports one log; answers its requests.
pub fn import(log: &Path) -> Result<u64> {
    let files = DiskLogs;
    let ready = Arc::new(Ready::new(Arc::new(bundled::book().clone()), bundled::hash_text(), "")?);
    let mut asks = Vec::new();
    for found in files.find(&log.display().to_string())? {
        let told = recognise(&files, found, &Choice::Recognised, &[]);
        let manner = told.manner.ok_or(told.reason)?;
        asks.push(FileAsk { file: told.file, manner });
    }
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let reading =
        Reading { files: &files, ready, workers, is_cancelled: &|| false, progress: &|_| () };
    let source = SourceAsk { label: "Gateway".to_owned(), ..SourceAsk::default() };
    let mut sink = Counting(0);
    read_files(&reading, &source, &asks, &mut sink)?;
    Ok(sink.0)
}
