//! Importing logs: what each file is, a dry run of each source, and the import.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use showback_core::kernel::{Problem, ProblemCode};
use tokio::time::sleep;

use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::import_arguments::Import;
use crate::out;
use crate::table::Table;
use crate::words::{amounts, grouped, items, text, whole};

/// How often a running import is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Files that one source tells.
struct Group {
    label: String,
    source_id: Option<i64>,
    files: Vec<Value>,
}

pub(super) async fn import(core: &Core, ask: &Import) -> Result<(), Failure> {
    let mapping = match &ask.mapping {
        Some(path) => Some(saved_mapping(core, path).await?),
        None => None,
    };
    let paths = absolute(&ask.files)?;
    let told = core.call("imports.recognise", json!({ "paths": paths })).await?;
    let files = items(&told, "files");
    let groups = groups(ask, &told, mapping);
    let mut done = Vec::new();
    let mut failed = first_problem(ask, files);
    for group in groups {
        let end = one(core, ask, &group).await?;
        if let Some(problem) = end.get("problem").filter(|problem| !problem.is_null()) {
            failed = failed.or_else(|| Some(Exit::of_json(problem)));
        }
        done.push(end);
        if failed == Some(Exit::Interrupted) {
            break;
        }
    }
    if core.is_json {
        out::json(&json!({ "files": files, "imports": done, "isDryRun": ask.dry_run }));
    } else {
        out::answer(&summary(ask, files, &done));
    }
    match failed {
        None => Ok(()),
        Some(exit) => Err(Failure::Told(exit)),
    }
}

/// Folders and patterns are looked for from here, whatever folder the core works in.
fn absolute(files: &[String]) -> Result<Vec<String>, Failure> {
    let each = files.iter().map(|file| {
        std::path::absolute(file)
            .map(|path| path.display().to_string())
            .map_err(|error| usage(format!("{file} is not a path: {error}"), ""))
    });
    each.collect()
}

/// Keeps a mapping; answers its row id.
async fn saved_mapping(core: &Core, path: &Path) -> Result<i64, Failure> {
    let cannot = |error: String| {
        usage(
            format!("{} is no mapping: {error}", path.display()),
            "make one in the Import room, or see docs/imports.md",
        )
    };
    let bytes = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let mapping: Value = serde_json::from_slice(&bytes).map_err(|error| cannot(error.to_string()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let saved = core.call("imports.mappingSave", json!({ "name": name, "mapping": mapping })).await?;
    Ok(whole(&saved, "id"))
}

/// Whether a file is read: it can be, and it was not imported before.
fn is_wanted(ask: &Import, file: &Value) -> bool {
    let is_known = !text(file, "format").is_empty() || ask.format.is_some() || ask.mapping.is_some();
    let is_new = ask.again || file.get("importedBefore").is_none_or(Value::is_null);
    is_known && is_new && file.get("problem").is_none_or(Value::is_null)
}

/// One source for each format, or the one that was named.
fn groups(ask: &Import, told: &Value, mapping: Option<i64>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let (format, variant) = match ask.format.as_deref().map(|name| name.split_once('/').unwrap_or((name, "")))
    {
        Some((format, variant)) => (Some(format), Some(variant).filter(|variant| !variant.is_empty())),
        None => (None, None),
    };
    for file in items(told, "files").iter().filter(|file| is_wanted(ask, file)) {
        let id = format.unwrap_or_else(|| text(file, "format"));
        let by_mapping = mapping.or_else(|| file.get("mappingId").and_then(Value::as_i64));
        let key = if mapping.is_some() { "mapped" } else { id };
        let label = ask.source.clone().unwrap_or_else(|| label_of(file, key));
        let group = groups.entry(key.to_owned()).or_insert_with(|| Group {
            source_id: source_of(told, &label),
            label,
            files: Vec::new(),
        });
        group.files.push(json!({
            "path": text(file, "path"),
            "format": format,
            "variant": variant,
            "mappingId": by_mapping,
        }));
    }
    groups.into_values().collect()
}

fn label_of(file: &Value, format: &str) -> String {
    let name = text(file, "formatName");
    let mapping = text(file, "mappingName");
    [mapping, name, format].into_iter().find(|word| !word.is_empty()).unwrap_or("Logs").to_owned()
}

/// The source of that name, when there is one.
fn source_of(told: &Value, label: &str) -> Option<i64> {
    let known = items(told, "sources").iter().find(|source| text(source, "label") == label);
    known.map(|source| whole(source, "id"))
}

/// Files that were named but cannot be read make the command fail; what is beside them is imported.
fn first_problem(ask: &Import, files: &[Value]) -> Option<Exit> {
    let failed = files.iter().find_map(|file| file.get("problem").filter(|problem| !problem.is_null()));
    if let Some(problem) = failed {
        return Some(Exit::of_json(problem));
    }
    let is_unknown = |file: &&Value| text(file, "format").is_empty();
    let is_left_to_guess = ask.format.is_none() && ask.mapping.is_none();
    (is_left_to_guess && !files.is_empty() && files.iter().all(|file| is_unknown(&file)))
        .then_some(Exit::Usage)
}

/// A dry run of one source, and its import unless only the dry run was asked for.
async fn one(core: &Core, ask: &Import, group: &Group) -> Result<Value, Failure> {
    let request = json!({
        "files": group.files,
        "sourceId": group.source_id,
        "label": group.label,
        "carried": ask.carry,
        "isSubscription": ask.subscription,
    });
    let started = match core.call("imports.dryRun", request).await {
        Ok(started) => started,
        Err(problem) => return Ok(refused(group, &problem)),
    };
    let id = whole(&started, "id");
    let preview = wait(core, id).await?;
    if text(&preview, "state") != "ready" {
        return Ok(preview);
    }
    if let Some(path) = &ask.rejects {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
        core.call("imports.rejects", json!({ "previewId": id, "path": path.display().to_string() })).await?;
    }
    if ask.dry_run {
        core.call("imports.discard", json!({ "id": id })).await?;
        return Ok(preview);
    }
    match core.call("imports.apply", json!({ "id": id })).await {
        Ok(_) => wait(core, id).await,
        Err(problem) => Ok(refused(group, &problem)),
    }
}

fn refused(group: &Group, problem: &Problem) -> Value {
    json!({ "label": group.label, "state": "failed", "summary": null, "problem": problem, "importId": null })
}

/// Looks at a preview until it neither reads nor writes. Ctrl-C stops it without a trace.
async fn wait(core: &Core, id: i64) -> Result<Value, Failure> {
    loop {
        let preview = core.call("imports.preview", json!({ "id": id })).await?;
        if !matches!(text(&preview, "state"), "reading" | "applying") {
            out::progress("");
            return Ok(preview);
        }
        out::progress(&progress(&preview));
        tokio::select! {
            () = sleep(LOOK_EVERY) => {}
            pressed = tokio::signal::ctrl_c() => if pressed.is_ok() {
                out::progress("");
                out::note("stopping: nothing of this import is kept");
                core.call("imports.discard", json!({ "id": id })).await?;
                let problem = Problem::new(ProblemCode::Cancelled, "stopped by hand: nothing of the import is kept");
                return Ok(json!({
                    "label": text(&preview, "label"), "state": "discarded", "summary": null, "importId": null,
                    "problem": problem,
                }));
            }
        }
    }
}

fn progress(preview: &Value) -> String {
    let job = preview.get("job").unwrap_or(&Value::Null);
    let left = whole(job, "secondsLeft");
    let left = if left > 0 { format!(", {left} s left") } else { String::new() };
    format!("{}: {}{left}", text(preview, "label"), text(job, "step"))
}

fn summary(ask: &Import, files: &[Value], done: &[Value]) -> String {
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
        _ => text(file, "reason").to_owned(),
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
        amounts(items(summary, "told")),
        state.to_owned(),
    ]
}

/// What is to be known of one import, a line each.
fn remarks(end: &Value) -> Option<String> {
    let summary = end.get("summary").unwrap_or(&Value::Null);
    let mut lines = Vec::new();
    if let Some(problem) = end.get("problem").filter(|problem| !problem.is_null()) {
        lines.push(format!("{}: {}", text(end, "label"), text(problem, "message")));
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
