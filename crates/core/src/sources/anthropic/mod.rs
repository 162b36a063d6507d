//! Anthropic's usage and cost APIs: the analytics surface, the older admin reports, Claude Code activity and names.
//!
//! Owns: which surface is asked for which days, how it is asked, what its rows mean in the ledger's words.
//! Never does: writes of any kind, adding two surfaces, treating an estimate as spend.
//! Invariants: analytics are preferred for each day they can tell, and a day of a slot is told by one surface only; amounts are cents and become units by moving the
//! point; token type is never asked without cost type.
//!
//! The older reports tell no id for the default workspace; their rows carry an empty project, and the directory
//! names the empty id. `account` is not set on rows: no report names the organization.

mod api;
mod coding;
mod directory;
mod fetch;
mod key;
mod lists;
mod normalize;
mod probe;
mod series;
mod streams;

use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};

use self::probe::{ANALYTICS_CAPABILITY, CODING_CAPABILITY, DIRECTORY_CAPABILITY, REPORTS_CAPABILITY};
use self::streams::{CLAUDE_CODE, DESCRIPTOR, DIRECTORY, REPORTS, report_of};
use super::contract::{
    Access, Ask, Capabilities, Connector, Descriptor, FetchError, NormalizeError, Normalized, Offer, Page,
    PageAsk, PageRef, Probe, ProbeVerdict,
};
use super::reading::through;
use super::transport::Transport;
use crate::kernel::{Day, Period, parse_day};

/// Stored name of the provider.
const PROVIDER: &str = "anthropic";
/// First day of the older reports.
const EARLIEST: &str = "2023-01-01";
/// First day of the analytics surface.
const ANALYTICS_EARLIEST: &str = "2026-01-01";
/// First day of coding activity: before the product existed.
const CODING_EARLIEST: &str = "2025-02-01";
/// The analytics surface refuses starts more than 365 days before the instant of asking. Two days less, so that a
/// window begun before midnight may still be finished after it.
const ANALYTICS_DAYS_BACK: u64 = 363;
/// Entries of one page of a list.
const LIST_LIMIT: u32 = 1000;

/// The Anthropic connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anthropic;

#[async_trait]
impl Connector for Anthropic {
    fn descriptor(&self) -> &'static Descriptor {
        &DESCRIPTOR
    }

    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError> {
        probe::probe(access, now, transport).await
    }

    fn offers(&self, capabilities: &Capabilities, today: Day) -> Vec<Offer> {
        let may = |name: &str| capabilities.verdict(name) != Some(ProbeVerdict::Refused);
        let tomorrow = Period::of_day(today).end();
        let analytics = if may(ANALYTICS_CAPABILITY) { analytics_days(today) } else { None };
        let mut offers = Vec::new();
        let mut offer = |stream: &'static str, start: Day, end: Day| {
            if let Some(period) = Period::new(start, end).ok().filter(|period| !period.is_empty()) {
                offers.push(Offer { stream, period });
            }
        };
        if let Some(days) = analytics {
            for report in REPORTS.iter().filter(|report| report.shape.is_analytics()) {
                offer(report.stream, days.start(), days.end());
            }
        }
        if may(REPORTS_CAPABILITY) {
            let earliest = through(EARLIEST, today).start();
            // After analytics, so preferred only where those tell nothing; elsewhere they verify an empty window.
            offer("reports.cost", earliest, today);
            offer("reports.usage", earliest, tomorrow);
        }
        if may(CODING_CAPABILITY) {
            offer(CLAUDE_CODE, through(CODING_EARLIEST, today).start(), tomorrow);
        }
        if may(DIRECTORY_CAPABILITY) {
            offer(DIRECTORY, today, tomorrow);
        }
        offers
    }

    fn ask(&self, stream: &str, _capabilities: &Capabilities) -> Ask {
        let (group_by, limit): (&[&str], u32) = match report_of(stream) {
            Some(report) => (report.group_by, report.limit),
            None if stream == CLAUDE_CODE => (&[], coding::LIMIT),
            None => (&[], LIST_LIMIT),
        };
        Ask {
            group_by: group_by.iter().map(|dimension| (*dimension).to_owned()).collect(),
            limit,
            ..Ask::default()
        }
    }

    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError> {
        fetch::fetch_page(ask, transport).await
    }

    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError> {
        normalize::normalize(stream, period, pages)
    }
}

/// Days the analytics surface can tell; `None` before it existed.
fn analytics_days(today: Day) -> Option<Period> {
    let earliest = parse_day(ANALYTICS_EARLIEST).ok()?;
    let start = today.checked_sub_days(Days::new(ANALYTICS_DAYS_BACK))?.max(earliest);
    Period::new(start, Period::of_day(today).end()).ok()
}

#[cfg(test)]
mod tests;
