//! Usage with the money it carries, before requests are looked at.

use super::facts::{MeterGroup, SeriesFacts, Symbol};
use crate::spend::model::{AmountBasis, Level};

/// Usage of one series and meter, or a charge that no usage explains, with its share of the money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub connection: i64,
    /// 0 for a charge without usage.
    pub usage_series: i64,
    pub facts: SeriesFacts,
    pub group: MeterGroup,
    pub currency: Symbol,
    pub basis: AmountBasis,
    /// What is left of it when no request explains it.
    pub level: Level,
    /// Series of the charge (0 unless billed) and nanos that requests have not explained yet.
    pub lines: Vec<(i64, i128)>,
    /// Rated cost that requests have not explained yet; `None` without a price.
    pub weight: Option<i128>,
    /// Quantity that requests have not explained yet.
    pub quantity: i128,
    /// Quantity in all.
    pub counted: i128,
    /// Money in all.
    pub money: i128,
    /// Amount over rated cost of the charge.
    pub scale: Option<(i128, i128)>,
    /// Its share of the money is a looser match, or part of what it shares with has no price.
    pub is_loose: bool,
}
