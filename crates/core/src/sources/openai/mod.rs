//! OpenAI's organization usage and costs API.
//!
//! Owns: which reports are read, how they are asked, what their rows mean in the ledger's words.
//! Never does: calls to inference, writes of any kind, guesses about what a line item text means.
//! Invariants: token meters are disjoint and add up to what OpenAI counted, else the row is rejected with a reason;
//! amounts are dollars and never pass a float; costs by line item and costs by key are two cuts of the same money.
//!
//! `account` is not set on rows: OpenAI names the organization only in an undocumented field.

mod api;
mod directory;
mod fetch;
mod key;
mod line_item;
mod normalize;
mod probe;
mod streams;
mod tokens;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use self::probe::{
    API_SOURCE_CAPABILITY, COSTS_BY_KEY_CAPABILITY, COSTS_CAPABILITY, DECISIONS_CAPABILITY,
    DIRECTORY_CAPABILITY, USAGE_CAPABILITY,
};
use self::streams::{
    COSTS, COSTS_BY_KEY, COSTS_BY_LINE_ITEM, DESCRIPTOR, DIRECTORY, Report, USAGE, USAGE_LIMIT,
};
use super::contract::{
    Access, Ask, Capabilities, Connector, Descriptor, FetchError, NormalizeError, Normalized, Offer, Page,
    PageAsk, PageRef, Probe, ProbeVerdict,
};
use super::reading::through;
use super::transport::Transport;
use crate::kernel::{Day, Period};

/// Stored name of the provider.
const PROVIDER: &str = "openai";
/// First day costs and usage are asked for; OpenAI names none.
const EARLIEST: &str = "2023-01-01";
/// Entries of one page of a list.
const LIST_LIMIT: u32 = 100;

/// The OpenAI connector.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenAi;

#[async_trait]
impl Connector for OpenAi {
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
        let history = through(EARLIEST, today);
        let mut offers = Vec::new();
        if may(COSTS_CAPABILITY) {
            offers.push(Offer { stream: COSTS_BY_LINE_ITEM, period: history });
            // Only a key that was seen to work: some organizations are refused every such question.
            if capabilities.verdict(COSTS_BY_KEY_CAPABILITY) == Some(ProbeVerdict::Allowed) {
                offers.push(Offer { stream: COSTS_BY_KEY, period: history });
            }
        }
        if may(USAGE_CAPABILITY) {
            let has_decisions = may(DECISIONS_CAPABILITY);
            let endpoints = USAGE.iter().filter(|endpoint| has_decisions || endpoint.name != "decisions");
            offers.extend(endpoints.map(|endpoint| Offer { stream: endpoint.stream, period: history }));
        }
        if may(DIRECTORY_CAPABILITY) {
            offers.push(Offer { stream: DIRECTORY, period: Period::of_day(today) });
        }
        offers
    }

    fn ask(&self, stream: &str, capabilities: &Capabilities) -> Ask {
        let may_source = capabilities.verdict(API_SOURCE_CAPABILITY) != Some(ProbeVerdict::Refused);
        let (group_by, limit): (Vec<&str>, u32) = match Report::of_stream(stream) {
            Some(Report::Costs) if stream == COSTS_BY_KEY => (vec!["project_id", "api_key_id"], COSTS.limit),
            Some(Report::Costs) => (vec!["project_id", "line_item"], COSTS.limit),
            Some(Report::Usage(endpoint)) => {
                let wanted = endpoint.group_by.iter().copied();
                (wanted.filter(|dimension| may_source || *dimension != "api_source").collect(), USAGE_LIMIT)
            }
            None => (Vec::new(), LIST_LIMIT),
        };
        Ask { group_by: group_by.into_iter().map(str::to_owned).collect(), limit, ..Ask::default() }
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

#[cfg(test)]
mod tests;
