//! What of a period's quantities is free, and what is billable.

use std::collections::BTreeMap;

use chrono::Datelike;
use rust_decimal::Decimal;
use showback_pricebook::{Allowance, AllowancePeriod, MeterId};

use super::divide::{Nanos, nanos, shares, units};
use super::model::SettleError;
use crate::kernel::{Day, day_start};

/// The word of an allowance that each project has by itself; any other is for the whole organization.
const EACH_PROJECT: &str = "project";

/// A metered quantity of one channel and organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeteredQuantity {
    /// The channel's billing day.
    pub day: Day,
    /// Project; `None` when not told, which then counts as one project of its own.
    pub project: Option<String>,
    /// What.
    pub meter: MeterId,
    /// How much; not negative.
    pub quantity: Decimal,
}

/// A quantity after the free amounts of its periods. Both parts sum to it, to the billionth of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillableQuantity {
    /// Free of charge.
    pub free: Decimal,
    /// To be paid.
    pub billable: Decimal,
}

/// Takes the free amounts off, one answer per quantity in the order given. An allowance is used up from the first day of
/// its period on; within a day it is divided in proportion to the quantities by largest remainder. Quantities of the
/// whole period are needed: a part of it would have the whole allowance.
pub fn after_allowance(
    quantities: &[MeteredQuantity],
    allowances: &[Allowance],
) -> Result<Vec<BillableQuantity>, SettleError> {
    let total: Vec<Nanos> = quantities
        .iter()
        .map(|one| nanos(one.quantity, || one.meter.to_string()))
        .collect::<Result<_, SettleError>>()?;
    let mut open = total.clone();
    for allowance in allowances {
        let amount = nanos(allowance.amount, || allowance.meter.to_string())?;
        for days in slots(quantities, allowance).values() {
            let mut left = amount;
            for places in days.values() {
                let weights: Vec<Nanos> = places.iter().filter_map(|at| open.get(*at)).copied().collect();
                let free = weights.iter().sum::<Nanos>().min(left);
                let too_large = || SettleError::TooLarge { subject: allowance.meter.to_string() };
                let parts = shares(free, &weights).ok_or_else(too_large)?;
                for (at, part) in places.iter().zip(parts) {
                    if let Some(open) = open.get_mut(*at) {
                        *open -= part;
                    }
                }
                left -= free;
            }
        }
    }
    let parts = total.into_iter().zip(open);
    Ok(parts
        .map(|(total, open)| BillableQuantity { free: units(total - open), billable: units(open) })
        .collect())
}

type Slot = (Day, Option<String>);

/// Places of the quantities of each period, day by day.
fn slots(quantities: &[MeteredQuantity], allowance: &Allowance) -> BTreeMap<Slot, BTreeMap<Day, Vec<usize>>> {
    let mut slots: BTreeMap<Slot, BTreeMap<Day, Vec<usize>>> = BTreeMap::new();
    for (at, one) in quantities.iter().enumerate() {
        if one.meter != allowance.meter || !allowance.valid.contains(day_start(one.day)) {
            continue;
        }
        let start = match allowance.period {
            AllowancePeriod::Day => one.day,
            AllowancePeriod::Month => one.day.with_day(1).unwrap_or(one.day),
        };
        let project = if allowance.scope == EACH_PROJECT { one.project.clone() } else { None };
        slots.entry((start, project)).or_default().entry(one.day).or_default().push(at);
    }
    slots
}
