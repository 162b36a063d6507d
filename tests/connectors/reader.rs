//! Reads every offered day of a source, window by window and page by page, as a sync without a ledger would.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeZone, Utc};
use rust_decimal::Decimal;
use showback_core::adapters::http::{HttpOptions, HttpTransport};
use showback_core::kernel::Period;
use showback_core::ledger::BucketContent;
use showback_core::sources::{
    Access, Capabilities, Connector, Credential, DirectoryEntry, FetchError, Offer, PageAsk, PageRef, Probe,
};

/// Most pages of one window; more would be an endless cursor.
const PAGES_LIMIT: usize = 10_000;

/// The instant at which everything is read.
pub fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

/// The first day that is compared: a year ago.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 20).unwrap()
}

/// The first day that is not compared.
pub fn end_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

/// All content of one slot, by day.
pub type Slot = BTreeMap<NaiveDate, BucketContent>;

/// What was read.
pub struct Reading {
    /// By slot name.
    pub slots: BTreeMap<&'static str, Slot>,
    /// Names.
    pub directory: Vec<DirectoryEntry>,
}

impl Reading {
    /// The slot, which must have every day of the year without one rejected row.
    pub fn slot(&self, name: &str) -> &Slot {
        let slot = self.slots.get(name).unwrap_or_else(|| panic!("{name} was read"));
        let rejected: Vec<&String> =
            slot.values().flat_map(|day| &day.rejected).map(|row| &row.reason).collect();
        assert!(rejected.is_empty(), "{name}: {rejected:?}");
        slot
    }
}

/// A source and where it is.
pub struct Reader<'a> {
    pub connector: &'a dyn Connector,
    pub access: Access,
    pub transport: HttpTransport,
}

impl<'a> Reader<'a> {
    pub fn new(connector: &'a dyn Connector, base_url: String, key: &str) -> Self {
        let transport = HttpTransport::new(HttpOptions::default()).unwrap();
        Self { connector, access: Access { base_url, credential: Credential::new(key) }, transport }
    }

    pub async fn probe(&self) -> Result<Probe, FetchError> {
        self.connector.probe(&self.access, now(), &self.transport).await
    }

    /// Reads the year.
    pub async fn read(&self, capabilities: &Capabilities) -> Reading {
        self.read_streams(capabilities, |_| true).await
    }

    /// Reads the year of some streams.
    pub async fn read_streams(&self, capabilities: &Capabilities, is_wanted: fn(&str) -> bool) -> Reading {
        let mut reading = Reading { slots: BTreeMap::new(), directory: Vec::new() };
        let offers = self.connector.offers(capabilities, now().date_naive());
        for offer in offers.into_iter().filter(|offer| is_wanted(offer.stream)) {
            let stream = self.connector.descriptor().stream(offer.stream).unwrap();
            let told =
                reading.slots.get(stream.slot).and_then(|slot| slot.first_key_value()).map(|(day, _)| *day);
            for window in windows(&offer, stream.window_days, told) {
                let normalized = self.read_window(&offer, window, capabilities).await;
                reading.directory.extend(normalized.directory);
                let slot = reading.slots.entry(stream.slot).or_default();
                for bucket in normalized.buckets {
                    let day = bucket.day;
                    assert!(slot.insert(day, bucket).is_none(), "{} tells {day} twice", stream.slot);
                }
            }
        }
        reading
    }

    async fn read_window(
        &self,
        offer: &Offer,
        period: Period,
        capabilities: &Capabilities,
    ) -> showback_core::sources::Normalized {
        let mut ask = self.connector.ask(offer.stream, capabilities);
        let (mut pages, mut cursor) = (Vec::new(), None::<String>);
        for _ in 0..PAGES_LIMIT {
            let page_ask = PageAsk {
                access: &self.access,
                stream: offer.stream,
                period,
                ask: &ask,
                cursor: cursor.as_deref(),
                now: now(),
            };
            match self.connector.fetch_page(&page_ask, &self.transport).await {
                Ok(page) => {
                    cursor.clone_from(&page.next);
                    pages.push(page);
                    if cursor.is_none() {
                        break;
                    }
                }
                Err(FetchError::AskTooMuch { narrower, .. }) => {
                    ask = narrower;
                    pages.clear();
                    cursor = None;
                }
                Err(error) => panic!("{} {period:?}: {error}", offer.stream),
            }
        }
        let refs: Vec<PageRef<'_>> = pages
            .iter()
            .map(|page| PageRef { body: &page.body, ask: &ask, request_url: &page.request_url })
            .collect();
        self.connector.normalize(offer.stream, period, &refs).unwrap()
    }
}

/// The year's part of an offer in windows of the stream's length, before the days a better offer told.
fn windows(offer: &Offer, window_days: u32, told: Option<NaiveDate>) -> Vec<Period> {
    let mut start = offer.period.start().max(first_day());
    let end = offer.period.end().min(told.unwrap_or_else(end_day)).min(end_day());
    let mut windows = Vec::new();
    while start < end {
        let next = (start + Days::new(u64::from(window_days))).min(end);
        windows.push(Period::new(start, next).unwrap());
        start = next;
    }
    windows
}

/// Sums by key; entries of zero are left out.
pub fn sum<K: Ord, V: std::ops::AddAssign + Default + PartialEq>(
    rows: impl Iterator<Item = (K, V)>,
) -> BTreeMap<K, V> {
    let mut sums: BTreeMap<K, V> = BTreeMap::new();
    for (key, value) in rows {
        *sums.entry(key).or_default() += value;
    }
    sums.retain(|_, value| *value != V::default());
    sums
}

/// Asserts that two sets of sums are equal, and says where they first differ.
pub fn assert_same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    what: &str,
    ours: &BTreeMap<K, V>,
    books: &BTreeMap<K, V>,
) {
    assert!(!books.is_empty(), "{what}: the books have something to compare");
    for (key, value) in books {
        assert_eq!(ours.get(key), Some(value), "{what}: {key:?}");
    }
    for key in ours.keys() {
        assert!(books.contains_key(key), "{what}: the books have no {key:?}");
    }
}

/// Charges of a slot as (day, series, amount).
pub fn charges(slot: &Slot) -> impl Iterator<Item = (NaiveDate, &showback_core::ledger::SeriesKey, Decimal)> {
    slot.iter().flat_map(|(day, bucket)| bucket.charges.iter().map(|row| (*day, &row.series, row.amount)))
}
