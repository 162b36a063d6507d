//! The reading thread: it opens each file, cuts it into parts, hashes it on the way and notices when it changes.

use std::io::{self, Read, SeekFrom};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Scope, ScopedJoinHandle};

use sha2::{Digest, Sha256};
use showback_gateways::Framing;
use showback_gateways::input::{self, Chunk, Frames, InputError, ParquetRows};

use super::worker::{Job, Workers};
use super::writer::Taking;
use super::{FileAsk, FileEnd, ImportError, Shared};
use crate::imports::{FileFacts, OpenLog};

/// Parts under way for each worker, and two for the threads beside them: what bounds the memory of an import.
const PARTS_PER_WORKER: usize = 2;

/// A buffer that grew beyond this for one long record is not kept.
const LARGEST_KEPT: usize = 2 * input::BLOCK;

/// Bytes of the beginning of a file that are looked at again when it has grown.
const HEAD_KEPT: usize = 64 << 10;

type Ends = Result<Vec<FileEnd>, ImportError>;

pub(super) fn start<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    shared: &'env Shared<'env>,
    workers: Workers,
) -> (ScopedJoinHandle<'scope, Ends>, Taking) {
    let (give_back, buffers) = channel();
    for _ in 0..workers.jobs.len() * PARTS_PER_WORKER + 2 {
        // The receiving end is right here.
        let _ = give_back.send(Vec::new());
    }
    let taking = Taking { found: workers.found, buffers: give_back };
    let mut feed = Feed { shared, jobs: workers.jobs, buffers, spare: 0, seq: 0, turn: 0, done: 0 };
    let handle = scope.spawn(move || {
        let mut ends = Vec::with_capacity(shared.asks.len());
        for (file, ask) in shared.asks.iter().enumerate() {
            ends.push(feed.file(file, ask)?);
        }
        Ok(ends)
    });
    (handle, taking)
}

/// Feeds the workers.
struct Feed<'a> {
    shared: &'a Shared<'a>,
    jobs: Vec<Sender<Job>>,
    buffers: Receiver<Vec<u8>>,
    /// Buffers that went with the end of a file and are to be made anew.
    spare: usize,
    seq: u64,
    turn: usize,
    /// Bytes of the files that are done.
    done: u64,
}

impl Feed<'_> {
    fn file(&mut self, file: usize, ask: &FileAsk) -> Result<FileEnd, ImportError> {
        let path = &ask.file.path;
        let failed = |source| ImportError::Unreadable { path: path.clone(), source };
        let broken = |source: InputError| ImportError::Input { path: path.clone(), source };
        let mut open = self.shared.reading.files.open(path)?;
        let start = open.facts().map_err(failed)?;
        let mut hashed = Hashed::new((&mut open).take(start.bytes));
        if ask.manner.framing == Framing::Parquet {
            // Rows are found from the end of the file, so that hashing goes before.
            io::copy(&mut hashed, &mut io::sink()).map_err(failed)?;
            let rows = ParquetRows::open(self.shared.reading.files.open(path)?).map_err(broken)?;
            self.parts(file, ask, Parts::<io::Empty>::Rows(Box::new(rows), start.bytes))?;
        } else {
            let bytes = input::open(&mut hashed).map_err(broken)?;
            let frames = Frames::new(bytes, ask.manner.framing).map_err(broken)?;
            self.parts(file, ask, Parts::Stream(frames))?;
            // What stands behind the end of a compressed stream is part of the file.
            io::copy(&mut hashed, &mut io::sink()).map_err(failed)?;
        }
        let (left, sha256, head) = hashed.finish();
        let end = open.facts().map_err(failed)?;
        let changed = || ImportError::Changed { path: path.clone() };
        let has_grown = if left == 0 { has_grown(start, end) } else { None };
        let has_grown = has_grown.ok_or_else(changed)?;
        if has_grown && !begins_with(&mut *open, &head).map_err(failed)? {
            return Err(changed());
        }
        self.done = self.done.saturating_add(start.bytes);
        self.shared.tell(self.done, u64::try_from(file).unwrap_or(u64::MAX).saturating_add(1));
        Ok(FileEnd { bytes: start.bytes, sha256, has_grown })
    }

    /// Hands out the parts of one file.
    fn parts<R: Read>(&mut self, file: usize, ask: &FileAsk, mut parts: Parts<R>) -> Result<(), ImportError> {
        let path = &ask.file.path;
        let failed = |source: InputError| ImportError::Input { path: path.clone(), source };
        let mut served = vec![false; self.jobs.len()];
        loop {
            if (self.shared.reading.is_cancelled)() {
                return Err(ImportError::Cancelled);
            }
            let buffer = self.buffer()?;
            let Some(chunk) = parts.next(buffer).map_err(failed)? else { break };
            let worker = self.worker(file, ask);
            let is_first = served.get_mut(worker).is_some_and(|served| !std::mem::replace(served, true));
            let header = parts.header().filter(|_| is_first).map(<[String]>::to_vec);
            self.give(worker, path, file, header, Some(chunk))?;
            self.shared.tell(self.done.saturating_add(parts.bytes()), file as u64);
        }
        self.spare += 1;
        for (worker, _) in served.iter().enumerate().filter(|(_, served)| **served) {
            self.give(worker, path, file, None, None)?;
        }
        Ok(())
    }

    fn buffer(&mut self) -> Result<Vec<u8>, ImportError> {
        if let Some(spare) = self.spare.checked_sub(1) {
            self.spare = spare;
            return Ok(Vec::new());
        }
        // The writer is gone when it failed, and says why itself.
        let buffer = self.buffers.recv().map_err(|_| ImportError::Cancelled)?;
        Ok(if buffer.capacity() > LARGEST_KEPT { Vec::new() } else { buffer })
    }

    /// Parts that can be read in any order go round; all others of a file stay with one worker.
    fn worker(&mut self, file: usize, ask: &FileAsk) -> usize {
        let turn = if ask.manner.is_stateless() { self.turn } else { file };
        self.turn = self.turn.wrapping_add(1);
        turn.checked_rem(self.jobs.len()).unwrap_or(0)
    }

    fn give(
        &mut self,
        worker: usize,
        path: &Path,
        file: usize,
        header: Option<Vec<String>>,
        chunk: Option<Chunk>,
    ) -> Result<(), ImportError> {
        let job = Job { seq: self.seq, file, header, chunk };
        self.seq += 1;
        let stopped = || ImportError::Stopped { path: path.to_owned() };
        self.jobs.get(worker).ok_or_else(stopped)?.send(job).map_err(|_| stopped())
    }
}

/// A file as it is cut.
enum Parts<R: Read> {
    /// From its beginning to its end.
    Stream(Frames<R>),
    /// Parquet, with the size of the file.
    Rows(Box<ParquetRows<Box<dyn OpenLog>>>, u64),
}

impl<R: Read> Parts<R> {
    fn header(&self) -> Option<&[String]> {
        match self {
            Self::Stream(frames) => frames.header(),
            Self::Rows(rows, _) => Some(rows.header()),
        }
    }

    fn next(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        match self {
            Self::Stream(frames) => frames.next_chunk_in(buffer),
            Self::Rows(rows, _) => rows.next_chunk_in(buffer),
        }
    }

    /// Bytes of the file that were read so far, or stand for the rows that were.
    fn bytes(&self) -> u64 {
        match self {
            Self::Stream(frames) => frames.taken().load(Ordering::Relaxed),
            Self::Rows(rows, bytes) => {
                let (given, all) = rows.progress();
                let share = u128::from(*bytes) * u128::from(given) / u128::from(all.max(1));
                u64::try_from(share).unwrap_or(*bytes)
            }
        }
    }
}

/// Whether a file only grew; `None` when it is not what it was.
fn has_grown(start: FileFacts, end: FileFacts) -> Option<bool> {
    if start == end {
        Some(false)
    } else {
        (start.number == end.number && end.bytes > start.bytes).then_some(true)
    }
}

/// Whether a file still begins as it did.
fn begins_with(open: &mut dyn OpenLog, head: &[u8]) -> io::Result<bool> {
    open.seek(SeekFrom::Start(0))?;
    let mut now = Vec::with_capacity(head.len());
    open.take(head.len() as u64).read_to_end(&mut now)?;
    Ok(now == head)
}

/// Bytes hashed as they are read.
struct Hashed<R> {
    inner: io::Take<R>,
    hash: Sha256,
    head: Vec<u8>,
}

impl<R: Read> Hashed<R> {
    fn new(inner: io::Take<R>) -> Self {
        Self { inner, hash: Sha256::new(), head: Vec::new() }
    }

    /// Bytes that were not there, the hash, and the beginning.
    fn finish(self) -> (u64, [u8; 32], Vec<u8>) {
        (self.inner.limit(), self.hash.finalize().into(), self.head)
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let bytes = into.get(..read).unwrap_or_default();
        self.hash.update(bytes);
        let room = HEAD_KEPT.saturating_sub(self.head.len());
        self.head.extend_from_slice(bytes.get(..room.min(read)).unwrap_or_default());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_is_told_from_every_other_change() {
        let start = FileFacts { bytes: 10, modified_us: 5, number: 3 };
        assert_eq!(has_grown(start, start), Some(false));
        assert_eq!(has_grown(start, FileFacts { bytes: 11, modified_us: 6, ..start }), Some(true));
        assert_eq!(has_grown(start, FileFacts { modified_us: 6, ..start }), None, "written over");
        assert_eq!(has_grown(start, FileFacts { bytes: 9, modified_us: 6, ..start }), None, "cut");
        assert_eq!(has_grown(start, FileFacts { bytes: 11, number: 4, ..start }), None, "another file");
    }
}
