//! What chosen files are, and why.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Connection;

use crate::adapters::log_files::DiskLogs;
use crate::app::App;
use crate::app::model::{ImportPathsRequest, ImportedBefore, RecogniseView, RecognisedFileView};
use crate::app::requests::{free_label, source_views};
use crate::imports::{
    Choice, FoundFile, KnownMapping, LogFiles, Recognition, file_imported_before,
    recognise as recognise_file, saved_mappings,
};
use crate::kernel::{Problem, ProblemCode, format_instant};

/// Files that are shown one by one.
const MOST_SHOWN: usize = 2000;

/// What files are, in the order of their paths.
pub fn recognise(app: &App, request: ImportPathsRequest) -> Result<RecogniseView, Problem> {
    let found = find_all(&request.paths)?;
    let (views, sources) = app.workspace()?.store.read::<_, Problem>(|reader| {
        let known = saved_mappings(reader)?;
        let views: Result<Vec<_>, Problem> =
            found.into_iter().map(|file| file_view(reader, file, &known)).collect();
        Ok((views?, source_views(reader)?))
    })?;
    let first = views.iter().find_map(|view| view.format.clone());
    let name =
        views.iter().find_map(|view| view.mapping_name.clone()).or_else(|| format_name(first.as_deref()));
    let mut likely: Vec<_> = sources.iter().filter(|one| one.connection_id.is_none()).cloned().collect();
    likely.retain(|source| first.as_deref() == Some(source.format.as_str()));
    let suggested_label = free_label(&sources, name.as_deref().unwrap_or("Log"));
    Ok(RecogniseView { files: views, suggested_label, sources: likely })
}

/// Every file that paths, folders and patterns name, each once.
pub(super) fn find_all(paths: &[String]) -> Result<Vec<FoundFile>, Problem> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for path in paths {
        for file in DiskLogs.find(path.trim())? {
            if seen.insert(file.path.clone()) {
                all.push(file);
            }
        }
    }
    if all.len() > MOST_SHOWN {
        let message = format!("{} files are more than one import shows", all.len());
        return Err(Problem::new(ProblemCode::BadRequest, message)
            .hint(format!("choose up to {MOST_SHOWN}, or watch their folder")));
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

fn format_name(id: Option<&str>) -> Option<String> {
    let format = showback_gateways::formats::format(id?)?;
    Some(if format.id() == super::formats::MAPPED { "Log".to_owned() } else { format.name().to_owned() })
}

fn file_view(
    reader: &Connection,
    file: FoundFile,
    known: &[KnownMapping],
) -> Result<RecognisedFileView, Problem> {
    let told = recognise_file(&DiskLogs, file, &Choice::Recognised, known);
    let imported_before = match &told.problem {
        Some(_) => None,
        None => file_imported_before(reader, &DiskLogs, &told.file)?.map(|import| ImportedBefore {
            import_id: import.import_id,
            applied_at: format_instant(import.applied_at),
        }),
    };
    Ok(view(told, imported_before))
}

fn view(told: Recognition, imported_before: Option<ImportedBefore>) -> RecognisedFileView {
    // A log that could be one of requests is read by a mapping only when there is one.
    let is_unmapped = told
        .manner
        .as_ref()
        .is_some_and(|manner| manner.format.id() == super::formats::MAPPED && manner.mapping.is_none());
    let manner = told.manner.as_ref().filter(|_| !is_unmapped);
    RecognisedFileView {
        path: told.file.path.display().to_string(),
        name: told.file.name(),
        folder: told.file.folder(),
        bytes: told.file.facts.bytes,
        format: manner.map(|manner| manner.format.id().to_owned()),
        variant: manner.map(|manner| manner.variant.to_owned()),
        is_certain: told.is_certain,
        reason: told.reason,
        mapping_id: told.mapping.as_ref().map(|mapping| mapping.id),
        mapping_name: told.mapping.map(|mapping| mapping.name),
        can_be_mapped: told.can_be_mapped.is_some(),
        imported_before,
        problem: told.problem.map(Problem::from),
    }
}

/// An instant of a request, to the microsecond.
pub(in crate::app) fn instant(us: i64) -> String {
    at(us).to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Its UTC day.
pub(in crate::app) fn day(us: i64) -> String {
    at(us).date_naive().to_string()
}

fn at(us: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(us).unwrap_or_default()
}
