//! An import that dies at any point leaves the workspace so that importing again ends as one clean import.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use showback_tests::{Folder, LitellmLog};

use super::digest::{beside, count, digest};
use super::importer::{Import, import};

const TASK: &str = "SHOWBACK_IMPORT_CHILD";
/// Points at which an import dies.
const POINTS: u32 = 50;
const REQUESTS: u64 = 1_500;

/// Does nothing unless started by [`start`].
#[test]
fn child_process() {
    let Some(task) = std::env::var_os(TASK) else { return };
    let task = task.into_string().unwrap();
    let (workspace, logs) = task.split_once('|').unwrap();
    let logs: Vec<&str> = logs.split('|').collect();
    // However it ends: the parent judges by the file.
    drop(import(Path::new(workspace), &logs, &|| false));
}

/// Starts an import in a process of its own.
fn start(workspace: &Path, logs: &[&str]) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["kill::child_process", "--exact", "--test-threads=1"])
        .env(TASK, format!("{}|{}", workspace.display(), logs.join("|")))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Two files that overlap, and one of outcomes.
fn logs(folder: &Folder) -> Vec<String> {
    let all = LitellmLog { seed: 11, requests: REQUESTS, marker: "" }.bytes();
    let lines: Vec<&[u8]> = all.split_inclusive(|byte| *byte == b'\n').collect();
    let half = lines.len() / 2;
    let parts = [("a.jsonl", &lines[..half + 100]), ("b.jsonl", &lines[half..])];
    let written = parts.map(|(name, lines)| {
        let path = folder.join("logs").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, lines.concat()).unwrap();
        path.display().to_string()
    });
    written.to_vec()
}

fn workspace(folder: &Folder, name: &str) -> PathBuf {
    let path = folder.join(name).join("w.showback");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

#[test]
fn an_import_killed_at_fifty_points_and_done_again_equals_a_clean_one() {
    let folder = Folder::new("import-kill").unwrap();
    let logs = logs(&folder);
    let logs: Vec<&str> = logs.iter().map(String::as_str).collect();
    let clean = workspace(&folder, "clean");
    let begun = Instant::now();
    start(&clean, &logs).wait().unwrap();
    let whole = begun.elapsed();
    let expected = digest(&clean);
    assert_eq!(count(&clean, "requests"), i64::try_from(REQUESTS).unwrap());

    let (mut died, mut before, mut after) = (0, 0, 0);
    for point in 0..POINTS {
        let path = workspace(&folder, &format!("killed-{point}"));
        let mut child = start(&path, &logs);
        // Spread over the whole import, and a little beyond, in an order of its own.
        let share = point * 37 % POINTS;
        std::thread::sleep(
            whole.mul_f64(1.05) * share / POINTS + Duration::from_millis(u64::from(point % 7)),
        );
        died += u32::from(child.try_wait().unwrap().is_none());
        drop(child.kill());
        child.wait().unwrap();

        let is_there = path.exists() && has_table(&path) && count(&path, "requests") > 0;
        if is_there {
            after += 1;
            assert_eq!(digest(&path), expected, "point {point}: an import is there whole or not at all");
        } else {
            before += 1;
        }
        let end = import(&path, &logs, &|| false).unwrap();
        assert_eq!(end.new, if is_there { 0 } else { REQUESTS }, "point {point}");
        assert_eq!(digest(&path), expected, "point {point}");
        assert_eq!(
            beside(&path),
            Vec::<String>::new(),
            "point {point}: nothing is left beside the workspace"
        );
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
    assert!(
        died >= POINTS / 2,
        "{died} of {POINTS} died in the middle, {before} before and {after} after applying"
    );
}

/// A process may die before it made the workspace.
fn has_table(path: &Path) -> bool {
    rusqlite::Connection::open(path)
        .and_then(|reader| reader.query_row("SELECT count(*) FROM requests", [], |row| row.get::<_, i64>(0)))
        .is_ok()
}

#[test]
fn files_in_any_order_and_again_end_in_the_same_rows() {
    let folder = Folder::new("import-order").unwrap();
    let logs = logs(&folder);
    let (first, second) = (logs[0].as_str(), logs[1].as_str());
    let forward = workspace(&folder, "forward");
    import(&forward, &[first, second], &|| false).unwrap();
    let apart = workspace(&folder, "apart");
    let ends: Vec<Import> =
        [first, second, first].iter().map(|log| import(&apart, &[log], &|| false).unwrap()).collect();
    assert_eq!((ends[0].new, ends[1].new, ends[2].new), (REQUESTS / 2 + 100, REQUESTS / 2 - 100, 0));
    assert_eq!((ends[1].same, ends[2].same), (100, REQUESTS / 2 + 100));
    assert_eq!(without_places(&digest(&forward)), without_places(&digest(&apart)));
}

/// The ordinal of a file and the line in it depend on which import told a request first.
fn without_places(digest: &str) -> Vec<String> {
    let rows = digest.lines().filter(|line| line.starts_with("request_") || line.starts_with("outcomes"));
    rows.map(str::to_owned).collect()
}

#[test]
fn an_import_that_is_stopped_leaves_no_trace() {
    let folder = Folder::new("import-stop").unwrap();
    let logs = logs(&folder);
    let path = workspace(&folder, "stopped");
    import(&path, &[logs[0].as_str()], &|| false).unwrap();
    let before = digest(&path);
    for asked in [0, 1] {
        let count = std::sync::atomic::AtomicU32::new(0);
        let stop = || count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= asked;
        let refused = import(&path, &[logs[1].as_str()], &stop).unwrap_err();
        assert!(refused.contains("stopped"), "{refused}");
        assert_eq!(digest(&path), before);
        assert_eq!(beside(&path), Vec::<String>::new());
    }
}
