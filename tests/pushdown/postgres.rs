//! A PostgreSQL of one's own: made for one test, on a free port of this machine, gone with it.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Password of the superuser and of everybody a test makes.
pub const PASSWORD: &str = "pushdown-password-0001";

pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes a cluster and starts it. It refuses to run for an administrator, so that one becomes the package's user.
    pub fn start(name: &str) -> Self {
        let programs = programs().expect("PostgreSQL is installed by `cargo xtask test --only databases`");
        // Not among what the tests leave behind: another user must be able to reach it, wherever the project stands.
        let folder = tempfile::Builder::new().prefix(name).tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let this = Self { folder, programs, port };
        let secret = this.folder.path().join("password");
        std::fs::write(&secret, PASSWORD).unwrap();
        if is_administrator() {
            give_to_postgres(this.folder.path());
        }
        let data = this.data();
        this.run(
            "initdb",
            &["-D", &data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret.to_str().unwrap()],
        );
        std::fs::remove_file(secret).unwrap();
        let options = format!(
            "-p {port} -k {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_wal_size=4GB -c log_min_messages=panic",
            this.folder.path().display()
        );
        this.run("pg_ctl", &["-D", &data, "-o", &options, "-l", "/dev/null", "-w", "start"]);
        this
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, words: &[&str]) {
        let program = self.programs.join(program);
        let mut command = if is_administrator() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let output = command.args(words).current_dir("/").output().unwrap();
        assert!(
            output.status.success(),
            "{}: {}",
            program.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Runs statements as the superuser; answers what they print, unaligned.
    pub fn psql(&self, database: &str, words: &[&str]) -> Vec<u8> {
        let output = Command::new(self.programs.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-d",
                database,
            ])
            .args(["-p", &self.port.to_string()])
            .args(words)
            .env("PGPASSWORD", PASSWORD)
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// What an analyst enters as the address.
    pub fn address(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "-w", "stop"]);
    }
}

/// Where Debian keeps the newest version's programs.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

fn is_administrator() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout.starts_with(b"0\n")
}

/// Hands a folder to the user the package made.
fn give_to_postgres(folder: &Path) {
    let status = Command::new("chown").args(["-R", "postgres"]).arg(folder).status().unwrap();
    assert!(status.success());
}
