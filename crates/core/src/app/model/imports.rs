//! Importing files: what they were recognised as, a dry run, its summary, what was imported before.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::jobs::Job;
use super::mappings::MappingForm;
use super::requests::LogSourceView;
use crate::kernel::{Amount, PageAsk, Problem};

/// A format of logs that can be chosen by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct LogFormatView {
    /// Stored name: `litellm`.
    pub id: String,
    /// For people: `LiteLLM`.
    pub name: String,
    /// `application`, `agent` or `gateway`.
    pub teller: String,
    /// Its forms, each a command-line word.
    pub variants: Vec<String>,
}

/// Files, folders and globs, as chosen or typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportPathsRequest {
    /// Full paths.
    pub paths: Vec<String>,
}

/// An import that held the same file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportedBefore {
    /// The import.
    pub import_id: i64,
    /// RFC 3339.
    pub applied_at: String,
}

/// What a file was recognised as, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RecognisedFileView {
    /// Full path.
    pub path: String,
    /// File name.
    pub name: String,
    /// Folder it stands in.
    pub folder: String,
    /// Size as it stands, compressed or not.
    pub bytes: u64,
    /// Format id, or `mapped`; `null` when it was not recognised.
    pub format: Option<String>,
    /// Form inside the format.
    pub variant: Option<String>,
    /// Whether it is certain: fields that only this source has.
    pub is_certain: bool,
    /// What in the file says so, or why nothing does: a sentence.
    pub reason: String,
    /// The saved mapping that reads it; `null` when none does.
    pub mapping_id: Option<i64>,
    /// Name of that mapping.
    pub mapping_name: Option<String>,
    /// Whether a mapping can be made for it: it has rows with named fields.
    pub can_be_mapped: bool,
    /// The newest import that held the same bytes; `null` when none did.
    pub imported_before: Option<ImportedBefore>,
    /// Why it cannot be read; `null` when it can.
    pub problem: Option<Problem>,
}

/// What the chosen files are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RecogniseView {
    /// In order of their paths.
    pub files: Vec<RecognisedFileView>,
    /// A name for the source that is not taken.
    pub suggested_label: String,
    /// Sources that the files may belong to, the likeliest first.
    pub sources: Vec<LogSourceView>,
}

/// A file and how to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct ImportFileAsk {
    /// Full path.
    pub path: String,
    /// Format id by hand; absent takes what it is recognised as.
    #[serde(default)]
    pub format: Option<String>,
    /// Form by hand.
    #[serde(default)]
    pub variant: Option<String>,
    /// A saved mapping by hand.
    #[serde(default)]
    pub mapping_id: Option<i64>,
    /// A mapping that is not saved; it holds before all others.
    #[serde(default)]
    pub mapping: Option<MappingForm>,
}

/// Reads files whole and changes nothing: the import up to its last step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct DryRunRequest {
    /// The files.
    pub files: Vec<ImportFileAsk>,
    /// The source they belong to; absent makes a new one by `label`.
    #[serde(default)]
    pub source_id: Option<i64>,
    /// Name of the new source.
    #[serde(default)]
    pub label: String,
    /// Metadata keys to carry as dimensions.
    #[serde(default)]
    pub carried: Vec<String>,
    /// Whether a subscription pays.
    #[serde(default)]
    pub is_subscription: bool,
}

/// Names a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreviewIdRequest {
    /// The preview.
    pub id: u64,
}

/// Where a dry run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PreviewState {
    /// Files are being read.
    Reading,
    /// Read to the end: it can be imported or discarded.
    Ready,
    /// Being written into the workspace.
    Applying,
    /// In the workspace.
    Applied,
    /// Stopped by a problem; nothing is kept.
    Failed,
    /// Discarded or cancelled; nothing is kept.
    Discarded,
}

/// A dry run and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportPreviewView {
    /// The preview.
    pub id: u64,
    /// Where it stands.
    pub state: PreviewState,
    /// Its job with bytes, rate and time left.
    pub job: Job,
    /// Name of the source.
    pub label: String,
    /// What it found; `null` until it is ready.
    pub summary: Option<ImportSummary>,
    /// Why it failed; `null` unless it did.
    pub problem: Option<Problem>,
    /// The import it became; `null` until it is applied.
    pub import_id: Option<i64>,
}

/// Records counted by a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ReasonCount {
    /// Bounded code.
    pub code: String,
    /// For people.
    pub text: String,
    /// Records.
    pub count: u64,
}

/// What an import brings or brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportSummary {
    /// Attempts not known before.
    pub requests_new: u64,
    /// Told before, word for word.
    pub requests_same: u64,
    /// Told otherwise before.
    pub requests_changed: u64,
    /// Ids told twice for different calls; both are kept.
    pub collisions: u64,
    /// Outcomes not known before.
    pub outcomes_new: u64,
    /// Records that could not be read.
    pub rejected: u64,
    /// Those by reason, most first.
    pub rejections: Vec<ReasonCount>,
    /// Records of no concern by reason, most first.
    pub skipped: Vec<ReasonCount>,
    /// What is to be known, in words, most first.
    pub notes: Vec<ReasonCount>,
    /// First day, `YYYY-MM-DD`; `null` without attempts.
    pub first_day: Option<String>,
    /// Last day.
    pub last_day: Option<String>,
    /// Rated amounts of what is new or changed, the low end of ranges; one per currency.
    pub rated: Vec<Amount>,
    /// What the files say that cost, apart by basis: `reported`, `estimated`, `notional`.
    pub told: Vec<Amount>,
    /// Attempts with usage and no price, or not for all of it.
    pub unpriced: u64,
    /// Attempts without usage where the provider was asked.
    pub usage_unknown: u64,
    /// Bytes read.
    pub bytes: u64,
    /// How long reading took, in milliseconds.
    pub took_ms: u64,
}

/// Writes what could not be read to a file: place, code and reason, never text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, optional_fields = nullable)]
pub struct RejectsRequest {
    /// Of this preview.
    #[serde(default)]
    pub preview_id: Option<u64>,
    /// Of this import.
    #[serde(default)]
    pub import_id: Option<i64>,
    /// Where to; absent writes beside the workspace.
    #[serde(default)]
    pub path: Option<String>,
}

/// Asks for applied imports, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(export, optional_fields = nullable)]
pub struct ImportListRequest {
    /// Only of this source.
    pub source_id: Option<i64>,
    /// Window of rows.
    pub page: PageAsk,
}

/// Applied imports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportListView {
    /// Newest first.
    pub rows: Vec<ImportView>,
    /// Imports in all.
    pub total: u64,
}

/// One applied import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportView {
    /// Row id.
    pub id: i64,
    /// Its source.
    pub source_id: i64,
    /// Name of the source.
    pub source: String,
    /// RFC 3339.
    pub applied_at: String,
    /// Files it held; 0 when a connection brought it.
    pub files: u32,
    /// The first of them.
    pub first_file: Option<String>,
    /// What it brought.
    pub summary: ImportSummary,
}

/// Names an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportIdRequest {
    /// The import.
    pub id: i64,
}

/// A file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportFileView {
    /// File name.
    pub name: String,
    /// Folder it stood in.
    pub folder: String,
    /// Format id.
    pub format: String,
    /// Form.
    pub variant: String,
    /// Size as it stood.
    pub bytes: u64,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Records in it.
    pub records: u64,
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RejectionView {
    /// Name of its file.
    pub file: String,
    /// Line, element or row, from 1.
    pub record: u64,
    /// Bounded code.
    pub code: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// One applied import in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ImportDetailView {
    /// As in the list.
    pub import: ImportView,
    /// Its files.
    pub files: Vec<ImportFileView>,
    /// What could not be read, at most 1,000 of it.
    pub rejections: Vec<RejectionView>,
}
