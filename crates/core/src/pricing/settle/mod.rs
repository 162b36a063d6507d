//! A period under a contract: from list cost to what the bills are expected to say.
//!
//! Owns: drawing down prepayments and credits, minimums, dividing capacity and fees, allowances of a period. Never does:
//! rating, storage, unpriced usage.
//! Invariants: amounts foot to the nano at every level; what is fixed is divided by largest remainder in a fixed order
//! and labelled; what was paid and not used is shown as lost and never spread; with ranges there are two whole pictures,
//! all usage low and all usage high; the order of terms with the same dates changes nothing.
//!
//! Order in a month: capacity, prepayments by their end date, purchased credits by their date, minimums, fees on usage,
//! fees on the invoice, credits by their end date.

mod allowance;
mod charge;
mod cover;
mod divide;
mod model;
mod months;
mod pictures;
mod run;

use std::collections::BTreeSet;

pub use allowance::{BillableQuantity, MeteredQuantity, after_allowance};
pub use model::{
    Ends, MonthSettlement, Purchase, PurchaseLine, SettleError, SettleInput, SettledUsage, Settlement, Share,
    ShareOf, TermLine, UsageCost, UsagePlace,
};
pub use months::{settled_from, settlement_periods};

use super::contract::{Entry, Term};
use run::{End, Run};

/// Settles each currency by itself, in order of its code; a currency without usage, terms and purchases is not there.
pub fn settle(input: &SettleInput<'_>) -> Result<Vec<Settlement>, SettleError> {
    let months = months::months_of(input.months)?;
    currencies(input)
        .into_iter()
        .map(|currency| {
            let low = Run::settle(input, &months, currency, End::Low)?;
            let high = Run::settle(input, &months, currency, End::High)?;
            Ok(pictures::together(currency, low, high))
        })
        .collect()
}

fn currencies<'a>(input: &SettleInput<'a>) -> BTreeSet<&'a str> {
    let usage = input.usage.iter().map(|usage| usage.currency.as_str());
    let terms = input.contract.entries.iter().filter_map(currency_of);
    let purchases = input.purchases.unwrap_or_default().iter().map(|one| one.currency.as_str());
    usage.chain(terms).chain(purchases).collect()
}

/// Currency of a term with money of its own; `None` for the others.
fn currency_of(entry: &Entry) -> Option<&str> {
    match &entry.term {
        Term::Commitment(term) => Some(&term.currency),
        Term::Capacity(term) => Some(&term.currency),
        Term::Fee(term) => Some(&term.currency),
        Term::Credit(term) => Some(&term.currency),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
