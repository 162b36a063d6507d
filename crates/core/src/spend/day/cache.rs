//! Net cache benefit of metered usage, at the amounts of record.

use std::collections::BTreeMap;

use super::facts::{Facts, MeterGroup, Symbol};
use super::record::DayRecord;
use super::unit::Unit;

/// Money and quantity of plain input, of cache reads and of cache writes.
#[derive(Clone, Copy, Default)]
struct Sums {
    input: (i128, i128),
    read: (i128, i128),
    write: (i128, i128),
}

impl Sums {
    fn add(&mut self, unit: &Unit) {
        let sum = match unit.group {
            MeterGroup::Input => &mut self.input,
            MeterGroup::CacheRead => &mut self.read,
            MeterGroup::CacheWrite => &mut self.write,
            MeterGroup::Output | MeterGroup::Other => return,
        };
        sum.0 = sum.0.saturating_add(unit.money);
        sum.1 = sum.1.saturating_add(unit.counted);
    }

    /// Reads x (input rate - read rate) - writes x (write rate - input rate), the input rate being `input`.
    fn benefit(&self, input: (i128, i128)) -> Option<i128> {
        let cached = self.read.1.checked_add(self.write.1)?;
        let as_input = divide_half_even(cached.checked_mul(input.0)?, input.1)?;
        as_input.checked_sub(self.read.0)?.checked_sub(self.write.0)
    }
}

/// The quotient rounded half to even; `None` unless the divisor is above zero.
fn divide_half_even(over: i128, under: i128) -> Option<i128> {
    if under <= 0 {
        return None;
    }
    let (whole, rest) = (over.div_euclid(under), over.rem_euclid(under));
    let twice = rest.checked_mul(2)?;
    let is_up = twice > under || (twice == under && whole.rem_euclid(2) == 1);
    whole.checked_add(i128::from(is_up))
}

/// Adds the benefit of every series with cache tokens. The input rate is that of the series, else of its model and lane
/// in the same account; where no input was used at all it is not known.
pub(super) fn benefits(facts: &Facts<'_>, units: &[Unit], record: &mut DayRecord) {
    let mut of_series: BTreeMap<(i64, i64, Symbol), (Sums, &Unit)> = BTreeMap::new();
    let mut of_model: BTreeMap<(i64, Symbol, Symbol, Symbol, Symbol), Sums> = BTreeMap::new();
    for unit in units.iter().filter(|unit| unit.usage_series != 0) {
        let key = (unit.connection, unit.usage_series, unit.currency);
        of_series.entry(key).or_insert((Sums::default(), unit)).0.add(unit);
        of_model.entry(model_key(unit)).or_default().add(unit);
    }
    for ((connection, series, currency), (sums, unit)) in of_series {
        if sums.read.1 + sums.write.1 == 0 {
            continue;
        }
        let input = match sums.input.1 {
            0 => of_model.get(&model_key(unit)).map(|sums| sums.input),
            _ => Some(sums.input),
        };
        let benefit = input.and_then(|input| sums.benefit(input));
        record.cache.insert((connection, series, facts.texts.text(currency).to_owned()), benefit);
    }
}

fn model_key(unit: &Unit) -> (i64, Symbol, Symbol, Symbol, Symbol) {
    (unit.connection, unit.currency, unit.facts.channel, unit.facts.model, unit.facts.lane)
}
