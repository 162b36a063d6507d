//! SQL of the books of a day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Connection, params};

use super::day::{Account, Charge, DayEvidence, Facts, Observed, StoredSeries, Usage};
use super::queries::Slots;
use crate::ledger::{Meter, MeterKind};

/// Reads series that are not known yet.
pub(super) fn take_series(reader: &Connection, facts: &mut Facts<'_>) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(
        "SELECT id, channel, account, project, credential, model_requested, model_served, context_band, region,
                operation, line_item, token_class, lane, fingerprint
         FROM series WHERE id > ?1",
    )?;
    let rows = statement.query_map([facts.newest()], |row| {
        let stored = StoredSeries {
            channel: row.get(1)?,
            account: row.get(2)?,
            project: row.get(3)?,
            credential: row.get(4)?,
            model_requested: row.get(5)?,
            model_served: row.get(6)?,
            context_band: row.get(7)?,
            region: row.get(8)?,
            operation: row.get(9)?,
            line_item: row.get(10)?,
            token_class: row.get(11)?,
            lane: row.get(12)?,
            order: order(row.get_ref(13)?.as_blob()?),
        };
        Ok((row.get(0)?, stored))
    })?;
    let rows: Vec<(i64, StoredSeries)> = rows.collect::<rusqlite::Result<_>>()?;
    facts.take(rows);
    Ok(())
}

fn order(fingerprint: &[u8]) -> u128 {
    fingerprint.first_chunk::<16>().map_or(0, |half| u128::from_be_bytes(*half))
}

/// The three books of a day. Their rows are in an order that does not depend on ids of series and sources: remainders of
/// a nano go by it, and ids by what arrived first.
pub(super) fn evidence(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<DayEvidence> {
    let (charges, billed) = charges(reader, slots, facts, day)?;
    Ok(DayEvidence {
        accounts: accounts(reader, facts)?,
        charges,
        billed,
        usage: usage(reader, slots, facts, day)?,
        observed: observed(reader, facts, day)?,
    })
}

fn accounts(reader: &Connection, facts: &mut Facts<'_>) -> rusqlite::Result<Vec<Account>> {
    let mut statement = reader
        .prepare_cached("SELECT id, source, account, removed_at IS NOT NULL FROM connections ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        let (source, account): (String, String) = (row.get(1)?, row.get(2)?);
        Ok(Account {
            id: row.get(0)?,
            source: facts.texts.of(Some(&source)),
            account: facts.texts.of(Some(account.as_str()).filter(|account| !account.is_empty())),
            is_removed: row.get(3)?,
        })
    })?;
    rows.collect()
}

const CHARGES: &str = "SELECT c.connection_id, r.series_id, r.currency, r.amount_nanos
     FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id AND n.source = ?1
     JOIN charge_rows r ON r.revision_id = c.revision_id AND r.basis = 'billed'
     WHERE c.slot = ?2 AND c.day = ?3";

fn charges(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<(Vec<Charge>, BTreeSet<i64>)> {
    let mut sums: BTreeMap<(i64, i64, String), i128> = BTreeMap::new();
    let mut statement = reader.prepare_cached(CHARGES)?;
    for slot in slots.billed {
        let mut rows = statement.query(params![slot.source, slot.slot, day])?;
        while let Some(row) = rows.next()? {
            let sum = sums.entry((row.get(0)?, row.get(1)?, row.get(2)?)).or_default();
            *sum = sum.saturating_add(i128::from(row.get::<_, i64>(3)?));
        }
    }
    let billed = sums.keys().map(|(connection, ..)| *connection).collect();
    let charge = |((connection, series, currency), amount): ((i64, i64, String), i128)| Charge {
        connection,
        series,
        currency: facts.texts.of(Some(&currency)),
        amount,
    };
    let mut charges: Vec<Charge> = sums.into_iter().map(charge).collect();
    charges.sort_by_key(|row| (row.connection, facts.order(row.series)));
    Ok((charges, billed))
}

const USAGE: &str = "SELECT c.connection_id, u.series_id, u.meter, coalesce(x.currency, ''), u.quantity,
        x.contracted_nanos
     FROM current_revisions c
     JOIN connections n ON n.id = c.connection_id AND n.source = ?1
     JOIN usage_rows u ON u.revision_id = c.revision_id
     LEFT JOIN current_ratings k ON k.revision_id = c.revision_id
     LEFT JOIN rated_rows x ON x.rating_id = k.rating_id AND x.ordinal = u.ordinal
     WHERE c.slot = ?2 AND c.day = ?3 AND coalesce(x.status, '') <> 'not_billable'";

/// Connection, series, meter, currency, and whether there is a price.
type UsageKey = (i64, i64, String, String, bool);

/// Quantity and cost by connection, series, meter, currency and whether there is a price.
fn usage(
    reader: &Connection,
    slots: Slots<'_>,
    facts: &mut Facts<'_>,
    day: &str,
) -> rusqlite::Result<Vec<Usage>> {
    let mut sums: BTreeMap<UsageKey, (i128, i128)> = BTreeMap::new();
    let mut statement = reader.prepare_cached(USAGE)?;
    for slot in slots.metered {
        let mut rows = statement.query(params![slot.source, slot.slot, day])?;
        while let Some(row) = rows.next()? {
            let meter: String = row.get(2)?;
            let cost: Option<i64> = row.get(5)?;
            // Nobody bills requests as such, unless they have a price.
            let is_request = Meter::parse(&meter).map(Meter::kind) == Some(MeterKind::Requests);
            if is_request && cost.unwrap_or(0) == 0 {
                continue;
            }
            let key = (row.get(0)?, row.get(1)?, meter, row.get(3)?, cost.is_some());
            let sum = sums.entry(key).or_default();
            sum.0 = sum.0.saturating_add(i128::from(row.get::<_, i64>(4)?));
            sum.1 = sum.1.saturating_add(i128::from(cost.unwrap_or(0)));
        }
    }
    let row =
        |((connection, series, meter, currency, has_price), (quantity, cost)): (UsageKey, (i128, i128))| {
            Usage {
                connection,
                series,
                meter: facts.texts.of(Some(&meter)),
                quantity,
                cost: if has_price { Some(cost) } else { None },
                currency: facts
                    .texts
                    .of(Some(currency.as_str()).filter(|currency: &&str| !currency.is_empty())),
            }
        };
    let mut usage: Vec<Usage> = sums.into_iter().map(row).collect();
    usage.sort_by_key(|row| (row.connection, facts.order(row.series)));
    Ok(usage)
}

const OBSERVED: &str = "SELECT source_id, series_id, currency, attempts, unpriced,
        tokens_input, tokens_cache_write, tokens_cache_read, tokens_output,
        meter_input_nanos, meter_cache_write_nanos, meter_cache_read_nanos, meter_output_nanos, meter_other_nanos,
        input_nanos, cache_write_nanos, cache_read_nanos, output_nanos, other_nanos,
        retry_nanos, batch_nanos, rated_nanos, retry_unknown_nanos, cache_benefit_nanos
     FROM request_days WHERE day = ?1 ORDER BY source_id, series_id, currency";

fn observed(reader: &Connection, facts: &mut Facts<'_>, day: &str) -> rusqlite::Result<Vec<Observed>> {
    let mut found = Vec::new();
    let mut statement = reader.prepare_cached(OBSERVED)?;
    let mut rows = statement.query([day])?;
    while let Some(row) = rows.next()? {
        let currency = match row.get_ref(2)? {
            rusqlite::types::ValueRef::Text(text) => std::str::from_utf8(text).unwrap_or_default(),
            _ => "",
        };
        found.push(Observed {
            source: row.get(0)?,
            series: row.get(1)?,
            currency: facts.texts.of(Some(currency).filter(|currency| !currency.is_empty())),
            attempts: row.get(3)?,
            unpriced: row.get(4)?,
            tokens: [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?, 0],
            meters: [row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?],
            classes: [row.get(14)?, row.get(15)?, row.get(16)?, row.get(17)?, row.get(18)?],
            retry: row.get(19)?,
            batch: row.get(20)?,
            rated: row.get(21)?,
            retry_unknown: row.get(22)?,
            cache_benefit: row.get(23)?,
        });
    }
    let places = source_places(reader)?;
    found.sort_by_key(|row| (places.get(&row.source).copied(), facts.order(row.series)));
    Ok(found)
}

/// Where each source stands by its name.
fn source_places(reader: &Connection) -> rusqlite::Result<HashMap<i64, usize>> {
    let mut statement = reader.prepare_cached("SELECT id FROM log_sources ORDER BY label")?;
    let ids = statement.query_map([], |row| row.get(0))?;
    ids.enumerate().map(|(place, id)| Ok((id?, place))).collect()
}
