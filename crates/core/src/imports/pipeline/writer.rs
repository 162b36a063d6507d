//! The caller's thread: it hands on what was found in the order of the files, and gives buffers back.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender};

use super::worker::Found;
use super::{FileCounts, ImportError, Shared, Sink};

/// What the writer takes from: what was found, and where buffers go back to.
pub(super) struct Taking {
    pub found: Receiver<Found>,
    pub buffers: Sender<Vec<u8>>,
}

/// Hands everything on. Ends when the last worker has.
pub(super) fn write<S: Sink>(
    shared: &Shared<'_>,
    taking: Taking,
    sink: &mut S,
) -> Result<Vec<FileCounts>, S::Error>
where
    S::Error: From<ImportError>,
{
    let mut counts = vec![FileCounts::default(); shared.asks.len()];
    let mut early: BTreeMap<u64, Found> = BTreeMap::new();
    let mut next = 0;
    while let Ok(found) = taking.found.recv() {
        early.insert(found.seq, found);
        while let Some(mut found) = early.remove(&next) {
            next += 1;
            if found.has_stopped {
                let path = shared.asks.get(found.file).map(|ask| ask.file.path.clone()).unwrap_or_default();
                return Err(ImportError::Stopped { path }.into());
            }
            let buffer = found.buffer.take();
            if let Some(counts) = counts.get_mut(found.file) {
                count(counts, &found);
            }
            shared.records.fetch_add(found.records, Ordering::Relaxed);
            hand_on(found, sink)?;
            // The reader is gone when there is nothing left to fill.
            let _ = buffer.map(|buffer| taking.buffers.send(buffer));
        }
    }
    Ok(counts)
}

fn count(counts: &mut FileCounts, found: &Found) {
    let len = |len: usize| u64::try_from(len).unwrap_or(u64::MAX);
    counts.records += found.records;
    counts.attempts += len(found.requests.len());
    counts.outcomes += len(found.outcomes.len());
    counts.rejected += len(found.rejections.len());
    for (reason, count) in &found.skipped {
        match counts.skipped.iter_mut().find(|(known, _)| known == reason) {
            Some((_, known)) => *known += count,
            None => counts.skipped.push((reason, *count)),
        }
    }
}

fn hand_on<S: Sink>(found: Found, sink: &mut S) -> Result<(), S::Error> {
    let file = u32::try_from(found.file).unwrap_or(u32::MAX);
    if !found.requests.is_empty() {
        sink.requests(found.requests)?;
    }
    if !found.outcomes.is_empty() {
        sink.outcomes(file, found.outcomes)?;
    }
    if !found.annotations.is_empty() {
        sink.annotations(found.annotations)?;
    }
    if !found.rejections.is_empty() {
        sink.rejections(file, found.rejections)?;
    }
    Ok(())
}
