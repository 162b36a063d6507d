//! The doctor: one look at everything that keeps figures from being right.

use chrono::TimeDelta;

use super::model::{ConnectionState, ConnectionView, DoctorCheck, DoctorState, DoctorView, SecretStoreState};
use super::workspace::Workspace;
use super::{App, connections};
use crate::adapters::files;
use crate::kernel::{Nothing, Problem, format_instant, parse_instant};
use crate::ledger;
use crate::sync::{self, RunState};

/// A last run older than this many hours is worth a look.
const RUN_AGE_HOURS: i64 = 48;

/// Checks the file, the secrets, the clock and the connections. What cannot be checked is itself a finding.
pub fn doctor(app: &App, _: Nothing) -> Result<DoctorView, Problem> {
    let mut checks = vec![file_check(app)];
    if let Ok(workspace) = app.workspace() {
        checks.push(content_check(&workspace));
        checks.push(clock_check(app, &workspace));
    }
    checks.push(secrets_check(app));
    checks.push(scheduler_check(app));
    match connections::list(app, Nothing {}) {
        Ok(views) => {
            let present = views.iter().filter(|view| view.state != ConnectionState::Removed);
            for view in present {
                checks.push(connection_check(app, view));
                checks.extend(coverage_check(app, view));
            }
        }
        Err(problem) => checks.push(broken("Connections", &problem)),
    }
    Ok(DoctorView { checks })
}

fn check(name: impl Into<String>, state: DoctorState, detail: impl Into<String>, hint: &str) -> DoctorCheck {
    DoctorCheck { name: name.into(), state, detail: detail.into(), hint: hint.to_owned() }
}

fn broken(name: impl Into<String>, problem: &Problem) -> DoctorCheck {
    check(name, DoctorState::Broken, problem.message.clone(), &problem.hint)
}

fn file_check(app: &App) -> DoctorCheck {
    let name = "Workspace file";
    let path = app.workspace_path();
    let found = app
        .workspace()
        .and_then(|workspace| Ok((workspace.store.quick_check()?, workspace.store.schema_version())));
    match found {
        Ok((None, version)) => {
            let size = files::size_bytes(&path);
            let detail = format!("{} is whole: schema {version}, {size} bytes", path.display());
            check(name, DoctorState::Good, detail, "")
        }
        Ok((Some(finding), _)) => check(
            name,
            DoctorState::Broken,
            format!("{} is damaged: {finding}", path.display()),
            "restore the newest backup: what is there now is kept beside it",
        ),
        Err(problem) => broken(name, &problem),
    }
}

fn content_check(workspace: &Workspace) -> DoctorCheck {
    let name = "Ledger";
    match workspace.store.read(ledger::content_mismatches) {
        Ok(found) => match found.first() {
            None => check(name, DoctorState::Good, "each day holds the rows it was stored with", ""),
            Some(first) => check(
                name,
                DoctorState::Broken,
                format!(
                    "{} days differ from what was stored, the first: {} on {}",
                    found.len(),
                    first.slot,
                    first.day
                ),
                "restore the newest backup",
            ),
        },
        Err(error) => broken(name, &Problem::from(error)),
    }
}

fn clock_check(app: &App, workspace: &Workspace) -> DoctorCheck {
    let name = "Clock";
    let now = app.now();
    let newest = workspace.store.read::<_, Problem>(|reader| {
        let runs = sync::list_runs(reader, None, None, 1)?;
        Ok(runs.first().map(|run| run.finished_at.unwrap_or(run.started_at)))
    });
    match newest {
        Ok(Some(last)) if last > now + TimeDelta::minutes(1) => check(
            name,
            DoctorState::Warning,
            format!(
                "this machine says {}, but a run was recorded at {}",
                format_instant(now),
                format_instant(last)
            ),
            "set the clock of this machine",
        ),
        Ok(_) => check(name, DoctorState::Good, format!("this machine says {}", format_instant(now)), ""),
        Err(problem) => broken(name, &problem),
    }
}

fn secrets_check(app: &App) -> DoctorCheck {
    let name = "Keys";
    match app.secrets().view() {
        Ok(view) => match view.state {
            SecretStoreState::Ready => check(name, DoctorState::Good, view.detail, ""),
            SecretStoreState::Locked => check(
                name,
                DoctorState::Warning,
                view.detail,
                "unlock it in Settings, or set SHOWBACK_VAULT_PASSPHRASE",
            ),
            SecretStoreState::NeedsVault => {
                check(name, DoctorState::Warning, view.detail, "make an encrypted vault in Settings")
            }
        },
        Err(problem) => broken(name, &problem),
    }
}

fn scheduler_check(app: &App) -> DoctorCheck {
    let name = "Scheduler";
    match app.scheduler_status() {
        None => {
            check(name, DoctorState::Good, "does not run in this process: syncs start only when asked", "")
        }
        Some(status) if !status.problem.is_empty() => {
            check(name, DoctorState::Broken, status.problem, "open the workspace again")
        }
        Some(status) => {
            let looked = status.checked_at.map_or_else(|| "never".to_owned(), format_instant);
            check(name, DoctorState::Good, format!("last looked: {looked}"), "")
        }
    }
}

fn connection_check(app: &App, view: &ConnectionView) -> DoctorCheck {
    let name = format!("Connection {}", view.label);
    if view.state == ConnectionState::NeedsKey {
        return check(name, DoctorState::Broken, "its key is gone", "enter its key again in Sources");
    }
    let Some(run) = &view.last_run else {
        return check(name, DoctorState::Warning, "was never read", "sync it now");
    };
    if let Some(problem) = run.problem.as_ref().filter(|_| run.state == RunState::Failed) {
        return broken(name, problem);
    }
    let hours = parse_instant(&run.started_at).map_or(0, |started| (app.now() - started).num_hours());
    let detail = format!("last read {}", run.started_at);
    match (hours > RUN_AGE_HOURS, view.is_paused) {
        (true, true) => {
            check(name, DoctorState::Warning, format!("{detail}; it is paused"), "resume it in Sources")
        }
        (true, false) => check(name, DoctorState::Warning, detail, "sync it now, or look at its schedule"),
        (false, _) => check(name, DoctorState::Good, detail, ""),
    }
}

/// Days that are wanted, could be told, and were not read.
fn coverage_check(app: &App, view: &ConnectionView) -> Option<DoctorCheck> {
    let name = format!("Coverage of {}", view.label);
    match missing_days(app, view) {
        Ok(None) => None,
        Ok(Some(0)) => Some(check(name, DoctorState::Good, "no wanted day is missing", "")),
        Ok(Some(days)) => {
            let detail = format!("{days} wanted days of a slot are not read yet");
            Some(check(name, DoctorState::Warning, detail, "sync it now: it goes on where it stopped"))
        }
        Err(problem) => Some(broken(name, &problem)),
    }
}

fn missing_days(app: &App, view: &ConnectionView) -> Result<Option<usize>, Problem> {
    let Some(source) = app.source(&view.source).ok() else { return Ok(None) };
    let id = crate::kernel::ConnectionId(view.id);
    let now = app.now();
    app.workspace()?.store.read::<_, Problem>(|reader| {
        let row = sync::find_connection(reader, id)?;
        let until = now.date_naive().max(row.backfill_from);
        let period = crate::kernel::Period::new(row.backfill_from, until)?;
        let calendar = sync::calendar(reader, &row, source, period, now)?;
        let days = calendar.iter().flat_map(|slot| &slot.days);
        Ok(Some(days.filter(|day| day.state == sync::DayState::Missing).count()))
    })
}
