//! ClickHouse's engine behind its HTTP interface.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::sources::{Header, HttpRequest, Transport};
use showback_tests::Folder;

/// User and password of the front.
pub const KEY: &str = "reader:read-only-password";

pub struct ClickHouse {
    child: Child,
    port: u16,
    _folder: Folder,
}

impl ClickHouse {
    /// Starts an engine with the tables and rows of a file.
    pub fn start(name: &str, setup: &str) -> Self {
        let folder = Folder::new(name).unwrap();
        let python = std::env::var_os("SHOWBACK_PYTHON").unwrap();
        let front = format!("{}/pushdown/clickhouse.py", env!("CARGO_MANIFEST_DIR"));
        let mut child = Command::new(python)
            .args([front.as_str(), folder.join("engine").to_str().unwrap(), setup])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the front prints its port");
        Self { child, port, _folder: folder }
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What a statement answers.
    pub async fn ask(&self, statement: &str) -> Vec<u8> {
        let (user, password) = KEY.split_once(':').unwrap();
        let request = HttpRequest {
            url: self.address(),
            query: vec![("query".to_owned(), statement.to_owned())],
            headers: vec![
                Header::plain("x-clickhouse-user", user),
                Header::secret("x-clickhouse-key", password.to_owned()),
            ],
            question: None,
        };
        let answer = HttpTransport::new(HttpOptions::default()).unwrap().send(request).await.unwrap();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.body
    }
}

impl Drop for ClickHouse {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
