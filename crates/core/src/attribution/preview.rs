//! What other rules would do: what every series, month and value gains and loses, and which rule takes from which.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::closed::ClosedMonths;
use super::engine::Stretch;
use super::evaluate::{Evaluation, Inputs};
use super::holdings::{Holdings, Sum, month_period};
use super::model::{Rule, Why};
use super::state::Attribution;
use super::tally::{Books, Piece, Slice};
use crate::kernel::Period;

/// What happens to money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Gets a value.
    Gained,
    /// Loses its value.
    Lost,
    /// Goes to another value.
    Changed,
    /// Stays.
    Unchanged,
    /// Would move in a closed month, and does not.
    Closed,
}

/// Series, requests and money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MovedSums {
    /// Series.
    pub series: u32,
    /// Requests seen; `None` where no gateway saw any.
    pub requests: Option<i128>,
    /// Nanos.
    pub nanos: i128,
}

/// Money that goes from a value to another.
pub type ValueMove = (Option<String>, Option<String>);

/// Rule that takes, and rule that loses; `None` where none did.
pub type RuleMove = (Option<String>, Option<String>);

/// What happens in one dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DimensionEffect {
    /// By effect.
    pub effects: BTreeMap<Effect, MovedSums>,
    /// Nanos by place of the month and effect; what stays is in it too.
    pub months: BTreeMap<u16, BTreeMap<Effect, i128>>,
    /// From value to value, in open months: series and nanos.
    pub values: BTreeMap<ValueMove, (u32, i128)>,
    /// Rule that takes and rule that loses, in open months: series and nanos.
    pub rules: BTreeMap<RuleMove, (u32, i128)>,
}

impl DimensionEffect {
    /// Places of closed months in which something would move, and does not.
    pub fn closed_months(&self) -> impl Iterator<Item = u16> {
        let months = self.months.iter().filter(|(_, effects)| effects.contains_key(&Effect::Closed));
        months.map(|(month, _)| *month)
    }

    /// Whether anything moves, closed months included.
    pub fn moves(&self) -> bool {
        self.effects.iter().any(|(effect, moved)| *effect != Effect::Unchanged && moved.series > 0)
            || !self.rules.is_empty()
    }
}

/// What other rules would do over all history, by place of the dimension.
pub struct Preview {
    /// By dimension.
    pub dimensions: Vec<DimensionEffect>,
    /// What everything would be attributed to.
    pub evaluation: Evaluation,
    /// What it follows from.
    pub inputs: Inputs,
}

/// Compares the rules in force with others, over all history in one currency.
pub fn preview(
    reader: &Connection,
    state: &Attribution,
    rules: &[Rule],
    currency: u8,
) -> rusqlite::Result<Preview> {
    let inputs = Inputs { rules: rules.to_vec(), ..(*state.inputs).clone() };
    let (evaluation, changed) = state.evaluation.under(&state.inputs, &inputs, &state.holdings);
    let mut dimensions = Vec::with_capacity(inputs.dimensions.len());
    let slice = everything(&state.holdings).map(|period| Slice { currency, period });
    for dimension in 0..inputs.dimensions.len() {
        let effect = DimensionEffect::default();
        let mut compare =
            Compare { state, after: &inputs, evaluation: &evaluation, dimension, currency, effect };
        for subject in &changed {
            if let Some(slice) = slice {
                compare.subject(reader, *subject, slice)?;
            }
        }
        compare.rest();
        dimensions.push(compare.effect);
    }
    Ok(Preview { dimensions, evaluation, inputs })
}

struct Compare<'a> {
    state: &'a Attribution,
    after: &'a Inputs,
    evaluation: &'a Evaluation,
    dimension: usize,
    currency: u8,
    effect: DimensionEffect,
}

/// What one subject gives and takes.
#[derive(Default)]
struct OfSubject {
    /// Months by effect.
    months: BTreeMap<Effect, BTreeSet<u16>>,
    pairs: BTreeMap<ValueMove, i128>,
    takes: BTreeMap<RuleMove, i128>,
}

impl Compare<'_> {
    fn subject(&mut self, reader: &Connection, subject: usize, slice: Slice) -> rusqlite::Result<()> {
        let before = self.state.evaluation.stretches(self.dimension, subject);
        let after = self.evaluation.stretches(self.dimension, subject);
        if is_alike(before, after, &self.state.inputs, self.after) {
            return Ok(());
        }
        // Closed months are looked at as if they were open: what would move in them is told, and does not.
        let open = ClosedMonths::default();
        let holdings = &self.state.holdings;
        let books = Books { holdings, evaluation: &self.state.evaluation, closed: &open };
        let mut found = OfSubject::default();
        books.each_piece_cut(reader, self.dimension, slice, subject, after, |piece, other| {
            self.piece(&piece, other, &mut found);
        })?;
        for (effect, months) in found.months {
            let moved = self.effect.effects.entry(effect).or_default();
            moved.series += 1;
            let attempts = months.iter().filter_map(|month| holdings.requests(subject, *month));
            let attempts = attempts.map(|sum| i128::from(sum.attempts)).reduce(|one, other| one + other);
            moved.requests = match (moved.requests, attempts) {
                (Some(known), Some(more)) => Some(known + more),
                (known, more) => known.or(more),
            };
        }
        for (pair, nanos) in found.pairs {
            let known = self.effect.values.entry(pair).or_default();
            *known = (known.0 + 1, known.1 + nanos);
        }
        for (pair, nanos) in found.takes {
            let known = self.effect.rules.entry(pair).or_default();
            *known = (known.0 + 1, known.1 + nanos);
        }
        Ok(())
    }

    fn piece(&mut self, piece: &Piece<'_>, other: &Stretch, found: &mut OfSubject) {
        let (from, to) = (&piece.stretch.told, &other.told);
        let (month, nanos) = (piece.sum.month, piece.nanos());
        let is_closed = self.state.closed.has(month);
        let effect = match (&from.value, &to.value) {
            (before, after) if before == after => None,
            _ if is_closed => Some(Effect::Closed),
            (None, _) => Some(Effect::Gained),
            (_, None) => Some(Effect::Lost),
            _ => Some(Effect::Changed),
        };
        if let Some(effect) = effect {
            self.effect.effects.entry(effect).or_default().nanos += nanos;
            *self.effect.months.entry(month).or_default().entry(effect).or_default() += nanos;
            found.months.entry(effect).or_default().insert(month);
            if !is_closed {
                *found.pairs.entry((from.value.clone(), to.value.clone())).or_default() += nanos;
            }
        }
        let (loses, takes) = (rule_id(&self.state.inputs, from.why), rule_id(self.after, to.why));
        if !is_closed && loses != takes {
            *found.takes.entry((takes, loses)).or_default() += nanos;
        }
    }

    /// The rest of every month in which something moves, and of everything.
    fn rest(&mut self) {
        let holdings = &self.state.holdings;
        let of_currency = |sum: &&Sum| sum.currency == self.currency;
        let mut months: BTreeMap<u16, i128> = BTreeMap::new();
        let mut series = BTreeSet::new();
        for sum in holdings.all_sums().iter().filter(of_currency) {
            *months.entry(sum.month).or_default() += i128::from(sum.nanos);
            series.insert(sum.subject);
        }
        for (month, effects) in &mut self.effect.months {
            let moved: i128 = effects.values().sum();
            effects.insert(Effect::Unchanged, months.get(month).copied().unwrap_or(0) - moved);
        }
        let mut stays = MovedSums {
            series: u32::try_from(series.len()).unwrap_or(u32::MAX),
            requests: holdings.all_requests(),
            nanos: months.values().sum(),
        };
        for moved in self.effect.effects.values() {
            stays.series = stays.series.saturating_sub(moved.series);
            stays.requests = stays.requests.map(|all| all.saturating_sub(moved.requests.unwrap_or(0)).max(0));
            stays.nanos -= moved.nanos;
        }
        self.effect.effects.insert(Effect::Unchanged, stays);
    }
}

/// Whether the same values come from the same rules on the same days, wherever those rules stand.
fn is_alike(before: &[Stretch], after: &[Stretch], old: &Inputs, new: &Inputs) -> bool {
    let same = |(one, other): (&Stretch, &Stretch)| {
        one.from == other.from
            && one.told.value == other.told.value
            && rule_id(old, one.told.why) == rule_id(new, other.told.why)
    };
    before.len() == after.len() && before.iter().zip(after).all(same)
}

fn rule_id(inputs: &Inputs, why: Why) -> Option<String> {
    match why {
        Why::Rule(place) => inputs.rules.get(place).map(|rule| rule.id.clone()),
        _ => None,
    }
}

/// From the first to the last month with spend.
pub(super) fn everything(holdings: &Holdings) -> Option<Period> {
    let periods: Vec<Period> = holdings.months.iter().filter_map(|month| month_period(month)).collect();
    let first = periods.iter().map(|period| period.start()).min()?;
    Period::new(first, periods.iter().map(|period| period.end()).max()?).ok()
}
