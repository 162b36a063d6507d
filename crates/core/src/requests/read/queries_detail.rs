//! SQL of one attempt in full.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::queries::{COLUMNS, TABLES, read_attempt, siblings};
use super::{AttemptKey, AttemptRow};
use crate::store::read_count;

/// Attempts of one request and tellings of one charge lie at most so far apart.
const REACH_US: i64 = 36 * 3_600 * 1_000_000;

/// One attempt with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptDetail {
    /// As in a list.
    pub row: AttemptRow,
    /// Names of its series in display order: stored name and value.
    pub dimensions: Vec<(&'static str, Option<String>)>,
    /// Further dimensions as JSON.
    pub extra_json: String,
    /// Ids as told: stored name and value.
    pub ids: Vec<(&'static str, Option<String>)>,
    /// Microseconds until the first token.
    pub first_token_us: Option<u64>,
    /// Whether it was streamed.
    pub is_stream: Option<bool>,
    /// Whether the provider charges for it.
    pub is_charged: Option<bool>,
    /// Further meters as JSON; `None` when there are none.
    pub more_json: Option<String>,
    /// Bits of the reader's notes.
    pub notes: i64,
    /// What the source says it cost: nanos and stored code of the basis.
    pub reported: Option<(i64, i64)>,
    /// Currency of it, else of the rated amounts; empty when neither is told.
    pub reported_currency: String,
    /// By public rates.
    pub list_nanos: Option<i64>,
    /// Input, cache write, cache read, output, other.
    pub class_nanos: [Option<i64>; 5],
    /// Net benefit of the prompt cache.
    pub cache_benefit_nanos: Option<i64>,
    /// Whether it went through the batch interface.
    pub lane: Option<String>,
    /// Attempts of its logical request in order.
    pub attempts: Vec<AttemptRow>,
    /// Other rows of the same charge.
    pub tellings: Vec<AttemptRow>,
    /// Outcomes of it, its trace and its task.
    pub outcomes: Vec<OutcomeRow>,
    /// Where it stands.
    pub place: PlaceRow,
    /// How often it was told otherwise before.
    pub revisions: u32,
}

/// An outcome as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// `request`, `trace` or `task`.
    pub about: String,
    /// What was judged.
    pub name: String,
    /// The verdict.
    pub kind: String,
    /// Exact decimal text.
    pub score: Option<String>,
    /// Label as told.
    pub label: Option<String>,
    /// Who judged.
    pub judge: Option<String>,
    /// Microseconds since 1970.
    pub at_us: Option<i64>,
}

/// Where an attempt stands in what was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceRow {
    /// The import.
    pub import: i64,
    /// RFC 3339.
    pub applied_at: String,
    /// File name; `None` when a connection brought it.
    pub file: Option<String>,
    /// Its folder.
    pub folder: Option<String>,
    /// Line, element or row, from 1.
    pub record: u64,
}

const DIMENSIONS: [&str; 19] = [
    "provider",
    "channel",
    "account",
    "project",
    "credential",
    "user",
    "model_requested",
    "model_served",
    "service_tier",
    "region",
    "operation",
    "product",
    "speed",
    "gateway",
    "team",
    "feature",
    "customer",
    "environment",
    "workload",
];

const IDS: [&str; 6] = ["event_id", "response_id", "logical_id", "task_id", "trace_id", "end_user"];

pub(super) fn detail(reader: &Connection, key: AttemptKey) -> rusqlite::Result<Option<AttemptDetail>> {
    let dimensions = DIMENSIONS.map(|name| format!("s.{name}")).join(", ");
    let ids = IDS.map(|name| format!("r.{name}")).join(", ");
    let first = 28;
    let after_names = first + DIMENSIONS.len() + IDS.len();
    let found = reader
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, {dimensions}, {ids}, s.extra_json, s.lane, r.first_token_us, r.is_stream, r.is_charged,
                    r.more_json, r.notes, r.reported_nanos, r.reported_basis, coalesce(r.reported_currency, r.currency),
                    r.list_nanos, r.input_nanos, r.cache_write_nanos, r.cache_read_nanos, r.output_nanos, r.other_nanos,
                    r.cache_benefit_nanos, r.import_id, i.applied_at, f.name, f.folder, r.record,
                    (SELECT count(*) FROM request_revisions v
                     WHERE v.started_us = r.started_us AND v.identity = r.identity)
             FROM {TABLES} JOIN imports i ON i.id = r.import_id
             LEFT JOIN import_files f ON f.import_id = r.import_id AND f.ordinal = r.file
             WHERE r.started_us = ?1 AND r.identity = ?2"
        ))?
        .query_row((key.started_us, key.identity), |row| {
            let named = |names: &[&'static str], from: usize| -> rusqlite::Result<Vec<(&'static str, Option<String>)>> {
                names.iter().enumerate().map(|(at, name)| Ok((*name, row.get(from + at)?))).collect()
            };
            let at = |offset: usize| after_names + offset;
            let reported: Option<i64> = row.get(at(7))?;
            let basis: Option<i64> = row.get(at(8))?;
            Ok(AttemptDetail {
                row: read_attempt(row)?,
                dimensions: named(&DIMENSIONS, first)?,
                ids: named(&IDS, first + DIMENSIONS.len())?,
                extra_json: row.get(at(0))?,
                lane: row.get(at(1))?,
                first_token_us: row.get::<_, Option<i64>>(at(2))?.map(i64::unsigned_abs),
                is_stream: row.get(at(3))?,
                is_charged: row.get(at(4))?,
                more_json: row.get(at(5))?,
                notes: row.get(at(6))?,
                reported: reported.zip(basis),
                reported_currency: row.get(at(9))?,
                list_nanos: row.get(at(10))?,
                class_nanos: [row.get(at(11))?, row.get(at(12))?, row.get(at(13))?, row.get(at(14))?, row.get(at(15))?],
                cache_benefit_nanos: row.get(at(16))?,
                place: PlaceRow {
                    import: row.get(at(17))?,
                    applied_at: row.get(at(18))?,
                    file: row.get(at(19))?,
                    folder: row.get(at(20))?,
                    record: read_count(row, at(21))?,
                },
                revisions: row.get(at(22))?,
                attempts: Vec::new(),
                tellings: Vec::new(),
                outcomes: Vec::new(),
            })
        })
        .optional()?;
    let Some(mut detail) = found else { return Ok(None) };
    let id = |name: &str| detail.ids.iter().find(|(known, _)| *known == name).and_then(|(_, id)| id.clone());
    let (from, to) = (key.started_us.saturating_sub(REACH_US), key.started_us.saturating_add(REACH_US));
    let logical = id("logical_id");
    if logical.is_some() {
        detail.attempts = siblings(
            reader,
            "r.started_us BETWEEN :from AND :to AND r.source_id = :source AND r.logical_id = :logical",
            named_params! { ":from": from, ":to": to, ":source": detail.row.source, ":logical": logical },
        )?;
    }
    let response = id("response_id");
    if response.is_some() {
        detail.tellings = siblings(
            reader,
            "r.started_us BETWEEN :from AND :to AND r.response_id = :response AND r.identity <> :identity",
            named_params! { ":from": from, ":to": to, ":response": response, ":identity": key.identity },
        )?;
    }
    detail.outcomes = outcomes(reader, &detail.ids)?;
    Ok(Some(detail))
}

fn outcomes(
    reader: &Connection,
    ids: &[(&'static str, Option<String>)],
) -> rusqlite::Result<Vec<OutcomeRow>> {
    let id = |name: &str| ids.iter().find(|(known, _)| *known == name).and_then(|(_, id)| id.as_deref());
    reader
        .prepare_cached(
            "SELECT about, name, kind, score_text, label, judge, at_us FROM outcomes
             WHERE about_id IN (:event, :response, :logical, :task, :trace)
               AND ((about = 'request' AND about_id IN (:event, :response, :logical))
                 OR (about = 'task' AND about_id = :task) OR (about = 'trace' AND about_id IN (:trace, :task)))
             ORDER BY at_us, name LIMIT 200",
        )?
        .query_map(
            named_params! {
                ":event": id("event_id"), ":response": id("response_id"), ":logical": id("logical_id"),
                ":task": id("task_id"), ":trace": id("trace_id"),
            },
            |row| {
                Ok(OutcomeRow {
                    about: row.get(0)?,
                    name: row.get(1)?,
                    kind: row.get(2)?,
                    score: row.get(3)?,
                    label: row.get(4)?,
                    judge: row.get(5)?,
                    at_us: row.get(6)?,
                })
            },
        )?
        .collect()
}
