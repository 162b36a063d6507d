//! Rating one usage: its band and its hours choose the prices, its quantities make the amounts.

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId};

use super::calendar::Sides;
use super::cell::Cell;
use super::find::date;
use super::lane::reason;
use super::lines::{Lines, refuse};
use super::plan::{MergeKey, Plan, Sheet, cell_in};
use super::pricer::{Pricer, prompt_of};
use super::resolved::Resolved;
use crate::pricing::{Grain, Usage, UsageTime};
use crate::pricing::{Rating, Reason, ReasonCode};

/// Which prices of a plan hold for a usage.
enum Choice {
    /// One band, one side of each clock.
    One(usize, usize),
    /// Any of several.
    Any(MergeKey),
}

/// The prices that were chosen, held while lines are made of them.
enum Chosen<'a> {
    One { plan: &'a Plan, sheet: &'a Sheet, over: u64, side: usize },
    Any { plan: &'a Plan, sheet: Arc<Sheet>, key: MergeKey },
}

impl Pricer {
    /// Rates one row of a resolved identity into a rating whose room is used again.
    pub fn rate_resolved(&self, resolved: &Resolved, usage: &Usage<'_>, rating: &mut Rating) {
        rating.lines.clear();
        let (first, last) = resolved.span(usage.time);
        let Some(plan) = resolved.plan(self, first) else { return };
        rating.model.clone_from(&plan.model);
        rating.matched = plan.matched;
        if let Some(bad) = bad_quantity(usage.quantities) {
            return refuse(rating, plan, usage, &bad);
        }
        if first != last {
            return self.rate_across(resolved, (first, last), usage, rating);
        }
        match self.choose(plan, usage, usage.time) {
            Err(problem) => refuse(rating, plan, usage, &problem),
            Ok(chosen) => {
                let lines = Lines { plan, flags: &plan.flags, problem: &plan.flags_and_problem };
                lines.make(usage, rating, |meter| self.cell_of(&chosen, meter));
            }
        }
    }

    /// Rates usage in whose time something changes: each part has its price, and the row lies between them.
    fn rate_across(
        &self,
        resolved: &Resolved,
        (first, last): (usize, usize),
        usage: &Usage<'_>,
        rating: &mut Rating,
    ) {
        let UsageTime::Within(from, to) = usage.time else { return };
        let mut parts: Vec<(Instant, Chosen<'_>)> = Vec::new();
        let (mut flags, mut problems) = (BTreeSet::new(), BTreeSet::new());
        let mut unplaced = None;
        for part in first..=last {
            let Some(plan) = resolved.plan(self, part) else { continue };
            let start = resolved.start_of(part).map_or(from, |start| start.max(from));
            let end = resolved.start_of(part + 1).filter(|_| part < last).unwrap_or(to);
            match self.choose(plan, usage, UsageTime::Within(start, end)) {
                Ok(chosen) => parts.push((start, chosen)),
                Err(problem) => return refuse(rating, plan, usage, &problem),
            }
            flags.extend(plan.flags.iter().cloned());
            problems.extend(plan.flags_and_problem.iter().cloned());
            if plan.problem.is_some() || unplaced.is_none() {
                unplaced = Some(plan);
            }
        }
        let Some(plan) = unplaced else { return };
        let (flags, problems): (Vec<Reason>, Vec<Reason>) =
            (flags.into_iter().collect(), problems.into_iter().collect());
        let lines = Lines { plan, flags: &Arc::from(flags), problem: &Arc::from(problems) };
        let mut made: Vec<Option<Box<Cell>>> = Vec::new();
        for (meter, _) in usage.quantities {
            made.push(self.cell_across(&parts, *meter).map(Box::new));
        }
        let mut at = 0;
        lines.make(usage, rating, |_| {
            at += 1;
            made.get(at - 1).and_then(Option::as_deref)
        });
    }

    fn cell_across(&self, parts: &[(Instant, Chosen<'_>)], meter: MeterId) -> Option<Cell> {
        let cells: Vec<(Instant, &Cell)> =
            parts.iter().filter_map(|(start, chosen)| Some((*start, self.cell_of(chosen, meter)?))).collect();
        let (_, before) = *cells.first()?;
        let change = cells.iter().find(|(_, cell)| !cell.costs_as(before));
        let because: Vec<Reason> =
            change.iter().map(|(start, _)| reason(ReasonCode::ChangedInside, &date(*start))).collect();
        let merged = Cell::merge(cells.iter().map(|(_, cell)| *cell), &because);
        Some(merged)
    }

    fn cell_of<'a>(&self, chosen: &'a Chosen<'_>, meter: MeterId) -> Option<&'a Cell> {
        match chosen {
            Chosen::One { plan, sheet, over, side } => {
                cell_in(sheet, meter, || self.cell(plan, *over, *side, meter))
            }
            Chosen::Any { plan, sheet, key } => cell_in(sheet, meter, || self.any_of(plan, key, meter)),
        }
    }

    /// The price of a meter when any of several bands and sides may hold.
    fn any_of(&self, plan: &Plan, key: &MergeKey, meter: MeterId) -> Cell {
        let (low, high) = key.bands;
        let bands = low..=high;
        let sides: Vec<usize> = (0..plan.sides()).filter(|side| key.sides >> side & 1 == 1).collect();
        let grid: Vec<Vec<Cell>> = bands
            .clone()
            .map(|band| {
                let over = plan.overs.get(band).copied().unwrap_or_default();
                sides.iter().map(|side| self.cell(plan, over, *side, meter)).collect()
            })
            .collect();
        let differs = |cells: &[&Cell]| cells.windows(2).any(|pair| matches!(pair, [a, b] if !a.costs_as(b)));
        let by_side = grid.iter().any(|row| differs(&row.iter().collect::<Vec<_>>()));
        let by_band = (0..sides.len())
            .any(|side| differs(&grid.iter().filter_map(|row| row.get(side)).collect::<Vec<_>>()));
        let mut because: Vec<Reason> = key.always.iter().cloned().collect();
        if by_side {
            because.extend(key.clock.iter().cloned());
        }
        if by_band {
            let limits: Vec<String> =
                bands.skip(1).filter_map(|band| plan.overs.get(band)).map(u64::to_string).collect();
            because.push(reason(ReasonCode::BandLost, &limits.join(", ")));
        }
        Cell::merge(grid.iter().flatten(), &because)
    }

    fn choose<'a>(&self, plan: &'a Plan, usage: &Usage<'_>, time: UsageTime) -> Result<Chosen<'a>, Reason> {
        match choice(plan, usage, time)? {
            Choice::One(band, side) => {
                let over = plan.overs.get(band).copied().unwrap_or_default();
                let sheet = plan.sheet(band, side);
                let sheet = sheet.ok_or_else(|| reason(ReasonCode::UnknownTier, &plan.tier))?;
                Ok(Chosen::One { plan, sheet, over, side })
            }
            Choice::Any(key) => Ok(Chosen::Any { plan, sheet: plan.merged(&key), key }),
        }
    }
}

/// Band and side of each clock, or why the usage cannot be.
fn choice(plan: &Plan, usage: &Usage<'_>, time: UsageTime) -> Result<Choice, Reason> {
    let (mut bands, mut always) = (bands(plan, usage)?, None);
    if let Some((band, because)) = &plan.assumed_band
        && bands.0 < bands.1
        && (bands.0..=bands.1).contains(band)
    {
        (bands, always) = ((*band, *band), Some(because.clone()));
    }
    if plan.clocks.is_empty() && bands.0 == bands.1 && always.is_none() {
        return Ok(Choice::One(bands.0, 0));
    }
    let (sides, clock) = sides(plan, time);
    match sides.as_slice() {
        [side] if bands.0 == bands.1 && always.is_none() => Ok(Choice::One(bands.0, *side)),
        _ => {
            let sides = sides.iter().fold(0, |all, side| all | 1 << side);
            Ok(Choice::Any(MergeKey { bands, sides, clock, always }))
        }
    }
}

/// Every combination of sides of the plan's clocks that a time touches, and what is said when they differ.
fn sides(plan: &Plan, time: UsageTime) -> (Vec<usize>, Vec<Reason>) {
    let mut sides: Vec<usize> = vec![0];
    let mut because = Vec::new();
    for (bit, hours) in plan.clocks.iter().enumerate() {
        let Sides { inside, outside, unknown_year } = match time {
            UsageTime::At(at) => hours.at(at),
            UsageTime::Within(from, to) => hours.within(from, to),
        };
        if inside && outside {
            because.push(reason(ReasonCode::ClockLost, &hours.id));
        }
        if let Some(year) = unknown_year {
            because.push(reason(ReasonCode::CalendarUnknown, &format!("{} {year}", hours.id)));
        }
        let (inside, outside) = (inside || unknown_year.is_some(), outside || unknown_year.is_some());
        let within: Vec<usize> = sides.iter().map(|side| side | 1 << bit).filter(|_| inside).collect();
        sides.retain(|_| outside);
        sides.extend(within);
    }
    (sides, because)
}

/// First and last band that prompts of the usage may be in.
fn bands(plan: &Plan, usage: &Usage<'_>) -> Result<(usize, usize), Reason> {
    if plan.overs.len() == 1 && plan.longest_prompt.is_none() {
        return Ok((0, 0));
    }
    let (least, most) = prompt(usage)?;
    if let Some(longest) = plan.longest_prompt.filter(|longest| least > *longest) {
        return Err(reason(ReasonCode::OverContextWindow, &format!("{least} of {longest}")));
    }
    let low = plan.band_of(least);
    let high = most.map_or(plan.overs.len() - 1, |most| plan.band_of(most)).max(low);
    Ok((low, high))
}

/// Least and most tokens of any prompt in the usage; no most when nothing bounds it.
fn prompt(usage: &Usage<'_>) -> Result<(Decimal, Option<Decimal>), Reason> {
    let sum = prompt_of(usage.quantities);
    let above = usage.prompt.map(|(above, _)| Decimal::from(above));
    let most = usage.prompt.and_then(|(_, most)| most).map(Decimal::from);
    let told_least = above.map_or(Decimal::ZERO, |above| above + Decimal::ONE);
    let is_one = matches!(usage.grain, Grain::Request | Grain::Aggregate { requests: Some(1) });
    match sum {
        Some(sum) if is_one => match (above, most) {
            (_, Some(most)) if sum > most => {
                let subject = format!("prompt of {sum}, told as at most {most}");
                Err(reason(ReasonCode::BadQuantity, &subject))
            }
            (Some(above), _) if sum <= above => Ok((told_least, most)),
            _ => Ok((sum, Some(sum))),
        },
        Some(sum) => Ok((told_least, Some(most.map_or(sum, |most| most.min(sum))))),
        None => Ok((told_least, most)),
    }
}

/// A negative quantity, or a meter that stands twice.
fn bad_quantity(quantities: &[(MeterId, Decimal)]) -> Option<Reason> {
    let mut seen = 0_u64;
    for (meter, quantity) in quantities {
        let bit = 1_u64 << meter.index();
        if seen & bit != 0 {
            return Some(reason(ReasonCode::BadQuantity, &format!("{meter} twice")));
        }
        seen |= bit;
        if quantity.is_sign_negative() && !quantity.is_zero() {
            return Some(reason(ReasonCode::BadQuantity, &format!("{meter} {quantity}")));
        }
    }
    None
}
