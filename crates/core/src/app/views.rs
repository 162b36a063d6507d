//! Kept questions: names and folders for what Explore was asked, with undo.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::App;
use super::change::{self, Change};
use super::model::{SavedView, ViewIdRequest, ViewPutRequest};
use super::queries_views;
use crate::explore;
use crate::kernel::{Nothing, Problem, ProblemCode, format_instant};

/// Letters of a name or a folder.
const MOST_LETTERS: usize = 80;

/// One kept question before or after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    id: i64,
    /// Nothing while it is not kept.
    view: Option<SavedView>,
}

/// Every kept question, by folder and name.
pub fn list(app: &App, _: Nothing) -> Result<Vec<SavedView>, Problem> {
    app.workspace()?.store.read::<_, Problem>(|reader| Ok(queries_views::all(reader)?))
}

/// Keeps a question, or changes one that is kept. Its text is stored as it is written canonically.
pub fn put(app: &App, request: ViewPutRequest) -> Result<SavedView, Problem> {
    let folder = named(&request.folder, "folder")?;
    let name = named(&request.name, "name")?;
    if name.is_empty() {
        return Err(refused("a view needs a name", "name").hint("type what the question is about"));
    }
    let question =
        explore::canonical_text(&request.question).map_err(|error| Problem::from(error).about("question"))?;
    let changed_at = format_instant(app.now());
    app.change("views.put", |tx| {
        let before = request.id.map(|id| kept(tx, id)).transpose()?;
        let id = before.as_ref().map_or(0, |view| view.id);
        let mut view = SavedView { id, folder, name, question, keeps_days: request.keeps_days, changed_at };
        refuse_twin(tx, &view)?;
        let verb = if before.is_some() { "Changed" } else { "Kept" };
        let summary = format!("{verb} the view {}", view.name);
        match &before {
            Some(_) => queries_views::put(tx, &view)?,
            None => view.id = queries_views::insert(tx, &view)?,
        }
        let (before, after) =
            (Snapshot { id: view.id, view: before }, Snapshot { id: view.id, view: Some(view.clone()) });
        let (before, after) = (change::Snapshot::View(before), change::Snapshot::View(after));
        Ok(Change { value: view, summary, before, after })
    })
}

/// Forgets a kept question.
pub fn remove(app: &App, request: ViewIdRequest) -> Result<Vec<SavedView>, Problem> {
    app.change("views.remove", |tx| {
        let view = kept(tx, request.id)?;
        queries_views::remove(tx, view.id)?;
        let summary = format!("Removed the view {}", view.name);
        let after = change::Snapshot::View(Snapshot { id: view.id, view: None });
        let before = change::Snapshot::View(Snapshot { id: view.id, view: Some(view) });
        Ok(Change { value: queries_views::all(tx)?, summary, before, after })
    })
}

/// Makes a state the present one again.
pub(super) fn restore(tx: &Connection, snapshot: &Snapshot) -> Result<(), Problem> {
    match &snapshot.view {
        Some(view) => queries_views::put(tx, view)?,
        None => queries_views::remove(tx, snapshot.id)?,
    }
    Ok(())
}

fn kept(tx: &Connection, id: i64) -> Result<SavedView, Problem> {
    queries_views::one(tx, id)?.ok_or_else(|| {
        Problem::new(ProblemCode::NotFound, format!("no view has the number {id}: it may have been removed"))
            .about("id")
    })
}

/// Two views of one name in one folder cannot be told apart.
fn refuse_twin(tx: &Connection, view: &SavedView) -> Result<(), Problem> {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    let is_twin = |other: &SavedView| {
        other.id != view.id && same(&other.name, &view.name) && same(&other.folder, &view.folder)
    };
    if queries_views::all(tx)?.iter().any(is_twin) {
        let place = if view.folder.is_empty() { String::new() } else { format!(" in {}", view.folder) };
        return Err(refused(&format!("there is a view {}{place} already", view.name), "name")
            .hint("choose another name, or change that view"));
    }
    Ok(())
}

fn named(text: &str, field: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.chars().count() > MOST_LETTERS {
        return Err(
            refused(&format!("a {field} has at most {MOST_LETTERS} letters"), field).hint("shorten it")
        );
    }
    Ok(text.to_owned())
}

fn refused(message: &str, field: &str) -> Problem {
    Problem::new(ProblemCode::BadRequest, message.to_owned()).about(field)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::app::App;
    use crate::app::tests::{call, options, refused};
    use crate::kernel::ProblemCode;

    const QUESTION: &str = "spend by team from 2026-10-01 to 2026-11-01";

    fn names(views: &Value) -> Vec<String> {
        let name =
            |view: &Value| format!("{}/{}", view["folder"].as_str().unwrap(), view["name"].as_str().unwrap());
        views.as_array().unwrap().iter().map(name).collect()
    }

    #[tokio::test]
    async fn a_view_is_kept_changed_and_removed_and_undo_brings_each_state_back() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        let put = |request: Value| call(&app, "views.put", request);
        let made = put(json!({ "name": " Teams ", "question": format!("  {QUESTION}\n") })).await;
        assert_eq!((&made["name"], &made["question"]), (&json!("Teams"), &json!(QUESTION)));
        put(json!({ "folder": "Board", "name": "Models", "question": "spend by model from 2026-10-01 to 2026-11-01", "keepsDays": true })).await;
        put(json!({ "id": made["id"], "folder": "Board", "name": "Teams of the month", "question": QUESTION })).await;
        assert_eq!(
            names(&call(&app, "views.list", json!({})).await),
            ["Board/Models", "Board/Teams of the month"]
        );
        let left = call(&app, "views.remove", json!({ "id": made["id"] })).await;
        assert_eq!(names(&left), ["Board/Models"]);
        let mut told = Vec::new();
        for _ in 0..4 {
            call(&app, "history.undo", json!({})).await;
            told.push(names(&call(&app, "views.list", json!({})).await));
        }
        let [removed, changed, second, first] = told.try_into().unwrap();
        assert_eq!(removed, ["Board/Models", "Board/Teams of the month"]);
        assert_eq!(changed, ["/Teams", "Board/Models"]);
        assert_eq!(second, ["/Teams"]);
        assert!(first.is_empty());
        for _ in 0..4 {
            call(&app, "history.redo", json!({})).await;
        }
        assert_eq!(names(&call(&app, "views.list", json!({})).await), ["Board/Models"]);
    }

    #[tokio::test]
    async fn what_cannot_be_kept_is_refused_by_its_field_and_nothing_is_stored() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        call(&app, "views.put", json!({ "name": "Teams", "question": QUESTION })).await;
        let refusals = [
            (json!({ "name": " ", "question": QUESTION }), "name", "needs a name"),
            (json!({ "name": "x".repeat(81), "question": QUESTION }), "name", "at most 80 letters"),
            (json!({ "name": "TEAMS", "question": QUESTION }), "name", "already"),
            (
                json!({ "name": "Other", "question": "spend by colour from 2026-10-01 to 2026-11-01" }),
                "question",
                "colour",
            ),
            (json!({ "id": 99, "name": "Other", "question": QUESTION }), "id", "no view has the number 99"),
        ];
        for (request, field, words) in refusals {
            let problem = refused(&app, "views.put", request).await;
            assert!(problem.message.contains(words), "{problem:?}");
            assert_eq!(problem.subject, field);
        }
        assert_eq!(refused(&app, "views.remove", json!({ "id": 99 })).await.code, ProblemCode::NotFound);
        assert_eq!(names(&call(&app, "views.list", json!({})).await), ["/Teams"]);
    }
}
