//! Facts about requests that stand in another file of the import. What they tell holds.

use rusqlite::Connection;
use showback_gateways::{Annotation, Dimensions};

use super::keys::{self, Series};
use super::queries::{self, Annotated};
use crate::ledger::SeriesKey;
use crate::requests::RequestsError;
use crate::requests::identity::text_hash;

pub(super) fn keep(connection: &Connection, annotation: &Annotation) -> Result<(), RequestsError> {
    let told = keys::write(&key(&annotation.dimensions));
    queries::insert_annotation(
        connection,
        &annotation.logical_id,
        annotation.task_id.as_deref(),
        annotation.end_user.as_deref(),
        &told,
    )?;
    Ok(())
}

pub(super) fn join(connection: &Connection, series: &mut Series) -> Result<(), RequestsError> {
    let last = queries::last_annotation(connection)?;
    if last == 0 {
        return Ok(());
    }
    queries::index_logical_ids(connection)?;
    for ordinal in 1..=last {
        for row in queries::annotated(connection, ordinal)? {
            fill(connection, series, &row)?;
        }
    }
    Ok(())
}

fn fill(connection: &Connection, series: &mut Series, row: &Annotated) -> Result<(), RequestsError> {
    let (Some(before), Some(told)) = (keys::read(&row.key_json), keys::read(&row.told_json)) else {
        return Ok(());
    };
    let after = filled(&before, told);
    let is_told_more =
        (row.task_id.is_some() && !row.has_task) || (row.end_user.is_some() && !row.has_end_user);
    if after == before && !is_told_more {
        return Ok(());
    }
    let (local, hash) = if after == before { (row.series, 0) } else { series.of(connection, &after)? };
    let task = if row.has_task { "" } else { row.task_id.as_deref().unwrap_or_default() };
    let end_user = if row.has_end_user { "" } else { row.end_user.as_deref().unwrap_or_default() };
    // What is told elsewhere is part of what is told of the request: told otherwise, it has changed.
    let content = text_hash(format!("{}\0{hash}\0{task}\0{end_user}", row.content).as_bytes());
    queries::annotate(connection, row, i64::from_le_bytes(content.to_le_bytes()), local)?;
    Ok(())
}

/// What an annotation may tell: whose work it was. What rates a request is told by the request alone.
fn key(told: &Dimensions) -> SeriesKey {
    SeriesKey {
        credential: told.credential.clone(),
        user: told.user.clone(),
        product: told.product.clone(),
        team: told.team.clone(),
        feature: told.feature.clone(),
        customer: told.customer.clone(),
        environment: told.environment.clone(),
        workload: told.workload.clone(),
        extra: told.more.iter().cloned().collect(),
        ..SeriesKey::default()
    }
}

fn filled(before: &SeriesKey, told: SeriesKey) -> SeriesKey {
    let mut after = before.clone();
    for (place, told) in [
        (&mut after.credential, told.credential),
        (&mut after.user, told.user),
        (&mut after.product, told.product),
        (&mut after.team, told.team),
        (&mut after.feature, told.feature),
        (&mut after.customer, told.customer),
        (&mut after.environment, told.environment),
        (&mut after.workload, told.workload),
    ] {
        if told.is_some() {
            *place = told;
        }
    }
    after.extra.extend(told.extra);
    after
}
