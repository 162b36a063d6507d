//! The three books of one day, as the cascade reads them.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{MeterGroup, Symbol};

/// What a connection is, as far as matching needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Row of `connections`.
    pub id: i64,
    /// Descriptor id of its source, which is the channel it sells through.
    pub source: Symbol,
    /// Provider's organization id; untold until the first answer names it.
    pub account: Symbol,
    /// Whether it was removed; its books stay.
    pub is_removed: bool,
}

/// Billed money of one series and currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Connection.
    pub connection: i64,
    /// Series of the charge.
    pub series: i64,
    /// Currency.
    pub currency: Symbol,
    /// Nanos; below zero for a credit.
    pub amount: i128,
}

/// Metered usage of one series and meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Connection.
    pub connection: i64,
    /// Series.
    pub series: i64,
    /// Stored name of the meter.
    pub meter: Symbol,
    /// How much.
    pub quantity: i128,
    /// Our rates, the low end of a range; `None` without a price or a rating.
    pub cost: Option<i128>,
    /// Currency of the cost.
    pub currency: Symbol,
}

/// Requests of one source, series and currency: a row of the roll-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Who told them.
    pub source: i64,
    /// Series.
    pub series: i64,
    /// Currency of the rated amounts; untold when nothing is priced.
    pub currency: Symbol,
    /// Attempts.
    pub attempts: i64,
    /// Attempts with quantities and without a price.
    pub unpriced: i64,
    /// Tokens by group; what fits none is not counted.
    pub tokens: [i64; 5],
    /// Rated nanos by group.
    pub meters: [i64; 5],
    /// Rated nanos by group without retries and batch.
    pub classes: [i64; 5],
    /// Rated nanos of retries.
    pub retry: i64,
    /// Rated nanos of the batch interface.
    pub batch: i64,
    /// Rated nanos in all.
    pub rated: i64,
    /// Rated nanos of attempts of which it is not known whether they are retries.
    pub retry_unknown: i64,
    /// Net cache benefit at our rates.
    pub cache_benefit: i64,
}

impl Observed {
    /// The value of a group.
    pub fn at(values: &[i64; 5], group: MeterGroup) -> i128 {
        values.get(group as usize).copied().map_or(0, i128::from)
    }
}

/// Everything known of a day.
#[derive(Clone, Debug, Default)]
pub struct DayEvidence {
    /// Connections, removed ones included.
    pub accounts: Vec<Account>,
    /// By connection, series and currency, in that order.
    pub charges: Vec<Charge>,
    /// Connections with a billed book of the day.
    pub billed: BTreeSet<i64>,
    /// By connection, series and meter, in that order.
    pub usage: Vec<Usage>,
    /// By source, series and currency, in that order.
    pub observed: Vec<Observed>,
}

impl DayEvidence {
    /// Usage by connection, in order.
    pub fn usage_by_connection(&self) -> BTreeMap<i64, Vec<&Usage>> {
        let mut found: BTreeMap<i64, Vec<&Usage>> = BTreeMap::new();
        for row in &self.usage {
            found.entry(row.connection).or_default().push(row);
        }
        found
    }
}
