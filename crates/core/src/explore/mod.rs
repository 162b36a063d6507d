//! Questions about figures: queries, overview, the rows behind a figure, what changed.
//!
//! Owns: how a measure is added up, which cut answers which dimensions, and the words beside a figure. Never does:
//! change anything. Invariants: rows foot to their total; two bases and two currencies are never added; a day that
//! was not read is a gap and not a zero.

mod model;

pub use model::{
    Breakdown, BreakdownRow, BucketChange, ChangesRequest, ChangesView, DayTotal, DimensionView, Freshness,
    FreshnessState, LedgerDimension, LedgerRow, LedgerRowsRequest, LedgerRowsView, Measure, Mover,
    OverviewRequest, OverviewView, QueryKey, QueryRequest, QueryRow, QueryView, TrustMeter, TrustState,
};
