//! Triage by keys alone, in the real window.

use chrono::{Days, NaiveDate};

use crate::driver::{CONTROL, ENTER, RELEASED, Window};

/// The meter in the heading of Attribution.
const METER: &str = "//*[starts-with(@aria-label, 'Attributed to ')]";
/// Groups tagged one after another.
const GROUPS: usize = 20;

/// Tags twenty groups, all that a search finds, splits one and makes a rule of two, without a pointer: the meter moves on each
/// decision, and undo takes all of them back.
pub async fn run(window: &Window, today: NaiveDate) {
    let from = today.checked_sub_days(Days::new(60)).unwrap();
    window.go(&format!("#/overview?from={from}&to={today}")).await;
    window.sees("Attributed").await;
    window.keys(&["g", "a"]).await;
    window.sees("without an owner").await;
    let start = window.read(METER).await;
    let mut meters = vec![start.clone()];

    window.keys(&["t"]).await;
    type_and_enter(window, "Search").await;
    meters.push(window.reads_other(METER, &start).await);
    window.sees("tagged as Search").await;
    for _ in 1..GROUPS {
        window.keys(&["."]).await;
        meters.push(window.reads_other(METER, meters.last().unwrap()).await);
    }
    window.shoot("triage");

    window.keys(&["/"]).await;
    type_and_enter(window, "research").await;
    window.keys(&[&format!("{CONTROL}a{RELEASED}")]).await;
    window.sees("that match are selected").await;
    window.keys(&["t"]).await;
    type_and_enter(window, "Research").await;
    meters.push(window.reads_other(METER, meters.last().unwrap()).await);
    window.sees("No group matches").await;
    window.keys(&["/", "\u{e00c}"]).await;
    window.sees("without an owner").await;

    window.keys(&["s"]).await;
    type_and_enter(window, "Platform").await;
    type_and_enter(window, "Research").await;
    window.keys(&[&format!("{CONTROL}{ENTER}{RELEASED}")]).await;
    meters.push(window.reads_other(METER, meters.last().unwrap()).await);

    window.keys(&["x", "j", "x", "r"]).await;
    window.sees("A rule for 2 groups").await;
    // What it would do stands there before it can be saved.
    window.sees("What it would do").await;
    window.sees("Gained").await;
    window.shoot("triage-rule");
    window.keys(&[ENTER]).await;
    meters.push(window.reads_other(METER, meters.last().unwrap()).await);

    for before in meters.iter().rev().skip(1) {
        window.keys(&["z"]).await;
        window.reads(METER, before).await;
    }
    assert_eq!(window.read(METER).await, start, "nothing is attributed, as before");
}

async fn type_and_enter(window: &Window, text: &str) {
    for letter in text.chars() {
        window.keys(&[&letter.to_string()]).await;
    }
    window.keys(&[ENTER]).await;
}
