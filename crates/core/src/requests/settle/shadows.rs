//! One charge told by two sources counts once: an application, an agent and a gateway may all tell of the same call.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::Transaction;

use super::SourceDay;
use super::queries_together::{self as queries, Telling};
use crate::requests::RequestsError;
use crate::requests::days::{DAY_US, day_number, start_of};

/// Days looked at together.
const DAYS: i64 = 3;

/// Who tells, from least to most trusted. Of two equals the earlier name counts, so that the order of imports does not.
type Rank = (u8, Reverse<String>);

/// Marks which rows another one tells, around days of a source, and says which days of which sources changed by it.
pub(super) fn mark(
    tx: &Transaction<'_>,
    source: i64,
    days: &BTreeSet<i64>,
) -> Result<BTreeSet<SourceDay>, RequestsError> {
    let ranks: HashMap<i64, Rank> = queries::tellers(tx)?
        .into_iter()
        .map(|(id, label, teller)| (id, (rank(&teller), Reverse(label))))
        .collect();
    let mut touched = BTreeSet::new();
    if ranks.len() < 2 {
        return Ok(touched);
    }
    for (first, last) in runs(days) {
        mark_run(tx, source, &ranks, first, last, &mut touched)?;
    }
    Ok(touched)
}

fn rank(teller: &str) -> u8 {
    match teller {
        "gateway" => 2,
        "agent" => 1,
        _ => 0,
    }
}

/// Days that follow each other, cut into parts.
fn runs(days: &BTreeSet<i64>) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((first, last)) if *last + 1 == *day && *day - *first < DAYS => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}

fn mark_run(
    tx: &Transaction<'_>,
    source: i64,
    ranks: &HashMap<i64, Rank>,
    first: i64,
    last: i64,
    touched: &mut BTreeSet<SourceDay>,
) -> Result<(), RequestsError> {
    let (near_us, far_us) = (start_of(first - 1), start_of(last + 2));
    if !queries::has_other_rows(tx, source, near_us, far_us)? {
        return Ok(());
    }
    let mut own = HashSet::new();
    queries::each_response(tx, start_of(first), start_of(last + 1), |of, _, response| {
        if of == source {
            own.insert(response);
        }
    })?;
    let mut shared = HashSet::new();
    queries::each_response(tx, near_us, far_us, |of, is_told, response| {
        if is_told || (of != source && own.contains(&response)) {
            shared.insert(response);
        }
    })?;
    if shared.is_empty() {
        return Ok(());
    }
    let mut groups: HashMap<u64, Vec<Telling>> = HashMap::new();
    for row in
        queries::tellings(tx, near_us - DAY_US, far_us + DAY_US, |response| shared.contains(&response))?
    {
        groups.entry(row.response).or_default().push(row);
    }
    for rows in groups.values() {
        for row in rows.iter().filter(|row| (near_us..far_us).contains(&row.started_us)) {
            let told_by = teller(row, rows, ranks);
            if told_by != row.told_by {
                queries::set_told_by(tx, row.started_us, row.identity, told_by)?;
                touched.insert((day_number(row.started_us), row.source));
            }
        }
    }
    Ok(())
}

/// The row of a more trusted source that tells the same answer, the nearest in time.
fn teller(row: &Telling, rows: &[Telling], ranks: &HashMap<i64, Rank>) -> Option<i64> {
    let own = ranks.get(&row.source)?;
    let distance = |other: &Telling| other.started_us.abs_diff(row.started_us);
    rows.iter()
        .filter(|other| ranks.get(&other.source).is_some_and(|rank| rank > own))
        .filter(|other| distance(other) <= DAY_US.unsigned_abs())
        .max_by_key(|other| (ranks.get(&other.source), Reverse((distance(other), other.identity))))
        .map(|other| other.identity)
}
