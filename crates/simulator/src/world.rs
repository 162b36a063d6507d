//! The company with its days remembered: generating a day once is enough.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::cell::{Cell, Known, Provider, last_refresh, minutes_ago};
use crate::company::Company;
use crate::generate;

type DayCells = HashMap<(Provider, NaiveDate), Arc<Vec<Cell>>>;

/// A company and the days generated so far.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) company: Company,
    days: Mutex<DayCells>,
}

/// Which of the provider's views of the same activity is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Anthropic's analytics usage and cost, refreshed every four hours.
    Analytics,
    /// Anthropic's older admin reports, minutes behind.
    Admin,
}

impl World {
    pub(crate) fn new(company: Company) -> Self {
        Self { company, days: Mutex::default() }
    }

    /// The whole-day cells of a day.
    pub(crate) fn day(&self, provider: Provider, on: NaiveDate) -> Arc<Vec<Cell>> {
        if let Some(cells) = self.days.lock().unwrap_or_else(PoisonError::into_inner).get(&(provider, on)) {
            return Arc::clone(cells);
        }
        let cells = Arc::new(generate::cells(&self.company, provider, on));
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(days.entry((provider, on)).or_insert(cells))
    }
}

/// What a provider's surface knows at an instant.
pub(crate) fn known(provider: Provider, surface: Surface, now: DateTime<Utc>) -> Known {
    match (provider, surface) {
        (Provider::Anthropic, Surface::Analytics) => last_refresh(now),
        _ => minutes_ago(now),
    }
}

/// The days of a half-open range.
pub(crate) fn days(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(from), |day| day.checked_add_days(Days::new(1)))
        .take_while(move |day| *day < to)
}

/// The last few answers that took work, so that their further pages do not take it again.
#[derive(Debug)]
pub(crate) struct Memo<T>(Mutex<VecDeque<(Asked, Arc<T>)>>);

/// Fingerprint of a request and the state of knowledge in Unix seconds.
pub(crate) type Asked = (u64, i64);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Memo<T> {
    /// The remembered answer, or a new one.
    pub(crate) fn get(&self, asked: Asked, make: impl FnOnce() -> T) -> Arc<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = kept.iter().find(|(had, _)| *had == asked) {
            return Arc::clone(made);
        }
        let made = Arc::new(make());
        kept.truncate(7);
        kept.push_front((asked, Arc::clone(&made)));
        made
    }
}
