//! What the workspace uses, by model of the book.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;
use showback_pricebook::{Instant, MeterId, MeterSide};

use super::queries_rated::{Bucket, PrimarySlot, buckets, each_quantity};
use crate::kernel::Period;
use crate::pricing::ratings::read_series;
use crate::pricing::{Grain, Owner, Pricer, Usage, UsageTime};

/// Tokens by meter.
pub type Mix = BTreeMap<MeterId, i128>;

/// Tokens of a period by channel and model, as the book or the contract names it.
#[derive(Clone, Debug, Default)]
pub struct Used {
    by_model: BTreeMap<(String, String), Mix>,
}

impl Used {
    /// Reads the usage of primary slots.
    pub fn read(
        reader: &Connection,
        slots: &[PrimarySlot],
        period: Period,
        pricer: &Pricer,
        now: Instant,
    ) -> rusqlite::Result<Self> {
        let mut sums: HashMap<(i64, MeterId), i128> = HashMap::new();
        for bucket in buckets(reader, slots, period)? {
            each_quantity(reader, &Bucket { rating: None, ..bucket }, |row| {
                if let Some(meter) = token_meter(row.meter) {
                    *sums.entry((row.series, meter)).or_default() += i128::from(row.quantity);
                }
            })?;
        }
        let series = read_series(reader)?;
        let mut names: HashMap<(&str, &str), Option<String>> = HashMap::new();
        let mut used = Self::default();
        for ((id, meter), tokens) in sums {
            let Some(facts) = series.get(&id) else { continue };
            let Some(name) = facts.model() else { continue };
            let model = names
                .entry((&facts.channel, name))
                .or_insert_with(|| model_of(pricer, &facts.channel, name, now));
            let Some(model) = model else { continue };
            let key = (facts.channel.clone(), model.clone());
            *used.by_model.entry(key).or_default().entry(meter).or_default() += tokens;
        }
        Ok(used)
    }

    /// Tokens by meter of a model; `None` when there is no usage of it.
    pub fn mix(&self, channel: &str, model: &str) -> Option<&Mix> {
        self.by_model.get(&(channel.to_owned(), model.to_owned()))
    }

    /// Tokens of a model in all; `None` when there is no usage of it.
    pub fn tokens(&self, channel: &str, model: &str) -> Option<i128> {
        self.mix(channel, model).map(|mix| mix.values().sum())
    }
}

fn token_meter(name: &str) -> Option<MeterId> {
    let meter = MeterId::parse(name)?;
    (meter.side() != MeterSide::Other).then_some(meter)
}

/// The model of the book or the contract that a name means now; `None` when neither knows it.
pub fn model_of(pricer: &Pricer, channel: &str, name: &str, now: Instant) -> Option<String> {
    let rating = pricer.rate(&Usage {
        channel,
        requested_model: None,
        served_model: Some(name),
        geo: None,
        tier_served: None,
        tier_requested: None,
        speed: None,
        batch: None,
        time: UsageTime::At(now),
        grain: Grain::Aggregate { requests: None },
        prompt: None,
        owner: Owner::default(),
        quantities: &[],
    });
    rating.model.map(|model| model.to_string())
}
