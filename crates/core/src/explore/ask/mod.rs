//! One question for screens, the command line and exports alike: measures by dimensions, compared, in buckets of time.

mod answer;
mod buckets;
mod cells;
mod figures;
mod measures;
mod series;
mod sums;
mod text;

use chrono::{DateTime, Utc};

use self::answer::Asked;
use self::measures::MEASURES;
use super::cuts::Cut;
use super::error::ExploreError;
use super::model::{ExploreMeasureView, ExploreRequest, ExploreView};
use crate::store::Store;

/// Measures of one question.
const MOST_MEASURES: usize = 6;
/// Dimensions of one question.
const MOST_DIMENSIONS: usize = 3;
/// Series that are drawn by themselves; the rest is one more.
const MOST_SERIES: usize = 8;

/// Answers a question from one state of the workspace. Rows of a sum foot to its total, series with what is left over to
/// the total of each bucket; two bases and two currencies are never added.
pub fn ask(
    store: &Store,
    cuts: &[Cut],
    now: DateTime<Utc>,
    request: &ExploreRequest,
) -> Result<ExploreView, ExploreError> {
    let asked = Asked::new(request)?;
    store.read(|reader| asked.answer(reader, cuts, now.date_naive()))
}

/// Every measure that a question can name, in display order.
pub fn measures() -> Vec<ExploreMeasureView> {
    MEASURES.iter().map(measures::Named::view).collect()
}

/// The canonical text of a question given as text or as a link.
pub fn canonical_text(text: &str) -> Result<String, ExploreError> {
    Ok(text::write(&read_text(text)?))
}

/// Reads a question from its text form or from a link that holds one. It is checked as [`ask`] checks it.
pub fn read_text(text: &str) -> Result<ExploreRequest, ExploreError> {
    let request = text::read(text)?;
    Asked::new(&request)?;
    Ok(request)
}
