//! A question as text.

use super::super::super::model::{ExploreRequest, Grain};
use super::UNTOLD;
use crate::kernel::{DayRange, DimensionFilter};

/// The canonical text of a question. Conditions on the same dimension stand together.
pub(in super::super) fn write(request: &ExploreRequest) -> String {
    let mut text = request.measures.join(", ");
    if !request.by.is_empty() {
        text.push_str(&format!(" by {}", request.by.join(", ")));
    }
    if let Some(grain) = request.grain {
        text.push_str(&format!(" per {}", grain_word(grain)));
    }
    text.push_str(&format!(" from {}", days(&request.range)));
    if let Some(compare) = &request.compare {
        text.push_str(&format!(" compared with {}", days(compare)));
    }
    for (place, condition) in conditions(&request.filters).iter().enumerate() {
        text.push_str(if place == 0 { " where " } else { " and " });
        text.push_str(condition);
    }
    if let Some(currency) = &request.currency {
        text.push_str(&format!(" in {currency}"));
    }
    if let Some(order) = &request.order {
        text.push_str(&format!(" ordered by {}", order.by));
        if order.is_ascending {
            text.push_str(" ascending");
        }
    }
    text
}

/// The word of a grain.
pub(super) const fn grain_word(grain: Grain) -> &'static str {
    match grain {
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
    }
}

fn days(range: &DayRange) -> String {
    format!("{} to {}", range.from, range.to)
}

fn conditions(filters: &[DimensionFilter]) -> Vec<String> {
    let mut groups: Vec<(&str, bool, Vec<String>)> = Vec::new();
    for filter in filters {
        let value = filter.value.as_deref().map_or_else(|| UNTOLD.to_owned(), quoted);
        let group = groups
            .iter_mut()
            .find(|(dimension, is_not, _)| *dimension == filter.dimension && *is_not == filter.is_not);
        match group {
            Some((.., values)) => values.push(value),
            None => groups.push((&filter.dimension, filter.is_not, vec![value])),
        }
    }
    let is = |is_not: bool| if is_not { "is not" } else { "is" };
    groups
        .into_iter()
        .map(|(dimension, is_not, values)| format!("{dimension} {} {}", is(is_not), values.join(" or ")))
        .collect()
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}
