//! Importing logs: what each file is, a dry run of each source, and the import.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use showback_core::kernel::{Problem, ProblemCode};
use tokio::time::sleep;

use super::import_told::summary;
use crate::core::Core;
use crate::failure::{Exit, Failure, usage};
use crate::import_arguments::Import;
use crate::out;
use crate::words::{items, text, whole};

/// How often a running import is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Files that one source tells.
struct Group {
    label: String,
    files: Vec<Value>,
}

/// A mapping that was given as a file.
struct GivenMapping {
    /// Name of its file.
    name: String,
    mapping: Value,
}

pub(super) async fn import(core: &Core, ask: &Import) -> Result<(), Failure> {
    let mapping = ask.mapping.as_deref().map(given_mapping).transpose()?;
    let paths = absolute(&ask.files)?;
    let workspace = text(&core.call("workspace.get", Value::Null).await?, "path").to_owned();
    if ask.suggest_mapping {
        return suggest(core, &paths).await;
    }
    let told = core.call("imports.recognise", json!({ "paths": paths })).await;
    let told = told.map_err(|problem| about_a_log(problem, &workspace))?;
    let files = items(&told, "files");
    let names = core.call("imports.formats", Value::Null).await?;
    let groups = groups(ask, files, &names, mapping.as_ref());
    let mut done = Vec::new();
    let mut failed = first_problem(ask, files);
    for group in groups {
        let end = one(core, ask, &group).await?;
        if let Some(problem) = end.get("problem").filter(|problem| !problem.is_null()) {
            failed = failed.or_else(|| Some(exit_of(problem, &workspace)));
        } else if let (Some(mapping), false) = (&mapping, ask.dry_run) {
            remember(core, &group, mapping).await?;
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

/// The exit code of a problem that is one of the workspace file or of a log. The workspace is open: what is missing is a log.
fn exit_of(problem: &Value, workspace: &str) -> Exit {
    let exit = Exit::of_json(problem);
    let subject = text(problem, "subject");
    let is_of_a_log = text(problem, "code") == "file_missing" || !subject.is_empty() && subject != workspace;
    if exit == Exit::File && is_of_a_log { Exit::Usage } else { exit }
}

fn about_a_log(problem: Problem, workspace: &str) -> Failure {
    let exit = exit_of(&json!(problem), workspace);
    Failure::ProblemAs(problem, exit)
}

/// Prints the mapping that a file of unknown make suggests; nothing is imported.
async fn suggest(core: &Core, paths: &[String]) -> Result<(), Failure> {
    let [path] = paths else {
        return Err(usage("a mapping is suggested for one file".to_owned(), "Name one file"));
    };
    let told = core.call("imports.mappingSuggest", json!({ "path": path })).await;
    let told = told.map_err(|problem| {
        let exit = if Exit::of(problem.code) == Exit::File { Exit::Usage } else { Exit::of(problem.code) };
        Failure::ProblemAs(problem, exit)
    })?;
    for note in items(&told, "notes").iter().filter_map(Value::as_str) {
        out::note(&format!("note: {note}"));
    }
    out::json(told.get("mapping").unwrap_or(&Value::Null));
    Ok(())
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

/// Reads a mapping; what it says is checked with the file it is for.
fn given_mapping(path: &Path) -> Result<GivenMapping, Failure> {
    let cannot = |error: String| {
        usage(
            format!("{} is no mapping: {error}", path.display()),
            "make one with showback import FILE --suggest-mapping, or in the Import room",
        )
    };
    let bytes = std::fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let mapping: Value = serde_json::from_slice(&bytes).map_err(|error| cannot(error.to_string()))?;
    for field in ["shape", "columns", "constants", "input", "reasoning", "costBasis", "idColumns"] {
        if mapping.get(field).is_none() {
            return Err(cannot(format!("it has no {field}")));
        }
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(GivenMapping { name, mapping })
}

/// Keeps the mapping of an import, so that the next file with that header is known.
async fn remember(core: &Core, group: &Group, given: &GivenMapping) -> Result<(), Failure> {
    let Some(file) = group.files.first() else { return Ok(()) };
    let ask = json!({ "path": text(file, "path"), "name": given.name, "mapping": given.mapping });
    core.call("imports.mappingSave", ask).await?;
    Ok(())
}

/// Whether a file is read: it can be, and it was not imported before.
pub(super) fn is_wanted(ask: &Import, file: &Value) -> bool {
    let is_known = !text(file, "format").is_empty() || ask.format.is_some() || ask.mapping.is_some();
    let is_new = ask.again || file.get("importedBefore").is_none_or(Value::is_null);
    is_known && is_new && file.get("problem").is_none_or(Value::is_null)
}

/// One source for each format, or the one that was named.
fn groups(ask: &Import, files: &[Value], names: &Value, mapping: Option<&GivenMapping>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let (format, variant) = match ask.format.as_deref().map(|name| name.split_once('/').unwrap_or((name, "")))
    {
        Some((format, variant)) => (Some(format), Some(variant).filter(|variant| !variant.is_empty())),
        None => (None, None),
    };
    for file in files.iter().filter(|file| is_wanted(ask, file)) {
        let id = format.unwrap_or_else(|| text(file, "format"));
        let saved = file.get("mappingId").filter(|_| format.is_none() && mapping.is_none());
        let label = match (&ask.source, mapping) {
            (Some(label), _) => label.clone(),
            (None, Some(given)) => given.name.clone(),
            (None, None) => label_of(file, id, names),
        };
        // Two formats never share a source; one name for both is refused with the reason.
        let key = if mapping.is_some() { "mapped" } else { id };
        let key = if saved.is_some_and(|id| !id.is_null()) { label.as_str() } else { key };
        let group =
            groups.entry(key.to_owned()).or_insert_with(|| Group { label: label.clone(), files: Vec::new() });
        group.files.push(json!({
            "path": text(file, "path"),
            "format": format,
            "variant": variant,
            "mappingId": saved,
            "mapping": mapping.map(|given| &given.mapping),
        }));
    }
    groups.into_values().collect()
}

/// The mapping's name, else the format's, as the window suggests it.
fn label_of(file: &Value, format: &str, names: &Value) -> String {
    let known = names.as_array().into_iter().flatten().find(|known| text(known, "id") == format);
    let name = known.map(|known| text(known, "name")).unwrap_or_default();
    let words = [text(file, "mappingName"), name, format];
    words.into_iter().find(|word| !word.is_empty()).unwrap_or("Logs").to_owned()
}

/// The source of that name, when there is one by now.
async fn source_of(core: &Core, label: &str) -> Result<Option<i64>, Problem> {
    let all = core.call("requests.sources", Value::Null).await?;
    let known = all.as_array().into_iter().flatten().find(|source| text(source, "label") == label);
    Ok(known.map(|source| whole(source, "id")))
}

/// Files that were named but cannot be read make the command fail; what is beside them is imported.
fn first_problem(ask: &Import, files: &[Value]) -> Option<Exit> {
    let failed = files.iter().find_map(|file| file.get("problem").filter(|problem| !problem.is_null()));
    if let Some(problem) = failed {
        return Some(exit_of(problem, ""));
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
        "sourceId": source_of(core, &group.label).await?,
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
    json!({
        "id": null, "job": null, "label": group.label, "state": "failed", "summary": null, "problem": problem,
        "importId": null,
    })
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
                    "id": id, "job": null, "label": text(&preview, "label"), "state": "discarded", "summary": null,
                    "importId": null, "problem": problem,
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
