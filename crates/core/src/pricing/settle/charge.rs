//! What is charged for a month beside its usage: capacity, minimums, fees; and the credits that pay for it.

use rust_decimal::Decimal;

use super::cover::{charge, give, too_large};
use super::divide::{Nanos, nanos, shares};
use super::model::SettleError;
use super::months::{ended_by, ends_in, held};
use super::run::{Balance, From, MonthRun, Run, figures, rows_for, scope_of};
use crate::pricing::contract::{
    Commitment, CommitmentKind, CommitmentPeriod, Entry, Fee, FeeBase, Scope, Term,
};

impl<'a> Run<'a> {
    /// Each capacity is a fixed cost of its days, divided over the usage that ran on it in proportion to list cost.
    pub(super) fn spread_capacity(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let capacities = self.each(|term| if let Term::Capacity(term) = term { Some(term) } else { None });
        for (place, entry, capacity) in capacities {
            let Some(days) = held(entry.valid, done.month) else { continue };
            let whole = capacity
                .units
                .checked_mul(capacity.unit_price_per_month)
                .and_then(|price| price.checked_mul(Decimal::from(days.days())))
                .ok_or_else(|| too_large(&entry.id))?;
            let cost = nanos(whole / Decimal::from(done.month.days()), || entry.id.clone())?;
            let places = rows_for(&done.rows, &capacity.scope, entry.valid);
            let list = figures(&done.rows, &places, |row| row.list);
            let (base, is_idle) = (list.iter().sum(), places.is_empty());
            if !is_idle {
                let none = vec![0; list.len()];
                give(&mut done.rows, &places, From::Entry(place), (&none, &list), cost)
                    .ok_or_else(|| too_large(&entry.id))?;
            }
            done.line(place, |line| {
                line.base = base;
                line.billed = cost;
                line.carried = if is_idle { 0 } else { cost };
                line.effective = if is_idle { cost } else { 0 };
            });
        }
        Ok(())
    }

    /// Usage counts to a minimum whether or not something else covers it; what is missing is billed at the end.
    pub(super) fn count_minimums(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let minimums: Vec<(usize, &'a Entry, &'a Commitment)> = self.each(|term| match term {
            Term::Commitment(term) if term.kind == CommitmentKind::Minimum => Some(term),
            _ => None,
        });
        for (place, entry, term) in minimums {
            if !done.lines.contains_key(&place) {
                continue;
            }
            let amount = nanos(term.amount, || entry.id.clone())?;
            let places = rows_for(&done.rows, &term.scope, entry.valid);
            let counted: Nanos = figures(&done.rows, &places, |row| row.contracted).iter().sum();
            let balance = self.balances.entry(place).or_default();
            if term.every == CommitmentPeriod::Month {
                *balance = Balance::default();
            }
            balance.drawn += counted;
            let missing = (amount - balance.drawn).max(0);
            let is_over = self.is_over(entry, term, done);
            done.line(place, |line| {
                line.base = counted;
                line.left = Some(if is_over { 0 } else { missing });
                if is_over {
                    (line.lost, line.effective, line.billed) = (missing, missing, missing);
                }
            });
        }
        Ok(())
    }

    fn fees(&self, base: FeeBase, done: &MonthRun<'a>) -> Vec<(usize, &'a Entry, &'a Fee)> {
        let all = self.each(move |term| match term {
            Term::Fee(term) if term.base == base => Some(term),
            _ => None,
        });
        all.into_iter().filter(|(place, _, _)| done.lines.contains_key(place)).collect()
    }

    /// A fee on usage is divided over the usage in proportion to its contracted cost.
    pub(super) fn charge_usage_fees(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        for (place, entry, fee) in self.fees(FeeBase::Usage, done) {
            let places = rows_for(&done.rows, &fee.scope, entry.valid);
            let weights = figures(&done.rows, &places, |row| row.contracted);
            let base: Nanos = weights.iter().sum();
            let amount = if is_charged(fee, base) { charge(fee, base, &entry.id)? } else { 0 };
            let is_carried = !places.is_empty();
            if is_carried {
                let none = vec![0; weights.len()];
                give(&mut done.rows, &places, From::Entry(place), (&none, &weights), amount)
                    .ok_or_else(|| too_large(&entry.id))?;
            }
            done.line(place, |line| {
                (line.base, line.billed) = (base, amount);
                line.carried = if is_carried { amount } else { 0 };
                line.effective = if is_carried { 0 } else { amount };
            });
        }
        Ok(())
    }

    /// A fee on the invoice stays on its own line: the invoice is more than usage.
    pub(super) fn charge_invoice_fees(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let mut charged = Vec::new();
        for (place, entry, fee) in self.fees(FeeBase::Invoice, done) {
            let places = rows_for(&done.rows, &fee.scope, entry.valid);
            let usage: Nanos = figures(&done.rows, &places, |row| row.open).iter().sum();
            let others = done.lines.values().filter(|(other, _)| {
                is_no_fee_on_invoice_or_purchase(&other.term)
                    && scope_of(&other.term).is_some_and(|scope| is_within(scope, &fee.scope))
            });
            let base = usage + others.map(|(_, line)| line.billed).sum::<Nanos>();
            let amount = if is_charged(fee, base) { charge(fee, base, &entry.id)? } else { 0 };
            charged.push((place, base, amount));
        }
        for (place, base, amount) in charged {
            done.line(place, |line| (line.base, line.billed, line.effective) = (base, amount, amount));
        }
        Ok(())
    }

    /// Credits pay what usage is billed, those that end first first.
    pub(super) fn spend_credits(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let credits = self.each(|term| if let Term::Credit(term) = term { Some(term) } else { None });
        for (place, entry, credit) in credits {
            if !done.lines.contains_key(&place) {
                continue;
            }
            let amount = nanos(credit.amount, || entry.id.clone())?;
            let balance = self.balances.entry(place).or_insert(Balance { amount, ..Balance::default() });
            let places = rows_for(&done.rows, &credit.scope, entry.valid);
            let due = figures(&done.rows, &places, |row| row.open - row.credited);
            let spent = due.iter().sum::<Nanos>().min(balance.left());
            let parts = if spent == 0 { Vec::new() } else { shares(spent, &due).unwrap_or_default() };
            if spent != 0 && parts.is_empty() {
                return Err(too_large(&entry.id));
            }
            for (at, part) in places.iter().zip(parts) {
                if let Some(row) = done.rows.get_mut(*at) {
                    row.credited += part;
                }
            }
            balance.drawn += spent;
            let left = balance.left();
            let is_over = ends_in(entry.valid, done.month) && ended_by(entry.valid, self.input.known_until);
            done.line(place, |line| {
                (line.base, line.billed) = (spent, -spent);
                line.left = Some(if is_over { 0 } else { left });
                line.lost = if is_over { left } else { 0 };
            });
        }
        Ok(())
    }
}

/// A percentage of nothing is no charge; a fixed fee is charged in each month it holds.
fn is_charged(fee: &Fee, base: Nanos) -> bool {
    base != 0 || fee.percent.is_zero()
}

fn is_no_fee_on_invoice_or_purchase(term: &Term) -> bool {
    !matches!(term, Term::Fee(fee) if fee.base != FeeBase::Usage)
}

/// Whether what one scope is about is billed on the invoice that another is about.
fn is_within(scope: &Scope, invoice: &Scope) -> bool {
    let same = |one: &Option<String>, other: &Option<String>| other.is_none() || one == other;
    same(&scope.channel, &invoice.channel) && same(&scope.account, &invoice.account)
}
