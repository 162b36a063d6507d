//! Series of an import: each is kept once, under a number of its own until the import is applied.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use super::queries;
use crate::ledger::{Fingerprint, SeriesKey, series_fingerprint};
use crate::requests::identity::text_hash;

/// Shared keys remembered by where they stand; beyond this they are looked up by content.
const MOST_SHARED: usize = 100_000;

#[derive(Default)]
pub(super) struct Series {
    // The key is held, so that its place stays its own.
    shared: HashMap<usize, (Arc<SeriesKey>, i64, u64)>,
    known: HashMap<Fingerprint, i64>,
}

impl Series {
    /// Number and hash of a series.
    pub(super) fn local(
        &mut self,
        connection: &Connection,
        key: &Arc<SeriesKey>,
    ) -> rusqlite::Result<(i64, u64)> {
        let place = Arc::as_ptr(key).addr();
        if let Some((_, id, hash)) = self.shared.get(&place) {
            return Ok((*id, *hash));
        }
        let (id, hash) = self.of(connection, key)?;
        if self.shared.len() >= MOST_SHARED {
            self.shared.clear();
        }
        self.shared.insert(place, (Arc::clone(key), id, hash));
        Ok((id, hash))
    }

    /// The same for a key that is not shared.
    pub(super) fn of(&mut self, connection: &Connection, key: &SeriesKey) -> rusqlite::Result<(i64, u64)> {
        let fingerprint = series_fingerprint(key);
        let hash = text_hash(&fingerprint);
        if let Some(id) = self.known.get(&fingerprint) {
            return Ok((*id, hash));
        }
        let id = i64::try_from(self.known.len()).unwrap_or(i64::MAX).saturating_add(1);
        queries::insert_series(connection, id, &fingerprint, &write(key))?;
        self.known.insert(fingerprint, id);
        Ok((id, hash))
    }

    pub(super) fn count(&self) -> usize {
        self.known.len()
    }
}

/// A key as text.
pub(in crate::requests) fn write(key: &SeriesKey) -> String {
    let more: Vec<(&String, &String)> = key.extra.iter().collect();
    let form = (
        [&key.provider, &key.channel],
        [
            &key.account,
            &key.project,
            &key.credential,
            &key.user,
            &key.model_requested,
            &key.model_served,
            &key.service_tier,
            &key.context_band,
            &key.region,
            &key.operation,
            &key.product,
        ],
        [
            &key.speed,
            &key.line_item,
            &key.token_class,
            &key.lane,
            &key.gateway,
            &key.team,
            &key.feature,
            &key.customer,
            &key.environment,
            &key.workload,
        ],
        more,
    );
    serde_json::to_string(&form).unwrap_or_default()
}

/// The key of a text.
pub(in crate::requests) fn read(text: &str) -> Option<SeriesKey> {
    type Optional = Option<String>;
    type Form = ([String; 2], [Optional; 11], [Optional; 10], Vec<(String, String)>);
    let (names, first, second, more): Form = serde_json::from_str(text).ok()?;
    let [provider, channel] = names;
    let [
        account,
        project,
        credential,
        user,
        model_requested,
        model_served,
        service_tier,
        context_band,
        region,
        operation,
        product,
    ] = first;
    let [speed, line_item, token_class, lane, gateway, team, feature, customer, environment, workload] =
        second;
    Some(SeriesKey {
        provider,
        channel,
        account,
        project,
        credential,
        user,
        model_requested,
        model_served,
        service_tier,
        context_band,
        region,
        operation,
        product,
        speed,
        line_item,
        token_class,
        lane,
        gateway,
        team,
        feature,
        customer,
        environment,
        workload,
        extra: more.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_text() {
        let key = SeriesKey {
            provider: "openai".to_owned(),
            channel: "azure-openai".to_owned(),
            team: Some(String::new()),
            lane: Some("batch".to_owned()),
            extra: [("cost_centre".to_owned(), "4711".to_owned())].into(),
            ..SeriesKey::default()
        };
        assert_eq!(read(&write(&key)), Some(key));
    }
}
