//! Free amounts of a period: a bill does not charge them, a rating of single rows does not know them.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::{Decimal, RoundingStrategy};
use showback_pricebook::{Book, MeterId};

use super::cells::{Key, Sides, Symbols};
use crate::kernel::parse_day;
use crate::pricing::settle::{MeteredQuantity, after_allowance};
use crate::pricing::views::words::spaced;

/// Takes free amounts off the rated side, for each connection as one organization. Answers what was done, for people.
pub(super) fn take_free(cells: &mut HashMap<Key, Sides>, symbols: &Symbols, book: &Book) -> Vec<String> {
    let mut notes = Vec::new();
    for channel in book.channels.iter().filter(|channel| !channel.allowances.is_empty()) {
        let Some(of_channel) = symbols.known(&channel.id) else { continue };
        let mut metered: BTreeMap<(u32, Key), MeteredQuantity> = BTreeMap::new();
        for (key, sides) in cells.iter().filter(|(key, _)| key.channel == of_channel) {
            let meter = symbols.text(key.meter).and_then(MeterId::parse);
            let meter = meter.filter(|meter| channel.allowances.iter().any(|free| free.meter == *meter));
            let day = symbols.text(key.day).and_then(|day| parse_day(day).ok());
            let quantity = Decimal::try_from_i128_with_scale(sides.quantity, 0).ok();
            if let (Some(meter), Some(day), Some(quantity), Some(_)) = (meter, day, quantity, sides.rated) {
                let project = symbols.text(key.project).map(str::to_owned);
                let one = MeteredQuantity { day, project, meter, quantity };
                metered.insert((key.connection, *key), one);
            }
        }
        let mut places: BTreeMap<u32, Vec<Key>> = BTreeMap::new();
        for (connection, key) in metered.keys() {
            places.entry(*connection).or_default().push(*key);
        }
        for (connection, keys) in places {
            let quantities: Vec<MeteredQuantity> =
                keys.iter().filter_map(|key| metered.get(&(connection, *key)).cloned()).collect();
            let Ok(parts) = after_allowance(&quantities, &channel.allowances) else { continue };
            for ((key, part), whole) in keys.iter().zip(parts).zip(&quantities) {
                let Some(sides) = cells.get_mut(key).filter(|_| !part.free.is_zero()) else { continue };
                sides.rated = sides.rated.map(|low| billable(low, part.billable, whole.quantity));
                sides.rated_high = billable(sides.rated_high, part.billable, whole.quantity);
                let note =
                    format!("the free amount of {} is taken off the rated side", spaced(whole.meter.name()));
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
        }
    }
    notes
}

/// The part of an amount that is not free, rounded half to even to the nano.
fn billable(nanos: i128, billable: Decimal, whole: Decimal) -> i128 {
    let part = Decimal::try_from_i128_with_scale(nanos, 0).ok();
    let part = part.and_then(|part| part.checked_mul(billable)?.checked_div(whole));
    let part = part.map(|part| part.round_dp_with_strategy(0, RoundingStrategy::MidpointNearestEven));
    part.and_then(|part| i128::try_from(part).ok()).unwrap_or(nanos)
}
