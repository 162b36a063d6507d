//! Rated money: its sums, and how much usage could not be rated or only as a range.

use std::collections::BTreeMap;

use super::add_up::Group;
use super::model::Measure;
use super::queries::RatedQuantity;
use super::words::figure;
use crate::kernel::words::grouped;
use crate::ledger::{Meter, MeterKind};

/// Marks sums that stand beside the money; no currency begins so.
const BESIDE: char = '~';
const TOKENS: &str = "~tokens ";
const OTHER_UNPRICED: &str = "~other unpriced";
const WIDTH: &str = "~width ";

/// What one usage row adds: units with their values.
pub(super) fn parts(row: &RatedQuantity<'_>, measure: Measure, mut add: impl FnMut(&str, i64)) {
    let is_list = measure == Measure::RatedList;
    let (low, high) = if is_list {
        (row.list_nanos, row.list_high_nanos)
    } else {
        (row.contracted_nanos, row.contracted_high_nanos)
    };
    if let Some(low) = low {
        add(row.currency, low);
        if let Some(width) = high.and_then(|high| high.checked_sub(low)).filter(|width| *width != 0) {
            add(&format!("{WIDTH}{}", row.currency), width);
        }
    }
    let is_token = Meter::parse(row.meter).is_some_and(|meter| meter.kind() == MeterKind::Tokens);
    if is_token {
        add(&format!("{TOKENS}{}", row.status), row.quantity);
    } else if row.status == "unpriced" {
        add(OTHER_UNPRICED, 1);
    }
}

/// How far usage is rated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Tokens with one price.
    pub(super) priced: i128,
    /// Tokens between two amounts.
    pub(super) range: i128,
    /// Tokens without a price.
    pub(super) unpriced: i128,
    /// Tokens that no rating was made for yet.
    pub(super) waiting: i128,
    /// Rows of other meters without a price.
    pub(super) other_unpriced: i128,
    /// High ends minus low ends by currency.
    pub(super) widths: BTreeMap<String, i128>,
}

impl Extent {
    /// Takes what stands beside the money out of the groups; the first grouping has all of it.
    pub(super) fn take(groupings: &mut [Vec<Group>]) -> Self {
        let mut extent = Self::default();
        for group in groupings.first().into_iter().flatten() {
            let sum = match group.unit.as_str() {
                "~tokens priced" => &mut extent.priced,
                "~tokens range" => &mut extent.range,
                "~tokens unpriced" => &mut extent.unpriced,
                "~tokens waiting" => &mut extent.waiting,
                OTHER_UNPRICED => &mut extent.other_unpriced,
                unit => match unit.strip_prefix(WIDTH) {
                    Some(currency) => extent.widths.entry(currency.to_owned()).or_default(),
                    None => continue,
                },
            };
            *sum += group.sum;
        }
        for groups in groupings {
            groups.retain(|group| !group.unit.starts_with(BESIDE));
        }
        extent
    }

    /// Tokens in all.
    pub(super) fn tokens(&self) -> i128 {
        self.priced + self.range + self.unpriced + self.waiting
    }

    /// What to know before using rated money.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let tokens = |count: i128| format!("{} tokens", grouped(&count.to_string()));
        if self.unpriced > 0 {
            notes.push(format!(
                "{} have no price and are not in these figures; Prices names them",
                tokens(self.unpriced)
            ));
        }
        if self.other_unpriced > 0 {
            let rows = grouped(&self.other_unpriced.to_string());
            notes.push(format!(
                "{rows} rows of tools and other meters have no price and are not in these figures"
            ));
        }
        if self.waiting > 0 {
            notes.push(format!("{} are not rated yet and are not in these figures", tokens(self.waiting)));
        }
        for (currency, width) in &self.widths {
            notes.push(format!(
                "{} lie between two amounts: the low end is counted, the high end is {} more",
                tokens(self.range),
                figure(*width, currency)
            ));
        }
        notes
    }
}
