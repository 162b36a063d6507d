//! Key to paint in the triage queue of the real window, printed and never asserted.

use std::path::Path;

use showback_tests::Folder;

use crate::driver::{Driver, ENTER};

/// Keys that are measured, with how often each is pressed.
const KEYS: [(&str, &str, usize); 6] = [
    ("j", "the next group", 60),
    ("k", "the one before", 20),
    ("x", "select", 30),
    ("ArrowDown", "a range, with Shift", 20),
    ("Escape", "nothing selected", 1),
    (".", "tag as before: the group leaves, the next is selected", 69),
];

/// Keys of one script.
const BATCH: usize = 10;

/// Presses keys one after another and answers milliseconds from each to after the frame that follows it.
const MEASURE: &str = r#"
const [key, shift, times, done] = arguments;
const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const painted = () => new Promise((next) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => next(performance.now());
  channel.port2.postMessage(null);
}));
(async () => {
  const found = [];
  for (let time = 0; time < times; time += 1) {
    await pause(100);
    const start = performance.now();
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: shift, bubbles: true, cancelable: true }));
    found.push((await painted()) - start);
  }
  done(found);
})();
"#;

/// Measures on a workspace that was made before, with thousands of groups without a product.
pub async fn run(workspace: &Path) {
    let folder = Folder::new("window-paint").unwrap();
    let data = folder.join("showback");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::copy(workspace, data.join("workspace.showback")).unwrap();
    let driver = Driver::start(folder.path()).await;
    let window = driver.open_app().await;
    window.sees("Overview").await;
    window.go("#/attribution/triage?dimension=product&from=2024-11-01&to=2026-11-01").await;
    window.sees("5,000 groups").await;
    // Real keys first: the same way, and what `.` repeats.
    window.keys(&["t"]).await;
    window.keys(&["S", "e", "a", "r", "c", "h", ENTER]).await;
    window.sees("tagged as Search").await;
    let mut all = Vec::new();
    for (key, means, times) in KEYS {
        let mut found = Vec::new();
        // The driver ends a script that takes half a minute.
        while found.len() < times {
            let most = (times - found.len()).min(BATCH);
            found.extend(window.measured(MEASURE, key, key == "ArrowDown", most).await);
        }
        all.extend(found.iter().copied());
        tell(&format!("{key} ({means})"), &mut found);
    }
    tell("all keys", &mut all);
    // Keys that do nothing would be quick: each `.` and the tag before them took one group out of the queue.
    window.sees("4,930 groups").await;
    window.shoot("paint");
    window.close().await;
    driver.stop().await;
}

fn tell(label: &str, times: &mut [f64]) {
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(0.0)
    };
    println!(
        "paint      {label}: {} keys, p50 {:.1} ms, p95 {:.1} ms, slowest {:.1} ms",
        times.len(),
        at(50),
        at(95),
        at(100)
    );
}
