//! Watched folders: kept, and looked through for logs that were not imported yet.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::import_arguments::Watch;
use crate::out;
use crate::table::Table;
use crate::words::{items, minute, text, whole};

pub(super) async fn watch(core: &Core, command: Watch) -> Result<(), Failure> {
    match command {
        Watch::List => {
            let all = core.call("imports.watched", Value::Null).await?;
            told(core, &all);
            Ok(())
        }
        Watch::Add { folder, pattern, source, format, every } => {
            let path = absolute(&folder)?;
            let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let label = source.unwrap_or(own);
            let sources = core.call("requests.sources", Value::Null).await?;
            let known = sources.as_array().into_iter().flatten().find(|one| text(one, "label") == label);
            let ask = json!({
                "path": path.display().to_string(), "pattern": pattern, "label": label, "format": format,
                "sourceId": known.map(|one| whole(one, "id")), "everyMinutes": every,
            });
            let added = core.call("imports.watchAdd", ask).await;
            // A folder that is not there is an argument, not the workspace file.
            let added = added.map_err(|problem| match Exit::of(problem.code) {
                Exit::File if problem.subject == "path" => Failure::ProblemAs(problem, Exit::Usage),
                _ => problem.into(),
            })?;
            told(core, &json!([added]));
            Ok(())
        }
        Watch::Look { folders } => look(core, &folders).await,
        Watch::Pause { folder } => rest(core, &folder, true).await,
        Watch::Resume { folder } => rest(core, &folder, false).await,
        Watch::Remove { folder } => {
            let gone = find(core, &folder).await?;
            for one in &gone {
                core.call("imports.watchRemove", json!({ "id": whole(one, "id") })).await?;
            }
            told(core, &Value::Array(gone));
            Ok(())
        }
    }
}

/// Looks through folders one after the other; the exit code is that of the first that could not be read whole.
async fn look(core: &Core, folders: &[PathBuf]) -> Result<(), Failure> {
    let mut asked = Vec::new();
    if folders.is_empty() {
        let all = core.call("imports.watched", Value::Null).await?;
        let is_awake = |one: &&Value| one.get("isPaused").and_then(Value::as_bool) != Some(true);
        asked.extend(all.as_array().into_iter().flatten().filter(is_awake).cloned());
    }
    for folder in folders {
        asked.extend(find(core, folder).await?);
    }
    let (mut looked, mut failed) = (Vec::new(), None);
    for one in asked {
        let end = core.call("imports.watchLook", json!({ "id": whole(&one, "id") })).await?;
        let problem = end.get("problem").filter(|problem| !problem.is_null());
        failed = failed.or_else(|| problem.map(Exit::of_json));
        looked.push(end);
    }
    told(core, &Value::Array(looked));
    failed.map_or(Ok(()), |exit| Err(Failure::Told(exit)))
}

async fn rest(core: &Core, folder: &Path, is_paused: bool) -> Result<(), Failure> {
    let mut changed = Vec::new();
    for one in find(core, folder).await? {
        let ask = json!({ "id": whole(&one, "id"), "isPaused": is_paused });
        changed.push(core.call("imports.watchUpdate", ask).await?);
    }
    told(core, &Value::Array(changed));
    Ok(())
}

/// What is watched of a folder: once for each pattern.
async fn find(core: &Core, folder: &Path) -> Result<Vec<Value>, Failure> {
    let path = absolute(folder)?.display().to_string();
    let all = core.call("imports.watched", Value::Null).await?;
    let all = all.as_array().cloned().unwrap_or_default();
    let found: Vec<Value> = all.iter().filter(|one| text(one, "path") == path).cloned().collect();
    if found.is_empty() {
        let known: Vec<&str> = all.iter().map(|one| text(one, "path")).collect();
        let hint = match known.as_slice() {
            [] => "No folder is watched: see showback watch add --help".to_owned(),
            known => format!("Watched: {}", known.join(", ")),
        };
        return Err(usage(format!("{path} is not watched"), &hint));
    }
    Ok(found)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| usage(format!("{} is not a path: {error}", path.display()), ""))
}

fn told(core: &Core, folders: &Value) {
    if core.is_json {
        return out::json(&json!({ "folders": folders }));
    }
    let folders = json!({ "folders": folders });
    let mut table = Table::default()
        .text("Folder")
        .text("Files")
        .text("Source")
        .number("Every")
        .text("Looked at")
        .text("State");
    for one in items(&folders, "folders") {
        let problem = one.get("problem").map(|problem| text(problem, "message")).unwrap_or_default();
        let is_paused = one.get("isPaused").and_then(Value::as_bool) == Some(true);
        let state = match (problem, is_paused) {
            ("", true) => "paused",
            ("", false) => "watched",
            (problem, _) => problem,
        };
        table.row(vec![
            text(one, "path").to_owned(),
            text(one, "pattern").to_owned(),
            text(one, "source").to_owned(),
            format!("{} min", whole(one, "everyMinutes")),
            minute(one, "lookedAt"),
            state.to_owned(),
        ]);
    }
    out::answer(&table.render());
}
