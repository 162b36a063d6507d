//! Mappings of logs of unknown make: what was seen of each column, what it is taken for and why, what it would bring.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::imports::ReasonCount;
use crate::kernel::Amount;

/// How a log of unknown make is read. The same shape is suggested, edited and saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingForm {
    /// `csv`, `json_lines`, `json_document` or `parquet`.
    pub shape: String,
    /// Columns that are read; a column that is not here is ignored.
    pub columns: Vec<MappedColumn>,
    /// Values that every record has.
    pub constants: Vec<MappedConstant>,
    /// `exclusive`, `inclusive_of_reads` or `inclusive`.
    pub input: String,
    /// `inside` or `beside`: where reasoning tokens stand.
    pub reasoning: String,
    /// `reported`, `estimated` or `notional`.
    pub cost_basis: String,
    /// Columns that make the id of a record when none is mapped to it; empty for all mapped ones.
    pub id_columns: Vec<String>,
}

/// One column and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappedColumn {
    /// Name in the header, or dotted path.
    pub column: String,
    /// Target id.
    pub target: String,
    /// How its values are read.
    pub reading: ReadingForm,
}

/// A value that every record has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappedConstant {
    /// Target id.
    pub target: String,
    /// The value.
    pub value: String,
}

/// How the values of a column are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "as", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(export)]
pub enum ReadingForm {
    /// As it stands.
    Text,
    /// An instant.
    Time {
        /// `iso`, `epoch_seconds`, `epoch_millis`, `epoch_micros` or `epoch_nanos`.
        form: String,
        /// Minutes east of UTC of a time that names no zone.
        offset_minutes: i32,
    },
    /// A duration.
    Duration {
        /// `seconds`, `milliseconds`, `microseconds` or `nanoseconds`.
        unit: String,
    },
    /// A number times a scale.
    Number {
        /// Decimal text.
        scale: String,
    },
    /// Words for yes, for no, and for told as not known.
    Words {
        /// Success, true, hit.
        yes: Vec<String>,
        /// Failure, false, miss.
        no: Vec<String>,
        /// Neither.
        unknown: Vec<String>,
    },
}

/// Looks at a file and suggests how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingSuggestRequest {
    /// Full path.
    pub path: String,
}

/// A target a column can be mapped to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingTarget {
    /// Stored name.
    pub id: String,
    /// For people.
    pub label: String,
    /// What it means, in a sentence.
    pub meaning: String,
    /// `text`, `time`, `duration`, `count`, `amount`, `words` or `http_status`.
    pub kind: String,
    /// Whether the same value may stand for every record.
    pub may_be_constant: bool,
    /// Whether several columns may have it.
    pub takes_many: bool,
    /// The reading it has unless told otherwise.
    pub plain: ReadingForm,
}

/// What was seen of one column over the whole file, and what it is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingColumnView {
    /// Name in the header, or dotted path.
    pub name: String,
    /// What its values are, in words: `numbers`, `times`, `text`.
    pub kind: String,
    /// Times that name no zone: only for these a zone is asked.
    pub times_without_zone: u64,
    /// Filled records in ten-thousandths.
    pub filled_basis_points: u32,
    /// How many different values; `null` for more than 1,000.
    pub distinct: Option<u32>,
    /// Up to five values, never text that could be a prompt.
    pub examples: Vec<String>,
    /// Suggested target; `null` when it is ignored.
    pub target: Option<String>,
    /// `none`, `guess`, `likely` or `sure`.
    pub confidence: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// A file and how it could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingSuggestView {
    /// Names files with this header.
    pub fingerprint: String,
    /// Records in the file.
    pub records: u64,
    /// Records that could not be read at all.
    pub unreadable: u64,
    /// Every column, in order.
    pub columns: Vec<MappingColumnView>,
    /// Columns beyond the first thousand.
    pub columns_left_out: u64,
    /// What can be chosen, in order.
    pub targets: Vec<MappingTarget>,
    /// The suggestion, or the mapping saved for this header.
    pub mapping: MappingForm,
    /// Whether it was saved for this header before.
    pub is_saved: bool,
    /// Its name then; else one from the file.
    pub name: String,
    /// What was assumed for the whole file, in sentences.
    pub notes: Vec<String>,
}

/// Tries a mapping on a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingPreviewRequest {
    /// Full path.
    pub path: String,
    /// The mapping.
    pub mapping: MappingForm,
}

/// One thing to know about a mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingFinding {
    /// Whether it stops the mapping from being used.
    pub blocks: bool,
    /// Bounded code.
    pub code: String,
    /// Target it is about; `null` for none or several.
    pub target: Option<String>,
    /// Column it is about.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub message: String,
}

/// One attempt a mapping would make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappedAttempt {
    /// Record in the file, from 1.
    pub record: u64,
    /// RFC 3339.
    pub started_at: String,
    /// Provider; empty when not known.
    pub provider: String,
    /// Model; `null` when not told.
    pub model: Option<String>,
    /// Plain input tokens; `null` when usage is not known, as are the three after it.
    pub input: Option<u64>,
    /// Tokens read from a cache.
    pub cache_read: Option<u64>,
    /// Tokens written to a cache.
    pub cache_write: Option<u64>,
    /// Output tokens.
    pub output: Option<u64>,
    /// What the source says it cost.
    pub told: Option<Amount>,
    /// `success`, `failure` or `unknown`.
    pub status: String,
}

/// What a mapping would bring of a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingPreviewView {
    /// What is wrong or to be known, what stops it first.
    pub findings: Vec<MappingFinding>,
    /// Whether the file was read; false while something stops the mapping.
    pub was_read: bool,
    /// Attempts.
    pub attempts: u64,
    /// Outcomes.
    pub outcomes: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Those by reason.
    pub rejections: Vec<ReasonCount>,
    /// Attempts without usage.
    pub usage_unknown: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// First day, `YYYY-MM-DD`; `null` without attempts.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// What the file says it cost, apart by basis and currency.
    pub told: Vec<Amount>,
    /// The first attempts.
    pub first: Vec<MappedAttempt>,
}

/// Remembers a mapping for files with the same header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingSaveRequest {
    /// The file it was made for.
    pub path: String,
    /// For people.
    pub name: String,
    /// The mapping.
    pub mapping: MappingForm,
}

/// A remembered mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MappingSavedView {
    /// Row id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Names files with this header.
    pub fingerprint: String,
}
