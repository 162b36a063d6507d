//! The connector contract: a descriptor as data, pages over an injected transport, and a pure `normalize`.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use showback_gateways::{DayRollup, Findings};
use thiserror::Error;

use super::transport::{Credential, Transport, TransportError, is_loopback};
use crate::kernel::{Day, Period};
use crate::ledger::BucketContent;

/// Which book a slot belongs to. Books are never added to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// Quantities without money.
    Metered,
    /// Money of the provider's cost API.
    Billed,
    /// Money somebody computed; shown, never part of a spend total.
    Estimated,
    /// Attempts told by a gateway or a tracing backend, one by one or added up where they live.
    Observed,
    /// Names of projects, keys and users.
    Directory,
}

/// One view of a connection's spend or usage. A bucket is (connection, slot, day); of all streams that can fill a
/// slot only one counts for a day, so two surfaces of a provider never both count.
#[derive(Debug)]
pub struct Slot {
    /// Stored name: `cost`, `cost.key`, `usage.completions`.
    pub id: &'static str,
    /// For people, sentence case.
    pub label: &'static str,
    /// Which book.
    pub book: Book,
    /// Slots that tell the same whole: `cost`, `usage`, `coding`. Primary slots of a family add up; an alternate cut
    /// is the same money seen by other dimensions and is used instead of the primary, never beside it.
    pub family: &'static str,
    /// Name of the primary slot that this one cuts differently; `None` for a primary slot.
    pub alternate_of: Option<&'static str>,
    /// Series columns this slot can tell, in the ledger's names: `project`, `credential`, `model_served`, ...
    pub dimensions: &'static [&'static str],
}

/// How far back finished days are read again, because the provider restates them.
#[derive(Clone, Copy, Debug)]
pub struct LateWindow {
    /// Days before today read again on every run.
    pub each_run_days: u32,
    /// Days before today read again when their last reading is older than about a day.
    pub daily_days: u32,
    /// Whether the whole previous month is read again on the 1st to 5th and on the 10th.
    pub previous_month: bool,
}

/// One series of requests that fills a slot.
#[derive(Debug)]
pub struct Stream {
    /// Stored name: `costs.line_item`, `analytics.cost`.
    pub id: &'static str,
    /// The slot it fills; empty for the directory.
    pub slot: &'static str,
    /// For people.
    pub label: &'static str,
    /// Longest period of one window, in days.
    pub window_days: u32,
    /// Re-reading of late data.
    pub late: LateWindow,
    /// Another stream of the same slot that is asked when a whole window came back empty.
    pub verify_empty_with: Option<&'static str>,
    /// Backfilling stops after so many consecutive empty days; `None`: never.
    pub stop_after_empty_days: Option<u32>,
}

/// How the analyst makes a least-privilege key.
#[derive(Debug)]
pub struct KeyHelp {
    /// What the provider calls it: `Admin key`.
    pub kind: &'static str,
    /// How such a key starts, shown as the placeholder: `sk-admin-...`.
    pub looks_like: &'static str,
    /// Environment variable of the provider's own tools, for headless use.
    pub environment_variable: &'static str,
    /// Steps in order, one sentence each.
    pub steps: &'static [&'static str],
    /// What the key could do beyond reading, and how to limit it.
    pub caution: &'static str,
}

/// A further field of the connection form.
#[derive(Debug)]
pub struct Field {
    /// Stored name.
    pub id: &'static str,
    /// For people.
    pub label: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// Filled in when left empty.
    pub default: &'static str,
}

/// Everything the app needs to know of a source before the first request.
#[derive(Debug)]
pub struct Descriptor {
    /// Stored name and command-line word: `openai`.
    pub id: &'static str,
    /// For people: `OpenAI`.
    pub name: &'static str,
    /// Address the API lives at.
    pub base_url: &'static str,
    /// How to make a key.
    pub key: KeyHelp,
    /// Further fields.
    pub fields: &'static [Field],
    /// Pause between two requests, so that a backfill stays inside the provider's patience.
    pub request_spacing: Duration,
    /// Most attempts of one request.
    pub attempts: u32,
    /// Shortest schedule interval.
    pub shortest_interval_minutes: u32,
    /// First day the API can tell about anything.
    pub earliest: &'static str,
    /// Slots.
    pub slots: &'static [Slot],
    /// Streams.
    pub streams: &'static [Stream],
    /// What this source cannot tell, one sentence each, shown in Sources and in the docs.
    pub not_told: &'static [&'static str],
}

impl Descriptor {
    /// The stream of that name.
    pub fn stream(&self, id: &str) -> Option<&'static Stream> {
        self.streams.iter().find(|stream| stream.id == id)
    }

    /// The slot of that name.
    pub fn slot(&self, id: &str) -> Option<&'static Slot> {
        self.slots.iter().find(|slot| slot.id == id)
    }
}

/// Whether the key may do one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeVerdict {
    /// Works.
    Allowed,
    /// Works in a lesser way; the detail says what is lost.
    Limited,
    /// Refused for this key or organization.
    Refused,
}

/// One thing that was probed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capability {
    /// Stored name the connector itself looks for: `costs_by_key`, `analytics`.
    pub name: String,
    /// The outcome.
    pub verdict: ProbeVerdict,
    /// For people: what can be read, or what is missing and how to get it.
    pub detail: String,
}

/// What a key may read, as last probed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capabilities {
    /// One entry per probed thing.
    pub items: Vec<Capability>,
}

impl Capabilities {
    /// The verdict under that name; `None` when it was never probed.
    pub fn verdict(&self, name: &str) -> Option<ProbeVerdict> {
        self.items.iter().find(|item| item.name == name).map(|item| item.verdict)
    }
}

/// A sentence about the key for the connection form.
pub type Finding = Capability;

/// What probing a key told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Provider's organization id, when it tells one.
    pub account: Option<String>,
    /// Its name, when told.
    pub account_name: Option<String>,
    /// What the key may read.
    pub capabilities: Capabilities,
    /// The provider's clock, from its `Date` header.
    pub provider_time: Option<DateTime<Utc>>,
}

/// A stream and the days it can tell; pure data from [`Connector::offers`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Stream name.
    pub stream: &'static str,
    /// Days it can be asked for. Of two offers for one slot and day the earlier in the list is preferred.
    pub period: Period,
}

/// What is asked beside the dates. Stored with each raw page, because an answer's nulls mean nothing without it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Dimensions asked for, in the provider's words.
    pub group_by: Vec<String>,
    /// Rows or buckets per page.
    pub limit: u32,
    /// Anything else the connector needs to ask the same again.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub more: BTreeMap<String, String>,
}

/// Where and with which key to ask.
#[derive(Clone, Debug)]
pub struct Access {
    /// Address without a trailing slash.
    pub base_url: String,
    /// The key.
    pub credential: Credential,
}

impl Access {
    /// Pause to keep between two requests; none on this machine, where no provider's patience is spent.
    pub fn spacing(&self, descriptor: &Descriptor) -> Duration {
        let is_here = url::Url::parse(&self.base_url).is_ok_and(|url| is_loopback(&url));
        if is_here { Duration::ZERO } else { descriptor.request_spacing }
    }
}

/// One page to fetch.
#[derive(Clone, Debug)]
pub struct PageAsk<'a> {
    /// Where and with which key.
    pub access: &'a Access,
    /// Stream name.
    pub stream: &'a str,
    /// Days of the window.
    pub period: Period,
    /// What to ask.
    pub ask: &'a Ask,
    /// Where to go on; `None` for the first page.
    pub cursor: Option<&'a str>,
    /// The instant now, for requests that must not reach into the future.
    pub now: DateTime<Utc>,
}

/// One fetched page. Its body is known to be complete JSON of the expected envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The bytes as answered.
    pub body: Vec<u8>,
    /// Path and query of the request.
    pub request_url: String,
    /// Where to go on; `None` after the last page.
    pub next: Option<String>,
}

/// A stored page to be read again.
#[derive(Clone, Copy, Debug)]
pub struct PageRef<'a> {
    /// The bytes as answered.
    pub body: &'a [u8],
    /// What was asked.
    pub ask: &'a Ask,
    /// Path and query of the request.
    pub request_url: &'a str,
}

/// What a directory entry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryKind {
    /// Project or workspace.
    Project,
    /// API key.
    Credential,
    /// User or service account.
    User,
    /// Organization.
    Account,
}

impl DirectoryKind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Credential => "credential",
            Self::User => "user",
            Self::Account => "account",
        }
    }
}

/// The name of a project, key, user or account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// What it names.
    pub kind: DirectoryKind,
    /// The provider's id.
    pub external_id: String,
    /// For people.
    pub name: String,
    /// Bounded facts worth keeping: status, owner, residency, tags.
    pub attributes: BTreeMap<String, String>,
}

/// What a gateway told in one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Format whose reader read it; empty when nothing was told.
    pub format: &'static str,
    /// Attempts, outcomes and what could not be read, as the reader of its format found them.
    pub found: Findings,
    /// Roll-ups of sources that add up where their logs live: each day of the window is told whole, also one without any.
    /// `None` from a source that tells single attempts.
    pub rollups: Option<Vec<DayRollup>>,
}

impl Observed {
    /// Whether nothing was told at all.
    pub fn is_empty(&self) -> bool {
        let found = &self.found;
        found.attempts.is_empty()
            && found.outcomes.is_empty()
            && found.rejections.is_empty()
            && self.rollups.as_ref().is_none_or(Vec::is_empty)
    }
}

/// What the pages of one window mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalized {
    /// Exactly one per day of the window, in order; an empty day is a fact. None for the directory.
    pub buckets: Vec<BucketContent>,
    /// Names, for the directory stream.
    pub directory: Vec<DirectoryEntry>,
    /// What a slot of the observed book was told; its buckets are empty and only say which days were read.
    pub observed: Observed,
    /// Up to where the source says its data is complete.
    pub complete_through: Option<DateTime<Utc>>,
}

/// Stored pages that cannot be read. The pages stay; the window is not applied.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{source_name} {stream}, page {page}: {detail}")]
pub struct NormalizeError {
    /// Descriptor name.
    pub source_name: &'static str,
    /// Stream.
    pub stream: String,
    /// Page number from 1.
    pub page: usize,
    /// What was expected and what was found; never the answer itself.
    pub detail: String,
}

/// Why a page was not fetched. Carries no header and no body.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum FetchError {
    /// No complete answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Asked too often.
    #[error("{provider} asks to slow down")]
    RateLimited {
        /// Provider name.
        provider: &'static str,
        /// How long to wait, when the provider says so.
        retry_after: Option<Duration>,
    },
    /// The provider's own trouble.
    #[error("{provider} answered with its own fault, status {status}")]
    ServerFault {
        /// Provider name.
        provider: &'static str,
        /// HTTP status.
        status: u16,
    },
    /// The answer is not what the API promises.
    #[error("{provider} gave an answer that cannot be read: {detail}")]
    Unreadable {
        /// Provider name.
        provider: &'static str,
        /// Place and expectation.
        detail: String,
    },
    /// Not a key of this provider, revoked or expired.
    #[error("{provider} does not know this key: {hint}")]
    KeyRefused {
        /// Provider name.
        provider: &'static str,
        /// What to do.
        hint: String,
    },
    /// A key of another kind.
    #[error("{provider} refused the key: {found}. {hint}")]
    WrongKeyKind {
        /// Provider name.
        provider: &'static str,
        /// What the key looks like.
        found: String,
        /// What to do.
        hint: String,
    },
    /// A good key without the right.
    #[error("{provider} refused the key: it may not read {what}. {hint}")]
    ScopeMissing {
        /// Provider name.
        provider: &'static str,
        /// What it may not read.
        what: String,
        /// What to do.
        hint: String,
    },
    /// The cursor is too old or foreign.
    #[error("{provider} no longer knows the place where reading stopped")]
    StaleCursor {
        /// Provider name.
        provider: &'static str,
    },
    /// A dimension or limit the provider refuses; ask again with less.
    #[error("{provider} refused to group by {refused}")]
    AskTooMuch {
        /// Provider name.
        provider: &'static str,
        /// What was refused.
        refused: String,
        /// What to ask instead.
        narrower: Ask,
    },
    /// Any other refusal.
    #[error("{provider} refused the request, status {status}, parameter {parameter}: {detail}")]
    Refused {
        /// Provider name.
        provider: &'static str,
        /// HTTP status.
        status: u16,
        /// The parameter it names; `none` when it names none.
        parameter: String,
        /// A short reason in our words.
        detail: String,
    },
}

impl FetchError {
    /// Whether the same request may succeed later.
    pub const fn may_pass(&self) -> bool {
        match self {
            Self::Transport(error) => !matches!(
                error,
                TransportError::BadAddress { .. }
                    | TransportError::Tls { .. }
                    | TransportError::Database { .. }
            ),
            Self::RateLimited { .. } | Self::ServerFault { .. } | Self::Unreadable { .. } => true,
            _ => false,
        }
    }
}

/// A provider's billing APIs.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Everything known before the first request.
    fn descriptor(&self) -> &'static Descriptor;

    /// Asks, with the cheapest requests there are, what the key may read. A refusal of the key itself is an error; a
    /// missing right is a finding.
    async fn probe(
        &self,
        access: &Access,
        now: DateTime<Utc>,
        transport: &dyn Transport,
    ) -> Result<Probe, FetchError>;

    /// Which stream can tell which days, best first. Pure.
    fn offers(&self, capabilities: &Capabilities, today: Day) -> Vec<Offer>;

    /// What to ask a stream, given what the key may read. Pure.
    fn ask(&self, stream: &str, capabilities: &Capabilities) -> Ask;

    /// Fetches one page.
    async fn fetch_page(&self, ask: &PageAsk<'_>, transport: &dyn Transport) -> Result<Page, FetchError>;

    /// Reads the pages of one whole window. Pure.
    fn normalize(
        &self,
        stream: &str,
        period: Period,
        pages: &[PageRef<'_>],
    ) -> Result<Normalized, NormalizeError>;
}
