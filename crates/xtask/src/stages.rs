//! A list of named checks, run in order, each timed, with one summary at the end.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::command;
use crate::failure::{Failure, Result};
use crate::workspace::Workspace;

/// How a check that did not fail ended.
pub enum Ending {
    /// It ran; the note is shown in the summary and may be empty.
    Passed(String),
    /// It has nothing to do on this system, and why.
    NotHere(&'static str),
}

impl Ending {
    /// It ran, and there is nothing to add.
    pub fn ok() -> Result<Self> {
        Ok(Self::Passed(String::new()))
    }
}

/// One check.
pub struct Stage {
    /// The word to give `--only`.
    pub name: &'static str,
    /// Stages whose result it uses; it is not run when one of them failed.
    pub needs: &'static [&'static str],
    /// The check.
    pub check: fn(&Bench<'_>) -> Result<Ending>,
}

/// What a check works with: the repository and the log of its stage.
pub struct Bench<'a> {
    /// The repository.
    pub workspace: &'a Workspace,
    log: PathBuf,
    printed_from: RefCell<u64>,
}

impl Bench<'_> {
    /// Runs a command with the environment of the suites; what it prints is kept for the leak scan.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let kept = std::fs::metadata(&self.log).map_or(0, |about| about.len());
        self.printed_from.replace(kept);
        command.env("SHOWBACK_TEST_ARTIFACTS", self.workspace.artifacts()).env("NO_COLOR", "1");
        command::run_logged(command, &self.log)
    }

    /// What the last command printed.
    pub fn printed(&self) -> String {
        let bytes = std::fs::read(&self.log).unwrap_or_default();
        let from = usize::try_from(*self.printed_from.borrow()).unwrap_or_default();
        String::from_utf8_lossy(bytes.get(from..).unwrap_or_default()).into_owned()
    }
}

/// The stages to run for `--only NAME`: that one and, before it, what it needs.
pub fn only<'a>(stages: &'a [Stage], name: &str) -> Result<Vec<&'a Stage>> {
    if !stages.iter().any(|stage| stage.name == name) {
        let names = stages.iter().map(|stage| stage.name).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("no stage is called \"{name}\". There are: {names}")));
    }
    let mut wanted = BTreeSet::from([name]);
    // Stages stand after what they need, so one walk from the end finds everything.
    for stage in stages.iter().rev() {
        if wanted.contains(stage.name) {
            wanted.extend(stage.needs);
        }
    }
    Ok(stages.iter().filter(|stage| wanted.contains(stage.name)).collect())
}

/// Runs the stages in order and prints the summary; fails when one of them failed.
pub fn run(workspace: &Workspace, stages: &[&Stage]) -> Result<()> {
    let logs = workspace.artifacts().join("stage-logs");
    std::fs::create_dir_all(&logs).map_err(|c| Failure::of(logs.display(), c))?;
    let started = Instant::now();
    let mut summary = Vec::new();
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    for (index, stage) in stages.iter().enumerate() {
        println!("\n=== {}/{} {}", index + 1, stages.len(), stage.name);
        let begun = Instant::now();
        let blocked = stage.needs.iter().find(|need| failed.contains(*need));
        let (mark, note) = match blocked {
            Some(need) => ("NOT RUN", format!("{need} failed")),
            None => {
                let log = logs.join(format!("{}.log", stage.name));
                drop(std::fs::remove_file(&log));
                ended((stage.check)(&Bench { workspace, log, printed_from: RefCell::new(0) }))
            }
        };
        if !matches!(mark, "ok" | "not here") {
            failed.insert(stage.name);
        }
        println!("--- {mark} {} {note}", clock(begun.elapsed()));
        summary.push(format!("  {mark:<8} {:>6}  {:<16} {note}", clock(begun.elapsed()), stage.name));
    }
    println!("\nSummary\n{}\n  total    {:>6}", summary.join("\n"), clock(started.elapsed()));
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("{} of {} stages did not pass: {}", failed.len(), stages.len(), join(&failed))))
}

fn ended(ending: Result<Ending>) -> (&'static str, String) {
    match ending {
        Ok(Ending::Passed(note)) => ("ok", note),
        Ok(Ending::NotHere(why)) => ("not here", why.to_owned()),
        Err(failure) => ("FAILED", failure.to_string()),
    }
}

fn join(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

/// Minutes and seconds.
fn clock(spent: Duration) -> String {
    format!("{}:{:02}", spent.as_secs() / 60, spent.as_secs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(_: &Bench<'_>) -> Result<Ending> {
        Ending::ok()
    }

    fn stages() -> [Stage; 4] {
        [
            Stage { name: "packages", needs: &[], check: pass },
            Stage { name: "npm", needs: &[], check: pass },
            Stage { name: "ui-build", needs: &["npm"], check: pass },
            Stage { name: "window", needs: &["packages", "ui-build"], check: pass },
        ]
    }

    #[test]
    fn one_stage_brings_what_it_needs_in_order() {
        let stages = stages();
        let names = |of| only(&stages, of).unwrap().iter().map(|stage| stage.name).collect::<Vec<_>>();
        assert_eq!(names("window"), ["packages", "npm", "ui-build", "window"]);
        assert_eq!(names("npm"), ["npm"]);
    }

    #[test]
    fn a_misspelt_stage_is_answered_with_the_names() {
        let Err(failure) = only(&stages(), "windows") else { panic!("accepted") };
        assert!(failure.to_string().contains("packages, npm, ui-build, window"));
    }

    #[test]
    fn spent_time_is_told_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(125)), "2:05");
    }
}
