//! Applied imports: the history, and one with its files and what could not be read.

use serde_json::Value;

use crate::app::App;
use crate::app::jobs::small;
use crate::app::model::{
    ImportDetailView, ImportFileView, ImportIdRequest, ImportListRequest, ImportListView, ImportSummary,
    ImportView, RejectionView,
};
use crate::kernel::{Problem, ProblemCode};
use crate::requests::views::{self, ImportRow};

/// Rejections that cross to the screen.
const REJECTIONS_SHOWN: u32 = 1000;

/// Applied imports, newest first.
pub fn list(app: &App, request: ImportListRequest) -> Result<ImportListView, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let (offset, limit) = request.page.bounds();
        let (rows, total) = views::imports(reader, request.source_id, offset, limit)?;
        Ok(ImportListView { rows: rows.into_iter().map(view).collect(), total })
    })
}

/// One applied import with its files and rejections.
pub fn get(app: &App, request: ImportIdRequest) -> Result<ImportDetailView, Problem> {
    let (import, files, rejections) = app.workspace()?.store.read::<_, Problem>(|reader| {
        let (import, files) = views::import(reader, request.id)?.ok_or_else(|| no_import(request.id))?;
        Ok((import, files, views::rejections(reader, request.id, 0, REJECTIONS_SHOWN)?))
    })?;
    let name = |ordinal: u32| {
        let file = files.iter().find(|file| file.ordinal == ordinal);
        file.map(|file| file.name.clone()).unwrap_or_default()
    };
    let rejections = rejections.into_iter().map(|rejection| RejectionView {
        file: name(rejection.file),
        record: rejection.record,
        code: rejection.code,
        reason: rejection.reason,
    });
    let rejections = rejections.collect();
    let files = files.iter().map(|file| ImportFileView {
        name: file.name.clone(),
        folder: file.folder.clone(),
        format: file.format.clone(),
        variant: file.variant.clone(),
        bytes: file.bytes,
        sha256: file.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        records: file.records,
    });
    Ok(ImportDetailView { files: files.collect(), rejections, import: view(import) })
}

/// The refusal for an import that is not there.
pub(super) fn no_import(id: i64) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("there is no import {id} in this workspace")).about("import")
}

fn view(row: ImportRow) -> ImportView {
    let kept: Value = serde_json::from_str(&row.summary_json).unwrap_or_default();
    let told = kept.get("told").and_then(|told| serde_json::from_value(told.clone()).ok());
    let summary = ImportSummary {
        requests_new: row.requests_new,
        requests_same: row.requests_same,
        requests_changed: row.requests_changed,
        outcomes_new: row.outcomes_new,
        rejected: row.rejected,
        ..told.unwrap_or_else(|| counted_only(&kept, row.took_ms))
    };
    ImportView {
        id: row.id,
        source_id: row.source_id,
        source: row.source,
        applied_at: row.applied_at,
        files: small(row.files),
        first_file: row.first_file,
        summary,
    }
}

/// What is known of an import that nobody looked at before: a connection brought it.
fn counted_only(kept: &Value, took_ms: u64) -> ImportSummary {
    let day = |name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
    ImportSummary {
        requests_new: 0,
        requests_same: 0,
        requests_changed: 0,
        collisions: kept.get("collisions").and_then(Value::as_u64).unwrap_or(0),
        outcomes_new: 0,
        rejected: 0,
        rejections: Vec::new(),
        skipped: Vec::new(),
        notes: Vec::new(),
        first_day: day("first_day"),
        last_day: day("last_day"),
        rated: Vec::new(),
        told: Vec::new(),
        unpriced: 0,
        usage_unknown: 0,
        bytes: 0,
        took_ms,
    }
}
