//! Keeping a workspace small: what killed imports left beside it, and requests older than they are to be kept.

use std::sync::Arc;
use std::time::Duration;

use super::App;
use super::model::Tag;
use super::settings;
use super::workspace::Workspace;
use crate::kernel::Problem;
use crate::requests::{Stage, drop_old_requests};

/// Requests are kept to the day.
const LOOK_EVERY: Duration = Duration::from_secs(24 * 3600);

impl App {
    /// Removes what killed imports left. That it cannot be done now is no failure: it is tried at the next start.
    pub(super) fn remove_orphaned_imports(&self, workspace: &Workspace) {
        match Stage::remove_orphans(workspace.path()) {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "removed what killed imports left"),
            Err(problem) => tracing::warn!(%problem, "what killed imports left stays for now"),
        }
    }

    /// Drops old requests of a workspace now and once a day. Never returns by itself.
    pub(super) async fn keep_small(self: &Arc<Self>, workspace: &Arc<Workspace>) {
        loop {
            let (app, of) = (Arc::downgrade(self), Arc::clone(workspace));
            // What a day could not drop, the next one does.
            let _ = tokio::task::spawn_blocking(move || {
                if let Some(app) = app.upgrade() {
                    app.drop_what_is_old(&of);
                }
            })
            .await;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Drops the requests that are older than the settings keep them, while the workspace is the open one. Totals stay.
    pub(super) fn drop_what_is_old(&self, workspace: &Workspace) {
        let is_left = || !self.workspace().is_ok_and(|open| std::ptr::eq(Arc::as_ptr(&open), workspace));
        let dropped = workspace.store.read::<_, Problem>(settings::read).and_then(|settings| {
            let today = self.now().date_naive();
            Ok(drop_old_requests(&workspace.store, settings.requests_kept_days, today, &is_left)?)
        });
        match dropped {
            Ok(dropped) if dropped.requests == 0 => {}
            Ok(dropped) => {
                tracing::info!(
                    dropped.requests,
                    dropped.days,
                    "dropped requests older than they are to be kept"
                );
                self.tell_stale(&[Tag::Requests]);
            }
            Err(problem) => tracing::warn!(%problem, "requests older than they are to be kept stay for now"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::app::tests::{call, options};
    use crate::requests::tests::fixture::{DAY, START, import, request, rows};
    use crate::store::Store;

    const EVENTS: &str = "SELECT event_id FROM requests ORDER BY started_us";

    fn roll_ups(store: &Store) -> Vec<String> {
        rows(store, "SELECT * FROM request_days ORDER BY day, source_id, series_id, currency")
    }

    fn stages(folder: &Path) -> Vec<String> {
        let names =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains(".import-")).collect()
    }

    #[tokio::test]
    async fn old_requests_go_and_their_totals_stay() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        let workspace = app.workspace().unwrap();
        let log = [request("old", START - 20 * DAY, "search", 10), request("new", START, "search", 20)];
        import(&workspace.store, "Gateway", &log);
        let days = roll_ups(&workspace.store);
        assert_eq!(days.len(), 2);
        app.drop_what_is_old(&workspace);
        assert_eq!(
            rows(&workspace.store, EVENTS),
            ["'old'", "'new'"],
            "all are kept unless the settings say otherwise"
        );
        let mut settings = call(&app, "settings.get", json!({})).await;
        settings["requestsKeptDays"] = json!(30);
        call(&app, "settings.set", settings).await;
        let running = tokio::spawn(Arc::clone(&app).run_scheduler());
        for _ in 0..1000 {
            if rows(&workspace.store, EVENTS).len() == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        running.abort();
        assert_eq!(rows(&workspace.store, EVENTS), ["'new'"]);
        assert_eq!(roll_ups(&workspace.store), days);
    }

    #[tokio::test]
    async fn the_next_start_removes_what_killed_imports_left_and_no_living_one() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::start(options(folder.path()));
        let workspace = app.workspace().unwrap();
        let living = Stage::create(&workspace.store, "Gateway").unwrap();
        let of_living = stages(folder.path());
        for name in ["workspace.showback.import-7", "workspace.showback.import-7.lock"] {
            std::fs::write(folder.path().join(name), "killed").unwrap();
        }
        drop(App::start(options(folder.path())));
        assert_eq!(stages(folder.path()), of_living);
        drop((living, workspace, app));
        std::fs::write(folder.path().join("workspace.showback.import-0"), "killed").unwrap();
        drop(App::start(options(folder.path())));
        assert_eq!(stages(folder.path()), Vec::<String>::new());
    }
}
