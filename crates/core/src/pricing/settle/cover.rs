//! What is already paid covers usage: prepayments first, then purchased credits.

use super::divide::{Nanos, nanos, portion, shares};
use super::model::{Purchase, SettleError, UsagePlace};
use super::months::{ended_by, ends_in, starts_in};
use super::run::{Balance, Bought, From, Line, MonthRun, Pool, Row, Run, figures, is_for, rows_for};
use crate::kernel::{Day, day_start};
use crate::pricing::contract::{Commitment, CommitmentKind, CommitmentPeriod, Entry, Fee, FeeBase, Term};

type Prepayment<'a> = (usize, &'a Entry, &'a Commitment);

pub(super) fn too_large(subject: &str) -> SettleError {
    SettleError::TooLarge { subject: subject.to_owned() }
}

impl<'a> Run<'a> {
    fn prepayments(&self, done: &MonthRun<'a>) -> Vec<Prepayment<'a>> {
        let all = self.each(|term| match term {
            Term::Commitment(term) if term.kind == CommitmentKind::Prepaid => Some(term),
            _ => None,
        });
        all.into_iter().filter(|(place, _, _)| done.lines.contains_key(place)).collect()
    }

    /// Puts new balances up. Paid for is what starts in the month, or renews in it.
    pub(super) fn open_prepayments(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        for (place, entry, term) in self.prepayments(done) {
            let renews = term.every == CommitmentPeriod::Month;
            if renews || !self.balances.contains_key(&place) {
                let amount = nanos(term.amount, || entry.id.clone())?;
                self.balances.insert(place, Balance { amount, ..Balance::default() });
            }
            if renews || starts_in(entry.valid, done.month) {
                let paid = nanos(term.paid, || entry.id.clone())?;
                done.line(place, |line| line.billed += paid);
            }
        }
        Ok(())
    }

    /// Puts the month's purchases up, with their fees.
    pub(super) fn buy_credits(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let fees = self.each(|term| match term {
            Term::Fee(term) if term.base == FeeBase::CreditPurchase => Some(term),
            _ => None,
        });
        let Some(purchases) = self.input.purchases else {
            for (place, _, _) in fees {
                done.line(place, |line| line.is_unknown = true);
            }
            return Ok(());
        };
        let mut new: Vec<(usize, &'a Purchase)> = purchases
            .iter()
            .enumerate()
            .filter(|(_, one)| one.currency == self.currency && done.month.contains(one.on))
            .collect();
        new.sort_by_key(|(at, one)| (one.on, *at));
        for (at, purchase) in new {
            let subject = || format!("the purchase of {} on {}", purchase.channel, purchase.on);
            let amount = nanos(purchase.amount, subject)?;
            let mut pool =
                Pool { purchase, balance: Balance { amount, ..Balance::default() }, fees: Vec::new() };
            for (place, entry, fee) in &fees {
                if is_charged(entry, fee, purchase) {
                    let charge = charge(fee, amount, &entry.id)?;
                    pool.fees.push((*place, charge, 0));
                    done.line(*place, |line| {
                        line.base += amount;
                        line.billed += charge;
                    });
                }
            }
            self.pools.push((at, pool));
        }
        Ok(())
    }

    /// Covers the month's usage, time by time.
    pub(super) fn draw(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        let prepayments = self.prepayments(done);
        let before: Vec<Nanos> = self.pools.iter().map(|(_, pool)| pool.balance.drawn).collect();
        let mut starts: Vec<Day> = done.rows.iter().map(|row| row.cost.period.start()).collect();
        starts.dedup();
        for start in starts {
            for (place, entry, term) in &prepayments {
                self.draw_prepayment(done, start, (*place, entry, term))?;
            }
            self.draw_pools(done, start)?;
        }
        for ((at, pool), before) in self.pools.iter().zip(before) {
            let is_new = done.month.contains(pool.purchase.on);
            done.bought.push(Bought {
                purchase: *at,
                billed: if is_new { pool.balance.amount } else { 0 },
                drawn: pool.balance.drawn - before,
                left: pool.balance.left(),
            });
            for (place, fee, carried) in &pool.fees {
                done.line(*place, |line| line.left = Some(line.left.unwrap_or(0) + fee - carried));
            }
        }
        done.bought.sort_by_key(|bought| bought.purchase);
        Ok(())
    }

    fn draw_prepayment(
        &mut self,
        done: &mut MonthRun<'a>,
        start: Day,
        (place, entry, term): Prepayment<'a>,
    ) -> Result<(), SettleError> {
        let Some(balance) = self.balances.get_mut(&place) else { return Ok(()) };
        let mut places = rows_for(&done.rows, &term.scope, entry.valid);
        places.retain(|at| done.rows.get(*at).is_some_and(|row| row.cost.period.start() == start));
        let paid = nanos(term.paid, || entry.id.clone())?;
        let drawn = cover(&mut done.rows, &places, balance.left()).ok_or_else(|| too_large(&entry.id))?;
        let total: Nanos = drawn.iter().sum();
        balance.drawn += total;
        let carried = portion(paid, balance.drawn, balance.amount).ok_or_else(|| too_large(&entry.id))?;
        let effective = carried - balance.carried;
        balance.carried = carried;
        give(&mut done.rows, &places, From::Entry(place), (&drawn, &drawn), effective)
            .ok_or_else(|| too_large(&entry.id))?;
        done.line(place, |line| {
            line.base += total;
            line.carried += effective;
        });
        Ok(())
    }

    fn draw_pools(&mut self, done: &mut MonthRun<'a>, start: Day) -> Result<(), SettleError> {
        for (at, pool) in &mut self.pools {
            let is_meant = |row: &Row<'_>| {
                row.cost.period.start() == start
                    && pool.purchase.on < row.cost.period.end()
                    && is_paid_from(&row.cost.place, pool.purchase)
            };
            let rows = done.rows.iter().enumerate();
            let places: Vec<usize> = rows.filter(|(_, row)| is_meant(row)).map(|(place, _)| place).collect();
            let subject = || too_large(&pool.purchase.channel);
            let drawn = cover(&mut done.rows, &places, pool.balance.left()).ok_or_else(subject)?;
            let total: Nanos = drawn.iter().sum();
            if total == 0 {
                continue;
            }
            pool.balance.drawn += total;
            give(&mut done.rows, &places, From::Purchase(*at), (&drawn, &drawn), total)
                .ok_or_else(subject)?;
            for (place, fee, carried) in &mut pool.fees {
                let now = portion(*fee, pool.balance.drawn, pool.balance.amount).ok_or_else(subject)?;
                let none = vec![0; drawn.len()];
                let share = now - *carried;
                give(&mut done.rows, &places, From::Entry(*place), (&none, &drawn), share)
                    .ok_or_else(subject)?;
                *carried = now;
                done.line(*place, |line: &mut Line| line.carried += share);
            }
        }
        Ok(())
    }

    /// What is left, and what is lost of a time that is over.
    pub(super) fn close_prepayments(&mut self, done: &mut MonthRun<'a>) -> Result<(), SettleError> {
        for (place, entry, term) in self.prepayments(done) {
            let Some(balance) = self.balances.get(&place).copied() else { continue };
            let paid = nanos(term.paid, || entry.id.clone())?;
            let is_over = self.is_over(entry, term, done);
            done.line(place, |line| {
                line.left = Some(if is_over { 0 } else { balance.left() });
                if is_over {
                    line.lost = balance.left();
                    line.effective += paid - balance.carried;
                }
            });
        }
        Ok(())
    }

    /// Whether the commitment's time ends with the month and its usage is known.
    pub(super) fn is_over(&self, entry: &Entry, term: &Commitment, done: &MonthRun<'a>) -> bool {
        match term.every {
            CommitmentPeriod::Month => done.month.end() <= self.input.known_until,
            CommitmentPeriod::Once => {
                ends_in(entry.valid, done.month) && ended_by(entry.valid, self.input.known_until)
            }
        }
    }
}

/// Covers open usage from a balance, in proportion to what is open; what each row got.
fn cover(rows: &mut [Row<'_>], places: &[usize], left: Nanos) -> Option<Vec<Nanos>> {
    let open = figures(rows, places, |row| row.open);
    let total: Nanos = open.iter().sum();
    let drawn = if total <= left { open } else { shares(left, &open)? };
    for (at, part) in places.iter().zip(&drawn) {
        if let Some(row) = rows.get_mut(*at) {
            row.open -= part;
        }
    }
    Some(drawn)
}

/// Gives rows what they were covered with, and their part of an effective cost by weight.
pub(super) fn give(
    rows: &mut [Row<'_>],
    places: &[usize],
    from: From,
    (covered, weights): (&[Nanos], &[Nanos]),
    effective: Nanos,
) -> Option<()> {
    if effective == 0 && covered.iter().all(|covered| *covered == 0) {
        return Some(());
    }
    let parts = shares(effective, weights)?;
    for ((at, covered), part) in places.iter().zip(covered).zip(parts) {
        if let Some(row) = rows.get_mut(*at) {
            row.add(from, *covered, part);
        }
    }
    Some(())
}

/// The fee on one base: the percentage, and at least the minimum.
pub(super) fn charge(fee: &Fee, base: Nanos, id: &str) -> Result<Nanos, SettleError> {
    let percent = (super::divide::units(base)).checked_mul(fee.percent).ok_or_else(|| too_large(id))?;
    let amount = (percent / rust_decimal::Decimal::ONE_HUNDRED).max(fee.minimum);
    nanos(amount, || id.to_owned())
}

fn is_charged(entry: &Entry, fee: &Fee, purchase: &Purchase) -> bool {
    let place = UsagePlace {
        channel: purchase.channel.clone(),
        account: purchase.account.clone(),
        ..UsagePlace::default()
    };
    entry.valid.contains(day_start(purchase.on)) && is_for(&fee.scope, &place)
}

fn is_paid_from(place: &UsagePlace, purchase: &Purchase) -> bool {
    place.channel == purchase.channel
        && purchase.account.as_ref().is_none_or(|account| place.account.as_ref() == Some(account))
}
