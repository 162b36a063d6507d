//! Closed months that a rule reaches into.

use chrono::Months;

use super::LintContext;
use super::reach::Reach;
use crate::attribution::{Bits, Dates, Rule};
use crate::kernel::Day;

/// Closed months with the subjects that have spend in them, looked for once.
pub(super) struct Closed<'c> {
    context: &'c LintContext<'c>,
    months: Vec<(Day, Day, Option<Bits>)>,
    subjects: usize,
}

impl<'c> Closed<'c> {
    pub(super) fn new(context: &'c LintContext<'c>, subjects: usize) -> Self {
        let after = |first: &Day| Some((*first, first.checked_add_months(Months::new(1))?, None));
        Self { context, months: context.closed_months.iter().filter_map(after).collect(), subjects }
    }

    /// First days of the months in which the rule would set something that has spend.
    pub(super) fn months(&mut self, rule: &Rule, reach: &Reach<'_>) -> Vec<Day> {
        let mut set = Bits::filled(self.subjects, false);
        for effect in &reach.effects {
            set.or(&effect.subjects);
        }
        let (context, subjects) = (self.context, self.subjects);
        let mut found = Vec::new();
        for (first, after, spent) in &mut self.months {
            let month = Dates { from: Some(*first), until: Some(*after) };
            if !month.meets(&rule.dates) {
                continue;
            }
            let spent = spent.get_or_insert_with(|| {
                let mut bits = Bits::filled(subjects, false);
                (0..subjects)
                    .filter(|place| (context.has_spend)(*place, *first, *after))
                    .for_each(|place| bits.insert(place));
                bits
            });
            let from = rule.dates.from.map_or(*first, |from| from.max(*first));
            let until = rule.dates.until.map_or(*after, |until| until.min(*after));
            let is_whole = (from, until) == (*first, *after);
            let touched = if is_whole {
                set.shared(spent) > 0
            } else {
                set.iter().any(|place| spent.has(place) && (context.has_spend)(place, from, until))
            };
            if touched {
                found.push(*first);
            }
        }
        found
    }
}
