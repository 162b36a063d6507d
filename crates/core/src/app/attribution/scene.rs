//! What every question about attribution needs: the state, the dimension, the days and the currency.

use std::sync::Arc;

use rusqlite::Connection;

use crate::app::App;
use crate::app::model::{AttributionMeter, GradePartView};
use crate::attribution::{Attribution, AttributionError, PeriodStanding, Slice, Standing, standing};
use crate::kernel::words::units;
use crate::kernel::{Amount, Day, DayRange, Period, Problem};

/// One question.
pub(super) struct Scene {
    /// The state.
    pub state: Arc<Attribution>,
    /// Place and name of the dimension.
    pub dimension: (usize, String),
    /// Days and currency.
    pub slice: Slice,
    /// ISO 4217; empty without spend.
    pub currency: String,
    /// Today.
    pub today: Day,
    /// Value whose groups are asked for; `None`: what is unattributed.
    pub of: Option<String>,
}

impl Scene {
    /// Reads what a request names.
    pub fn new(
        app: &App,
        reader: &Connection,
        dimension: &str,
        range: &DayRange,
        currency: Option<&str>,
    ) -> Result<Self, Problem> {
        let state = app.workspace()?.attribution.current(reader)?;
        let place = state.dimension(dimension)?;
        let known = &state.holdings.currencies;
        let asked = currency.and_then(|asked| known.iter().position(|known| known == asked));
        let asked = asked.and_then(|place| u8::try_from(place).ok());
        let chosen = asked.or_else(|| state.holdings.main_currency()).unwrap_or(u8::MAX);
        let currency = known.get(usize::from(chosen)).cloned().unwrap_or_default();
        let slice = Slice { currency: chosen, period: range.period()? };
        let dimension = (place, dimension.to_owned());
        Ok(Self { state, dimension, slice, currency, today: app.now().date_naive(), of: None })
    }

    /// The same for the groups of a value.
    pub fn of(mut self, value: Option<&String>) -> Self {
        let dimension = self.dimension.1.as_str();
        self.of = value.map(|asked| {
            let known = self.state.registry.value(dimension, asked);
            known.map_or_else(|| asked.clone(), |known| known.value.name.clone())
        });
        self
    }

    /// Where the period stands.
    pub fn standing(&self, reader: &Connection) -> Result<PeriodStanding, AttributionError> {
        let books = self.state.books();
        Ok(standing(reader, books, &self.state.groups, self.dimension.0, self.slice, self.of.as_deref())?)
    }

    /// An amount with its book, `mixed` where several are in it.
    pub fn amount(&self, nanos: i128, of: &Standing) -> Amount {
        let basis = match of.bases.len() {
            1 => of.bases.first().and_then(|place| self.state.holdings.bases.get(usize::from(*place))),
            _ => None,
        };
        let basis = basis.map_or_else(|| "mixed".to_owned(), String::clone);
        Amount { value: units(nanos), currency: self.currency.clone(), basis }
    }

    /// How much is attributed.
    pub fn meter(&self, dimension: &str, of: &Standing) -> AttributionMeter {
        AttributionMeter {
            dimension: dimension.to_owned(),
            total: self.amount(of.total, of),
            attributed: units(of.attributed),
            unattributed: units(of.unattributed()),
            share_basis_points: basis_points(of.attributed, of.total),
        }
    }

    /// What is told of things by column and id.
    pub fn name(&self, column: &'static str, id: &str) -> Option<String> {
        self.state.holdings.names.get(&(column, id.to_owned())).cloned()
    }

    /// A sentence with names in place of the ids that it holds. Short ids stay: they may be words.
    pub fn with_names(&self, sentence: &str) -> String {
        let mut text = sentence.to_owned();
        for ((_, id), name) in &self.state.holdings.names {
            if id.len() >= SHORTEST_ID && text.contains(id.as_str()) {
                text = text.replace(id.as_str(), name);
            }
        }
        text
    }

    /// All currencies, the one asked for first.
    pub fn currencies(&self) -> Vec<String> {
        let mut all = self.state.holdings.currencies.clone();
        all.sort_by_key(|currency| *currency != self.currency);
        all
    }
}

/// Shortest id that is not taken for a word.
const SHORTEST_ID: usize = 8;

/// Grades in words, in their order.
pub(super) const GRADES: [(u8, &str, &str); 5] = [
    (b'A', "A", "Measured on requests"),
    (b'B', "B", "Owned by one key, project or account"),
    (b'C', "C", "Apportioned by usage"),
    (b'D', "D", "Divided by a split"),
    (b'E', "E", "By hand"),
];

/// The attributed part by evidence; grades without money are left out.
pub(super) fn grades(of: &Standing) -> Vec<GradePartView> {
    let part = |(grade, name, label): &(u8, &str, &str)| {
        let nanos = *of.grades.get(grade)?;
        Some(GradePartView {
            grade: (*name).to_owned(),
            label: (*label).to_owned(),
            value: units(nanos),
            share_basis_points: basis_points(nanos, of.total),
        })
    };
    GRADES.iter().filter_map(part).collect()
}

/// A part in ten-thousandths, rounded down; `None` where the whole is not above zero.
pub(super) fn basis_points(part: i128, whole: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    i64::try_from(part.saturating_mul(10_000).div_euclid(whole)).ok()
}

/// Six months that end with the one a period ends in, `YYYY-MM`.
pub(super) fn six_months(period: Period) -> Vec<String> {
    let last = period.end().pred_opt().unwrap_or(period.end());
    let back = |months| last.checked_sub_months(chrono::Months::new(months));
    (0..6).rev().filter_map(back).map(|day| day.format("%Y-%m").to_string()).collect()
}
