//! A dry run: the stage beside the workspace.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::queries_compare::{self as queries, DaySums, FROM_STAGE};
use super::{Stage, by_count};
use crate::requests::days::day_text;
use crate::requests::facts::{OutcomeCounts, Preview, PreviewSums, RequestCounts, RequestMoney};
use crate::requests::{RequestsError, codes};
use crate::store::Store;

pub(super) fn preview(stage: &Stage, workspace: &Store) -> Result<Preview, RequestsError> {
    let connection = &stage.connection;
    queries::attach(connection, &workspace.path().to_string_lossy())?;
    let told = compare(stage, connection);
    queries::detach(connection)?;
    told
}

fn compare(stage: &Stage, connection: &Connection) -> Result<Preview, RequestsError> {
    let source = queries::source_id(connection, FROM_STAGE, &stage.label)?;
    let mut preview = Preview {
        rejected: by_count(stage.rejected.iter().map(|(code, count)| (code.clone(), *count)).collect()),
        skipped: stage.skipped(),
        notes: notes(connection)?,
        series: u64::try_from(stage.series.count()).unwrap_or(u64::MAX),
        files: stage.files.clone(),
        ..Preview::default()
    };
    preview.requests.repeated = stage.repeated;
    let (new, same, changed) = queries::outcomes(connection, FROM_STAGE, source)?;
    preview.outcomes = OutcomeCounts { new, same, changed };
    for file in &stage.files {
        if let Some(at) = queries::known_file(connection, &file.sha256)? {
            preview.known_files.push((file.ordinal, at));
        }
    }
    let Some((first_us, last_us)) = queries::period(connection)? else { return Ok(preview) };
    preview.first_us = Some(first_us);
    preview.last_us = Some(last_us);
    let has_overlap = queries::overlaps(connection, FROM_STAGE, first_us, last_us)?;
    let dropped: BTreeSet<String> = match source {
        Some(source) => queries::dropped_days(connection, FROM_STAGE, source)?.into_iter().collect(),
        None => BTreeSet::new(),
    };
    let days = by_day(queries::day_sums(connection, has_overlap, stage.has_timeless)?, &mut preview.requests);
    for (day, sums) in days {
        preview.total.add(&sums);
        let day = day_text(day);
        if dropped.contains(&day) {
            preview.requests.late += sums.new;
        }
        preview.days.push((day, sums));
    }
    preview.requests.collisions =
        stage.collisions + queries::collisions(connection, FROM_STAGE, first_us, last_us)?;
    if stage.has_timeless {
        for row in queries::elsewhere(connection, FROM_STAGE)? {
            preview.total.requests += 1;
            if row.changes() {
                preview.requests.changed += 1;
                preview.total.changed += 1;
            } else {
                preview.requests.same += 1;
            }
        }
    }
    Ok(preview)
}

fn by_day(rows: Vec<DaySums>, counts: &mut RequestCounts) -> BTreeMap<i64, PreviewSums> {
    let mut days: BTreeMap<i64, PreviewSums> = BTreeMap::new();
    for row in rows {
        let sums = days.entry(row.day).or_default();
        let money = money(&row);
        sums.requests += row.requests;
        sums.money_all.add(&money);
        match row.verdict {
            0 => {
                sums.new += row.requests;
                counts.new += row.requests;
            }
            1 => counts.same += row.requests,
            _ => {
                sums.changed += row.requests;
                counts.changed += row.requests;
            }
        }
        if row.verdict != 1 {
            sums.money.add(&money);
            sums.unpriced += row.unpriced;
            sums.partial += row.partial;
            sums.usage_unknown += row.usage_unknown;
        }
    }
    days
}

fn money(row: &DaySums) -> RequestMoney {
    let mut money = RequestMoney::default();
    if !row.currency.is_empty() {
        money.rate(&row.currency, i128::from(row.rated));
    }
    if let (Some(basis), Some(currency)) = (row.basis, &row.reported_currency) {
        money.tell(codes::read_basis(basis), currency, i128::from(row.reported));
    }
    money
}

fn notes(connection: &Connection) -> Result<Vec<(&'static str, u64)>, RequestsError> {
    let mut sums: BTreeMap<&'static str, u64> = BTreeMap::new();
    for (bits, count) in queries::notes(connection)? {
        for name in codes::note_names(bits) {
            *sums.entry(name).or_default() += count;
        }
    }
    Ok(by_count(sums.into_iter().collect()))
}
