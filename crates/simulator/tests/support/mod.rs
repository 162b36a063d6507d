//! A plain HTTP client, and sums over served pages.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed step of a test ends it")]

use std::collections::BTreeMap;
use std::net::SocketAddr;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use showback_simulator::{BookCharge, CompanyOptions, SimulatorHandle, SimulatorOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub const BETA: (&str, &str) = ("anthropic-beta", "analytics-usage-cost-2026-08-24");

/// A status, headers in lower case, and a body.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    /// Bytes promised by content-length that did not come.
    pub missing: usize,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap().to_owned()
    }
}

/// One request on a connection of its own; `None` when the connection was cut before a status came.
pub async fn send(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)]) -> Option<Reply> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    let mut text =
        format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: 0\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    stream.write_all(text.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let promised: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    Some(Reply { status, headers, body: body.to_owned(), missing: promised.saturating_sub(body.len()) })
}

pub async fn openai(simulator: &SimulatorHandle, path: &str) -> Reply {
    let bearer = format!("Bearer {}", simulator.keys().openai_admin);
    send(simulator.address(), "GET", &format!("/openai/v1{path}"), &[("authorization", &bearer)])
        .await
        .unwrap()
}

pub async fn anthropic(simulator: &SimulatorHandle, path: &str) -> Reply {
    let key = simulator.keys().anthropic_admin.clone();
    let headers = [("x-api-key", key.as_str()), ("anthropic-version", "2023-06-01"), BETA];
    send(simulator.address(), "GET", &format!("/anthropic{path}"), &headers).await.unwrap()
}

/// All pages of a request, concatenated `data`.
pub async fn all_pages(simulator: &SimulatorHandle, of_openai: bool, path: &str) -> Vec<Value> {
    let (mut data, mut page) = (Vec::new(), None::<String>);
    loop {
        let path = page.as_ref().map_or(path.to_owned(), |page| format!("{path}&page={page}"));
        let reply =
            if of_openai { openai(simulator, &path).await } else { anthropic(simulator, &path).await };
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        let body = reply.json();
        data.extend(body["data"].as_array().unwrap().iter().cloned());
        match body["next_page"].as_str() {
            Some(next) => page = Some(next.to_owned()),
            None => return data,
        }
    }
}

/// The rows of buckets.
pub fn results(data: &[Value]) -> impl Iterator<Item = &Value> {
    data.iter().flat_map(|bucket| bucket["results"].as_array().unwrap())
}

/// An exact decimal from a JSON number or string of any spelling.
pub fn decimal(text: &str) -> Decimal {
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).unwrap() } else { text.parse().unwrap() }
}

/// The exact dollars of an OpenAI costs answer by (bucket start, fields), read from the raw text of the amounts.
pub fn dollars(data: &[Value], fields: &[&str]) -> BTreeMap<Vec<String>, Decimal> {
    let mut sums = BTreeMap::new();
    for bucket in data {
        for row in bucket["results"].as_array().unwrap() {
            let mut key = vec![bucket["start_time"].to_string()];
            key.extend(fields.iter().map(|field| text(&row[*field])));
            let amount = &row["amount"]["value"];
            let amount = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
            *sums.entry(key).or_insert(Decimal::ZERO) += decimal(&amount).round_dp(9);
        }
    }
    sums.retain(|_, amount| !amount.is_zero());
    sums
}

pub fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

/// Book charges summed by a key.
pub fn booked(
    charges: &[BookCharge],
    key: impl Fn(&BookCharge) -> Vec<String>,
) -> BTreeMap<Vec<String>, Decimal> {
    let mut sums = BTreeMap::new();
    for charge in charges {
        *sums.entry(key(charge)).or_insert(Decimal::ZERO) += charge.amount_usd;
    }
    sums.retain(|_, amount| !amount.is_zero());
    sums
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn unix(day: &str) -> i64 {
    date(day).and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp()
}

pub fn options(seed: u64) -> SimulatorOptions {
    SimulatorOptions {
        company: CompanyOptions { seed, ..CompanyOptions::default() },
        ..SimulatorOptions::default()
    }
}
