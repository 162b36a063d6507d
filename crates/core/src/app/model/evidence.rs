//! What is known of each day, and the stored answers behind it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sources::SlotView;
use crate::kernel::{DayRange, PageAsk};

/// Asks for the coverage calendar.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageRequest {
    /// Connection.
    pub connection_id: i64,
    /// Days.
    pub range: DayRange,
}

/// What is known of one slot on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CoverageState {
    /// The day was over when it was read.
    Full,
    /// Read while the day was open or the source still filling it.
    Partial,
    /// Wanted and not read yet.
    Missing,
    /// The source cannot tell about it.
    NotObtainable,
    /// Before the first day wanted, or in the future.
    NotWanted,
}

/// One cell of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageCell {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// What is known.
    pub state: CoverageState,
    /// RFC 3339; `null` when never read.
    pub read_at: Option<String>,
    /// Revision number; 0 when never read.
    pub revision: u32,
}

/// One slot's row of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageSlot {
    /// The slot.
    pub slot: SlotView,
    /// One cell per day of the range, in order.
    pub cells: Vec<CoverageCell>,
}

/// The coverage calendar of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct CoverageView {
    /// One row per slot.
    pub slots: Vec<CoverageSlot>,
}

/// Lists raw pages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export)]
pub struct RawListRequest {
    /// Only of this connection.
    pub connection_id: Option<i64>,
    /// Only of this run.
    pub run_id: Option<i64>,
    /// Only pages whose window holds this day.
    pub day: Option<String>,
    /// Only of this stream.
    pub stream: Option<String>,
    /// Window of rows.
    pub page: PageAsk,
}

/// One stored answer, without its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageRow {
    /// Row id.
    pub id: i64,
    /// Connection's name.
    pub connection_label: String,
    /// Run that fetched it.
    pub run_id: i64,
    /// Stream.
    pub stream: String,
    /// Page number inside its window, from 1.
    pub page_number: u32,
    /// Days asked for.
    pub range: DayRange,
    /// Path and query.
    pub request_url: String,
    /// RFC 3339.
    pub fetched_at: String,
    /// SHA-256 of the body, hex.
    pub body_sha256: String,
    /// Size of the body.
    pub body_bytes: u64,
}

/// Stored answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawListView {
    /// Rows in all.
    pub total: u64,
    /// This window.
    pub pages: Vec<RawPageRow>,
}

/// Opens a stored answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageRequest {
    /// Raw page.
    pub id: i64,
}

/// One stored answer with its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RawPageView {
    /// Facts about it.
    pub row: RawPageRow,
    /// The body as answered, at most 1 MiB of it.
    pub body: String,
    /// Whether the body is cut.
    pub is_cut: bool,
}
