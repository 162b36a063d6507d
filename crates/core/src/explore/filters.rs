//! Which rows a question keeps.

use super::dimensions::Dimension;
use super::error::ExploreError;
use super::symbols::{Symbol, Symbols};
use crate::kernel::DimensionFilter;

/// One condition on a dimension. Conditions that keep values of the same dimension are alternatives; every condition
/// that leaves out holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// What it is about.
    pub(super) dimension: Dimension,
    /// The value; `None` for rows that do not tell the dimension.
    pub(super) value: Option<String>,
    /// Whether rows with the value are left out instead of kept.
    pub(super) is_not: bool,
}

/// Filters with their dimensions read.
pub(super) fn parse_filters(filters: &[DimensionFilter]) -> Result<Vec<Filter>, ExploreError> {
    filters
        .iter()
        .map(|filter| {
            Ok(Filter {
                dimension: Dimension::parse(&filter.dimension)?,
                value: filter.value.clone(),
                is_not: filter.is_not,
            })
        })
        .collect()
}

/// What is kept of one dimension.
#[derive(Debug, Default)]
struct Kept {
    /// Place of the dimension among the values of a row.
    place: usize,
    any_of: Vec<Symbol>,
    none_of: Vec<Symbol>,
}

/// Filters over rows whose values are symbols.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    kept: Vec<Kept>,
}

impl Keeper {
    /// `dimensions` are those of a row's values, in their order, and hold each dimension of a filter.
    pub(super) fn new(filters: &[Filter], dimensions: &[Dimension], symbols: &mut Symbols) -> Self {
        let mut kept: Vec<Kept> = Vec::new();
        for filter in filters {
            let place = dimensions.iter().position(|known| *known == filter.dimension).unwrap_or(0);
            let symbol = symbols.of(filter.value.as_deref());
            let at = kept.iter().position(|one| one.place == place).unwrap_or_else(|| {
                kept.push(Kept { place, ..Kept::default() });
                kept.len().saturating_sub(1)
            });
            if let Some(one) = kept.get_mut(at) {
                if filter.is_not { &mut one.none_of } else { &mut one.any_of }.push(symbol);
            }
        }
        Self { kept }
    }

    /// Whether a row with these values is kept.
    pub(super) fn keeps(&self, values: &[Symbol]) -> bool {
        self.kept.iter().all(|one| {
            let value = values.get(one.place);
            let is_in = |list: &[Symbol]| value.is_some_and(|value| list.contains(value));
            (one.any_of.is_empty() || is_in(&one.any_of)) && !is_in(&one.none_of)
        })
    }
}
