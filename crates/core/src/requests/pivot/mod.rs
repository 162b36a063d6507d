//! Sums of the roll-ups by up to three dimensions. Amounts of different currencies are never added.

mod add_up;
mod model;
mod queries;
mod reach;
mod shelf;

pub use model::{MOST_DIMENSIONS, Pivot, PivotAsk, PivotDimension, PivotRow};
pub use shelf::RollUpShelf;

use self::add_up::Adder;
use super::{Column, RequestsError};
use crate::store::Store;

/// Answers a question to the roll-ups, from one state of the workspace. `shelf` is that workspace's own.
pub fn pivot(store: &Store, shelf: &RollUpShelf, ask: &PivotAsk) -> Result<Pivot, RequestsError> {
    if ask.dimensions.len() > MOST_DIMENSIONS {
        return Err(RequestsError::TooManyDimensions { asked: ask.dimensions.len(), most: MOST_DIMENSIONS });
    }
    // A row that is taken away whole is known by its attempts and what was told of it.
    let mut columns = ask.measures.clone();
    columns.extend([Column::Attempts, Column::ReportedNanos, Column::NotionalNanos]);
    store.read(|reader| {
        let changes = queries::changes(reader)?;
        let mut adder = Adder::new(reader, ask)?;
        let by_day = ask.dimensions.contains(&PivotDimension::Day);
        for reach in reach::of(ask.period, by_day) {
            for stretch in reach.stretches() {
                let block = shelf.block(reader, changes, reach.grain, &stretch, &columns)?;
                adder.add(&stretch, &block, &columns, reach.sign);
            }
        }
        Ok(adder.pivot())
    })
}
