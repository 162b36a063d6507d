//! Questions about figures: queries, overview, the rows behind a figure, what changed.
//!
//! Owns: how a measure is added up, which cut answers which dimensions, and the words beside a figure. Never does:
//! change anything. Invariants: rows foot to their total; two bases and two currencies are never added; a day that
//! was not read is a gap and not a zero.

mod add_up;
mod adder;
mod ask;
mod breakdown;
mod calendar;
mod changes;
mod cuts;
mod daily;
mod dimensions;
mod error;
mod figures;
mod filters;
mod model;
mod movers;
mod notes;
mod outcomes;
mod overview;
mod queries;
mod queries_outcomes;
mod queries_rows;
mod queries_spend;
mod query;
mod rated;
mod reading;
mod record;
mod record_places;
mod record_view;
mod resolver;
mod rows;
mod shares;
mod symbols;
#[cfg(test)]
mod tests;
mod trust;
mod why;
mod words;

pub use ask::{ask, canonical_text, measures, read_text};
pub use changes::{changes, changes_of_run};
pub use cuts::Cut;
pub use daily::{Daily, DailyRow, daily};
pub use dimensions::dimensions;
pub use error::ExploreError;
pub use model::{
    Breakdown, BreakdownRow, BridgeBar, BridgeBarKind, BridgeMeasure, BridgeMethod, BridgePart,
    BridgeRequest, BridgeView, BucketChange, ChangesRequest, ChangesView, DayTotal, DimensionView,
    ExploreBucket, ExploreCell, ExploreKind, ExploreMeasureView, ExploreOrder, ExploreRequest, ExploreRow,
    ExploreSeries, ExploreText, ExploreView, Freshness, FreshnessState, Grain, LedgerDimension, LedgerRating,
    LedgerRow, LedgerRowsRequest, LedgerRowsView, Measure, Mover, OverviewRequest, OverviewView, QueryKey,
    QueryRequest, QueryRow, QueryView, TrustMeter, TrustState,
};
pub use overview::overview;
pub use query::query;
pub use rows::rows;
pub use why::why;
