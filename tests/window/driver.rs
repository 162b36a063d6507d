//! A WebDriver session on the built app, spoken in the words of the screen.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tokio::process::{Child, Command};

/// The key of that name, as WebDriver spells it.
pub const ENTER: &str = "\u{e007}";
/// Held until [`RELEASED`].
pub const CONTROL: &str = "\u{e009}";
/// Lets go of what is held.
pub const RELEASED: &str = "\u{e000}";

/// How long a screen may take to show something.
const PATIENCE: Duration = Duration::from_secs(60);

/// `tauri-driver` with its own ports and its own home folder.
pub struct Driver {
    child: Child,
    port: u16,
    pub home: PathBuf,
}

impl Driver {
    pub async fn start(home: &Path) -> Self {
        let (port, native_port) = (free_port(), free_port());
        let runtime = home.join("run");
        std::fs::create_dir_all(&runtime).unwrap();
        let program = std::env::var_os("SHOWBACK_TAURI_DRIVER").unwrap_or_else(|| "tauri-driver".into());
        let child = Command::new(program)
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", &runtime)
            .env("SHOWBACK_DATA_DIR", home.join("showback"))
            // Keys go to the vault: the keychain has its own test, and a locked one would ask on the screen.
            .env("SHOWBACK_KEYCHAIN", "off")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LANG", "en_US.UTF-8")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Self { child, port, home: home.to_owned() };
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("tauri-driver does not listen on port {port}");
    }

    /// Starts the app and waits for its first screen.
    pub async fn open_app(&self) -> Window {
        let application = std::env::var("SHOWBACK_DESKTOP_BIN").unwrap();
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("tauri:options".to_owned(), json!({ "application": application }));
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .unwrap();
        Window { client, shots: self.home.join("screens") }
    }

    pub async fn stop(mut self) {
        drop(self.child.kill().await);
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// The app's window.
pub struct Window {
    client: Client,
    shots: PathBuf,
}

impl Window {
    /// Waits for a button, link, tab or choice of that name, or whose name starts so, and presses it.
    pub async fn press(&self, name: &str) {
        let quoted = quote(name);
        let path = format!(
            "//*[self::button or self::a or @role='tab' or @role='button' or @role='link' or @role='radio']\
             [normalize-space(.)={quoted} or starts-with(@aria-label, {quoted}) \
             or starts-with(normalize-space(.), {quoted})][not(@aria-disabled='true')]"
        );
        self.found(&path, name).await.click().await.unwrap();
    }

    /// Presses the first row of the table that is shown.
    pub async fn press_first_row(&self) {
        self.found("(//*[@role='presentation']//*[@role='row']//*[@role='gridcell'])[2]", "a row")
            .await
            .click()
            .await
            .unwrap();
    }

    /// Waits for the field of that label and types into it.
    pub async fn fill(&self, label: &str, value: &str) {
        let quoted = quote(label);
        let path = format!(
            "//input[@id=//label[starts-with(normalize-space(.), {quoted})]/@for] | //label[starts-with(normalize-space(.), {quoted})]//input | //input[@aria-label={quoted}]"
        );
        let field = self.found(&path, label).await;
        field.clear().await.unwrap();
        field.send_keys(value).await.unwrap();
    }

    /// Types keys one after another into what has the focus.
    pub async fn keys(&self, keys: &[&str]) {
        for key in keys {
            let focused = self.client.active_element().await.unwrap();
            focused.send_keys(key).await.unwrap();
        }
    }

    /// Opens an address of the app.
    pub async fn go(&self, address: &str) {
        self.client.execute("location.hash = arguments[0]", vec![json!(address)]).await.unwrap();
    }

    /// Runs a script that measures a key, pressed so many times, and answers milliseconds.
    pub async fn measured(&self, script: &str, key: &str, has_shift: bool, times: usize) -> Vec<f64> {
        let arguments = vec![json!(key), json!(has_shift), json!(times)];
        let found = self.client.execute_async(script, arguments).await.unwrap();
        found.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect()
    }

    /// What stands at a place of the screen.
    pub async fn read(&self, path: &str) -> String {
        self.found(path, path).await.text().await.unwrap()
    }

    /// Waits until a text stands at a place of the screen.
    pub async fn reads(&self, path: &str, wanted: &str) {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let now = self.read(path).await;
            if now == wanted {
                return;
            }
            if tokio::time::Instant::now() > end {
                self.shoot("missing");
                panic!("it is \"{now}\" and not \"{wanted}\". The window shows:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until something else stands at a place of the screen, and reads it.
    pub async fn reads_other(&self, path: &str, before: &str) -> String {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let now = self.read(path).await;
            if now != before {
                return now;
            }
            if tokio::time::Instant::now() > end {
                self.shoot("missing");
                panic!("it stays \"{before}\". The window shows:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the screen shows the text.
    pub async fn sees(&self, text: &str) {
        let end = tokio::time::Instant::now() + PATIENCE;
        loop {
            let shown = self.text().await;
            if shown.contains(text) {
                return;
            }
            if tokio::time::Instant::now() > end {
                self.shoot("missing");
                panic!("the window never showed \"{text}\". It shows:\n{shown}");
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Everything the screen says.
    pub async fn text(&self) -> String {
        let value = self.client.execute("return document.body ? document.body.innerText : ''", vec![]).await;
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Keeps a picture of the screen beside the other artifacts. The driver's own never returns without a compositor.
    pub fn shoot(&self, name: &str) {
        std::fs::create_dir_all(&self.shots).unwrap();
        let target = self.shots.join(format!("{name}.png"));
        let taken = std::process::Command::new("import").args(["-window", "root"]).arg(target).status();
        assert!(taken.is_ok_and(|status| status.success()), "the screen cannot be pictured");
    }

    /// Ends the app as a closed session does.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn found(&self, path: &str, what: &str) -> fantoccini::elements::Element {
        let wait = self.client.wait().at_most(PATIENCE).every(Duration::from_millis(200));
        match wait.for_element(Locator::XPath(path)).await {
            Ok(element) => element,
            Err(error) => {
                self.shoot("missing");
                panic!("nothing called \"{what}\" on the screen ({error}). It shows:\n{}", self.text().await);
            }
        }
    }
}

fn quote(text: &str) -> String {
    format!("\"{text}\"")
}
