//! One picture: every usage at one end of its range, month after month.

use std::collections::BTreeMap;

use showback_pricebook::Window;

use super::divide::{Nanos, nanos};
use super::model::{Purchase, SettleError, SettleInput, UsageCost, UsagePlace};
use super::months::{held, is_across};
use super::{currency_of, months};
use crate::kernel::Period;
use crate::pricing::Owner;
use crate::pricing::contract::{Entry, Scope, Term};
use crate::pricing::engine::{Facts, covers};

/// Which end of each range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Low,
    High,
}

/// Where a share comes from: entries in the order of the text, then purchases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum From {
    Entry(usize),
    Purchase(usize),
}

/// A part of a usage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) covered: Nanos,
    pub(super) effective: Nanos,
}

/// One usage on its way.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub(super) usage: usize,
    pub(super) cost: &'a UsageCost,
    pub(super) list: Nanos,
    pub(super) contracted: Nanos,
    /// Contracted cost that nothing covers yet.
    pub(super) open: Nanos,
    /// Part of `open` that credits have paid.
    pub(super) credited: Nanos,
    pub(super) parts: BTreeMap<From, Part>,
}

impl Row<'_> {
    pub(super) fn add(&mut self, from: From, covered: Nanos, effective: Nanos) {
        let part = self.parts.entry(from).or_default();
        part.covered += covered;
        part.effective += effective;
    }
}

/// One term in one month.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    pub(super) base: Nanos,
    pub(super) left: Option<Nanos>,
    pub(super) lost: Nanos,
    pub(super) carried: Nanos,
    pub(super) effective: Nanos,
    pub(super) billed: Nanos,
    pub(super) is_unknown: bool,
}

/// One purchase in one month.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bought {
    pub(super) purchase: usize,
    pub(super) billed: Nanos,
    pub(super) drawn: Nanos,
    pub(super) left: Nanos,
}

/// One month, done.
pub(super) struct MonthRun<'a> {
    pub(super) month: Period,
    pub(super) rows: Vec<Row<'a>>,
    /// By place of the entry in the contract.
    pub(super) lines: BTreeMap<usize, (&'a Entry, Line)>,
    pub(super) bought: Vec<Bought>,
}

impl MonthRun<'_> {
    /// Changes the line of a term; one that does not hold in the month has none.
    pub(super) fn line(&mut self, place: usize, change: impl FnOnce(&mut Line)) {
        if let Some((_, line)) = self.lines.get_mut(&place) {
            change(line);
        }
    }
}

/// What is drawn from: a prepayment, a credit or the progress to a minimum.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Balance {
    /// Worth at the start.
    pub(super) amount: Nanos,
    /// Worth drawn or counted so far.
    pub(super) drawn: Nanos,
    /// Of what was paid for it, how much usage carries.
    pub(super) carried: Nanos,
}

impl Balance {
    pub(super) const fn left(&self) -> Nanos {
        self.amount - self.drawn
    }
}

/// A purchase with its fees.
pub(super) struct Pool<'a> {
    pub(super) purchase: &'a Purchase,
    pub(super) balance: Balance,
    /// Place of each fee's entry, its amount, and how much of it usage carries.
    pub(super) fees: Vec<(usize, Nanos, Nanos)>,
}

/// One currency at one end of its ranges.
pub(super) struct Run<'a> {
    pub(super) input: &'a SettleInput<'a>,
    pub(super) currency: &'a str,
    end: End,
    /// Terms with money in the currency, with their place in the contract: those that end first come first.
    pub(super) terms: Vec<(usize, &'a Entry)>,
    pub(super) balances: BTreeMap<usize, Balance>,
    /// By date, with their place in the input.
    pub(super) pools: Vec<(usize, Pool<'a>)>,
}

impl<'a> Run<'a> {
    pub(super) fn settle(
        input: &'a SettleInput<'a>,
        months: &[Period],
        currency: &'a str,
        end: End,
    ) -> Result<Vec<MonthRun<'a>>, SettleError> {
        let mut run = Self {
            input,
            currency,
            end,
            terms: terms_in(input, currency),
            balances: BTreeMap::new(),
            pools: Vec::new(),
        };
        let mut rows = run.rows(months)?;
        months
            .iter()
            .map(|month| run.month(*month, rows.remove(&month.start()).unwrap_or_default()))
            .collect()
    }

    fn month(&mut self, month: Period, rows: Vec<Row<'a>>) -> Result<MonthRun<'a>, SettleError> {
        let is_fee_carried =
            |at: usize| self.pools.iter().any(|(_, pool)| pool.fees.iter().any(|(place, ..)| *place == at));
        let holds = |(place, entry): &&(usize, &'a Entry)| {
            held(entry.valid, month).is_some() || is_fee_carried(*place)
        };
        let lines = self
            .terms
            .iter()
            .filter(holds)
            .map(|(place, entry)| (*place, (*entry, Line::default())))
            .collect();
        let mut done = MonthRun { month, rows, lines, bought: Vec::new() };
        self.spread_capacity(&mut done)?;
        self.open_prepayments(&mut done)?;
        self.buy_credits(&mut done)?;
        self.draw(&mut done)?;
        self.close_prepayments(&mut done)?;
        self.count_minimums(&mut done)?;
        self.charge_usage_fees(&mut done)?;
        self.charge_invoice_fees(&mut done)?;
        self.spend_credits(&mut done)?;
        Ok(done)
    }

    /// The usage of each month, in a fixed order.
    fn rows(&self, months: &[Period]) -> Result<BTreeMap<chrono::NaiveDate, Vec<Row<'a>>>, SettleError> {
        let mut rows: BTreeMap<chrono::NaiveDate, Vec<Row<'a>>> = BTreeMap::new();
        let usage = self.input.usage.iter().enumerate();
        for (at, cost) in usage.filter(|(_, cost)| cost.currency == self.currency) {
            let period = cost.period;
            let is_inside = |month: &&Period| {
                month.start() <= period.start() && period.end() <= month.end() && !period.is_empty()
            };
            let Some(month) = months.iter().find(is_inside) else {
                return Err(SettleError::Outside { from: period.start(), to: period.end() });
            };
            self.refuse_across(cost)?;
            rows.entry(month.start()).or_default().push(self.row(at, cost)?);
        }
        for rows in rows.values_mut() {
            rows.sort_by(|one, other| {
                let key = |row: &Row<'a>| (row.cost.period.start(), row.cost.period.end());
                key(one)
                    .cmp(&key(other))
                    .then_with(|| one.cost.place.cmp(&other.cost.place))
                    .then(one.usage.cmp(&other.usage))
            });
        }
        Ok(rows)
    }

    fn row(&self, at: usize, cost: &'a UsageCost) -> Result<Row<'a>, SettleError> {
        let subject = || format!("usage of {} from {}", cost.place.channel, cost.period.start());
        for bounds in [cost.list, cost.contracted] {
            if bounds.low > bounds.high {
                return Err(SettleError::BadAmount { amount: bounds.low, subject: subject() });
            }
        }
        let (list, contracted) = match self.end {
            End::Low => (cost.list.low, cost.contracted.low),
            End::High => (cost.list.high, cost.contracted.high),
        };
        let contracted = nanos(contracted, subject)?;
        Ok(Row {
            usage: at,
            cost,
            list: nanos(list, subject)?,
            contracted,
            open: contracted,
            credited: 0,
            parts: BTreeMap::new(),
        })
    }

    fn refuse_across(&self, cost: &UsageCost) -> Result<(), SettleError> {
        let cut = self.terms.iter().find(|(_, entry)| {
            is_across(entry.valid, cost.period)
                && scope_of(&entry.term).is_some_and(|scope| is_for(scope, &cost.place))
        });
        cut.map_or(Ok(()), |(_, entry)| {
            let (from, to) = (cost.period.start(), cost.period.end());
            Err(SettleError::Across { from, to, entry: entry.id.clone() })
        })
    }

    /// Terms of one kind with their place, those that end first first.
    pub(super) fn each<T>(&self, kind: impl Fn(&'a Term) -> Option<&'a T>) -> Vec<(usize, &'a Entry, &'a T)> {
        self.terms.iter().filter_map(|(place, entry)| Some((*place, *entry, kind(&entry.term)?))).collect()
    }
}

fn terms_in<'a>(input: &'a SettleInput<'a>, currency: &str) -> Vec<(usize, &'a Entry)> {
    let is_ours =
        |(_, entry): &(usize, &Entry)| months::has_money(&entry.term) && currency_of(entry) == Some(currency);
    let mut terms: Vec<(usize, &Entry)> = input.contract.entries.iter().enumerate().filter(is_ours).collect();
    let key = |entry: &'a Entry| (entry.valid.to.is_none(), entry.valid.to, entry.valid.from, &entry.id);
    terms.sort_by(|(_, one), (_, other)| key(one).cmp(&key(other)));
    terms
}

pub(super) const fn scope_of(term: &Term) -> Option<&Scope> {
    match term {
        Term::Commitment(term) => Some(&term.scope),
        Term::Capacity(term) => Some(&term.scope),
        Term::Fee(term) => Some(&term.scope),
        Term::Credit(term) => Some(&term.scope),
        _ => None,
    }
}

/// Whether a scope is about a place; what the place does not tell does not hold.
pub(super) fn is_for(scope: &Scope, place: &UsagePlace) -> bool {
    let facts = Facts {
        channel: &place.channel,
        model: place.model.as_deref(),
        tier: place.tier.as_deref().unwrap_or_default(),
        geo: place.geo.as_deref().unwrap_or_default(),
        owner: Owner { account: place.account.as_deref(), project: place.project.as_deref() },
    };
    covers(scope, &facts)
}

/// Places of the rows a term is about, in their order.
pub(super) fn rows_for(rows: &[Row<'_>], scope: &Scope, valid: Window) -> Vec<usize> {
    let is_meant = |row: &Row<'_>| {
        valid.contains(crate::kernel::day_start(row.cost.period.start())) && is_for(scope, &row.cost.place)
    };
    rows.iter().enumerate().filter(|(_, row)| is_meant(row)).map(|(at, _)| at).collect()
}

/// One figure of some rows, in their order.
pub(super) fn figures(rows: &[Row<'_>], places: &[usize], figure: impl Fn(&Row<'_>) -> Nanos) -> Vec<Nanos> {
    places.iter().filter_map(|at| rows.get(*at)).map(figure).collect()
}
