//! Small logs by hand.

use std::path::Path;
use std::sync::Arc;

use rusqlite::types::Value;
use showback_gateways::{
    Attempt, Cost, CostBasis, Dimensions, IdScope, Place, ResponseCache, Status, Teller, Tokens,
};

use crate::kernel::parse_instant;
use crate::ledger::SeriesKey;
use crate::requests::*;
use crate::store::{OpenMode, Store, StoreError};

pub const DAY: i64 = 86_400_000_000;
/// 2026-11-01, midnight.
pub const START: i64 = 1_793_491_200_000_000;

pub fn open(folder: &Path, name: &str) -> Store {
    let now = parse_instant("2026-11-23T12:00:00Z").unwrap();
    Store::open(&folder.join(name), OpenMode::CreateIfMissing, now).unwrap()
}

pub fn key(team: &str) -> SeriesKey {
    SeriesKey {
        provider: "openai".to_owned(),
        channel: "openai".to_owned(),
        model_served: Some("gpt-5".to_owned()),
        gateway: Some("Gateway".to_owned()),
        team: Some(team.to_owned()),
        ..SeriesKey::default()
    }
}

/// A success at that microsecond, priced by its output: 10 nanos a token, and 1 for each token of input.
pub fn request(id: &str, started_us: i64, team: &str, output: u64) -> StagedRequest {
    let amount = i64::try_from(output).unwrap() * 10;
    StagedRequest {
        attempt: Attempt {
            event_id: id.to_owned(),
            started_us,
            latency_us: Some(1_000),
            dimensions: Dimensions { provider: "openai".to_owned(), ..Dimensions::default() },
            status: Status::Success,
            tokens: Some(Tokens { input: 7, output, ..Tokens::default() }),
            cost: Some(Cost {
                amount: rust_decimal::Decimal::new(amount, 9),
                currency: "USD".to_owned(),
                basis: CostBasis::Estimated,
            }),
            response_cache: ResponseCache::Missed,
            place: Place { record: 1, offset: 0 },
            ..Attempt::default()
        },
        file: 0,
        series: Arc::new(key(team)),
        rated: RatedAmounts {
            outcome: RatingOutcome::Priced,
            currency: "USD".to_owned(),
            list_nanos: Some(amount + 7),
            rated_nanos: Some(amount + 7),
            rated_high_nanos: None,
            input_nanos: Some(7),
            cache_write_nanos: Some(0),
            cache_read_nanos: Some(0),
            output_nanos: Some(amount),
            other_nanos: Some(0),
            cache_benefit_nanos: Some(0),
        },
    }
}

pub fn forever(mut request: StagedRequest) -> StagedRequest {
    request.attempt.id_scope = IdScope::Forever;
    request
}

pub fn of_logical(mut request: StagedRequest, logical: &str, status: Status) -> StagedRequest {
    request.attempt.logical_id = Some(logical.to_owned());
    request.attempt.status = status;
    request
}

pub fn facts(label: &str) -> ImportFacts {
    facts_of(label, Teller::Gateway)
}

pub fn facts_of(label: &str, teller: Teller) -> ImportFacts {
    ImportFacts {
        source: NewSource {
            label: label.to_owned(),
            format: "litellm".to_owned(),
            teller,
            connection_id: None,
            settings_json: "{}".to_owned(),
        },
        run_id: None,
        pricing_id: None,
        applied_at: parse_instant("2026-11-23T12:00:00Z").unwrap(),
        took_ms: 5,
    }
}

pub fn stage(store: &Store, label: &str, requests: &[StagedRequest]) -> Stage {
    let mut stage = Stage::create(store, label).unwrap();
    stage.add(requests).unwrap();
    stage.finish(vec![StagedFile { name: "a.jsonl".to_owned(), ..StagedFile::default() }]).unwrap();
    stage
}

pub fn import(store: &Store, label: &str, requests: &[StagedRequest]) -> Applied {
    import_of(store, &facts(label), requests)
}

pub fn import_of(store: &Store, facts: &ImportFacts, requests: &[StagedRequest]) -> Applied {
    let stage = stage(store, &facts.source.label, requests);
    let preview = stage.preview(store).unwrap();
    let applied = stage.apply(store, facts).unwrap();
    assert_eq!(preview.requests, applied.requests, "a dry run tells what applying does");
    assert_eq!(preview.outcomes, applied.outcomes);
    applied
}

/// Rows of a statement as text.
pub fn rows(store: &Store, sql: &str) -> Vec<String> {
    store
        .read::<_, StoreError>(|reader| {
            let mut statement = reader.prepare(sql)?;
            let columns = statement.column_count();
            let rows = statement.query_map([], |row| {
                let values: Vec<String> = (0..columns).map(|column| text(row.get(column).unwrap())).collect();
                Ok(values.join(" "))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap()
}

fn text(value: Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => format!("real {number}"),
        Value::Text(text) => format!("'{text}'"),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// Everything of the book that must not depend on how it came.
pub fn book(store: &Store) -> Vec<String> {
    let mut book = rows(
        store,
        "SELECT r.started_us, r.identity, l.label, s.team, content, event_id, attempt, is_retry, numbered, status, output,
            rated_nanos, is_counted, told_by
         FROM requests r JOIN series s ON s.id = r.series_id JOIN log_sources l ON l.id = r.source_id ORDER BY 1, 2",
    );
    for (table, period) in [("request_days", "day"), ("request_months", "month")] {
        let columns = settle::Column::ALL.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ");
        book.extend(rows(
            store,
            &format!(
                "SELECT {period}, l.label, s.team, currency, {columns} FROM {table} d JOIN series s ON s.id = d.series_id
                 JOIN log_sources l ON l.id = d.source_id ORDER BY 1, 2, 3, 4"
            ),
        ));
    }
    book.extend(rows(
        store,
        "SELECT day, label, task, attempts, failures, has_succeeded, currency, rated_nanos, unpriced, first_us, last_us
         FROM request_loops JOIN log_sources l ON l.id = source_id ORDER BY 1, 2, 3",
    ));
    book
}
