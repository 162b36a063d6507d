//! What an import is told as: each file and why, each source and what it brought.

use serde_json::Value;

use super::import::is_wanted;
use crate::import_arguments::Import;
use crate::table::Table;
use crate::words::{amounts, grouped, items, text, told_amounts, whole};

pub(super) fn summary(ask: &Import, files: &[Value], done: &[Value]) -> String {
    let mut told = Table::default().text("File").text("Read as").text("Because");
    for file in files {
        told.row(vec![text(file, "name").to_owned(), read_as(ask, file), because(ask, file)]);
    }
    let mut parts = vec![told.render()];
    if !done.is_empty() {
        let mut table = Table::default()
            .text("Source")
            .number("New")
            .number("Same")
            .number("Changed")
            .number("Rejected")
            .number("Outcomes")
            .number("Rated")
            .number("Told by the log")
            .text("State");
        for end in done {
            table.row(row(end));
        }
        parts.push(table.render());
    }
    for end in done {
        parts.extend(remarks(end));
    }
    parts.extend(remedy(ask, files));
    if ask.dry_run {
        parts.push("A dry run: nothing was changed.".to_owned());
    }
    parts.join("\n\n")
}

fn read_as(ask: &Import, file: &Value) -> String {
    let format = ask.format.as_deref().unwrap_or_else(|| text(file, "format"));
    match (format, text(file, "variant")) {
        _ if !is_wanted(ask, file) => "left out".to_owned(),
        _ if ask.mapping.is_some() => "mapping".to_owned(),
        (format, variant) if variant.is_empty() || format.contains('/') => format.to_owned(),
        (format, variant) => format!("{format}/{variant}"),
    }
}

fn because(ask: &Import, file: &Value) -> String {
    if let Some(problem) = file.get("problem").filter(|problem| !problem.is_null()) {
        return text(problem, "message").to_owned();
    }
    match file.get("importedBefore").filter(|before| !before.is_null()) {
        Some(before) if !ask.again => {
            format!("imported before, on {}", text(before, "appliedAt").get(..10).unwrap_or_default())
        }
        _ => match (&ask.mapping, &ask.format) {
            (Some(mapping), _) => format!("the mapping {} is asked for", mapping.display()),
            (None, Some(_)) => "that format is asked for".to_owned(),
            (None, None) => text(file, "reason").to_owned(),
        },
    }
}

fn row(end: &Value) -> Vec<String> {
    let summary = end.get("summary").unwrap_or(&Value::Null);
    let count = |field: &str| {
        if summary.is_null() { "-".to_owned() } else { grouped(&whole(summary, field).to_string()) }
    };
    let state = match text(end, "state") {
        "ready" => "read",
        "applied" => "imported",
        other => other,
    };
    vec![
        text(end, "label").to_owned(),
        count("requestsNew"),
        count("requestsSame"),
        count("requestsChanged"),
        count("rejected"),
        count("outcomesNew"),
        amounts(items(summary, "rated")),
        told_amounts(items(summary, "told")),
        state.to_owned(),
    ]
}

/// What is to be known of one import, a line each.
fn remarks(end: &Value) -> Option<String> {
    let summary = end.get("summary").unwrap_or(&Value::Null);
    let mut lines = Vec::new();
    if let Some(problem) = end.get("problem").filter(|problem| !problem.is_null()) {
        lines.push(format!("{}: {}", text(end, "label"), text(problem, "message")));
        lines.extend(
            Some(text(problem, "hint")).filter(|hint| !hint.is_empty()).map(|hint| format!("  {hint}")),
        );
    }
    for (field, word) in [("rejections", "rejected"), ("skipped", "left out"), ("notes", "to be known")] {
        for reason in items(summary, field) {
            lines.push(format!(
                "{word}: {} {}",
                grouped(&whole(reason, "count").to_string()),
                text(reason, "text")
            ));
        }
    }
    for (field, words) in [
        ("usageUnknown", "requests whose usage is not told"),
        ("unpriced", "requests without a price for all of their usage"),
        ("collisions", "ids told twice for different calls"),
    ] {
        let count = whole(summary, field);
        if count > 0 {
            lines.push(format!("{} {words}", grouped(&count.to_string())));
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What to do with files that nothing knows.
fn remedy(ask: &Import, files: &[Value]) -> Option<String> {
    if ask.format.is_some() || ask.mapping.is_some() {
        return None;
    }
    let is_unknown =
        |file: &&Value| text(file, "format").is_empty() && file.get("problem").is_none_or(Value::is_null);
    let unknown: Vec<&Value> = files.iter().filter(is_unknown).collect();
    let can_be_mapped = |file: &&&Value| file.get("canBeMapped").and_then(Value::as_bool) == Some(true);
    if let Some(file) = unknown.iter().find(can_be_mapped) {
        let name = text(file, "path");
        return Some(format!(
            "A log of unknown make is read by a mapping of its columns:\n  showback import '{name}' --suggest-mapping > mapping.json\n  showback import '{name}' --mapping mapping.json --dry-run"
        ));
    }
    let first = unknown.first()?;
    Some(format!(
        "{} is no log that can be read: export it as CSV, JSON Lines, JSON or Parquet, or name its make with --format",
        text(first, "name")
    ))
}
