//! Months under the contract: from public rates to what the invoice should say.

use chrono::{Datelike, Days, Months};

use super::in_force::metered_slots;
use super::ratings::env;
use crate::app::App;
use crate::app::model::{SettledLineView, SettledMonthView};
use crate::kernel::{Day, Period, Problem, ProblemCode};
use crate::pricing::settle::{
    Ends, MonthSettlement, SettleInput, TermLine, settle, settled_from, settlement_periods,
};
use crate::pricing::{CommitmentKind, Contract, EntryKind, Term, usage_costs};

/// Months shown, the present one included.
const MONTHS: u32 = 6;

/// The last months by currency, newest first; months without usage and terms are left out.
pub(super) fn months(app: &App, contract: &Contract) -> Result<Vec<SettledMonthView>, Problem> {
    let today = app.now().date_naive();
    let present = today.with_day(1).unwrap_or(today);
    let first = present.checked_sub_months(Months::new(MONTHS.saturating_sub(1))).unwrap_or(present);
    let end = present.checked_add_months(Months::new(1)).unwrap_or(present);
    let start =
        shown(first, end).map(|month| settled_from(contract, month)).min().unwrap_or(first).min(first);
    let period = Period::new(start, end)?;
    let workspace = app.workspace()?;
    let slots = metered_slots(&app.options.registry);
    let periods = settlement_periods(contract, period);
    let usage = usage_costs(&env(app, &workspace, &slots, &|| false, &|_, _| ()), &periods)?;
    let input = SettleInput {
        contract,
        months: period,
        known_until: today.checked_add_days(Days::new(1)).unwrap_or(today),
        usage: &usage,
        purchases: None,
    };
    let settled = settle(&input)
        .map_err(|error| Problem::new(ProblemCode::FileFailed, error.to_string()).about("contract"))?;
    let mut views: Vec<SettledMonthView> = settled
        .iter()
        .flat_map(|settled| settled.months.iter().map(|month| (settled.currency.as_str(), month)))
        .filter(|(_, month)| month.month >= first && !(month.usage.is_empty() && month.terms.is_empty()))
        .map(|(currency, month)| month_view(contract, currency, month))
        .collect();
    views.sort_by(|left, right| right.month.cmp(&left.month).then(left.currency.cmp(&right.currency)));
    Ok(views)
}

fn shown(first: Day, end: Day) -> impl Iterator<Item = Day> {
    let next = |month: &Day| month.checked_add_months(Months::new(1));
    std::iter::successors(Some(first), next).take_while(move |month| *month < end)
}

fn month_view(contract: &Contract, currency: &str, month: &MonthSettlement) -> SettledMonthView {
    let high = |ends: &Ends| (!ends.is_exact()).then(|| ends.bounds().high.normalize().to_string());
    SettledMonthView {
        month: month.month.format("%Y-%m").to_string(),
        currency: currency.to_owned(),
        list: low(&month.list),
        list_high: high(&month.list),
        contracted: low(&month.contracted),
        contracted_high: high(&month.contracted),
        effective: low(&month.effective),
        effective_high: high(&month.effective),
        expected_billed: low(&month.billed),
        expected_billed_high: high(&month.billed),
        lines: month.terms.iter().flat_map(|line| line_views(contract, line)).collect(),
    }
}

fn low(ends: &Ends) -> String {
    ends.bounds().low.normalize().to_string()
}

/// What one term did, in the words of the screen; what is zero is left out.
fn line_views(contract: &Contract, line: &TermLine) -> Vec<SettledLineView> {
    let zero = Ends::default();
    let left = line.left.as_ref().unwrap_or(&zero);
    let is_minimum = contract.entries.iter().any(|entry| {
        entry.id == line.entry
            && matches!(&entry.term, Term::Commitment(term) if term.kind == CommitmentKind::Minimum)
    });
    let said: Vec<(&str, &Ends)> = match line.kind {
        EntryKind::Commitment if is_minimum => {
            vec![("drawn down", &line.base), ("shortfall", &line.effective)]
        }
        EntryKind::Commitment => vec![("drawn down", &line.base), ("left", left), ("lost", &line.lost)],
        EntryKind::Capacity => vec![("allocated", &line.carried), ("idle", &line.effective)],
        EntryKind::Fee => vec![("fee", &line.billed)],
        EntryKind::Credit => vec![("credit", &line.billed), ("left", left)],
        _ => Vec::new(),
    };
    said.into_iter()
        .filter(|(_, ends)| **ends != zero)
        .map(|(what, ends)| SettledLineView {
            entry: line.entry.clone(),
            what: what.to_owned(),
            amount: low(ends),
        })
        .collect()
}
