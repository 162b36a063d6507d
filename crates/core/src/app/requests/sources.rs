//! Sources of request records.

use rusqlite::Connection;
use serde_json::Value;
use showback_gateways::formats;

use crate::app::App;
use crate::app::model::LogSourceView;
use crate::kernel::{Nothing, Problem, ProblemCode};
use crate::requests::views::{self, SourceRow};

/// Sources of request records, by name.
pub fn sources(app: &App, _: Nothing) -> Result<Vec<LogSourceView>, Problem> {
    app.workspace()?.store.read::<_, Problem>(source_views)
}

/// The same from a look that is open already.
pub(in crate::app) fn source_views(reader: &Connection) -> Result<Vec<LogSourceView>, Problem> {
    Ok(views::sources(reader)?.into_iter().map(view).collect())
}

/// The source of that id.
pub(in crate::app) fn find_source(sources: &[LogSourceView], id: i64) -> Result<&LogSourceView, Problem> {
    sources.iter().find(|source| source.id == id).ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, "this log source is not there")
            .hint("choose another one")
            .about("sourceId")
    })
}

/// Whether a name stands for a source already.
pub(in crate::app) fn is_taken(sources: &[LogSourceView], label: &str) -> bool {
    sources.iter().any(|source| source.label == label.trim())
}

/// A name that is not taken: the one asked for, else with a number.
pub(in crate::app) fn free_label(sources: &[LogSourceView], asked: &str) -> String {
    let numbered = (2..).map(|number: u32| format!("{asked} {number}"));
    let mut names = std::iter::once(asked.to_owned()).chain(numbered);
    names.find(|name| !is_taken(sources, name)).unwrap_or_else(|| asked.to_owned())
}

fn view(row: SourceRow) -> LogSourceView {
    let settings: Value = serde_json::from_str(&row.settings_json).unwrap_or_default();
    let carried = settings.get("carried").and_then(Value::as_array);
    let keys = carried.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    LogSourceView {
        id: row.id,
        format_name: formats::format(&row.format)
            .map_or_else(|| row.format.clone(), |found| found.name().to_owned()),
        label: row.label,
        format: row.format,
        teller: row.teller,
        connection_id: row.connection_id,
        carried: keys.collect(),
        is_subscription: settings.get("isSubscription").and_then(Value::as_bool).unwrap_or(false),
        attempts: row.attempts,
        first_day: row.first_day,
        last_day: row.last_day,
        last_import_at: row.last_import.as_ref().map(|(_, at)| at.clone()),
        last_import_id: row.last_import.map(|(id, _)| id),
    }
}
