//! A provider in memory behind the connector contract: its books, and faults at chosen requests.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::kernel::{Currency, Day, Period, parse_day, parse_decimal};
use crate::ledger::{BucketContent, Category, ChargeBasis, ChargeRow, Meter, SeriesKey, UsageRow};
use crate::sources::*;

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    Status(u16),
    SlowDown(Option<u64>),
    Garbage,
    Torn,
    Unreachable,
}

#[derive(Default)]
pub struct Books {
    /// (stream, day, project) -> (amount in dollars, tokens)
    pub rows: BTreeMap<(String, Day, String), (String, i64)>,
    /// Faults by request number from 1.
    pub faults: BTreeMap<u64, Fault>,
    /// All requests fail this way.
    pub always: Option<Fault>,
    /// The provider's clock as told in the `date` header.
    pub date: Option<DateTime<Utc>>,
    pub requests: u64,
    pub urls: Vec<String>,
    /// Grouping dimensions the provider refuses.
    pub refused_groups: Vec<String>,
    pub days_per_page: i64,
    pub complete_through: Option<DateTime<Utc>>,
    /// Tells of this day whatever was asked.
    pub stray_day: Option<Day>,
}

pub struct Provider(pub Mutex<Books>);

impl Provider {
    pub fn new() -> Self {
        Self(Mutex::new(Books { days_per_page: 2, ..Books::default() }))
    }

    pub fn set(&self, stream: &str, day: &str, project: &str, usd: &str, tokens: i64) {
        let key = (stream.to_owned(), parse_day(day).unwrap(), project.to_owned());
        self.0.lock().unwrap().rows.insert(key, (usd.to_owned(), tokens));
    }

    pub fn fault(&self, request: u64, fault: Fault) {
        self.0.lock().unwrap().faults.insert(request, fault);
    }

    pub fn requests(&self) -> u64 {
        self.0.lock().unwrap().requests
    }
}

fn answer(status: u16, date: Option<DateTime<Utc>>, body: &Value) -> HttpResponse {
    let headers = date.map(|date| ("date".to_owned(), date.to_rfc2822())).into_iter().collect();
    HttpResponse { status, headers, body: body.to_string().into_bytes() }
}

#[async_trait]
impl Transport for Provider {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut books = self.0.lock().unwrap();
        books.requests += 1;
        books.urls.push(request.path_and_query());
        let query: BTreeMap<&str, &str> =
            request.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let host = || "scripted".to_owned();
        let number = books.requests;
        let fault = books.always.clone().or_else(|| books.faults.remove(&number));
        let date = books.date;
        match fault {
            Some(Fault::Status(status)) => return Ok(answer(status, date, &json!({}))),
            Some(Fault::SlowDown(seconds)) => {
                let mut slow = answer(429, date, &json!({}));
                slow.headers.extend(seconds.map(|s| ("retry-after".to_owned(), s.to_string())));
                return Ok(slow);
            }
            Some(Fault::Garbage) => return Ok(answer(200, date, &json!("nonsense"))),
            Some(Fault::Torn) => return Err(TransportError::Torn { host: host(), detail: "eof".to_owned() }),
            Some(Fault::Unreachable) => {
                return Err(TransportError::Unreachable { host: host(), detail: "no route".to_owned() });
            }
            None => {}
        }
        if request.url.ends_with("/probe") {
            return Ok(answer(200, date, &json!({})));
        }
        if let Some(group) =
            books.refused_groups.iter().find(|group| query["group"].split(',').any(|asked| asked == *group))
        {
            return Ok(answer(400, date, &json!({ "refused": group })));
        }
        let stream = request.url.rsplit('/').next().unwrap().to_owned();
        let (start, end) = (parse_day(query["start"]).unwrap(), parse_day(query["end"]).unwrap());
        let offset: i64 = query.get("cursor").map_or(0, |text| text.parse().unwrap());
        let first = start + chrono::TimeDelta::days(offset);
        let last = end.min(first + chrono::TimeDelta::days(books.days_per_page));
        let mut days: Vec<Value> = Period::new(first, last)
            .unwrap()
            .iter_days()
            .map(|day| {
                let rows: Vec<Value> = books
                    .rows
                    .iter()
                    .filter(|((of, on, _), _)| *of == stream && *on == day)
                    .map(|((_, _, project), (usd, tokens))| json!({"project": project, "usd": usd, "tokens": tokens}))
                    .collect();
                json!({"day": day.to_string(), "rows": rows})
            })
            .collect();
        days.extend(books.stray_day.map(|day| json!({"day": day.to_string(), "rows": []})));
        let next = (last < end).then(|| (offset + books.days_per_page).to_string());
        let through = books.complete_through.map(|at| at.to_rfc3339());
        Ok(answer(200, date, &json!({"days": days, "next": next, "through": through})))
    }
}

const LATE: LateWindow = LateWindow { each_run_days: 2, daily_days: 7, previous_month: true };

const fn stream(id: &'static str, slot: &'static str, label: &'static str) -> Stream {
    Stream {
        id,
        slot,
        label,
        window_days: 10,
        late: LATE,
        verify_empty_with: None,
        stop_after_empty_days: None,
    }
}

const fn slot(id: &'static str, label: &'static str, book: Book) -> Slot {
    Slot { id, label, book, family: id, alternate_of: None, dimensions: &["project"] }
}

pub static DESCRIPTOR: Descriptor = Descriptor {
    id: "scripted",
    name: "Scripted",
    base_url: "https://scripted.example",
    key: KeyHelp {
        kind: "Test key",
        looks_like: "sk-...",
        environment_variable: "SCRIPTED_KEY",
        steps: &[],
        caution: "",
    },
    fields: &[],
    request_spacing: Duration::from_millis(100),
    attempts: 4,
    shortest_interval_minutes: 15,
    earliest: "2026-01-01",
    slots: &[slot("cost", "Costs", Book::Billed), slot("usage", "Usage", Book::Metered)],
    streams: &[
        Stream { verify_empty_with: Some("cost.old"), ..stream("cost.new", "cost", "Costs by project") },
        stream("cost.old", "cost", "Costs, older report"),
        Stream { stop_after_empty_days: Some(15), ..stream("usage", "usage", "Usage by project") },
        stream("names", "", "Names of projects"),
    ],
    not_told: &[],
};

pub struct Scripted;

const NAME: &str = "Scripted";

fn unreadable(detail: &str) -> FetchError {
    FetchError::Unreadable { provider: NAME, detail: detail.to_owned() }
}

#[async_trait]
impl Connector for Scripted {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        _: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        let url = format!("{}/probe", access.base_url);
        let answer = transport.send(HttpRequest { url, ..HttpRequest::default() }).await?;
        if answer.status == 401 {
            return Err(FetchError::KeyRefused { provider: NAME, hint: "make a new key".to_owned() });
        }
        Ok(Probe { account: Some("org-1".to_owned()), ..Probe::default() })
    }

    fn offers(&self, _: &Capabilities, today: Day) -> Vec<Offer> {
        let until = |first: &str| Period::new(parse_day(first).unwrap(), today.succ_opt().unwrap()).unwrap();
        vec![
            Offer { stream: "cost.new", period: until("2026-10-20") },
            Offer { stream: "cost.old", period: until("2026-09-20") },
            Offer { stream: "usage", period: until("2026-01-01") },
            Offer { stream: "names", period: until("2026-01-01") },
        ]
    }

    fn ask(&self, _: &str, _: &Capabilities) -> Ask {
        Ask { group_by: vec!["project".to_owned(), "key".to_owned()], limit: 2, ..Ask::default() }
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        let mut query = vec![
            ("start".to_owned(), ask.period.start().to_string()),
            ("end".to_owned(), ask.period.end().to_string()),
            ("group".to_owned(), ask.ask.group_by.join(",")),
        ];
        query.extend(ask.cursor.map(|cursor| ("cursor".to_owned(), cursor.to_owned())));
        let request = HttpRequest {
            url: format!("{}/{}", ask.access.base_url, ask.stream),
            query,
            ..HttpRequest::default()
        };
        let request_url = request.path_and_query();
        let answer = transport.send(request).await?;
        let body: Value = serde_json::from_slice(&answer.body).map_err(|_| unreadable("not JSON"))?;
        match answer.status {
            200 => {}
            401 => return Err(FetchError::KeyRefused { provider: NAME, hint: "make a new key".to_owned() }),
            403 => {
                return Err(FetchError::ScopeMissing {
                    provider: NAME,
                    what: ask.stream.to_owned(),
                    hint: "widen the key".to_owned(),
                });
            }
            410 => return Err(FetchError::StaleCursor { provider: NAME }),
            429 => {
                let retry_after =
                    answer.header("retry-after").map(|text| Duration::from_secs(text.parse().unwrap()));
                return Err(FetchError::RateLimited { provider: NAME, retry_after });
            }
            400 => {
                let refused = body["refused"].as_str().unwrap_or_default().to_owned();
                let mut narrower = ask.ask.clone();
                narrower.group_by.retain(|group| *group != refused);
                return Err(FetchError::AskTooMuch { provider: NAME, refused, narrower });
            }
            status => return Err(FetchError::ServerFault { provider: NAME, status }),
        }
        let object = body.as_object().ok_or_else(|| unreadable("not an object"))?;
        let next = object["next"].as_str().map(str::to_owned);
        Ok(Page { body: answer.body, request_url, next })
    }

    fn normalize(
        &self,
        stream: &str,
        _: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        let mut normalized = Normalized::default();
        if stream == "names" {
            normalized.directory.push(DirectoryEntry {
                kind: DirectoryKind::Project,
                external_id: "p1".to_owned(),
                name: "Search".to_owned(),
                attributes: BTreeMap::new(),
            });
            return Ok(normalized);
        }
        for (index, page) in pages.iter().enumerate() {
            let body: Value = serde_json::from_slice(page.body).unwrap();
            for day in body["days"].as_array().unwrap() {
                normalized.buckets.push(read_day(stream, day, index, page.ask).map_err(|detail| {
                    NormalizeError { source_name: NAME, stream: stream.to_owned(), page: index + 1, detail }
                })?);
            }
            normalized.complete_through = body["through"]
                .as_str()
                .map(|text| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc));
        }
        Ok(normalized)
    }
}

fn read_day(stream: &str, day: &Value, page: usize, ask: &Ask) -> Result<BucketContent, String> {
    let mut bucket = BucketContent::empty(parse_day(day["day"].as_str().unwrap()).unwrap());
    for row in day["rows"].as_array().unwrap() {
        let series = SeriesKey {
            provider: "scripted".to_owned(),
            channel: "scripted".to_owned(),
            project: Some(row["project"].as_str().unwrap().to_owned()),
            credential: ask.group_by.iter().any(|group| group == "key").then(|| "k".to_owned()),
            ..SeriesKey::default()
        };
        if stream == "usage" {
            let quantity = row["tokens"].as_i64().unwrap();
            if quantity < 0 {
                return Err("a negative quantity".to_owned());
            }
            bucket.usage.push(UsageRow { series, meter: Meter::Input, quantity, page });
        } else {
            let text = row["usd"].as_str().unwrap();
            bucket.charges.push(ChargeRow {
                series,
                basis: ChargeBasis::Billed,
                category: Category::Usage,
                amount: parse_decimal(text).unwrap(),
                currency: Currency::USD,
                amount_text: text.to_owned(),
                list_amount: None,
                quantity: None,
                quantity_unit: None,
                page,
            });
        }
    }
    Ok(bucket)
}
