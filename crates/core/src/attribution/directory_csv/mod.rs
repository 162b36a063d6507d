//! Owners of keys, projects, users and accounts from a table that an analyst keeps.
//!
//! The header names the thing (`key`, `project`, `user`, `account` for ids, with `_name` for names), `from` and `until` where
//! the table has dates (`until` is the first day after), and dimensions. A row gives an owner for each dimension with a
//! value in it. Any finding refuses the file, so that nothing is half read.

mod overlaps;

use std::collections::BTreeSet;

use csv::StringRecord;

use super::model::{OWNED_COLUMNS, Owner};
use super::{Dates, fold};
use crate::kernel::parse_day;
use crate::kernel::words::{counted, listed};
use overlaps::without_overlaps;

pub use overlaps::owners_overlap;

/// Largest file.
pub const DIRECTORY_BYTES_LIMIT: usize = 10 << 20;

/// Findings that are told; of further ones only how many.
const MOST_FINDINGS: usize = 200;

/// An owner as the file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOwner {
    /// Column that names what is owned.
    pub column: String,
    /// What is owned: its id.
    pub text: String,
    /// Dimension.
    pub dimension: String,
    /// Owner, as the file writes it.
    pub value: String,
    /// When it holds.
    pub dates: Dates,
    /// Line of the file, from 1; the first one of several that say the same.
    pub line: u64,
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryFinding {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectoryRead {
    /// Owners in order of their lines; none where there is a finding. No two of one thing and dimension overlap.
    pub owners: Vec<NewOwner>,
    /// Why the file is refused, in order of lines; none where it is right.
    pub findings: Vec<DirectoryFinding>,
    /// Findings beyond those that are told.
    pub further_findings: usize,
}

/// What a column of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading<'d> {
    /// Id of a thing of this column of subjects.
    Id(&'static str),
    /// Name of one.
    Name(&'static str),
    From,
    Until,
    Dimension(&'d str),
}

/// Reads a file. `resolve_name` answers the ids of what has a name, by the column that holds the ids: `key`, `project`,
/// `user` or `account`.
pub fn read_directory(
    bytes: &[u8],
    dimensions: &BTreeSet<String>,
    resolve_name: impl Fn(&str, &str) -> Vec<String>,
) -> DirectoryRead {
    let mut table = Table { resolve: &resolve_name, owners: Vec::new(), findings: Vec::new() };
    match text_of(bytes) {
        Ok(text) => table.read(text, dimensions),
        Err(finding) => table.findings.push(finding),
    }
    let Table { owners, mut findings, .. } = table;
    let owners = without_overlaps(owners, &mut findings);
    findings.sort_by_key(|finding| finding.line);
    let further_findings = findings.len().saturating_sub(MOST_FINDINGS);
    findings.truncate(MOST_FINDINGS);
    let owners = if findings.is_empty() { owners } else { Vec::new() };
    DirectoryRead { owners, findings, further_findings }
}

fn finding(line: u64, what: impl Into<String>, remedy: impl Into<String>) -> DirectoryFinding {
    DirectoryFinding { line, what: what.into(), remedy: remedy.into() }
}

fn text_of(bytes: &[u8]) -> Result<&str, DirectoryFinding> {
    if bytes.len() > DIRECTORY_BYTES_LIMIT {
        return Err(finding(1, "the file is larger than 10 MB", "split it into several files"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let remedy = "save it as CSV in UTF-8";
    if bytes.contains(&0) {
        return Err(finding(1, "the file is no plain text", remedy));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        finding(1 + line_ends(before), "the file is not UTF-8 text here", remedy)
    })
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |ends, byte| ends + u64::from(*byte == b'\n'))
}

/// What separates the fields: the commonest of comma, semicolon and tab in the header, outside quotes.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let (mut commas, mut semicolons, mut tabs) = (0_u32, 0_u32, 0_u32);
    for letter in header.chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => commas += 1,
            ';' if !is_quoted => semicolons += 1,
            '\t' if !is_quoted => tabs += 1,
            _ => (),
        }
    }
    match () {
        () if tabs > commas && tabs > semicolons => b'\t',
        () if semicolons > commas => b';',
        () => b',',
    }
}

struct Table<'r> {
    resolve: &'r dyn Fn(&str, &str) -> Vec<String>,
    owners: Vec<NewOwner>,
    findings: Vec<DirectoryFinding>,
}

impl Table<'_> {
    fn read(&mut self, text: &str, dimensions: &BTreeSet<String>) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let mut row = StringRecord::new();
        let mut headings: Option<Vec<Heading<'_>>> = None;
        loop {
            match reader.read_record(&mut row) {
                Ok(true) => (),
                Ok(false) => break,
                Err(error) => {
                    self.find(line_of(&row, text), error.to_string(), "mend the row");
                    return;
                }
            }
            let line = line_of(&row, text);
            if row.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            match &headings {
                None => match self.headings(&row, line, dimensions) {
                    Some(found) => headings = Some(found),
                    None => return,
                },
                Some(headings) => self.row(&row, line, headings),
            }
        }
        if headings.is_none() {
            self.find(1, "the file is empty", "begin it with a header such as project,team");
        }
    }

    fn find(&mut self, line: u64, what: impl Into<String>, remedy: impl Into<String>) {
        self.findings.push(finding(line, what, remedy));
    }

    /// What the columns are; `None` where one of them is wrong.
    fn headings<'d>(
        &mut self,
        header: &StringRecord,
        line: u64,
        dimensions: &'d BTreeSet<String>,
    ) -> Option<Vec<Heading<'d>>> {
        let before = self.findings.len();
        let mut headings: Vec<Heading<'d>> = Vec::new();
        for name in header {
            let Some(heading) = heading(name, dimensions) else {
                let dimensions: Vec<&str> = dimensions.iter().map(String::as_str).collect();
                self.find(
                    line,
                    format!("\"{name}\" is neither a thing, a date nor a dimension"),
                    format!(
                        "take the column out, or name it key, project, user, account, from, until, {}",
                        listed(&dimensions)
                    ),
                );
                continue;
            };
            if headings.contains(&heading) {
                self.find(line, format!("the column \"{name}\" is there twice"), "keep one of them");
            }
            headings.push(heading);
        }
        let is_thing = |heading: &Heading<'_>| matches!(heading, Heading::Id(_) | Heading::Name(_));
        if !headings.iter().any(is_thing) {
            let remedy = "add a column key, project, user or account, or one of them with _name";
            self.find(line, "no column says what is owned", remedy);
        }
        if !headings.iter().any(|heading| matches!(heading, Heading::Dimension(_))) {
            self.find(
                line,
                "no column says who owns it",
                "add a column with the name of a dimension, such as team",
            );
        }
        (self.findings.len() == before).then_some(headings)
    }

    fn row(&mut self, row: &StringRecord, line: u64, headings: &[Heading<'_>]) {
        if row.len() != headings.len() {
            let (has, wants) = (counted(row.len(), "field", "fields"), headings.len());
            let remedy =
                "give each row as many fields as the header, and quote those that hold the separator";
            self.find(line, format!("the row has {has}, and the header {wants}"), remedy);
            return;
        }
        if let Some(field) = row.iter().map(str::trim).find(|field| field.contains(char::is_control)) {
            let shown: String = field.chars().take_while(|letter| !letter.is_control()).collect();
            let what = format!(
                "the field that begins with \"{shown}\" has a line break or another control character"
            );
            self.find(line, what, "take it out, and close every quote");
            return;
        }
        let fields = || headings.iter().zip(row.iter().map(str::trim)).filter(|(_, field)| !field.is_empty());
        let fields: Vec<(Heading<'_>, &str)> = fields().map(|(heading, field)| (*heading, field)).collect();
        let thing = self.thing(&fields, line);
        let dates = self.dates(&fields, line);
        let Some(((column, text), dates)) = thing.zip(dates) else { return };
        for (heading, value) in fields {
            let Heading::Dimension(dimension) = heading else { continue };
            self.owners.push(NewOwner {
                column: column.to_owned(),
                text: text.clone(),
                dimension: dimension.to_owned(),
                value: value.to_owned(),
                dates,
                line,
            });
        }
    }

    /// The one thing that a row is about. An id goes before the name beside it.
    fn thing(&mut self, fields: &[(Heading<'_>, &str)], line: u64) -> Option<(&'static str, String)> {
        let kind = |heading: Heading<'_>| match heading {
            Heading::Id(kind) | Heading::Name(kind) => Some(kind),
            _ => None,
        };
        let mut kinds: Vec<&str> = OWNED_COLUMNS.to_vec();
        kinds.retain(|known| fields.iter().any(|(heading, _)| kind(*heading) == Some(known)));
        let of_row = match kinds.as_slice() {
            [one] => *one,
            [] => {
                let remedy =
                    "write the id or the name of a key, project, user or account, or take the row out";
                self.find(line, "the row does not say what is owned", remedy);
                return None;
            }
            several => {
                let what = format!("the row names more than one thing: {}", listed(several));
                self.find(line, what, "leave the one that is owned, and give each other one its own row");
                return None;
            }
        };
        let found = OWNED_COLUMNS.into_iter().find(|known| *known == of_row)?;
        let of = |wanted: Heading<'_>| {
            fields.iter().find(|(heading, _)| *heading == wanted).map(|(_, text)| *text)
        };
        if let Some(id) = of(Heading::Id(found)) {
            return Some((found, id.to_owned()));
        }
        let name = of(Heading::Name(found))?;
        let mut ids = (self.resolve)(found, name);
        ids.sort();
        ids.dedup();
        match ids.as_slice() {
            [id] => Some((found, id.clone())),
            [] => {
                let remedy = format!("write its id into a column {found}, or sync its connection first");
                self.find(line, format!("no {found} is called \"{name}\""), remedy);
                None
            }
            several => {
                let what = format!(
                    "\"{name}\" is the name of {}",
                    counted(several.len(), found, &format!("{found}s"))
                );
                let shown: Vec<&str> = several.iter().take(5).map(String::as_str).collect();
                let remedy = format!("write the id of one into a column {found}: {}", listed(&shown));
                self.find(line, what, remedy);
                None
            }
        }
    }

    fn dates(&mut self, fields: &[(Heading<'_>, &str)], line: u64) -> Option<Dates> {
        let mut dates = Dates::ALWAYS;
        let mut is_right = true;
        for (heading, text) in fields {
            let end = match heading {
                Heading::From => &mut dates.from,
                Heading::Until => &mut dates.until,
                _ => continue,
            };
            match parse_day(text) {
                Ok(day) => *end = Some(day),
                Err(_) => {
                    is_right = false;
                    self.find(
                        line,
                        format!("\"{text}\" is not a date"),
                        "write it as YYYY-MM-DD, such as 2026-10-12",
                    );
                }
            }
        }
        if let Some((from, until)) = dates.from.zip(dates.until).filter(|(from, until)| until <= from) {
            let what = format!("the owner holds from {from} until before {until}, which is no day");
            self.find(line, what, "let it end after it begins; until is the first day after");
            is_right = false;
        }
        is_right.then_some(dates)
    }
}

/// The line on which a row begins: blank lines before it are read together with it.
fn line_of(row: &StringRecord, text: &str) -> u64 {
    let Some(position) = row.position() else { return 1 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let blank = text.as_bytes().get(from..).unwrap_or_default().iter();
    let blank = blank.take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + blank.fold(0, |ends, byte| ends + u64::from(*byte == b'\n'))
}

fn heading<'d>(name: &str, dimensions: &'d BTreeSet<String>) -> Option<Heading<'d>> {
    let name = fold(name).replace([' ', '-'], "_");
    let kind = |text: &str| OWNED_COLUMNS.into_iter().find(|known| *known == text);
    match name.as_str() {
        "from" => Some(Heading::From),
        "until" => Some(Heading::Until),
        _ => kind(&name)
            .map(Heading::Id)
            .or_else(|| name.strip_suffix("_name").and_then(kind).map(Heading::Name))
            .or_else(|| dimensions.get(&name).map(|known| Heading::Dimension(known))),
    }
}

impl NewOwner {
    /// As an owner with an id.
    pub fn with_id(&self, id: i64) -> Owner {
        let Self { column, text, dimension, value, dates, .. } = self.clone();
        Owner { id, column, text, dimension, value, dates }
    }
}
