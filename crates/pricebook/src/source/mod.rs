//! The TOML form of a book: one file per channel, `book.toml` for what is common, `published.txt` for what was published.
//!
//! Owns: reading the files into a [`Book`] with the place of each part. Never does: judging whether prices make sense;
//! that belongs to the checks. Invariant: every fault of the files is collected; a book with a fault is not returned.

mod channel;
mod fields;
mod model;
mod rates;
mod terms;
mod values;

use toml::de::{DeTable, DeValue};

use crate::canonical::MAX_BYTES;
use crate::checks;
use crate::finding::{Finding, has_errors};
use crate::model::{Book, RateId};
use crate::places::{FileLines, Item, Place, Places};
use crate::terms::Correction;
use fields::{Fields, Log, Placed};

pub(crate) use values::{MAX_DIGITS, significant_digits};

/// The file of what the whole book has in common.
const BOOK_FILE: &str = "book.toml";
/// The file of what was published, beside the others.
pub const LOCK_FILE: &str = "published.txt";

/// A book that passed every check, and what is worth a look in it.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The book.
    pub book: Book,
    /// Findings that do not stop it.
    pub notes: Vec<Finding>,
}

/// Compiles a book from its files, each given by name and text. Files other than `*.toml` and `published.txt` are not
/// looked at.
///
/// Gives every fault when there is one: those of reading first, and once the files read well those of the checks.
pub fn compile(files: &[(String, String)]) -> Result<Compiled, Vec<Finding>> {
    let (book, log) = read(files);
    let Some(book) = book.filter(|_| !has_errors(&log.findings)) else {
        return Err(sorted(log.findings));
    };
    let mut findings = checks::check(&book, &log.places);
    for (at, (_, text)) in files.iter().enumerate().filter(|(_, (name, _))| file_name(name) == LOCK_FILE) {
        findings.extend(checks::check_history(&book, &log.places, at, text));
    }
    let findings = sorted(findings);
    if has_errors(&findings) { Err(findings) } else { Ok(Compiled { book, notes: findings }) }
}

/// The text of `published.txt` for this book: every rate with its id and its key.
pub fn lock_text(book: &Book) -> String {
    checks::lock_text(book)
}

/// The text of `published.txt` after this book is published. Rates of the lock so far that the book corrects stay in
/// it, since a correction names what was published.
pub fn next_lock(book: &Book, before: &str) -> String {
    checks::next_lock(book, before)
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    findings
}

/// The parts of `book.toml`.
struct Common {
    version: String,
    sequence: u32,
    corrections: Vec<Placed<Correction>>,
}

fn read(files: &[(String, String)]) -> (Option<Book>, Log) {
    let lines = files.iter().map(|(name, text)| FileLines::new(name, text)).collect();
    let mut log = Log { places: Places::default(), findings: Vec::new() };
    log.places.files = lines;
    let mut channels = Vec::new();
    let mut common = None;
    for (at, (name, text)) in files.iter().enumerate().filter(|(_, (name, _))| name.ends_with(".toml")) {
        let place = Place { file: at, offset: 0 };
        if text.len() > MAX_BYTES {
            let what = format!("the file has {} bytes", text.len());
            log.error(place, "size", what, "divide it: a book has at most 20 MiB");
            continue;
        }
        let (table, faults) = DeTable::parse_recoverable(text);
        if !faults.is_empty() {
            for fault in faults {
                let offset = fault.span().map_or(0, |span| span.start);
                let what = format!("not TOML: {}", fault.message());
                log.error(Place { file: at, offset }, "syntax", what, "correct the line");
            }
            continue;
        }
        if file_name(name) == BOOK_FILE {
            common = read_common(Fields::new("the book", place, table.get_ref()), &mut log);
            continue;
        }
        if let Some(channel) = channel::read(Fields::new("the channel", place, table.get_ref()), &mut log) {
            if format!("{}.toml", channel.id()) != file_name(name) {
                let what = format!(
                    "the file is named {} but holds the channel \"{}\"",
                    file_name(name),
                    channel.id()
                );
                log.error(place, "file-name", what, "name the file after the channel");
            }
            channels.push(channel);
        }
    }
    let book = settle(common, channels, &mut log);
    (book, log)
}

fn settle(common: Option<Common>, mut channels: Vec<channel::ReadChannel>, log: &mut Log) -> Option<Book> {
    let Some(common) = common else {
        if !log.findings.iter().any(|finding| file_name(&finding.file) == BOOK_FILE) {
            let what = format!("there is no {BOOK_FILE}");
            log.error(Place::default(), "missing-file", what, "add it with schema, version and sequence");
        }
        return None;
    };
    channels.sort_by(|a, b| a.id().cmp(b.id()));
    let channels = channels.into_iter().enumerate().map(|(at, read)| read.settle(at, log)).collect();
    let mut corrections = Vec::new();
    for (at, Placed { value, place }) in common.corrections.into_iter().enumerate() {
        log.places.set(Item::Correction(at), place);
        corrections.push(value);
    }
    Some(Book { schema: 1, version: common.version, sequence: common.sequence, channels, corrections })
}

fn read_common(mut fields: Fields<'_>, log: &mut Log) -> Option<Common> {
    expect_schema(&mut fields, log);
    let version = fields.need(log, "version", version);
    let sequence = fields.need(log, "sequence", sequence);
    let corrections = fields.tables(log, "correction", "a correction");
    let corrections = corrections.into_iter().filter_map(|fields| correction(fields, log)).collect();
    fields.finish(log);
    Some(Common { version: version?, sequence: sequence?, corrections })
}

fn correction(mut fields: Fields<'_>, log: &mut Log) -> Option<Placed<Correction>> {
    let place = fields.place;
    let rate = fields.need(log, "rate", rate_id);
    let reason = fields.need(log, "reason", values::text);
    let wrong_since = fields.need(log, "wrong_since", version);
    fields.finish(log);
    Some(Placed { value: Correction { rate: rate?, reason: reason?, wrong_since: wrong_since? }, place })
}

/// Every file says which form it has; this program reads form 1.
fn expect_schema(fields: &mut Fields<'_>, log: &mut Log) {
    let place = fields.place;
    if fields.need(log, "schema", values::count).is_some_and(|schema| schema != 1) {
        log.error(
            place,
            "schema",
            "the file is not of form 1".to_owned(),
            "write `schema = 1`, and keep to that form",
        );
    }
}

fn version(value: &DeValue<'_>) -> Result<String, values::Expected> {
    let version = values::name(value)?;
    is_version(&version)
        .then_some(version)
        .ok_or_else(|| "a day like \"2026-11-23\", with a suffix like \".2\" when it has several".to_owned())
}

/// `YYYY-MM-DD`, with `.n` when a day has several.
pub(crate) fn is_version(version: &str) -> bool {
    let (day, suffix) = version.split_once('.').unwrap_or((version, "1"));
    let is_number =
        !suffix.is_empty() && suffix.len() <= 3 && suffix.bytes().all(|byte| byte.is_ascii_digit());
    day.len() == 10 && day.parse::<chrono::NaiveDate>().is_ok() && is_number
}

fn sequence(value: &DeValue<'_>) -> Result<u32, values::Expected> {
    let number = values::count(value)?;
    u32::try_from(number).ok().filter(|number| *number > 0).ok_or_else(|| "a whole number from 1".to_owned())
}

fn rate_id(value: &DeValue<'_>) -> Result<RateId, values::Expected> {
    let text = values::name(value)?;
    let id = (text.len() == 16).then(|| u64::from_str_radix(&text, 16).ok()).flatten();
    id.map(RateId).ok_or_else(|| "a rate id of 16 hexadecimal digits".to_owned())
}

/// The last part of a path, whatever separates its parts.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
