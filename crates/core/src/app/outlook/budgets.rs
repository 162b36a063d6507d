//! `budgets.list`, `budgets.put` and `budgets.remove`.

use rusqlite::Connection;

use super::{forecasts, months, series};
use crate::app::App;
use crate::app::change::{Change, Snapshot};
use crate::app::model::{
    BudgetDayView, BudgetDraft, BudgetId, BudgetListRequest, BudgetMonthView, BudgetView, BudgetsView,
};
use crate::explore;
use crate::kernel::words::units;
use crate::kernel::{
    Amount, Billed, Currency, Money, Nothing, Period, Problem, ProblemCode, format_instant, parse_decimal,
};
use crate::outlook::{
    Budget, BudgetError, Decision, KeptBudget, Made, allocated, budget_month, check_budget, check_removal,
    decide, in_force,
};

/// Budgets of a month and how they stand.
pub fn budgets(app: &App, request: BudgetListRequest) -> Result<BudgetsView, Problem> {
    let month = request.month.unwrap_or_else(|| months::of_day(app.now().date_naive()));
    let days = months::days_of(&month)?;
    let kept = app.workspace()?.store.read::<_, Problem>(kept)?;
    let mut notes: Vec<String> = Vec::new();
    let mut budgets = Vec::with_capacity(kept.len());
    for one in in_tree(&kept) {
        let currency = forecasts::currency(&one.budget.currency)?;
        let given = allocated(one.id, &month, &kept);
        let over =
            given.map(|given| given.saturating_sub(i128::from(one.budget.nanos))).filter(|over| *over > 0);
        budgets.push(BudgetView {
            id: one.id,
            name: one.budget.name.clone(),
            parent: one.budget.parent,
            filters: one.budget.filters.clone(),
            amount: of_budget(i128::from(one.budget.nanos), currency),
            from: one.budget.from.clone(),
            until: one.budget.until.clone(),
            allocated: given.map(|given| of_budget(given, currency)),
            over_allocated_by: over.map(|over| of_budget(over, currency)),
            month: match one.budget.holds_in(&month) {
                true => Some(month_view(app, &one.budget, currency, days, &mut notes)?),
                false => None,
            },
        });
    }
    Ok(BudgetsView { month, budgets, notes })
}

/// Adds a budget or changes one.
pub fn put(app: &App, draft: BudgetDraft) -> Result<BudgetId, Problem> {
    let budget = read(&draft)?;
    let dimensions: Vec<String> = explore::dimensions().into_iter().map(|dimension| dimension.name).collect();
    let at = format_instant(app.now());
    app.change("budgets.put", |tx| {
        let kept = kept(tx)?;
        check_budget(&budget, draft.id, &kept, &dimensions)?;
        let before = kept.iter().find(|one| Some(one.id) == draft.id);
        let budget = Budget { first: before.map(|one| one.id), ..budget };
        let name = budget.name.clone();
        let is_same =
            before.is_some_and(|one| Budget { first: budget.first, ..one.budget.clone() } == budget);
        let (make, withdraw) = match before {
            Some(_) if is_same => (Vec::new(), Vec::new()),
            other => (vec![Decision::Budget(budget)], other.map(|one| one.row).into_iter().collect()),
        };
        let moved = decide(tx, &at, &make, &withdraw)?;
        let id = draft.id.or(moved.in_force.first().copied()).unwrap_or_default();
        Ok(Change {
            value: BudgetId { id },
            summary: format!("budget \"{name}\" {}", if before.is_some() { "changed" } else { "added" }),
            before: Snapshot::Outlook(moved.reversed()),
            after: Snapshot::Outlook(moved),
        })
    })
}

/// Removes a budget that has no parts.
pub fn remove(app: &App, request: BudgetId) -> Result<Nothing, Problem> {
    let at = format_instant(app.now());
    app.change("budgets.remove", |tx| {
        let kept = kept(tx)?;
        let removed = check_removal(request.id, &kept)?;
        let moved = decide(tx, &at, &[], &[removed.row])?;
        Ok(Change {
            value: Nothing {},
            summary: format!("budget \"{}\" removed", removed.budget.name),
            before: Snapshot::Outlook(moved.reversed()),
            after: Snapshot::Outlook(moved),
        })
    })
}

impl From<BudgetError> for Problem {
    fn from(error: BudgetError) -> Self {
        let (code, subject) = match &error {
            BudgetError::NoName | BudgetError::NameTaken { .. } => (ProblemCode::BadRequest, "name"),
            BudgetError::Negative { .. } => (ProblemCode::BadRequest, "amount"),
            BudgetError::MonthOrder { .. } => (ProblemCode::BadRequest, "until"),
            BudgetError::Unknown { .. } => (ProblemCode::NotFound, "id"),
            BudgetError::Cycle { .. } => (ProblemCode::BadRequest, "parent"),
            BudgetError::OtherCurrency { .. } => (ProblemCode::BadRequest, "currency"),
            BudgetError::UnknownDimension { .. } => (ProblemCode::BadRequest, "filters"),
            BudgetError::HasParts { .. } => (ProblemCode::NotAllowedNow, "id"),
        };
        Self::new(code, error.to_string()).about(subject)
    }
}

fn kept(reader: &Connection) -> Result<Vec<KeptBudget>, Problem> {
    Ok(in_force(reader)?.into_iter().filter_map(Made::budget).collect())
}

/// Each after the one it is a part of, by name.
fn in_tree(kept: &[KeptBudget]) -> Vec<&KeptBudget> {
    let mut ordered: Vec<&KeptBudget> = Vec::with_capacity(kept.len());
    let mut waiting: Vec<&KeptBudget> = kept.iter().filter(|one| one.budget.parent.is_none()).collect();
    let by_name =
        |list: &mut Vec<&KeptBudget>| list.sort_by(|left, right| right.budget.name.cmp(&left.budget.name));
    by_name(&mut waiting);
    while let Some(one) = waiting.pop() {
        ordered.push(one);
        let mut parts: Vec<_> = kept.iter().filter(|part| part.budget.parent == Some(one.id)).collect();
        by_name(&mut parts);
        waiting.extend(parts);
    }
    ordered
}

fn read(draft: &BudgetDraft) -> Result<Budget, Problem> {
    let wrong =
        |subject: &str, message: String| Problem::new(ProblemCode::BadRequest, message).about(subject);
    let currency = Currency::parse(&draft.currency).map_err(|error| wrong("currency", error.to_string()))?;
    let amount =
        parse_decimal(&draft.amount).and_then(|units| Money::<Billed>::from_decimal(units, currency));
    months::days_of(&draft.from)?;
    draft.until.as_deref().map(months::days_of).transpose()?;
    Ok(Budget {
        first: None,
        name: draft.name.trim().to_owned(),
        parent: draft.parent,
        filters: draft.filters.clone(),
        nanos: amount.map_err(|error| wrong("amount", error.to_string()))?.nanos(),
        currency: currency.code().to_owned(),
        from: draft.from.clone(),
        until: draft.until.clone(),
    })
}

/// An amount that somebody meant to spend.
fn of_budget(nanos: i128, currency: Currency) -> Amount {
    Amount { value: units(nanos), currency: currency.code().to_owned(), basis: "budget".to_owned() }
}

fn month_view(
    app: &App,
    budget: &Budget,
    currency: Currency,
    days: Period,
    notes: &mut Vec<String>,
) -> Result<BudgetMonthView, Problem> {
    let daily = series::daily(app, days, None, &budget.filters)?;
    let known = series::by_currency(&daily).remove(currency.code()).unwrap_or_default();
    for note in daily.notes {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    let stands = budget_month(&known, days, budget.nanos, &[]);
    let made = stands.month.as_ref().ok();
    let range = made.and_then(|made| made.range);
    let foreseen = made.map(|made| made.forecast.days.as_slice()).unwrap_or_default();
    let text = |day: Option<crate::kernel::Day>| day.map(|day| day.to_string());
    Ok(BudgetMonthView {
        spent: forecasts::of_record(stands.spent_nanos, currency),
        share_basis_points: stands.share_basis_points,
        reason: stands.month.as_ref().err().map(ToString::to_string),
        method: made.map(|made| made.forecast.method.name().to_owned()),
        expected: made.map(|made| made.expected.amount(currency)),
        low: range.map(|range| range.low.amount(currency)),
        high: range.map(|range| range.high.amount(currency)),
        past_error: made.and_then(|made| made.forecast.past_error).map(forecasts::past_error),
        breach_on: text(stands.breach.likely),
        breach_earliest: text(stands.breach.earliest),
        breach_latest: text(stands.breach.latest),
        is_breached: stands.spent_nanos > i128::from(budget.nanos),
        days: forecasts::days(&known, days, foreseen)
            .into_iter()
            .map(|day| BudgetDayView {
                budget_line: line(budget.nanos, days, &day.day),
                day: day.day,
                is_foreseen: day.is_foreseen,
                spent: day.cumulated,
                spent_low: day.cumulated_low,
                spent_high: day.cumulated_high,
            })
            .collect(),
    })
}

/// What an even month would have used up by the end of a day, rounded down to the nano.
fn line(nanos: i64, days: Period, day: &str) -> String {
    let passed = days.iter_days().take_while(|at| at.to_string().as_str() <= day).count();
    let passed = i128::try_from(passed).unwrap_or_default();
    units(i128::from(nanos).saturating_mul(passed).div_euclid(i128::from(days.days().max(1))))
}
