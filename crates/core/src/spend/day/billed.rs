//! Billed money divided among metered usage; without a bill, usage at our rates.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::evidence::{Charge, DayEvidence, Usage};
use super::facts::{ChargeFacts, Facts, MeterGroup, SeriesFacts, Symbol, UNTOLD};
use super::fit::{Fit, fit};
use super::record::{DayRecord, DiscrepancyKey};
use super::unit::Unit;
use crate::spend::cascade::{Child, DividedBy, Explains, Parent, divide, shares};
use crate::spend::model::{AmountBasis, DiscrepancyKind, Level};

/// Charges that say the same about what they are for.
struct ChargeGroup {
    meaning: ChargeFacts,
    currency: Symbol,
    charges: Vec<Parent<i64>>,
    children: Vec<Explaining>,
}

/// Usage that explains a group.
struct Explaining {
    series: i64,
    facts: SeriesFacts,
    meter: MeterGroup,
    currency: Symbol,
    cost: Option<i128>,
    quantity: i128,
    is_loose: bool,
}

/// The money of every account on the finest grain that its provider tells.
pub(super) fn units(facts: &mut Facts<'_>, day: &DayEvidence, record: &mut DayRecord) -> Vec<Unit> {
    let mut units = Vec::new();
    let usage = day.usage_by_connection();
    let mut charges: HashMap<i64, Vec<&Charge>> = HashMap::new();
    for charge in &day.charges {
        charges.entry(charge.connection).or_default().push(charge);
    }
    let connections = day.billed.iter().chain(usage.keys()).copied();
    let connections: std::collections::BTreeSet<i64> = connections.collect();
    for connection in connections {
        let usage = usage.get(&connection).map_or(&[][..], Vec::as_slice);
        if day.billed.contains(&connection) {
            let charges = charges.get(&connection).map_or(&[][..], Vec::as_slice);
            units.extend(billed(facts, record, connection, charges, usage));
        } else {
            units.extend(rated(facts, record, connection, usage));
        }
    }
    units
}

/// Usage at our rates is the money itself.
fn rated(facts: &mut Facts<'_>, record: &mut DayRecord, connection: i64, usage: &[&Usage]) -> Vec<Unit> {
    let mut units = Vec::with_capacity(usage.len());
    for row in usage {
        let of = facts.usage(row.series);
        if of.is_committed {
            continue;
        }
        let group = MeterGroup::of(facts.texts.text(row.meter));
        if row.cost.is_none() {
            let key = discrepancy(facts, connection, DiscrepancyKind::UnpricedUsage, of, group, UNTOLD);
            record.add_discrepancy(key, None, row.quantity);
        }
        let money = row.cost.unwrap_or(0);
        units.push(Unit {
            connection,
            usage_series: row.series,
            facts: of,
            group,
            currency: row.currency,
            basis: AmountBasis::Rated,
            level: Level::NotSeen,
            lines: vec![(0, money)],
            weight: row.cost,
            quantity: row.quantity,
            counted: row.quantity,
            money,
            scale: None,
            is_loose: false,
        });
    }
    units
}

fn billed(
    facts: &mut Facts<'_>,
    record: &mut DayRecord,
    connection: i64,
    charges: &[&Charge],
    usage: &[&Usage],
) -> Vec<Unit> {
    let mut groups = charge_groups(facts, charges);
    let mut by_model: HashMap<(Symbol, Symbol), Vec<usize>> = HashMap::new();
    for (place, group) in groups.iter().enumerate() {
        let of = group.meaning.facts;
        by_model.entry((of.channel, of.model)).or_default().push(place);
    }
    let mut units = Vec::with_capacity(usage.len());
    for row in usage {
        let of = facts.usage(row.series);
        if of.is_committed {
            continue;
        }
        let meter = facts.texts.text(row.meter).to_owned();
        let fitting = fitting(facts, &groups, &by_model, of, &meter);
        let group = MeterGroup::of(&meter);
        if fitting.is_empty() {
            units.push(without_charge(facts, record, connection, row, (of, group)));
            continue;
        }
        give(&mut groups, &fitting, row, of, group);
    }
    units.extend(groups.into_iter().flat_map(|group| divided(facts, record, connection, group)));
    units
}

fn charge_groups(facts: &mut Facts<'_>, charges: &[&Charge]) -> Vec<ChargeGroup> {
    let mut groups: Vec<ChargeGroup> = Vec::new();
    let mut places: HashMap<(ChargeFacts, Symbol), usize> = HashMap::new();
    for charge in charges {
        let meaning = facts.charge(charge.series);
        let place = *places.entry((meaning, charge.currency)).or_insert(groups.len());
        if place == groups.len() {
            let (charges, children) = (Vec::new(), Vec::new());
            groups.push(ChargeGroup { meaning, currency: charge.currency, charges, children });
        }
        if let Some(group) = groups.get_mut(place) {
            group.charges.push(Parent { key: charge.series, amount_nanos: charge.amount });
        }
    }
    groups
}

/// The groups that fit best; several when nothing tells them apart.
fn fitting(
    facts: &Facts<'_>,
    groups: &[ChargeGroup],
    by_model: &HashMap<(Symbol, Symbol), Vec<usize>>,
    of: SeriesFacts,
    meter: &str,
) -> Vec<usize> {
    let mut places: Vec<usize> = by_model.get(&(of.channel, of.model)).cloned().unwrap_or_default();
    if of.model != UNTOLD {
        places.extend(by_model.get(&(of.channel, UNTOLD)).into_iter().flatten());
    }
    let mut best: Option<Fit> = None;
    let mut found = Vec::new();
    for place in places {
        let Some(group) = groups.get(place) else { continue };
        let Some(fit) = fit(facts, &group.meaning, of, meter) else { continue };
        if best.is_none_or(|best| fit > best) {
            best = Some(fit);
            found.clear();
        }
        if best == Some(fit) {
            found.push(place);
        }
    }
    found
}

/// Usage that several groups fit alike is divided among them by their money: a looser match.
fn give(groups: &mut [ChargeGroup], fitting: &[usize], row: &Usage, facts: SeriesFacts, meter: MeterGroup) {
    let sizes: Vec<i128> =
        fitting.iter().map(|place| groups.get(*place).map_or(0, |group| total(group).abs())).collect();
    let even = vec![1; fitting.len()];
    let divided = |whole: i128| shares(whole, &sizes).or_else(|| shares(whole, &even)).unwrap_or_default();
    let (quantities, costs) = (divided(row.quantity), row.cost.map(divided));
    for (at, place) in fitting.iter().enumerate() {
        let Some(group) = groups.get_mut(*place) else { continue };
        group.children.push(Explaining {
            series: row.series,
            facts,
            meter,
            currency: row.currency,
            cost: costs.as_ref().map(|costs| costs.get(at).copied().unwrap_or(0)),
            quantity: quantities.get(at).copied().unwrap_or(0),
            is_loose: fitting.len() > 1,
        });
    }
}

fn total(group: &ChargeGroup) -> i128 {
    group.charges.iter().map(|charge| charge.amount_nanos).sum()
}

/// Costs count in one currency: the bill's, else the first by name.
fn currency_of(facts: &Facts<'_>, group: &ChargeGroup) -> Symbol {
    let costs = || group.children.iter().filter(|child| child.cost.is_some()).map(|child| child.currency);
    if costs().any(|currency| currency == group.currency) {
        return group.currency;
    }
    costs().min_by_key(|currency| facts.texts.text(*currency)).unwrap_or(group.currency)
}

fn divided(facts: &mut Facts<'_>, record: &mut DayRecord, connection: i64, group: ChargeGroup) -> Vec<Unit> {
    let currency = currency_of(facts, &group);
    let children: Vec<Child<usize>> = group
        .children
        .iter()
        .enumerate()
        .map(|(key, child)| Child {
            key,
            weight_nanos: child.cost.filter(|_| child.currency == currency),
            quantity: child.quantity,
        })
        .collect();
    let division = divide(&group.charges, &children, Explains::Everything);
    let is_comparable = currency == group.currency;
    tell_differences(facts, record, connection, &group, &children, is_comparable);
    let scale = division.scale.filter(|_| is_comparable);
    let is_partly_priced = !division.unpriced.is_empty();
    let mut units = Vec::with_capacity(children.len().saturating_add(1));
    for (place, child) in group.children.iter().enumerate() {
        let lines = group
            .charges
            .iter()
            .zip(&division.shares)
            .map(|(charge, of_charge)| (charge.key, of_charge.get(place).copied().unwrap_or(0)));
        let lines: Vec<(i64, i128)> = lines.filter(|(_, amount)| *amount != 0).collect();
        units.push(Unit {
            connection,
            usage_series: child.series,
            facts: child.facts,
            group: child.meter,
            currency: group.currency,
            basis: AmountBasis::Billed,
            level: Level::NotSeen,
            money: lines.iter().map(|(_, amount)| amount).sum(),
            lines,
            weight: child.cost,
            quantity: child.quantity,
            counted: child.quantity,
            scale,
            is_loose: child.is_loose || is_partly_priced,
        });
    }
    units.extend(unexplained(facts, connection, &group, &division.remainders, division.by));
    units
}

/// What no usage explains stays on the charge; where there is no usage at all, requests may explain it directly.
fn unexplained(
    facts: &Facts<'_>,
    connection: i64,
    group: &ChargeGroup,
    remainders: &[i128],
    by: DividedBy,
) -> Option<Unit> {
    let lines: Vec<(i64, i128)> =
        group.charges.iter().zip(remainders).map(|(charge, rest)| (charge.key, *rest)).collect();
    let lines: Vec<(i64, i128)> = lines.into_iter().filter(|(_, rest)| *rest != 0).collect();
    let money: i128 = lines.iter().map(|(_, rest)| rest).sum();
    let is_open = group.children.is_empty() && by == DividedBy::Nothing && money > 0;
    let meter = facts.texts.text(group.meaning.meter);
    (!lines.is_empty()).then(|| Unit {
        connection,
        usage_series: 0,
        facts: group.meaning.facts,
        group: MeterGroup::of(meter),
        currency: group.currency,
        basis: AmountBasis::Billed,
        level: Level::NotExplained,
        lines,
        weight: is_open.then_some(money),
        quantity: 0,
        counted: 0,
        money,
        scale: None,
        is_loose: !is_open && !group.children.is_empty(),
    })
}

/// Usage without a price, and rated usage above what was billed for it.
fn tell_differences(
    facts: &Facts<'_>,
    record: &mut DayRecord,
    connection: i64,
    group: &ChargeGroup,
    children: &[Child<usize>],
    is_comparable: bool,
) {
    for (child, of) in children.iter().zip(&group.children).filter(|(child, _)| child.weight_nanos.is_none())
    {
        let key = discrepancy(facts, connection, DiscrepancyKind::UnpricedUsage, of.facts, of.meter, UNTOLD);
        record.add_discrepancy(key, None, child.quantity);
    }
    let cost: i128 = children.iter().filter_map(|child| child.weight_nanos).sum();
    let excess = cost.saturating_sub(total(group).max(0));
    // Each row was rounded once: so many nanos are no difference.
    if is_comparable && excess > children.len() as i128 {
        let costs = group.children.iter().enumerate();
        let meter = costs.max_by_key(|(place, child)| (child.cost, Reverse(*place)));
        let meter = meter.map_or(MeterGroup::Other, |(_, child)| child.meter);
        let of = group.meaning.facts;
        let kind = DiscrepancyKind::MeteredOverBilled;
        let key = discrepancy(facts, connection, kind, of, meter, group.currency);
        record.add_discrepancy(key, Some(excess), 0);
    }
}

/// Usage that no charge is for carries no money; requests that match it are no difference of their own.
fn without_charge(
    facts: &Facts<'_>,
    record: &mut DayRecord,
    connection: i64,
    row: &Usage,
    (of, group): (SeriesFacts, MeterGroup),
) -> Unit {
    let (kind, currency) = match row.cost {
        Some(_) => (DiscrepancyKind::UsageWithoutCharge, row.currency),
        None => (DiscrepancyKind::UnpricedUsage, UNTOLD),
    };
    if row.cost != Some(0) {
        let key = discrepancy(facts, connection, kind, of, group, currency);
        record.add_discrepancy(key, row.cost, row.quantity);
    }
    Unit {
        connection,
        usage_series: row.series,
        facts: of,
        group,
        currency: row.currency,
        basis: AmountBasis::Billed,
        level: Level::NotSeen,
        lines: Vec::new(),
        weight: row.cost,
        quantity: row.quantity,
        counted: row.quantity,
        money: 0,
        scale: None,
        is_loose: false,
    }
}

/// The key of a discrepancy in words.
pub(super) fn discrepancy(
    facts: &Facts<'_>,
    connection: i64,
    kind: DiscrepancyKind,
    of: SeriesFacts,
    group: MeterGroup,
    currency: Symbol,
) -> DiscrepancyKey {
    DiscrepancyKey {
        connection,
        kind,
        channel: facts.texts.text(of.channel).to_owned(),
        model: facts.texts.text(of.model).to_owned(),
        meter: group.name(),
        currency: facts.texts.text(currency).to_owned(),
    }
}
