//! Why an amount changed: the difference of two periods divided among volume, mix, price and the rest.
//!
//! Owns: the factors, the methods, which money has tokens, and the sentences of the bars. Never does: read money that the
//! same question to a query would not answer. Invariants: parts sum to their bar and bars to the change, to the nano, by
//! every method; money of which the tokens are not known is a bar of its own and never a price.

mod books;
mod bridge;
mod cells;
mod gather;
mod methods;
mod notes;
mod sentences;
#[cfg(test)]
mod tests;
mod view;

use chrono::{DateTime, Days, Utc};

use super::calendar::check_length;
use super::cuts::Cut;
use super::error::ExploreError;
use super::model::{BridgeRequest, BridgeView};
use crate::kernel::{Currency, DayRange, Period};
use crate::store::Store;
use books::Books;
use bridge::bridge;
use view::Frame;

/// What is taken where nothing has money and no currency was named.
const NO_CURRENCY: &str = "USD";

/// Divides the difference of an amount between two periods.
pub fn why(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    request: &BridgeRequest,
) -> Result<BridgeView, ExploreError> {
    let later = check_length(request.range.period()?)?;
    let earlier = match &request.compare {
        Some(range) => check_length(range.period()?)?,
        None => before(later).ok_or(ExploreError::NothingBefore { from: later.start() })?,
    };
    let (range, compare) = (DayRange::from(later), DayRange::from(earlier));
    let books = Books { store, cuts, now, filters: &request.filters };
    let ranges = [&compare, &range];
    let gathered = gather::gather(&books, request.measure, ranges)?;
    let currencies = gathered.currencies();
    let currency = match &request.currency {
        Some(code) => Currency::parse(code)
            .map_err(|_| ExploreError::NoCurrency { code: code.clone() })?
            .code()
            .to_owned(),
        None => currencies.first().map_or_else(|| NO_CURRENCY.to_owned(), |(code, _)| code.clone()),
    };
    let (models, charges) = gathered.join(&books, &currency, ranges)?.finish();
    let bridge = bridge(&models, &charges, request.method);
    let notes = notes::notes(&books, &gathered, &bridge, request.measure, [earlier, later], &currency)?;
    let frame = Frame { request, currency: &currency, ranges, bridge: &bridge, gathered: &gathered };
    store.read(|reader| frame.view(&super::reading::Reading::new(reader, cuts)?, notes))
}

/// As many days before.
fn before(period: Period) -> Option<Period> {
    let days = u64::try_from(period.days()).ok()?;
    let start = period.start().checked_sub_days(Days::new(days))?;
    Period::new(start, period.start()).ok()
}
