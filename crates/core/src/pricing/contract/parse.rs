//! From text to contract, with every finding.

use std::collections::BTreeMap;
use std::ops::Range;

use sha2::{Digest, Sha256};
use showback_pricebook::Window;
use toml::de::DeTable;

use super::finding::ContractFinding;
use super::model::{Contract, Entry};
use super::overlap::overlaps;
use super::reader::{Fields, Report, Subject};
use super::terms::read_term;
use super::view::{EntryDraft, EntryKind};
use crate::text_form::{EntryPlace, opened_tables, spread};

/// Opens the canonical form, so that another form never has the same hash.
const CANONICAL_FORM: &str = "showback contract 1\n";
/// Longest text of a contract, in bytes.
const LONGEST_TEXT: usize = 4 << 20;

/// A contract with the place of each entry, in the order of the text.
pub(super) struct Located {
    pub(super) contract: Contract,
    pub(super) places: Vec<EntryPlace>,
}

impl Contract {
    /// Reads the text form; answers every finding, in the order of the text. An empty text is an empty contract.
    pub fn parse(text: &str) -> Result<Self, Vec<ContractFinding>> {
        Ok(locate(text)?.contract)
    }

    /// SHA-256 of the canonical form of the entries, in hexadecimal. Comments, spaces and the spelling of a value do not
    /// change it; the order of the entries does.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(CANONICAL_FORM);
        for entry in &self.entries {
            let line = serde_json::to_string(&EntryDraft::from(entry)).unwrap_or_default();
            hasher.update(line);
            hasher.update("\n");
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Hash of the contract that the text says; see [`Contract::hash`].
pub fn contract_hash(text: &str) -> Result<String, Vec<ContractFinding>> {
    Contract::parse(text).map(|contract| contract.hash())
}

pub(super) fn locate(text: &str) -> Result<Located, Vec<ContractFinding>> {
    let mut report = Report::new(text);
    if text.len() > LONGEST_TEXT {
        let what = format!("the text is longer than {LONGEST_TEXT} bytes");
        report.add(0, Subject::default(), what, "split the contract over workspaces");
        return Err(report.finish());
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        let what = format!("the text cannot be read here: {}", error.message());
        report.add(at, Subject::default(), what, "write it as docs/contract.md shows");
    }
    let read = read_entries(root.get_ref(), &mut report);
    let places: Vec<EntryPlace> = read.iter().map(|(_, place)| place.clone()).collect();
    let entries: Vec<Entry> = read.into_iter().filter_map(|(entry, _)| entry).collect();
    if report.count() == 0 {
        across(&entries, &places, &mut report);
    }
    if report.count() == 0 {
        Ok(Located { contract: Contract { entries }, places })
    } else {
        Err(report.finish())
    }
}

fn read_entries(root: &DeTable<'_>, report: &mut Report<'_>) -> Vec<(Option<Entry>, EntryPlace)> {
    let text = report.text();
    let mut tables = Vec::new();
    for (key, value) in root.iter() {
        let word = key.get_ref().as_ref();
        let Some(kind) = EntryKind::ALL.into_iter().find(|kind| kind.word() == word) else {
            let known: Vec<&str> = EntryKind::ALL.iter().map(|kind| kind.word()).collect();
            let what = format!("\"{word}\" is no kind of entry");
            report.add(
                key.span().start,
                Subject::default(),
                what,
                format!("use one of {}", known.join(", ")),
            );
            continue;
        };
        match opened_tables(value, text) {
            Some(items) => tables.extend(items.into_iter().map(|(header, table)| (kind, header, table))),
            None => {
                let what = format!("`{word}` is not a list of entries");
                let remedy = format!("open each entry with [[{word}]]");
                report.add(key.span().start, Subject::default(), what, remedy);
            }
        }
    }
    tables.sort_by_key(|(_, header, _)| header.start);
    tables.into_iter().map(|(kind, header, table)| read_entry(kind, header, table, report)).collect()
}

fn read_entry(
    kind: EntryKind,
    header: Range<usize>,
    table: &DeTable<'_>,
    report: &mut Report<'_>,
) -> (Option<Entry>, EntryPlace) {
    let place = EntryPlace::new(header.clone(), table);
    let before = report.count();
    let mut fields = Fields::new(kind, header.start, table, report);
    let id = fields.required_text("id");
    fields.id = id.clone().unwrap_or_default();
    let is_plain = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if id.as_deref().is_some_and(|id| !is_plain(id)) {
        fields.refuse("id", "`id` has other characters".to_owned(), "use letters, digits, -, _ and .");
    }
    let reason = fields.required_text("reason");
    let valid = Window { from: fields.date("from"), to: fields.date("to") };
    if let (Some(from), Some(to)) = (valid.from, valid.to)
        && from >= to
    {
        fields.refuse(
            "to",
            "it ends before it starts".to_owned(),
            "`to` is the first day after: put it later",
        );
    }
    let term = read_term(&mut fields, valid);
    fields.finish();
    let entry = match (id, reason, term) {
        (Some(id), Some(reason), Some(term)) if report.count() == before => {
            Some(Entry { id, valid, reason, term })
        }
        _ => None,
    };
    (entry, place)
}

/// What one entry alone does not show.
fn across(entries: &[Entry], places: &[EntryPlace], report: &mut Report<'_>) {
    let mut seen: BTreeMap<&str, &Entry> = BTreeMap::new();
    for (entry, place) in entries.iter().zip(places) {
        if let Some(first) = seen.insert(&entry.id, entry) {
            let subject = Subject { entry: Some(&entry.id), field: Some("id") };
            let what =
                format!("the id \"{}\" is taken: a {} has it already", entry.id, first.term.kind().word());
            report.add(place.at("id"), subject, what, "give each entry an id of its own");
        }
    }
    for (entry, place) in spread(places).filter_map(|at| entries.get(at).zip(places.get(at))) {
        let subject = Subject { entry: Some(&entry.id), field: None };
        let what = format!("{} \"{}\" goes on after another entry", entry.term.kind().word(), entry.id);
        report.add(place.header.start, subject, what, "put all fields of an entry in one place");
    }
    for overlap in overlaps(entries) {
        let (Some(entry), Some(place)) = (entries.get(overlap.later), places.get(overlap.later)) else {
            continue;
        };
        let subject = Subject { entry: Some(&entry.id), field: Some(overlap.field) };
        report.add(
            place.at(overlap.field),
            subject,
            overlap.what,
            "end the earlier one where the later one starts, or remove one",
        );
    }
}
