//! Workers: they parse the parts of files and rate what is in them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;

use showback_gateways::input::{Chunk, Item};
use showback_gateways::{Annotation, Findings, Outcome, Reader, Rejection, Source};

use super::Shared;
use crate::imports::Rater;
use crate::requests::StagedRequest;

/// A part of a file, for one worker.
pub(super) struct Job {
    /// Place in the order of everything.
    pub seq: u64,
    /// Ordinal of the file.
    pub file: usize,
    /// Names of the columns, for the first part of a file that a worker gets.
    pub header: Option<Vec<String>>,
    /// The part; `None` after the last one, so that what was held back comes out.
    pub chunk: Option<Chunk>,
}

/// What was found in a part.
pub(super) struct Found {
    pub seq: u64,
    pub file: usize,
    pub records: u64,
    pub requests: Vec<StagedRequest>,
    pub outcomes: Vec<Outcome>,
    pub annotations: Vec<Annotation>,
    pub rejections: Vec<Rejection>,
    pub skipped: Vec<(&'static str, u64)>,
    /// The buffer of the part, to be filled again; `None` when there was none.
    pub buffer: Option<Vec<u8>>,
    /// Whether a reader failed in a way that readers must not.
    pub has_stopped: bool,
}

impl Found {
    fn nothing(seq: u64, file: usize) -> Self {
        Self {
            seq,
            file,
            records: 0,
            requests: Vec::new(),
            outcomes: Vec::new(),
            annotations: Vec::new(),
            rejections: Vec::new(),
            skipped: Vec::new(),
            buffer: None,
            has_stopped: false,
        }
    }
}

/// Where jobs go and what was found comes from.
pub(super) struct Workers {
    pub jobs: Vec<Sender<Job>>,
    pub found: Receiver<Found>,
}

pub(super) fn start<'scope, 'env>(scope: &'scope Scope<'scope, 'env>, shared: &'env Shared<'env>) -> Workers {
    let (tell, found) = channel();
    let jobs = (0..shared.reading.workers.max(1)).map(|_| {
        let (give, jobs) = channel::<Job>();
        let tell = tell.clone();
        scope.spawn(move || work(shared, &jobs, &tell));
        give
    });
    Workers { jobs: jobs.collect(), found }
}

fn work(shared: &Shared<'_>, jobs: &Receiver<Job>, tell: &Sender<Found>) {
    let mut rater = Rater::new(shared.reading.ready.clone(), &shared.source.label);
    let mut open: Option<(usize, Box<dyn Reader>)> = None;
    while let Ok(job) = jobs.recv() {
        let reader = match &mut open {
            Some((file, reader)) if *file == job.file => reader,
            _ => {
                let Some(reader) = reader(shared, job.file, job.header.as_deref()) else { return };
                &mut open.insert((job.file, reader)).1
            }
        };
        let (seq, file) = (job.seq, job.file);
        // A reader that panics must not leave the other threads waiting for its part.
        let found = catch_unwind(AssertUnwindSafe(|| read(job, reader.as_mut(), &mut rater)));
        let found = found.unwrap_or_else(|_| Found { has_stopped: true, ..Found::nothing(seq, file) });
        // Whoever takes it has gone only when the import is over.
        if tell.send(found).is_err() {
            return;
        }
    }
}

fn reader(shared: &Shared<'_>, file: usize, header: Option<&[String]>) -> Option<Box<dyn Reader>> {
    let ask = shared.asks.get(file)?;
    let source = Source {
        carried: shared.source.carried.clone(),
        is_subscription: shared.source.is_subscription,
        path: ask.file.inside.clone(),
        mapping: None,
    };
    let mut reader = ask.manner.reader(&source);
    if let Some(header) = header {
        reader.header(header);
    }
    Some(reader)
}

fn read(job: Job, reader: &mut dyn Reader, rater: &mut Rater) -> Found {
    let mut findings = Findings::default();
    let mut records = 0;
    match &job.chunk {
        Some(chunk) => chunk.each(|item| {
            records += 1;
            match item {
                Item::Record(record, place) => reader.record(record, place, &mut findings),
                Item::Row(row, place) => reader.row(row, place, &mut findings),
                Item::Rejected(rejection) => findings.rejections.push(rejection),
            }
        }),
        None => reader.end(&mut findings),
    }
    let file = u32::try_from(job.file).unwrap_or(u32::MAX);
    let requests = findings.attempts.into_iter().map(|attempt| rater.stage(attempt, file)).collect();
    Found {
        seq: job.seq,
        file: job.file,
        records,
        requests,
        outcomes: findings.outcomes,
        annotations: findings.annotations,
        rejections: findings.rejections,
        skipped: findings.skipped,
        buffer: job.chunk.map(Chunk::into_buffer),
        has_stopped: false,
    }
}
