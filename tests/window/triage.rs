//! Triage by keys alone, in the real window.

use crate::driver::{ENTER, Window};

/// The meter in the heading of Attribution.
const METER: &str = "//*[starts-with(@aria-label, 'Attributed to ')]";

/// Tags two groups without a pointer: the meter moves on each key, and undo takes both back.
pub async fn run(window: &Window) {
    window.press("Overview").await;
    window.keys(&["g", "a"]).await;
    window.sees("without an owner").await;
    let start = window.read(METER).await;
    window.keys(&["t"]).await;
    window.keys(&["S", "e", "a", "r", "c", "h", ENTER]).await;
    let tagged = window.reads_other(METER, &start).await;
    window.sees("tagged as Search").await;
    window.keys(&["."]).await;
    let twice = window.reads_other(METER, &tagged).await;
    assert_ne!(twice, start, "two groups are attributed");
    window.shoot("triage");
    window.keys(&["z"]).await;
    assert_eq!(window.reads_other(METER, &twice).await, tagged, "one step is taken back");
    window.keys(&["z"]).await;
    assert_eq!(window.reads_other(METER, &tagged).await, start, "nothing is attributed, as before");
}
