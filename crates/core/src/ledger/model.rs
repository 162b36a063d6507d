//! Rows of the common record, before they are stored.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::kernel::{Currency, Day};

/// The distinct combination of dimension values of a row. `None`: the source was not asked or does not tell;
/// an empty text: the source says there is none. Unbounded values (request ids, free text) never enter.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// Who made the model or runs the API: `openai`, `anthropic`.
    pub provider: String,
    /// Who sells it; equal to the provider for direct accounts.
    pub channel: String,
    /// Provider's organization id.
    pub account: Option<String>,
    /// Project or workspace id.
    pub project: Option<String>,
    /// API key id, never the key.
    pub credential: Option<String>,
    /// User or service-account id.
    pub user: Option<String>,
    /// Model name the caller asked for.
    pub model_requested: Option<String>,
    /// Model name that answered.
    pub model_served: Option<String>,
    /// The provider's own word for the tier.
    pub service_tier: Option<String>,
    /// Context length band, for example `0-200k`.
    pub context_band: Option<String>,
    /// Place of processing.
    pub region: Option<String>,
    /// What was called: `completions`, `embeddings`, `web_search_calls`, `messages`, ...
    pub operation: Option<String>,
    /// The provider's own product or API source.
    pub product: Option<String>,
    /// Speed mode, for example `fast`.
    pub speed: Option<String>,
    /// The provider's display text of a charge, untouched.
    pub line_item: Option<String>,
    /// Token class of a charge, when the provider tells.
    pub token_class: Option<String>,
    /// `standard`, `batch`, `flex`, `priority`, ... in our words.
    pub lane: Option<String>,
    /// Label of the source of request records; none for a provider's own rows.
    pub gateway: Option<String>,
    /// Team, as the caller's metadata tells it.
    pub team: Option<String>,
    /// Feature or endpoint, likewise.
    pub feature: Option<String>,
    /// Customer or tenant, likewise; never an end user.
    pub customer: Option<String>,
    /// Environment, likewise.
    pub environment: Option<String>,
    /// Workload class, likewise.
    pub workload: Option<String>,
    /// Further bounded dimensions by name, such as an image size.
    pub extra: BTreeMap<String, String>,
}

/// What kind of thing a meter counts; only tokens are added up as tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeterKind {
    /// Tokens, disjoint classes.
    Tokens,
    /// Requests answered.
    Requests,
    /// Anything else: calls, images, seconds, characters, bytes, sessions.
    Other,
}

macro_rules! meters {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $kind:ident;)*) => {
        /// What is counted. Token meters are disjoint: their sum is all tokens processed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Meter { $($(#[$doc])* $name,)* }

        impl Meter {
            /// Every meter, in display order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What kind of thing it counts.
            pub const fn kind(self) -> MeterKind {
                match self { $(Self::$name => MeterKind::$kind,)* }
            }

            /// Reads a stored name.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

meters! {
    /// Uncached text input.
    Input = "input", Tokens;
    /// Uncached audio input.
    InputAudio = "input_audio", Tokens;
    /// Uncached image input.
    InputImage = "input_image", Tokens;
    /// Input read from a cache.
    CacheRead = "cache_read", Tokens;
    /// Audio input read from a cache.
    CacheReadAudio = "cache_read_audio", Tokens;
    /// Image input read from a cache.
    CacheReadImage = "cache_read_image", Tokens;
    /// Input written to a cache kept for 5 minutes.
    CacheWrite5m = "cache_write_5m", Tokens;
    /// Input written to a cache kept for 30 minutes.
    CacheWrite30m = "cache_write_30m", Tokens;
    /// Input written to a cache kept for 1 hour.
    CacheWrite1h = "cache_write_1h", Tokens;
    /// Input written to a cache kept for 12 hours.
    CacheWrite12h = "cache_write_12h", Tokens;
    /// Input written to a cache whose lifetime the source does not tell.
    CacheWrite = "cache_write", Tokens;
    /// Output text, reasoning included.
    Output = "output", Tokens;
    /// Output audio.
    OutputAudio = "output_audio", Tokens;
    /// Output images as tokens.
    OutputImage = "output_image", Tokens;
    /// Model requests answered.
    Requests = "requests", Requests;
    /// Images produced.
    Images = "images", Other;
    /// Characters spoken.
    Characters = "characters", Other;
    /// Seconds transcribed.
    TranscribedSeconds = "transcribed_seconds", Other;
    /// Bytes kept in vector stores.
    StoredBytes = "stored_bytes", Other;
    /// Code interpreter sessions.
    CodeInterpreterSessions = "code_interpreter_session", Other;
    /// File search calls.
    FileSearchCalls = "file_search_call", Other;
    /// Web search calls.
    WebSearchCalls = "web_search_call", Other;
    /// Coding sessions of a coding agent.
    CodingSessions = "coding_session", Other;
    /// Lines of code added through a coding agent.
    LinesAdded = "lines_added", Other;
    /// Lines of code removed through a coding agent.
    LinesRemoved = "lines_removed", Other;
    /// Commits made by a coding agent.
    Commits = "commits", Other;
    /// Pull requests made by a coding agent.
    PullRequests = "pull_requests", Other;
    /// Edits proposed by a coding agent and accepted.
    EditsAccepted = "edits_accepted", Other;
    /// Edits proposed by a coding agent and rejected.
    EditsRejected = "edits_rejected", Other;
}

/// One metered quantity of one series on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageRow {
    /// Whose.
    pub series: SeriesKey,
    /// What is counted.
    pub meter: Meter,
    /// How much; never negative, a zero row is not made.
    pub quantity: i64,
    /// Index of the page, within the window, that told it.
    pub page: usize,
}

/// FOCUS charge category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Metered consumption.
    Usage,
    /// A commitment or a fee bought.
    Purchase,
    /// Tax.
    Tax,
    /// An amount below zero with its own origin.
    Credit,
    /// Anything the provider adjusted afterwards.
    Adjustment,
}

impl Category {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Purchase => "purchase",
            Self::Tax => "tax",
            Self::Credit => "credit",
            Self::Adjustment => "adjustment",
        }
    }
}

/// Which book a reported amount belongs to. The two are never added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChargeBasis {
    /// The provider's cost API.
    Billed,
    /// The provider's own estimate, such as a coding agent's.
    Estimated,
}

impl ChargeBasis {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Billed => "billed",
            Self::Estimated => "estimated",
        }
    }
}

/// One amount the provider reports for one series on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// Whose.
    pub series: SeriesKey,
    /// Billed or estimated.
    pub basis: ChargeBasis,
    /// FOCUS charge category.
    pub category: Category,
    /// Exact amount in units of the currency; rounded to nanos once, when stored.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// As the provider wrote it.
    pub amount_text: String,
    /// List cost in units; absent when the provider tells none.
    pub list_amount: Option<Decimal>,
    /// Quantity as told; absent when the provider tells none.
    pub quantity: Option<Decimal>,
    /// Unit of the quantity in the provider's words.
    pub quantity_unit: Option<String>,
    /// Index of the page, within the window, that told it.
    pub page: usize,
}

/// A provider row that could not become a ledger row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRow {
    /// Why, in a sentence.
    pub reason: String,
    /// The row as the provider sent it.
    pub row_json: String,
    /// Index of the page, within the window, that told it.
    pub page: usize,
}

/// The whole content of one day of one slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketContent {
    /// UTC day.
    pub day: Day,
    /// Metered quantities.
    pub usage: Vec<UsageRow>,
    /// Reported amounts.
    pub charges: Vec<ChargeRow>,
    /// Rows that could not be read.
    pub rejected: Vec<RejectedRow>,
}

impl BucketContent {
    /// A day with nothing in it, which is a fact and not a gap.
    pub const fn empty(day: Day) -> Self {
        Self { day, usage: Vec::new(), charges: Vec::new(), rejected: Vec::new() }
    }
}
