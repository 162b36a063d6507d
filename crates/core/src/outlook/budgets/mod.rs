//! Budgets: a tree of monthly amounts, what is spent of them, and the day on which they are used up.

mod month;
#[cfg(test)]
mod tests;

pub use month::{Breach, BudgetMonth, budget_month};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::kernel::DimensionFilter;

/// A monthly amount for a part of spend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// Id of its first state; `None` of the first state itself.
    pub first: Option<i64>,
    /// What it is called; no two budgets in force are called the same.
    pub name: String,
    /// Id of the budget it is a part of; `None` at the top.
    pub parent: Option<i64>,
    /// Spend it is about: all must hold.
    pub filters: Vec<DimensionFilter>,
    /// Nanos of a month.
    pub nanos: i64,
    /// ISO 4217.
    pub currency: String,
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`; `None` while it goes on.
    pub until: Option<String>,
}

impl Budget {
    /// Whether it holds in a month, `YYYY-MM`.
    pub fn holds_in(&self, month: &str) -> bool {
        self.from.as_str() <= month && self.until.as_deref().is_none_or(|until| month <= until)
    }
}

/// A budget in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBudget {
    /// Id, which stays when it changes.
    pub id: i64,
    /// Id of its present state.
    pub row: i64,
    /// Its present state.
    pub budget: Budget,
}

/// Why a budget cannot be kept or removed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// No name.
    #[error("the budget has no name: write one")]
    NoName,
    /// Another one is called so.
    #[error("there is a budget \"{name}\" already: choose another name or change that one")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Below zero.
    #[error("the amount of \"{name}\" is below zero: a budget is zero or more")]
    Negative {
        /// The budget.
        name: String,
    },
    /// Ends before it begins.
    #[error(
        "\"{name}\" ends with {until} and begins with {from}: its last month must not be before its first"
    )]
    MonthOrder {
        /// The budget.
        name: String,
        /// First month.
        from: String,
        /// Last month.
        until: String,
    },
    /// No such budget.
    #[error("there is no budget with the id {id}: it may have been removed")]
    Unknown {
        /// As asked.
        id: i64,
    },
    /// A part of itself.
    #[error(
        "\"{name}\" would be a part of itself through \"{parent}\": choose a budget that is not under it"
    )]
    Cycle {
        /// The budget.
        name: String,
        /// Its parent.
        parent: String,
    },
    /// Another currency than that of its parent.
    #[error("\"{name}\" is in {currency} and \"{parent}\" in {other}: parts of a budget have its currency")]
    OtherCurrency {
        /// The budget.
        name: String,
        /// Its currency.
        currency: String,
        /// The budget above or below.
        parent: String,
        /// Its currency.
        other: String,
    },
    /// No such dimension.
    #[error("there is no dimension \"{name}\": use one of {known}")]
    UnknownDimension {
        /// As asked.
        name: String,
        /// Every name, comma-separated.
        known: String,
    },
    /// Has parts.
    #[error("\"{name}\" has budgets under it: remove them or move them elsewhere first")]
    HasParts {
        /// The budget.
        name: String,
    },
}

/// Refuses a budget that contradicts itself or the others. `id` is `None` of a new one.
pub fn check_budget(
    budget: &Budget,
    id: Option<i64>,
    kept: &[KeptBudget],
    dimensions: &[String],
) -> Result<(), BudgetError> {
    let name = budget.name.clone();
    if name.trim().is_empty() {
        return Err(BudgetError::NoName);
    }
    if budget.nanos < 0 {
        return Err(BudgetError::Negative { name });
    }
    if let Some(until) = budget.until.as_ref().filter(|until| **until < budget.from) {
        return Err(BudgetError::MonthOrder { name, from: budget.from.clone(), until: until.clone() });
    }
    let is_other = |other: &&KeptBudget| Some(other.id) != id;
    if kept.iter().filter(is_other).any(|other| other.budget.name.eq_ignore_ascii_case(&name)) {
        return Err(BudgetError::NameTaken { name });
    }
    if let Some(filter) = budget.filters.iter().find(|filter| !dimensions.contains(&filter.dimension)) {
        return Err(BudgetError::UnknownDimension {
            name: filter.dimension.clone(),
            known: dimensions.join(", "),
        });
    }
    if let Some(id) = id.filter(|id| kept.iter().all(|other| other.id != *id)) {
        return Err(BudgetError::Unknown { id });
    }
    check_place(budget, id, kept)
}

/// Its parent exists, is not under it and has its currency, as its parts do.
fn check_place(budget: &Budget, id: Option<i64>, kept: &[KeptBudget]) -> Result<(), BudgetError> {
    let find = |id: i64| kept.iter().find(|other| other.id == id);
    let other_currency = |other: &KeptBudget| BudgetError::OtherCurrency {
        name: budget.name.clone(),
        currency: budget.currency.clone(),
        parent: other.budget.name.clone(),
        other: other.budget.currency.clone(),
    };
    if let Some(parent) = budget.parent {
        let above = find(parent).ok_or(BudgetError::Unknown { id: parent })?;
        if above.budget.currency != budget.currency {
            return Err(other_currency(above));
        }
        let mut seen = BTreeSet::new();
        let mut next = Some(above);
        while let Some(at) = next {
            if Some(at.id) == id || !seen.insert(at.id) {
                return Err(BudgetError::Cycle {
                    name: budget.name.clone(),
                    parent: above.budget.name.clone(),
                });
            }
            next = at.budget.parent.and_then(find);
        }
    }
    let part = kept
        .iter()
        .find(|other| id.is_some() && other.budget.parent == id && other.budget.currency != budget.currency);
    part.map_or(Ok(()), |part| Err(other_currency(part)))
}

/// Refuses to remove a budget that has parts. Answers what is removed.
pub fn check_removal(id: i64, kept: &[KeptBudget]) -> Result<&KeptBudget, BudgetError> {
    let found = kept.iter().find(|other| other.id == id).ok_or(BudgetError::Unknown { id })?;
    if kept.iter().any(|other| other.budget.parent == Some(id)) {
        return Err(BudgetError::HasParts { name: found.budget.name.clone() });
    }
    Ok(found)
}

/// Nanos of a month that the budgets directly under one give away; `None` when there are none in that month.
pub fn allocated(id: i64, month: &str, kept: &[KeptBudget]) -> Option<i128> {
    let parts = kept.iter().filter(|part| part.budget.parent == Some(id) && part.budget.holds_in(month));
    parts.map(|part| i128::from(part.budget.nanos)).reduce(i128::saturating_add)
}
