//! The journey itself.

use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use showback_core::adapters::clock::SystemClock;
use showback_core::kernel::Clock;
use showback_simulator::{Provider, Simulator, SimulatorHandle, SimulatorOptions};
use showback_tests::Folder;

use crate::driver::{Driver, Window};
use crate::triage;

const PASSPHRASE: &str = "a passphrase of the window test";

/// First run, connect both providers, compare with the simulator's books, open a figure, restart.
pub async fn run() {
    let folder = Folder::new("window").unwrap();
    let now = SystemClock.now();
    let simulator = Simulator::start(SimulatorOptions { now, ..SimulatorOptions::default() }).await.unwrap();
    let driver = Driver::start(folder.path()).await;
    let window = driver.open_app().await;

    connect_first(&window, &simulator).await;
    connect_second(&window, &simulator).await;
    let billed = billed_this_month(&simulator, now.date_naive());
    window.press("Overview").await;
    window.sees(&format!("${billed}")).await;
    window.shoot("overview");

    open_to_raw_page(&window, &billed).await;
    triage::run(&window, now.date_naive()).await;
    window.close().await;

    let window = driver.open_app().await;
    window.press("Overview").await;
    window.sees(&billed).await;
    window.close().await;
    driver.stop().await;
    assert_no_key_on_disk(&folder, [&simulator.keys().openai_admin, &simulator.keys().anthropic_admin]);
    simulator.shutdown().await;
}

async fn connect_first(window: &Window, simulator: &SimulatorHandle) {
    window.sees("Connect a provider").await;
    window.press("Connect a provider").await;
    window.press("OpenAI").await;
    fill_connection(
        window,
        "OpenAI production",
        &simulator.openai_base_url(),
        "Admin key",
        &simulator.keys().openai_admin,
    )
    .await;
    window.sees("The key can read billed money").await;
    // No keychain answers on a bare bus, so the vault is made on the way.
    window.sees("Make a vault for keys").await;
    window.fill("Passphrase", PASSPHRASE).await;
    window.fill("Passphrase again", PASSPHRASE).await;
    window.press("Make vault").await;
    window.press("Connect OpenAI").await;
    wait_for_sync(window).await;
}

async fn connect_second(window: &Window, simulator: &SimulatorHandle) {
    window.press("Sources").await;
    window.press("Connect a provider").await;
    window.press("Anthropic").await;
    let key = &simulator.keys().anthropic_admin;
    fill_connection(window, "Anthropic production", &simulator.anthropic_base_url(), "Admin", key).await;
    window.sees("The key can read billed money").await;
    window.press("Connect Anthropic").await;
    wait_for_sync(window).await;
}

async fn fill_connection(window: &Window, name: &str, address: &str, key_label: &str, key: &str) {
    window.fill("Name", name).await;
    window.press("Another address").await;
    window.fill("Address", address).await;
    window.fill(key_label, key).await;
    window.press("Check the key").await;
}

/// A sync of twelve months ends in a sentence that says what was read.
async fn wait_for_sync(window: &Window) {
    for _ in 0..600 {
        if !window.text().await.contains("Syncing") {
            tokio::time::sleep(Duration::from_millis(500)).await;
            if !window.text().await.contains("Syncing") {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("the first sync does not end");
}

/// What both providers billed from the first of the month to today, as Overview writes it.
fn billed_this_month(simulator: &SimulatorHandle, today: NaiveDate) -> String {
    let first = today.with_day(1).unwrap();
    let end = today.succ_opt().unwrap();
    let books = simulator.books();
    let total = books.total(Provider::OpenAi, first, end) + books.total(Provider::Anthropic, first, end);
    grouped(total.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

fn grouped(amount: Decimal) -> String {
    let text = format!("{amount:.2}");
    let (whole, cents) = text.split_once('.').unwrap();
    let digits: Vec<char> = whole.chars().rev().collect();
    let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).rev().collect();
    format!("{}.{cents}", groups.join(","))
}

/// From the headline to its rows, from a row to the answer it was read from.
async fn open_to_raw_page(window: &Window, billed: &str) {
    window.press("Billed: ").await;
    window.sees(&format!("rows · ${billed}")).await;
    window.press_first_row().await;
    window.shoot("rows");
    window.press("Open the provider's answer").await;
    window.sees("Days asked for").await;
    window.sees("\"amount\"").await;
    window.shoot("raw-page");
}

/// Nothing under the app's folders holds a key: not the workspace, its log, the vault, or the webview's storage.
fn assert_no_key_on_disk(folder: &Folder, keys: [&str; 2]) {
    let mut files = vec![folder.path().to_owned()];
    let mut read = 0_u32;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(bytes) = std::fs::read(&path) {
            read += 1;
            for key in keys {
                let is_there = bytes.windows(key.len()).any(|window| window == key.as_bytes());
                assert!(!is_there, "a key is in {}", path.display());
            }
        }
    }
    assert!(read > 2, "the workspace and the vault were read");
}
