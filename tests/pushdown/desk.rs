//! An analyst's workspace: connected through the contract, imported through the command line, read as the file it is.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use chrono::FixedOffset;
use rusqlite::{Connection, types::Value as Cell};
use serde_json::{Value, json};
use showback_core::adapters::environment::GivenEnvironment;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::adapters::secrets::{MemoryStore, SecretStore};
use showback_core::app::{App, AppOptions};
use showback_core::ipc::dispatch;
use showback_core::kernel::{FixedClock, SeededRandom, parse_instant};
use showback_core::sources::Registry;
use showback_core::sync::RunCause;
use showback_tests::Folder;

/// A week after the last row.
const NOW: &str = "2026-10-12T12:00:00Z";

pub struct Desk {
    pub folder: Folder,
    app: Arc<App>,
}

impl Desk {
    pub fn new(name: &str) -> Self {
        let folder = Folder::new(name).unwrap();
        let keychain: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
        let app = App::start(AppOptions {
            workspace: Some(folder.join("desk.showback")),
            data_dir: folder.path().to_owned(),
            registry: Registry::standard(),
            transport: Arc::new(HttpTransport::new(HttpOptions::default()).unwrap()),
            clock: Arc::new(FixedClock::new(parse_instant(NOW).unwrap())),
            random: Arc::new(SeededRandom::new(3)),
            environment: Arc::new(GivenEnvironment::default()),
            keychain: Some(keychain),
            offset_at: |_| FixedOffset::east_opt(0).unwrap(),
            asked_by: RunCause::Manual,
            sample: None,
        });
        Self { folder, app }
    }

    /// Connects, and reads everything there is.
    pub async fn connect_and_sync(&self, connection: Value) {
        dispatch(&self.app, "connections.add", connection).await.unwrap();
        self.app.idle().await;
        let jobs = dispatch(&self.app, "jobs.list", json!({})).await.unwrap();
        let job = jobs.as_array().unwrap().first().unwrap();
        assert_eq!(job["state"], "succeeded", "{job}");
    }

    /// The code a command is refused with.
    pub async fn refused(&self, command: &str, request: Value) -> String {
        let problem = dispatch(&self.app, command, request).await.unwrap_err();
        serde_json::to_value(problem.code).unwrap().as_str().unwrap().to_owned()
    }

    /// Imports files with the command line, as one source.
    pub fn import(&self, files: &[&PathBuf], source: &str) {
        let mut words =
            vec!["--workspace".to_owned(), self.path().display().to_string(), "import".to_owned()];
        words.extend(files.iter().map(|file| file.display().to_string()));
        words.extend(["--source".to_owned(), source.to_owned(), "--json".to_owned()]);
        let output = Command::new(command_line())
            .args(&words)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SHOWBACK_DATA_DIR", self.folder.path())
            .env("SHOWBACK_KEYCHAIN", "off")
            .env("SHOWBACK_TEST_NOW", NOW)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {told}");
    }

    fn path(&self) -> PathBuf {
        self.folder.join("desk.showback")
    }

    fn open(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// Requests kept one by one.
    pub fn requests(&self) -> i64 {
        self.open().query_row("SELECT count(*) FROM requests", [], |row| row.get(0)).unwrap()
    }

    /// Every roll-up with its series, without ids, in order.
    pub fn rollups(&self) -> Vec<String> {
        let connection = self.open();
        let mut statement = connection
            .prepare("SELECT s.*, d.* FROM request_days AS d JOIN series AS s ON s.id = d.series_id")
            .unwrap();
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let unread = ["id", "fingerprint", "source_id", "series_id"];
        let rows = statement.query_map([], |row| {
            let mut told = String::new();
            for (at, name) in names.iter().enumerate().filter(|(_, name)| !unread.contains(&name.as_str())) {
                match row.get::<_, Cell>(at)? {
                    Cell::Null => {}
                    Cell::Integer(0) => {}
                    Cell::Integer(value) => told.push_str(&format!("{name}={value} ")),
                    Cell::Text(value) => told.push_str(&format!("{name}={value} ")),
                    other => told.push_str(&format!("{name}={other:?} ")),
                }
            }
            Ok(told)
        });
        let mut rollups: Vec<String> = rows.unwrap().map(|row| row.unwrap()).collect();
        rollups.sort_unstable();
        rollups
    }

    /// No file of the workspace holds that text.
    pub fn assert_holds_no(&self, text: &str) {
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let has = bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!has, "{} holds \"{text}\"", path.display());
        }
    }
}

/// Two lists of roll-ups, with the first that differ when they do.
pub fn assert_same(left: &[String], right: &[String]) {
    let only = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|row| other.binary_search(row).is_err()).take(3).cloned().collect()
    };
    let (lost, added) = (only(right, left), only(left, right));
    assert!(lost.is_empty() && added.is_empty(), "only imported:\n{lost:#?}\nonly added up:\n{added:#?}");
    assert_eq!(left.len(), right.len());
}

/// The command, built once; the tests of another package do not do it by themselves.
fn command_line() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo).args(["build", "--quiet", "--package", "showback-cli"]).status();
        assert!(built.unwrap().success(), "showback-cli does not build");
        let deps = std::env::current_exe().unwrap();
        let folder = deps.parent().and_then(Path::parent).unwrap();
        folder.join(format!("showback{}", std::env::consts::EXE_SUFFIX))
    })
}
