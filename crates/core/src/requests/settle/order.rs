//! The order of attempts of one logical request, where its source does not tell it.

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState as Hasher;
use rusqlite::Transaction;
use showback_gateways::attempts::{Member, number as number_members};

use super::queries::has_rows;
use super::queries_together::{self as queries, MemberRow as Row};
use crate::requests::RequestsError;
use crate::requests::days::{DAY_US, day_number, start_of};
use crate::requests::order::Order;

/// Attempts of one logical request may reach over midnight by that much.
const OVER_MIDNIGHT_US: i64 = 3_600_000_000;
/// Numbers the attempts of those days, and says which days changed by it.
pub(super) fn number(
    tx: &Transaction<'_>,
    source: i64,
    days: &BTreeSet<i64>,
) -> Result<BTreeSet<i64>, RequestsError> {
    let mut changed = BTreeSet::new();
    let mut wanted = days.clone();
    for day in days {
        // The last hour of a day has a say in the order of the next.
        let next = start_of(day + 1);
        if !days.contains(&(day + 1)) && has_rows(tx, source, next, next + DAY_US)? {
            wanted.insert(day + 1);
        }
    }
    for day in wanted {
        if number_day(tx, source, day)? {
            changed.insert(day);
        }
    }
    Ok(changed)
}

fn number_day(tx: &Transaction<'_>, source: i64, day: i64) -> Result<bool, RequestsError> {
    let (from_us, to_us) = (start_of(day) - OVER_MIDNIGHT_US, start_of(day) + DAY_US);
    let mut seen: HashSet<u64, Hasher> = HashSet::default();
    let mut several: HashSet<u64, Hasher> = HashSet::default();
    queries::each_member(tx, source, from_us, to_us, |group, order| {
        if !seen.insert(group) || order.is_of_several() {
            several.insert(group);
        }
    })?;
    drop(seen);
    if several.is_empty() {
        return Ok(false);
    }
    let mut groups: HashMap<u64, Vec<Row>> = HashMap::new();
    for row in queries::members(tx, source, from_us, to_us, |group| several.contains(&group))? {
        groups.entry(row.group).or_default().push(row);
    }
    let mut has_changed = false;
    for rows in groups.values() {
        for (row, order) in orders(rows) {
            if day_number(row.started_us) == day && order != row.order {
                queries::set_order(tx, row.started_us, row.identity, order)?;
                has_changed = true;
            }
        }
    }
    Ok(has_changed)
}

fn orders(rows: &[Row]) -> impl Iterator<Item = (&Row, Order)> {
    let mut members: Vec<Member<'_>> = rows
        .iter()
        .map(|row| {
            let told = row.order.told();
            Member {
                started_us: row.started_us,
                latency_us: row.latency_us,
                identity: row.identity.cast_unsigned(),
                status: row.status,
                target: row.target.as_deref(),
                attempt: told.attempt,
                is_retry: told.is_retry,
                fallback_hop: told.fallback_hop,
                request: 0,
            }
        })
        .collect();
    number_members(&mut members);
    rows.iter().map(move |row| {
        let identity = row.identity.cast_unsigned();
        let own =
            members.iter().find(|member| (member.started_us, member.identity) == (row.started_us, identity));
        (row, own.map_or(row.order, |member| row.order.filled(member)))
    })
}
