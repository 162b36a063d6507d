//! The rows of one revision rated together, because all input meters of a series choose its context band.

use std::collections::HashMap;

use rust_decimal::Decimal;
use showback_pricebook::MeterId;

use super::note::{Note, NoteBook};
use super::queries::{RevisionRow, UsageRow};
use super::series::SeriesFacts;
use crate::kernel::{Currency, Money, Rated};
use crate::pricing::shelf::LoadedPricing;
use crate::pricing::{Bounds, Rating, RatingLine, RatingStatus, Reason, ReasonCode, Resolved};

/// How a stored row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowStatus {
    /// One price.
    Priced,
    /// Between two.
    Range,
    /// No price is known.
    Unpriced,
    /// Costs nothing by nature: requests, sessions, lines of code.
    NotBillable,
}

impl RowStatus {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Priced => "priced",
            Self::Range => "range",
            Self::Unpriced => "unpriced",
            Self::NotBillable => "not_billable",
        }
    }

    /// Reads a stored name; an unknown one is unpriced.
    pub fn parse(name: &str) -> Self {
        match name {
            "priced" => Self::Priced,
            "range" => Self::Range,
            "not_billable" => Self::NotBillable,
            _ => Self::Unpriced,
        }
    }
}

/// Amounts of one row in nanos; `None` where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowAmounts {
    pub currency: String,
    pub list: Option<i64>,
    pub list_high: Option<i64>,
    pub contracted: Option<i64>,
    pub contracted_high: Option<i64>,
}

/// One rated row, before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RatedRow {
    pub ordinal: i64,
    pub status: RowStatus,
    pub amounts: RowAmounts,
    /// Place in the [`NoteBook`].
    pub note: usize,
}

/// By pair, series and connection, whose account stands in where the series tells none.
type Resolutions = HashMap<(i64, i64, i64), Resolved>;

/// Rates the rows of revisions, and keeps what they share.
#[derive(Debug, Default)]
pub(crate) struct Rater {
    /// Every series of the ledger.
    pub series: HashMap<i64, SeriesFacts>,
    /// Explanations met.
    pub notes: NoteBook,
    resolutions: Resolutions,
    rating: Rating,
    quantities: Vec<(MeterId, Decimal)>,
}

impl Rater {
    /// Rates by those series.
    pub fn new(series: HashMap<i64, SeriesFacts>) -> Self {
        Self { series, ..Self::default() }
    }

    /// Rates every row of a revision. `rows` are in the order they are stored in: rows of a series stand together.
    pub fn rate(&mut self, by: &LoadedPricing, revision: &RevisionRow, rows: &[UsageRow]) -> Vec<RatedRow> {
        let mut rated = Vec::with_capacity(rows.len());
        for group in rows.chunk_by(|left, right| left.series == right.series) {
            self.rate_series(by, revision, group, &mut rated);
        }
        rated
    }

    /// Rows of one series on one day.
    fn rate_series(
        &mut self,
        by: &LoadedPricing,
        revision: &RevisionRow,
        group: &[UsageRow],
        rated: &mut Vec<RatedRow>,
    ) {
        let untold = SeriesFacts::default();
        let id = group.first().map_or(0, |row| row.series);
        let series = self.series.get(&id).unwrap_or(&untold);
        let charges_requests = by.ready.charges_requests.contains(&series.channel);
        let requests = add_up(group, charges_requests, &mut self.quantities);
        self.rating.lines.clear();
        if !self.quantities.is_empty() {
            let usage = series.usage(revision.day, &revision.account, requests, &self.quantities);
            let pricer = &by.ready.pricer;
            let key = (by.pricing.id, id, revision.connection);
            let resolved = self.resolutions.entry(key).or_insert_with(|| pricer.resolve(&usage.identity()));
            pricer.rate_resolved(resolved, &usage, &mut self.rating);
        }
        for row in group {
            let meter = billable(&row.meter, charges_requests);
            let line = meter.and_then(|meter| self.rating.lines.iter().find(|line| line.meter == meter));
            rated.push(match line {
                Some(line) => rated_line(row, &self.rating, line, &mut self.notes),
                None => self.without_line(row, charges_requests),
            });
        }
    }
}

impl Rater {
    /// What costs nothing by nature, and what no book can name.
    fn without_line(&mut self, row: &UsageRow, charges_requests: bool) -> RatedRow {
        let is_free = is_free_by_nature(&row.meter, charges_requests);
        let unknown = Reason { code: ReasonCode::UnknownMeter, subject: row.meter.clone() };
        let reasons = if is_free { Vec::new() } else { vec![unknown] };
        RatedRow {
            ordinal: row.ordinal,
            status: if is_free { RowStatus::NotBillable } else { RowStatus::Unpriced },
            amounts: RowAmounts::default(),
            note: self.notes.place(&Note { reasons, ..Note::default() }),
        }
    }
}

/// Quantities of one series by meter; answers the requests when they are told.
fn add_up(
    group: &[UsageRow],
    charges_requests: bool,
    quantities: &mut Vec<(MeterId, Decimal)>,
) -> Option<i64> {
    quantities.clear();
    let mut requests = None;
    for row in group {
        if row.meter == REQUESTS {
            requests = Some(requests.unwrap_or(0_i64).saturating_add(row.quantity));
        }
        let Some(meter) = billable(&row.meter, charges_requests) else { continue };
        match quantities.iter_mut().find(|(known, _)| *known == meter) {
            Some((_, quantity)) => *quantity += Decimal::from(row.quantity),
            None => quantities.push((meter, Decimal::from(row.quantity))),
        }
    }
    requests
}

const REQUESTS: &str = "requests";
/// What coding agents count beside tokens.
const ACTIVITY: [&str; 7] = [
    "coding_session",
    "lines_added",
    "lines_removed",
    "commits",
    "pull_requests",
    "edits_accepted",
    "edits_rejected",
];

/// What no seller charges for; requests only where the channel has a price for them.
fn is_free_by_nature(meter: &str, charges_requests: bool) -> bool {
    (meter == REQUESTS && !charges_requests) || ACTIVITY.contains(&meter)
}

/// The meter of a price book; `None` for what costs nothing by nature and for what no book can name.
fn billable(meter: &str, charges_requests: bool) -> Option<MeterId> {
    if is_free_by_nature(meter, charges_requests) { None } else { MeterId::parse(meter) }
}

fn rated_line(row: &UsageRow, rating: &Rating, line: &RatingLine, notes: &mut NoteBook) -> RatedRow {
    let status = match line.status {
        RatingStatus::Priced => RowStatus::Priced,
        RatingStatus::Range => RowStatus::Range,
        RatingStatus::Partial | RatingStatus::Unpriced => RowStatus::Unpriced,
    };
    let unpriced = |note| RatedRow {
        ordinal: row.ordinal,
        status: RowStatus::Unpriced,
        amounts: RowAmounts::default(),
        note,
    };
    if status == RowStatus::Unpriced {
        return unpriced(notes.of_line(rating, line));
    }
    match amounts(row, rating, line, status == RowStatus::Range) {
        Some(amounts) => {
            RatedRow { ordinal: row.ordinal, status, amounts, note: notes.of_line(rating, line) }
        }
        None => {
            let subject = format!("{} of {} is more than the ledger can hold", row.meter, row.quantity);
            let reasons = vec![Reason { code: ReasonCode::BadQuantity, subject }];
            unpriced(notes.place(&Note { reasons, ..Note::default() }))
        }
    }
}

/// Rounded half to even to nanos, once. `None` when an amount is beyond the ledger's range.
fn amounts(row: &UsageRow, rating: &Rating, line: &RatingLine, is_range: bool) -> Option<RowAmounts> {
    let currency = Currency::parse(rating.currency.as_deref()?).ok()?;
    // Two rows of one meter in a series share the line by their quantities.
    let share = |amount: Decimal| {
        let own = Decimal::from(row.quantity);
        if own == line.quantity {
            return Some(amount);
        }
        amount.checked_mul(own)?.checked_div(line.quantity)
    };
    let nanos = |amount: Decimal| Some(Money::<Rated>::from_decimal(share(amount)?, currency).ok()?.nanos());
    let both = |bounds: &Option<Bounds>| -> Option<(i64, Option<i64>)> {
        let bounds = bounds.as_ref()?;
        Some((nanos(bounds.low)?, if is_range { Some(nanos(bounds.high)?) } else { None }))
    };
    let (list, list_high) = both(&line.list)?;
    let (contracted, contracted_high) = both(&line.contracted)?;
    Some(RowAmounts {
        currency: currency.code().to_owned(),
        list: Some(list),
        list_high,
        contracted: Some(contracted),
        contracted_high,
    })
}
