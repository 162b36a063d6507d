//! Dividing a month by its splits.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::model::{Method, Split, Target, Weight};
use super::sums::{Divided, Given, Grades, Kept, KeptReason, Measure, MonthSums, PartSums, Received};
use crate::kernel::{Day, Period};
use crate::spend::cascade;

/// Divides what sources of splits have of their own among the targets. Splits of other dimensions are left alone. Of two
/// splits of one source on the same days the one with the lower id counts.
pub fn divide(month: &MonthSums, splits: &[Split]) -> Divided {
    let mut divided = Divided::undivided(month);
    let mut order: Vec<&Split> = splits.iter().filter(|split| split.dimension == month.dimension).collect();
    order.sort_by(|left, right| (left.id, &left.name).cmp(&(right.id, &right.name)));
    let mut taken: BTreeSet<(usize, Option<&str>)> = BTreeSet::new();
    for split in order {
        let held = month.parts.iter().enumerate().filter(|(place, part)| {
            split.dates.holds_on(part.days.start()) && taken.insert((*place, split.source.value()))
        });
        let targets = in_order(split);
        for parts in alike(&targets, held.map(|(_, part)| part)) {
            let days = Days { month: month.month, parts: &parts };
            divide_source(split, &targets, &days, &mut divided);
        }
    }
    divided
}

/// Days on which a split divides in one and the same way.
struct Days<'m> {
    month: Period,
    parts: &'m [&'m PartSums],
}

impl Days<'_> {
    fn first(&self) -> Day {
        self.parts.first().map_or(self.month.start(), |part| part.days.start())
    }

    /// What a value has, by currency and grade.
    fn spend(&self, value: Option<&str>) -> BTreeMap<&str, Grades> {
        let mut found: BTreeMap<&str, Grades> = BTreeMap::new();
        let key = value.map(str::to_owned);
        for (currency, grades) in
            self.parts.iter().filter_map(|part| part.values.get(&key)).flat_map(|sums| &sums.spend)
        {
            let known = found.entry(currency).or_default();
            for (grade, nanos) in grades {
                *known.entry(*grade).or_default() += nanos;
            }
        }
        found
    }

    /// What a target has of a measure; `None` where some part of it is not known.
    fn measured(&self, measure: Measure, value: &str, currency: &str) -> Option<i128> {
        let key = Some(value.to_owned());
        let sums = self.parts.iter().filter_map(|part| part.values.get(&key));
        sums.map(|sums| match measure {
            Measure::Spend => Some(sums.nanos(currency)),
            Measure::Tokens => sums.tokens,
            Measure::Requests => sums.requests,
        })
        .sum()
    }
}

/// Targets in an order that does not depend on how they came, save where their order has a meaning.
fn in_order(split: &Split) -> Vec<&Target> {
    let mut targets: Vec<&Target> = split.targets.iter().collect();
    if split.method != Method::Amount {
        targets.sort();
    }
    targets
}

/// Parts with one headcount together: where days are cut changes no share.
fn alike<'m>(targets: &[&Target], parts: impl Iterator<Item = &'m PartSums>) -> Vec<Vec<&'m PartSums>> {
    let mut found: BTreeMap<Vec<u32>, Vec<&PartSums>> = BTreeMap::new();
    for part in parts {
        let heads = targets.iter().map(|target| target.weight.heads_on(part.days.start())).collect();
        found.entry(heads).or_default().push(part);
    }
    found.into_values().collect()
}

fn divide_source(split: &Split, targets: &[&Target], days: &Days<'_>, divided: &mut Divided) {
    let source = split.source.value();
    for (currency, grades) in days.spend(source) {
        if grades.values().all(|nanos| *nanos == 0) {
            continue;
        }
        let nanos: i128 = grades.values().sum();
        match shares(split, targets, days, currency, nanos) {
            Ok(shares) => {
                divided.give(split, currency, &grades);
                for (target, share) in targets.iter().zip(shares) {
                    divided.receive(split, &target.value, currency, share);
                }
            }
            Err(reason) => divided.keep(split, currency, nanos, reason),
        }
    }
}

/// What each target gets; together they get all of it.
fn shares(
    split: &Split,
    targets: &[&Target],
    days: &Days<'_>,
    currency: &str,
    nanos: i128,
) -> Result<Vec<i128>, KeptReason> {
    let by = |weights: Vec<i128>, reason: KeptReason| cascade::shares(nanos, &weights).ok_or(reason);
    let measured = |measure: Measure| {
        let of = |target: &&Target| {
            let known = days.measured(measure, &target.value, currency);
            known.ok_or_else(|| KeptReason::NotKnown(measure, target.value.clone()))
        };
        let weights: Result<Vec<i128>, KeptReason> = targets.iter().map(of).collect();
        by(weights?, KeptReason::NothingMeasured(measure))
    };
    match split.method {
        Method::Even => by(vec![1; targets.len()], KeptReason::NotSaid),
        Method::Percent => by(percents(targets).ok_or(KeptReason::NotSaid)?, KeptReason::NotSaid),
        Method::Amount => amounts(split, targets, days.month, currency, nanos),
        Method::BySpend => measured(Measure::Spend),
        Method::ByTokens => measured(Measure::Tokens),
        Method::ByRequests => measured(Measure::Requests),
        Method::Headcount => {
            let heads = targets.iter().map(|target| i128::from(target.weight.heads_on(days.first())));
            by(heads.collect(), KeptReason::Nobody)
        }
    }
}

/// Percents as whole numbers of one scale; `None` where a target has none.
fn percents(targets: &[&Target]) -> Option<Vec<i128>> {
    let told: Option<Vec<Decimal>> = targets
        .iter()
        .map(|target| match &target.weight {
            Weight::Percent(percent) => Some(percent.normalize()),
            _ => None,
        })
        .collect();
    let told = told?;
    let scale = told.iter().map(Decimal::scale).max().unwrap_or(0);
    let whole = |percent: &Decimal| {
        let more = 10_i128.checked_pow(scale.saturating_sub(percent.scale()))?;
        percent.mantissa().checked_mul(more)
    };
    told.iter().map(whole).collect()
}

/// Amounts in order until the source is used up, and the rest to who gets it. A credit has nothing to take: it is all rest.
fn amounts(
    split: &Split,
    targets: &[&Target],
    month: Period,
    asked: &str,
    nanos: i128,
) -> Result<Vec<i128>, KeptReason> {
    let held = month.iter_days().filter(|day| split.dates.holds_on(*day)).count();
    let (held, all) = (i128::try_from(held).unwrap_or(0), i128::from(month.days()));
    let mut left = nanos.max(0);
    let mut found = Vec::with_capacity(targets.len());
    let mut rest = None;
    for (place, target) in targets.iter().enumerate() {
        let share = match &target.weight {
            Weight::Amount { currency, .. } if currency != asked => {
                return Err(KeptReason::OtherCurrency(currency.clone()));
            }
            Weight::Amount { nanos_per_month, .. } => {
                let (of_days, _) = cascade::split(i128::from(*nanos_per_month).max(0), held, all);
                of_days.min(left)
            }
            Weight::Rest if rest.is_none() => {
                rest = Some(place);
                0
            }
            _ => return Err(KeptReason::NotSaid),
        };
        left -= share;
        found.push(share);
    }
    let place = rest.ok_or(KeptReason::NotSaid)?;
    let taken: i128 = found.iter().sum();
    if let Some(share) = found.get_mut(place) {
        *share = nanos - taken;
    }
    Ok(found)
}

impl Divided {
    fn give(&mut self, split: &Split, currency: &str, grades: &Grades) {
        let key = (split.source.value().map(str::to_owned), currency.to_owned());
        let source = self.values.entry(key).or_default();
        for (grade, nanos) in grades {
            *source.remainder.entry(*grade).or_default() -= nanos;
        }
        source.remainder.retain(|_, nanos| *nanos != 0);
        let nanos: i128 = grades.values().sum();
        match source.given.iter_mut().find(|given| given.split == split.id) {
            Some(given) => given.nanos += nanos,
            None => source.given.push(Given { split: split.id, nanos }),
        }
    }

    fn receive(&mut self, split: &Split, value: &str, currency: &str, nanos: i128) {
        if nanos == 0 {
            return;
        }
        let source = split.source.value();
        let target = self.values.entry((Some(value.to_owned()), currency.to_owned())).or_default();
        let mut received = target.received.iter_mut();
        match received.find(|known| known.split == split.id && known.source.as_deref() == source) {
            Some(known) => known.nanos += nanos,
            None => {
                let source = source.map(str::to_owned);
                target.received.push(Received { split: split.id, source, nanos });
            }
        }
    }

    fn keep(&mut self, split: &Split, currency: &str, nanos: i128, reason: KeptReason) {
        let source = split.source.value().map(str::to_owned);
        let currency = currency.to_owned();
        self.kept.push(Kept { split: split.id, source, currency, nanos, reason });
    }
}
