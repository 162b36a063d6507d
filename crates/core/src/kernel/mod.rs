//! What every room speaks: money, periods, ids, the clock and randomness as parameters.
//!
//! Owns: the exact meaning of an amount, a day and an id. Never does: input or output of any kind.
//! Invariants: no float touches money; two bases or two currencies never add; a period is half-open UTC.

mod clock;
mod ids;
mod money;
mod period;
mod problem;
mod random;
mod wire;
pub mod words;

pub use clock::{Clock, FixedClock};
pub use ids::{BucketId, ConnectionId, HistoryId, RawPageId, RevisionId, RunId, SeriesId, WindowId};
pub use money::{
    Basis, Billed, Currency, Estimated, Invoiced, Money, MoneyError, NANOS_PER_UNIT, Rated, parse_decimal,
};
pub use period::{Day, Period, PeriodError, day_end, day_start, format_instant, parse_day, parse_instant};
pub use problem::{Problem, ProblemCode};
pub use random::{Random, SeededRandom};
pub use wire::{Amount, DayRange, DimensionFilter, Nothing, PageAsk};

#[cfg(test)]
mod tests;
