//! What providers told, divided among the requests that gateways saw; what they did not see stays where it was.

use super::billed::discrepancy;
use super::evidence::{DayEvidence, Observed};
use super::facts::{Facts, MeterGroup, SeriesFacts, Symbol, UNTOLD};
use super::matching::{Matcher, Pool, PoolChild, children};
use super::record::{Amounts, DayRecord, Line, LineKey, OwnerTells, Part, PartKey, class_of};
use super::unit::Unit;
use crate::spend::cascade::{
    Child, DividedBy, Division, Explains, Parent, Whole, divide, grid, shares, split,
};
use crate::spend::model::{AmountBasis, Class, Classes, DiscrepancyKind, Grade, Level};

/// Divides the money of units among requests, and keeps what is left as not seen or not explained.
pub(super) fn apportion(
    facts: &mut Facts<'_>,
    day: &DayEvidence,
    mut units: Vec<Unit>,
    record: &mut DayRecord,
) {
    let pools = matched(facts, day, &units, record);
    for pool in &pools {
        apportion_pool(facts, day, &mut units, pool, record);
    }
    for unit in &units {
        keep_rest(facts, unit, record);
    }
}

/// Pools of usage with their requests, the most narrowly chosen first.
fn matched(facts: &mut Facts<'_>, day: &DayEvidence, units: &[Unit], record: &mut DayRecord) -> Vec<Pool> {
    let mut matcher = Matcher::new(units, &day.accounts);
    for (place, row) in day.observed.iter().enumerate() {
        let of = facts.usage(row.series);
        for child in children(place, row) {
            if of.is_committed || matcher.place(of, &child) {
                continue;
            }
            if matcher.has_books(of.channel) {
                without_usage(facts, row, &child, of, record);
            } else {
                only_observed(facts, day, row, &child, of, record);
            }
        }
    }
    let mut pools = matcher.pools;
    pools.retain(|pool| !pool.children.is_empty());
    pools.sort_by_key(|pool| std::cmp::Reverse(pool.narrowness));
    pools
}

/// Requests of a model that the provider tells no usage of: what they cost is not spend.
fn without_usage(
    facts: &Facts<'_>,
    row: &Observed,
    child: &PoolChild,
    of: SeriesFacts,
    record: &mut DayRecord,
) {
    let (kind, currency) = match child.weight {
        Some(_) => (DiscrepancyKind::ObservedWithoutUsage, row.currency),
        None => (DiscrepancyKind::UnpricedRequests, UNTOLD),
    };
    if child.weight != Some(0) {
        let key = discrepancy(facts, 0, kind, of, child.group, currency);
        record.add_discrepancy(key, child.weight, child.quantity);
    }
}

/// Where no provider tells anything of the day, requests at our rates are the most authoritative book.
fn only_observed(
    facts: &Facts<'_>,
    day: &DayEvidence,
    row: &Observed,
    child: &PoolChild,
    of: SeriesFacts,
    record: &mut DayRecord,
) {
    let connection = account_of(day, of);
    let Some(cost) = child.weight else {
        let key = discrepancy(facts, connection, DiscrepancyKind::UnpricedRequests, of, child.group, UNTOLD);
        record.add_discrepancy(key, None, child.quantity);
        return;
    };
    let amounts = of_requests(row, child.group, of.is_batch, cost);
    let currency = facts.texts.text(row.currency).to_owned();
    let (level, grade, basis) = (Level::Seen, Grade::Measured, AmountBasis::Rated);
    let key = LineKey {
        connection,
        currency: currency.clone(),
        billed_series: 0,
        usage_series: row.series,
        level,
        grade,
    };
    record.add_line(key, Line { basis, amounts, scale: None });
    let key =
        PartKey { source: row.source, series: row.series, connection, currency, owner_series: 0, grade };
    record.add_part(key, Part { basis, owner_tells: OwnerTells::Nothing, amounts });
    let has_cache =
        Observed::at(&row.tokens, MeterGroup::CacheRead) + Observed::at(&row.tokens, MeterGroup::CacheWrite);
    if has_cache != 0 && child.group == MeterGroup::Input {
        let key = (connection, row.series, facts.texts.text(row.currency).to_owned());
        let known = record.cache.entry(key).or_insert(Some(0));
        *known = known.map(|known| known.saturating_add(i128::from(row.cache_benefit)));
    }
}

/// The connection that requests without a provider's word belong to: the account they tell, else the only one of their
/// channel, else none.
fn account_of(day: &DayEvidence, of: SeriesFacts) -> i64 {
    let told = day.accounts.iter().find(|account| of.account != UNTOLD && account.account == of.account);
    let mut present =
        day.accounts.iter().filter(|account| account.source == of.channel && !account.is_removed);
    match (told, present.next(), present.next()) {
        (Some(account), ..) => account.id,
        (None, Some(account), None) => account.id,
        _ => 0,
    }
}

/// Classes of an amount of requests, in proportion to their own.
fn of_requests(row: &Observed, group: MeterGroup, is_batch: bool, amount: i128) -> Amounts {
    let class = class_of(is_batch, group);
    let (retry, rest) = if is_batch {
        (i128::from(row.retry), i128::from(row.batch))
    } else {
        let plain = Observed::at(&row.classes, group);
        ((Observed::at(&row.meters, group) - plain).max(0), plain.max(0))
    };
    let (retry, rest) = if retry + rest > 0 { split(amount, retry, retry + rest) } else { (0, amount) };
    let mut classes = Classes::of(Class::Retry, retry);
    classes.add(class, rest);
    let unknown = i128::from(row.retry_unknown).max(0);
    let rated = i128::from(row.rated);
    let retry_unknown = if rated > 0 { split(amount, unknown.min(rated), rated).0 } else { 0 };
    Amounts { classes, retry_unknown }
}

/// What of the provider's owners all units of a pool share.
struct Owner {
    series: i64,
    tells: OwnerTells,
}

fn owner(facts: &Facts<'_>, units: &[Unit], pool: &Pool) -> Owner {
    let mut members = pool.units.iter().filter_map(|place| units.get(*place));
    let nothing = Owner { series: 0, tells: OwnerTells::Nothing };
    let Some(first) = members.next() else { return nothing };
    let series = |unit: &Unit| match unit.usage_series {
        0 => unit.lines.first().map_or(0, |(series, _)| *series),
        series => series,
    };
    let (mut has_project, mut has_key) = (first.facts.project != UNTOLD, first.facts.credential != UNTOLD);
    let mut first_of = series(first);
    for unit in members {
        has_project &= unit.facts.project == first.facts.project;
        has_key &= unit.facts.credential == first.facts.credential;
        first_of = match (first_of, series(unit)) {
            (0, _) | (_, 0) => 0,
            (one, other) => std::cmp::min_by_key(one, other, |series| facts.order(*series)),
        };
    }
    match (has_project, has_key) {
        _ if first_of == 0 => nothing,
        (true, true) => Owner { series: first_of, tells: OwnerTells::Key },
        (true, false) => Owner { series: first_of, tells: OwnerTells::Project },
        (false, _) => nothing,
    }
}

fn apportion_pool(
    facts: &Facts<'_>,
    day: &DayEvidence,
    units: &mut [Unit],
    pool: &Pool,
    record: &mut DayRecord,
) {
    let members =
        || pool.units.iter().filter_map(|place| units.get(*place)).filter(|unit| unit.weight.is_some());
    let whole = Whole {
        weight_nanos: members().filter_map(|unit| unit.weight).reduce(i128::saturating_add),
        quantity: members().map(|unit| unit.quantity).sum(),
    };
    let rows: Vec<Child<usize>> = pool
        .children
        .iter()
        .enumerate()
        .map(|(key, child)| Child { key, weight_nanos: child.weight, quantity: child.quantity })
        .collect();
    let parents =
        [true, false].map(|is_charge| Parent { key: is_charge, amount_nanos: money(units, pool, is_charge) });
    let division = divide(&parents, &rows, Explains::PartOf(whole));
    tell_differences(facts, day, units, pool, whole, &division, record);
    if division.by == DividedBy::Nothing {
        return;
    }
    let Some(first) = pool.units.first().and_then(|place| units.get(*place)) else { return };
    let (connection, currency, basis) = (first.connection, first.currency, first.basis);
    let owner = owner(facts, units, pool);
    let is_loose =
        !division.unpriced.is_empty() || members_loose(units, pool) || owner.tells == OwnerTells::Nothing;
    let grade = if is_loose { Grade::Apportioned } else { Grade::Measured };
    for (parent, of_children) in parents.iter().zip(&division.shares) {
        if parent.amount_nanos == 0 {
            continue;
        }
        let mut seen = Amounts::default();
        for (child, amount) in pool.children.iter().zip(of_children).filter(|(_, amount)| **amount != 0) {
            let Some(row) = day.observed.get(child.observed) else { continue };
            let is_batch = facts.known_usage(row.series).is_batch;
            let amounts = of_requests(row, child.group, is_batch, *amount);
            seen.merge(&amounts);
            let key = PartKey {
                source: row.source,
                series: row.series,
                connection,
                currency: facts.texts.text(currency).to_owned(),
                owner_series: owner.series,
                grade,
            };
            record.add_part(key, Part { basis, owner_tells: owner.tells, amounts });
        }
        take_from_lines(facts, units, pool, parent.key, &seen, grade, record);
    }
    use_up(units, pool, &rows, division.by);
}

fn members_loose(units: &[Unit], pool: &Pool) -> bool {
    pool.units.iter().filter_map(|place| units.get(*place)).any(|unit| unit.is_loose)
}

/// What is left of the charges, or of the credits, of a pool. Usage without a price shares nothing.
fn money(units: &[Unit], pool: &Pool, is_charge: bool) -> i128 {
    let units = pool.units.iter().filter_map(|place| units.get(*place)).filter(|unit| unit.weight.is_some());
    let lines = units.flat_map(|unit| &unit.lines);
    lines.map(|(_, amount)| *amount).filter(|amount| (*amount > 0) == is_charge).sum()
}

/// Moves what was seen from the lines of the pool, class by class, so that both sides add up.
fn take_from_lines(
    facts: &Facts<'_>,
    units: &mut [Unit],
    pool: &Pool,
    is_charge: bool,
    seen: &Amounts,
    grade: Grade,
    record: &mut DayRecord,
) {
    let mut lines: Vec<(usize, usize, i128)> = Vec::new();
    for place in &pool.units {
        let Some(unit) = units.get(*place).filter(|unit| unit.weight.is_some()) else { continue };
        let of_unit = unit
            .lines
            .iter()
            .enumerate()
            .filter(|(_, (_, amount))| *amount != 0 && (*amount > 0) == is_charge);
        lines.extend(of_unit.map(|(line, (_, amount))| (*place, line, *amount)));
    }
    let sizes: Vec<i128> = lines.iter().map(|(.., amount)| amount.abs()).collect();
    let taken = shares(seen.classes.total(), &sizes).unwrap_or_default();
    let columns: Vec<i128> = Class::ALL.iter().map(|class| seen.classes.get(*class)).collect();
    let cells = grid(&taken, &columns);
    let known = seen.classes.total().saturating_sub(seen.retry_unknown);
    let unknown = grid(&taken, &[seen.retry_unknown, known]);
    for (((place, line, _), amount), (cells, unknown)) in
        lines.iter().zip(&taken).zip(cells.iter().zip(&unknown))
    {
        let Some(unit) = units.get_mut(*place) else { continue };
        let Some((billed_series, left)) = unit.lines.get_mut(*line) else { continue };
        *left = left.saturating_sub(*amount);
        let mut classes = Classes::default();
        for (class, cell) in Class::ALL.iter().zip(cells) {
            classes.add(*class, *cell);
        }
        let key = LineKey {
            connection: unit.connection,
            currency: facts.texts.text(unit.currency).to_owned(),
            billed_series: *billed_series,
            usage_series: unit.usage_series,
            level: Level::Seen,
            grade,
        };
        let amounts = Amounts { classes, retry_unknown: unknown.first().copied().unwrap_or(0) };
        record.add_line(key, Line { basis: unit.basis, amounts, scale: unit.scale });
    }
}

/// Takes what the requests explained off the usage, so that looser matches share only the rest.
fn use_up(units: &mut [Unit], pool: &Pool, rows: &[Child<usize>], by: DividedBy) {
    let left = |units: &[Unit], of: fn(&Unit) -> i128| -> Vec<i128> {
        pool.units.iter().filter_map(|place| units.get(*place)).map(of).collect()
    };
    let weights = left(units, |unit| unit.weight.unwrap_or(0));
    let quantities = left(units, |unit| unit.quantity);
    let cost: i128 = rows.iter().filter_map(|row| row.weight_nanos).sum();
    let counted: i128 = rows.iter().map(|row| row.quantity).sum();
    let cost = if by == DividedBy::Cost { cost.min(weights.iter().sum()) } else { 0 };
    let costs = shares(cost, &weights).unwrap_or_default();
    let counts = shares(counted.min(quantities.iter().sum()), &quantities).unwrap_or_default();
    for (at, place) in pool.units.iter().enumerate() {
        let Some(unit) = units.get_mut(*place) else { continue };
        unit.weight = unit.weight.map(|weight| weight.saturating_sub(costs.get(at).copied().unwrap_or(0)));
        unit.quantity = unit.quantity.saturating_sub(counts.get(at).copied().unwrap_or(0));
    }
}

fn tell_differences(
    facts: &Facts<'_>,
    day: &DayEvidence,
    units: &[Unit],
    pool: &Pool,
    whole: Whole,
    division: &Division<usize>,
    record: &mut DayRecord,
) {
    let Some(first) = pool.units.first().and_then(|place| units.get(*place)) else { return };
    for place in &division.unpriced {
        let Some(child) = pool.children.get(*place) else { continue };
        let kind = DiscrepancyKind::UnpricedRequests;
        let key = discrepancy(facts, first.connection, kind, first.facts, child.group, UNTOLD);
        record.add_discrepancy(key, None, child.quantity);
    }
    let attempts: i64 = pool
        .children
        .iter()
        .filter_map(|child| day.observed.get(child.observed))
        .map(|row| row.attempts)
        .sum();
    let counted: i128 = pool.children.iter().map(|child| child.quantity).sum();
    let more = counted.saturating_sub(whole.quantity).max(0);
    // Each request was rounded by itself: so many nanos are no difference.
    let cost = match division.by {
        DividedBy::Cost if division.excess > i128::from(attempts) => Some(division.excess),
        // Nothing is left of usage that more telling requests explained already.
        DividedBy::Nothing if whole.weight_nanos == Some(0) && division.excess > i128::from(attempts) => {
            Some(division.excess)
        }
        DividedBy::Quantity if division.excess > 0 => None,
        _ => return,
    };
    let currency: Symbol = pool
        .children
        .iter()
        .filter_map(|child| day.observed.get(child.observed))
        .map(|row| row.currency)
        .find(|currency| *currency != UNTOLD)
        .unwrap_or(first.currency);
    let currency = if cost.is_some() { currency } else { UNTOLD };
    let kind = DiscrepancyKind::ObservedOverMetered;
    let key = discrepancy(facts, first.connection, kind, first.facts, first.group, currency);
    record.add_discrepancy(key, cost, more);
}

/// What no request explains stays on the provider's own dimensions.
fn keep_rest(facts: &Facts<'_>, unit: &Unit, record: &mut DayRecord) {
    for (billed_series, amount) in unit.lines.iter().filter(|(_, amount)| *amount != 0) {
        let class = class_of(unit.facts.is_batch, unit.group);
        // Nobody says of usage of a model whether it was tried again; tools, seats and taxes are not tried.
        let retry_unknown = if unit.group == MeterGroup::Other { 0 } else { *amount };
        let is_told = |value: Symbol| !facts.texts.text(value).is_empty();
        let grade = match () {
            () if unit.is_loose => Grade::Apportioned,
            () if is_told(unit.facts.project) || is_told(unit.facts.credential) => Grade::Owned,
            () => Grade::None,
        };
        let key = LineKey {
            connection: unit.connection,
            currency: facts.texts.text(unit.currency).to_owned(),
            billed_series: *billed_series,
            usage_series: unit.usage_series,
            level: unit.level,
            grade,
        };
        let amounts = Amounts { classes: Classes::of(class, *amount), retry_unknown };
        record.add_line(key, Line { basis: unit.basis, amounts, scale: unit.scale });
    }
}
