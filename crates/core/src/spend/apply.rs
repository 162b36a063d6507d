//! Apportions what is due: one thread reads and divides, the other stores, a few days in one transaction.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::day::{DayRecord, Facts, Names, apportion};
use super::error::SpendError;
use super::queries::{self, Slots, Stamp};
use super::{queries_books, queries_held, queries_put};
use crate::store::Store;

/// Rows of one write transaction; whoever waits for the file waits for no longer.
const CHUNK_ROWS: usize = 12_000;
/// Chunks between the threads.
const CHUNKS_AHEAD: usize = 2;
/// Passes over days whose books change while they are apportioned; what is left then is due the next time.
const MOST_PASSES: usize = 3;

/// What apportioning works with.
pub struct SpendEnv<'a> {
    /// The workspace.
    pub store: &'a Store,
    /// Slots that tell billed money and usage.
    pub slots: Slots<'a>,
    /// How models are named, on the providers' side and the gateways' alike.
    pub names: Names<'a>,
    /// What the names depend on; another text makes every day due.
    pub names_version: &'a str,
    /// Whether to stop after the chunk at hand.
    pub is_cancelled: &'a dyn Fn() -> bool,
    /// Told after each chunk: days done and days in all.
    pub progress: &'a dyn Fn(u64, u64),
}

/// What a pass did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpendCounts {
    /// Days apportioned.
    pub days: u64,
    /// Rows of spend stored.
    pub rows: u64,
    /// Days of closed months that would be other ones now and stay as they are.
    pub held: u64,
}

/// One day ready to be stored.
struct Ready {
    day: String,
    stamp: Stamp,
    /// The mark that was there when its requests were read.
    mark: Option<String>,
    record: DayRecord,
}

/// The days whose books changed since they were apportioned, in order.
pub fn due_days(env: &SpendEnv<'_>) -> Result<Vec<String>, SpendError> {
    env.store.read(|reader| due(reader, env.slots, env.names_version))
}

fn due(reader: &rusqlite::Connection, slots: Slots<'_>, names: &str) -> Result<Vec<String>, SpendError> {
    let base = queries::base(reader, names)?;
    let stamps = queries::stamps(reader, slots, base)?;
    let (done, marked) = (queries::done(reader)?, queries::marked(reader)?);
    let (closed, held) = (queries_held::closed_months(reader)?, queries_held::held(reader)?);
    let mut days: BTreeSet<String> = queries::request_days(reader)?;
    days.extend(stamps.keys().chain(done.keys()).chain(marked.keys()).chain(held.keys()).cloned());
    let mut found = Vec::new();
    for day in days {
        let stamp = match stamps.get(&day) {
            Some(stamp) => *stamp,
            None => queries::stamp(reader, slots, base, &day)?,
        };
        let is_other = |known: &Vec<u8>| *known != stamp;
        let is_due = match held.get(&day) {
            // What a closed month was held against is looked at once, and made the record when the month is open again.
            Some(known) => !queries_held::is_closed(&closed, &day) || is_other(known),
            None => done.get(&day).is_none_or(is_other),
        };
        if is_due || marked.contains_key(&day) {
            found.push(day);
        }
    }
    Ok(found)
}

/// Apportions every day whose books changed. Stopping between two chunks loses nothing; a second pass changes nothing.
pub fn apportion_due(env: &SpendEnv<'_>) -> Result<SpendCounts, SpendError> {
    let mut counts = SpendCounts::default();
    for _ in 0..MOST_PASSES {
        let days = due_days(env)?;
        if days.is_empty() || (env.is_cancelled)() {
            break;
        }
        pass(env, &days, &mut counts)?;
    }
    Ok(counts)
}

/// Apportions all days again; the same rows come out.
pub fn apportion_all(env: &SpendEnv<'_>) -> Result<SpendCounts, SpendError> {
    env.store.write::<_, SpendError>(|tx| Ok(queries::forget_days(tx)?))?;
    apportion_due(env)
}

fn pass(env: &SpendEnv<'_>, days: &[String], counts: &mut SpendCounts) -> Result<(), SpendError> {
    let total = days.len() as u64;
    let (sender, receiver) = sync_channel::<Vec<Ready>>(CHUNKS_AHEAD);
    let (store, slots, names, version) = (env.store, env.slots, env.names, env.names_version);
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || read_days(store, slots, names, version, days, &sender));
        let stored = store_days(env, &receiver, total, counts);
        // A reader that waits for room sees that nobody takes its chunks any more.
        drop(receiver);
        let read = reading.join().unwrap_or(Err(SpendError::Stopped));
        stored.and(read)
    })
}

/// Reads and divides day after day, handing over whenever enough rows are together.
fn read_days(
    store: &Store,
    slots: Slots<'_>,
    names: Names<'_>,
    version: &str,
    days: &[String],
    sender: &SyncSender<Vec<Ready>>,
) -> Result<(), SpendError> {
    let mut facts = Facts::new(names);
    let (mut chunk, mut rows) = (Vec::new(), 0_usize);
    for day in days {
        let ready = store.read::<_, SpendError>(|reader| {
            queries_books::take_series(reader, &mut facts)?;
            let base = queries::base(reader, version)?;
            let stamp = queries::stamp(reader, slots, base, day)?;
            let mark = queries::mark(reader, day)?;
            let evidence = queries_books::evidence(reader, slots, &mut facts, day)?;
            Ok(Ready { day: day.clone(), stamp, mark, record: apportion(&mut facts, &evidence) })
        })?;
        rows = rows.saturating_add(ready.record.lines.len()).saturating_add(ready.record.parts.len());
        chunk.push(ready);
        if rows >= CHUNK_ROWS {
            rows = 0;
            if sender.send(std::mem::take(&mut chunk)).is_err() {
                return Ok(());
            }
        }
    }
    if !chunk.is_empty() {
        // Nobody takes it after a failure or a cancellation, which is told elsewhere.
        let _ = sender.send(chunk);
    }
    Ok(())
}

fn store_days(
    env: &SpendEnv<'_>,
    receiver: &Receiver<Vec<Ready>>,
    total: u64,
    counts: &mut SpendCounts,
) -> Result<(), SpendError> {
    let mut done = 0_u64;
    for chunk in receiver {
        if (env.is_cancelled)() {
            return Ok(());
        }
        let stored = env.store.write::<_, SpendError>(|tx| {
            let base = queries::base(tx, env.names_version)?;
            let closed = queries_held::closed_months(tx)?;
            let mut stored = SpendCounts::default();
            for ready in &chunk {
                // What changed after it was read stays due.
                let is_same = queries::stamp(tx, env.slots, base, &ready.day)? == ready.stamp
                    && queries::mark(tx, &ready.day)? == ready.mark;
                if is_same && queries_held::is_closed(&closed, &ready.day) {
                    let is_held = queries_held::hold(tx, &ready.day, ready.stamp, &ready.record)?;
                    stored.held = stored.held.saturating_add(u64::from(is_held));
                } else if is_same {
                    queries_put::put_day(tx, &ready.day, ready.stamp, &ready.record)?;
                    stored.days = stored.days.saturating_add(1);
                    let rows = ready.record.lines.len().saturating_add(ready.record.parts.len());
                    stored.rows = stored.rows.saturating_add(rows as u64);
                }
            }
            Ok(stored)
        })?;
        counts.days = counts.days.saturating_add(stored.days);
        counts.rows = counts.rows.saturating_add(stored.rows);
        counts.held = counts.held.saturating_add(stored.held);
        done = done.saturating_add(chunk.len() as u64);
        (env.progress)(done, total);
    }
    Ok(())
}
