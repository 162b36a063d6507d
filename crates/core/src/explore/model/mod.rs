//! The contract of this room: what can be asked about figures, and what is answered.
//!
//! Owns: the shapes only. Never does: add up or word anything. Invariants: money crosses as decimal text; `null` means
//! not told or not known and is never a zero.

mod ask;
mod overview;
mod query;
mod rows;
mod why;

pub use ask::{
    ExploreBucket, ExploreCell, ExploreKind, ExploreMeasureView, ExploreOrder, ExploreRequest, ExploreRow,
    ExploreSeries, ExploreText, ExploreView, Grain,
};
pub use overview::{
    Breakdown, BreakdownRow, DayTotal, Freshness, FreshnessState, Mover, OverviewRequest, OverviewView,
    TrustMeter, TrustState,
};
pub use query::{DimensionView, Measure, QueryKey, QueryRequest, QueryRow, QueryView};
pub use rows::{
    BucketChange, ChangesRequest, ChangesView, LedgerDimension, LedgerRating, LedgerRow, LedgerRowsRequest,
    LedgerRowsView,
};
pub use why::{BridgeBar, BridgeBarKind, BridgeMeasure, BridgeMethod, BridgePart, BridgeRequest, BridgeView};
