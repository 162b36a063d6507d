//! What to know before using the figures.

use std::collections::BTreeMap;

use super::add_up::{Answer, Group};
use super::cuts::Cut;
use super::dimensions::Dimension;
use super::filters::Filter;
use super::model::Measure;
use super::reading::Reading;
use super::words::{figure, measure_word};
use crate::kernel::words::listed;

/// Cuts chosen instead of the primary, and what they cannot tell.
pub(super) fn about_cuts(answer: &Answer<'_>, measure: Measure, named: &[Dimension]) -> Vec<String> {
    let mut notes = Vec::new();
    for pick in &answer.plan.picks {
        let Some(instead) = pick.choice.instead.filter(|_| pick.instead_days > 0) else { continue };
        let lacking: Vec<Dimension> =
            named.iter().copied().filter(|dimension| !pick.choice.primary.tells(*dimension)).collect();
        let names: Vec<&str> = lacking.iter().map(|dimension| dimension.name()).collect();
        let lost = lost(pick.choice.primary, instead);
        let loss = if lost.is_empty() { String::new() } else { format!(", which does not tell {lost}") };
        notes.push(format!(
            "{} by {}: {} is read through \"{}\"{loss}",
            measure_word(measure),
            listed(&names).replace('_', " "),
            pick.connection.label,
            instead.label,
        ));
    }
    notes
}

fn lost(primary: &Cut, instead: &Cut) -> String {
    let words: Vec<&str> = Dimension::ALL
        .iter()
        .filter(|dimension| primary.tells(**dimension) && !instead.tells(**dimension))
        .map(|dimension| dimension.plural())
        .collect();
    listed(&words)
}

/// A filter that a connection's rows cannot meet because the source does not tell the dimension.
pub(super) fn about_filters(answer: &Answer<'_>, measure: Measure, filters: &[Filter]) -> Vec<String> {
    let mut notes = Vec::new();
    let mut named: Vec<Dimension> = filters
        .iter()
        .filter(|filter| filter.value.is_some() && !filter.is_not)
        .map(|filter| filter.dimension)
        .collect();
    named.dedup();
    for dimension in named {
        let mut left_out: Vec<&str> = answer
            .plan
            .picks
            .iter()
            .filter(|pick| pick.primary_days > 0 && !pick.choice.primary.tells(dimension))
            .map(|pick| pick.connection.label.as_str())
            .collect();
        left_out.dedup();
        if !left_out.is_empty() {
            notes.push(format!(
                "{} of {} does not tell {}, so some or all of it is left out by the filter",
                measure_word(measure),
                listed(&left_out),
                dimension.plural(),
            ));
        }
    }
    notes
}

/// How much does not tell a dimension; `groups` are by connection and that dimension.
pub(super) fn about_untold(reading: &Reading<'_>, dimension: Dimension, groups: &[Group]) -> Vec<String> {
    let mut untold: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.value(1).is_none()) {
        *untold.entry((group.value(0).unwrap_or_default(), &group.unit)).or_default() += group.sum;
    }
    untold
        .into_iter()
        .map(|((connection, unit), sum)| {
            let found = reading.connections.iter().find(|known| known.id.to_string() == connection);
            let label = found.map_or(connection, |known| known.label.as_str());
            format!("{} of {label} does not tell {}", figure(sum, unit), dimension.plural())
        })
        .collect()
}

/// Billed money whose source tells no list cost.
pub(super) fn about_list_cost(answer: &Answer<'_>) -> Vec<String> {
    answer
        .unlisted
        .iter()
        .map(|(connection, currency, nanos)| {
            format!(
                "{connection} tells no list cost for {} billed; it is not in these figures",
                figure(*nanos, currency)
            )
        })
        .collect()
}
