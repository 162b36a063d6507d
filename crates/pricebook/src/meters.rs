//! The closed lists: what can be priced, and the ways of being served.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which side of a request a meter belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeterSide {
    /// Tokens of the prompt; together they choose the context band.
    Input,
    /// Tokens produced.
    Output,
    /// Anything else: calls, hours, storage, training.
    Other,
}

/// One thing that can be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeterSpec {
    /// Name in books, ledgers and usage files.
    pub name: &'static str,
    /// What one of it is, for people.
    pub unit: &'static str,
    /// Its side.
    pub side: MeterSide,
}

const fn meter(name: &'static str, unit: &'static str, side: MeterSide) -> MeterSpec {
    MeterSpec { name, unit, side }
}

/// Every meter of catalogue version 1, in display order. Meters are disjoint quantities; a book that names another is
/// refused.
pub const METERS: &[MeterSpec] = &[
    meter("input", "token", MeterSide::Input),
    meter("input_audio", "token", MeterSide::Input),
    meter("input_image", "token", MeterSide::Input),
    meter("input_video", "token", MeterSide::Input),
    meter("cache_read", "token", MeterSide::Input),
    meter("cache_read_audio", "token", MeterSide::Input),
    meter("cache_read_image", "token", MeterSide::Input),
    meter("cache_write", "token", MeterSide::Input),
    meter("cache_write_5m", "token", MeterSide::Input),
    meter("cache_write_30m", "token", MeterSide::Input),
    meter("cache_write_1h", "token", MeterSide::Input),
    meter("cache_write_12h", "token", MeterSide::Input),
    meter("output", "token", MeterSide::Output),
    meter("output_audio", "token", MeterSide::Output),
    meter("output_image", "token", MeterSide::Output),
    meter("output_video", "token", MeterSide::Output),
    meter("cache_storage_token_hour", "token-hour", MeterSide::Other),
    meter("training_token", "token", MeterSide::Other),
    meter("training_hour", "hour", MeterSide::Other),
    meter("web_search_call", "call", MeterSide::Other),
    meter("web_search_call_basic", "call", MeterSide::Other),
    meter("web_search_preview_nonreasoning_call", "call", MeterSide::Other),
    meter("grounding_search_query_gemini3", "query", MeterSide::Other),
    meter("grounding_search_prompt_gemini25", "prompt", MeterSide::Other),
    meter("grounding_maps_query_gemini3", "query", MeterSide::Other),
    meter("grounding_maps_prompt_gemini25", "prompt", MeterSide::Other),
    meter("grounding_own_data_prompt", "prompt", MeterSide::Other),
    meter("file_search_call", "call", MeterSide::Other),
    meter("file_search_storage_gib_day", "GiB-day", MeterSide::Other),
    meter("stored_bytes", "byte-day", MeterSide::Other),
    meter("container_20min_1gb", "20 minutes", MeterSide::Other),
    meter("container_20min_4gb", "20 minutes", MeterSide::Other),
    meter("container_20min_16gb", "20 minutes", MeterSide::Other),
    meter("container_20min_64gb", "20 minutes", MeterSide::Other),
    meter("container_session", "session", MeterSide::Other),
    meter("code_interpreter_session", "session", MeterSide::Other),
    meter("code_execution_container_hour", "hour", MeterSide::Other),
    meter("managed_agent_session_hour", "hour", MeterSide::Other),
    meter("rerank_search_unit_v3.5", "search unit", MeterSide::Other),
    meter("rerank_search_unit_v4_fast", "search unit", MeterSide::Other),
    meter("rerank_search_unit_v4_pro", "search unit", MeterSide::Other),
    meter("images", "image", MeterSide::Other),
    meter("characters", "character", MeterSide::Other),
    meter("transcribed_seconds", "second", MeterSide::Other),
    meter("page", "page", MeterSide::Other),
    meter("requests", "request", MeterSide::Other),
    meter("seat_month", "seat-month", MeterSide::Other),
];

/// Every tier of catalogue version 1: the ways of being served that have prices of their own.
pub const TIERS: &[&str] =
    &["standard", "batch", "flex", "priority", "fast", "ultrafast", "scale", "reserved", "provisioned"];

/// A meter of the closed list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterId(u8);

impl MeterId {
    /// Reads a name of the list.
    pub fn parse(name: &str) -> Option<Self> {
        let at = METERS.iter().position(|spec| spec.name == name)?;
        u8::try_from(at).ok().map(Self)
    }

    /// Every meter, in display order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..METERS.len()).filter_map(|at| u8::try_from(at).ok().map(Self))
    }

    /// Its place in the list, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Its line of the list.
    pub fn spec(self) -> &'static MeterSpec {
        METERS.get(self.index()).unwrap_or(&UNLISTED)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.spec().name
    }

    /// Its side.
    pub fn side(self) -> MeterSide {
        self.spec().side
    }
}

/// Never reached: an id is only made from the list.
const UNLISTED: MeterSpec = meter("", "", MeterSide::Other);

impl fmt::Debug for MeterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for MeterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for MeterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for MeterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| {
            serde::de::Error::custom(format!("\"{name}\" is not a meter of catalogue version 1"))
        })
    }
}
