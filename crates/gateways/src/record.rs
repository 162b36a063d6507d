//! The common record: one attempt at one model call, and what came of it.

use rust_decimal::Decimal;

/// Where in a log something stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, array element or CSV row, from 1; the header is not counted.
    pub record: u64,
    /// Byte offset of the record in the decompressed file; 0 where the form has none (Parquet).
    pub offset: u64,
}

/// What makes the same record the same when it is met again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IdScope {
    /// Id and start together: another start under the same id is another call whose id collides.
    #[default]
    WithStart,
    /// The id alone, whatever the time: a batch polled again, a message written in several lines. The first start stays.
    Forever,
}

/// How an attempt ended, as its source tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// An answer came.
    Success,
    /// An error came.
    Failure,
    /// Not told.
    #[default]
    Unknown,
}

/// Whether the gateway answered from its own response cache; unrelated to the provider's prompt cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ResponseCache {
    /// Not told.
    #[default]
    Unknown,
    /// Asked of the provider: the cache was off or missed.
    Missed,
    /// Answered from the cache: the provider charged nothing.
    Hit,
}

/// What an amount told by a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostBasis {
    /// The source charged it: OpenRouter, a gateway that bills.
    Reported,
    /// The source computed it from a price list.
    Estimated,
    /// What it would have cost: a response-cache hit, a subscription.
    Notional,
}

impl CostBasis {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Estimated => "estimated",
            Self::Notional => "notional",
        }
    }
}

/// An amount told by a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Exact, in units of the currency.
    pub amount: Decimal,
    /// ISO 4217.
    pub currency: String,
    /// What it is.
    pub basis: CostBasis,
}

/// Quantities of one attempt. Token classes are disjoint: input is without cache reads and writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Input at the plain rate.
    pub input: u64,
    /// Input read from the provider's prompt cache.
    pub cache_read: u64,
    /// Input written to a cache kept for 5 minutes.
    pub cache_write_5m: u64,
    /// Input written to a cache kept for 1 hour.
    pub cache_write_1h: u64,
    /// Input written to a cache whose lifetime is not told.
    pub cache_write: u64,
    /// All output, reasoning included.
    pub output: u64,
    /// Reasoning, a subset of `output`; `None` when not told.
    pub reasoning: Option<u64>,
    /// Further meters by the ledger's stored names (`input_audio`, `output_audio`, `input_image`, `images`,
    /// `web_search_call`, ...), disjoint from the fields above; a zero is not listed.
    pub more: Vec<(&'static str, u64)>,
}

/// What a reader found worth telling about one attempt. Bounded, counted in the summary of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// The source gives no usage where the provider charged: unknown, not free.
    UsageNotTold,
    /// The source does not break cached input out: `input` may hold cached tokens.
    CacheNotTold,
    /// The counts are the source's own estimate.
    UsageEstimated,
    /// The source counted exclusive input against its convention.
    ExclusiveInput,
    /// The source has no price for the model: its cost of zero means nothing.
    CostNotPriced,
    /// The counts of the source do not add up; the consistent part was taken.
    CountsInconsistent,
    /// A second telling of a charge that was told before, such as a batch polled again.
    Repeated,
    /// A parent and a child span told one call; they were joined.
    Joined,
    /// A part of a log whose sampling is below 1: totals are lower bounds.
    Sampled,
}

impl Note {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsageNotTold => "usage_not_told",
            Self::CacheNotTold => "cache_not_told",
            Self::UsageEstimated => "usage_estimated",
            Self::ExclusiveInput => "exclusive_input",
            Self::CostNotPriced => "cost_not_priced",
            Self::CountsInconsistent => "counts_inconsistent",
            Self::Repeated => "repeated",
            Self::Joined => "joined",
            Self::Sampled => "sampled",
        }
    }
}

/// Bounded facts that make the series of an attempt. `None`: not told; empty: told that there is none. Unbounded values
/// (ids of requests, traces, end users, free text) never stand here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dimensions {
    /// Who makes the model or runs the API, a channel id of the price book where known: `openai`, `aws-bedrock`.
    pub provider: String,
    /// Provider's organization, when told.
    pub account: Option<String>,
    /// Project or workspace.
    pub project: Option<String>,
    /// API key: alias, id or hash, never the key.
    pub credential: Option<String>,
    /// The person or service that owns the key, not the customer's user.
    pub user: Option<String>,
    /// Model name the caller asked for.
    pub model_requested: Option<String>,
    /// Model name that answered.
    pub model_served: Option<String>,
    /// The provider's own word for the tier.
    pub service_tier: Option<String>,
    /// Place of processing.
    pub region: Option<String>,
    /// What was called, in the ledger's words: `completions`, `embeddings`, `responses`, `messages`, `images`, ...
    pub operation: Option<String>,
    /// The source's own product word, such as `claude_code`.
    pub product: Option<String>,
    /// Speed mode.
    pub speed: Option<String>,
    /// Whether it went through the batch interface.
    pub batch: Option<bool>,
    /// Team or cost-owning unit.
    pub team: Option<String>,
    /// Product feature or endpoint.
    pub feature: Option<String>,
    /// Customer or tenant, when the caller names one by a bounded key; an end user is not a customer.
    pub customer: Option<String>,
    /// `production`, `staging`, ... as told.
    pub environment: Option<String>,
    /// Workload class.
    pub workload: Option<String>,
    /// Further carried metadata, sorted by name, names unique.
    pub more: Vec<(String, String)>,
}

/// One attempt at one model call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempt {
    /// Natural identity inside its source.
    pub event_id: String,
    /// What makes it the same.
    pub id_scope: IdScope,
    /// Start, microseconds since 1970 in UTC.
    pub started_us: i64,
    /// Whole duration in microseconds; `None` when not told.
    pub latency_us: Option<u64>,
    /// Until the first token, in microseconds; `None` when not told.
    pub first_token_us: Option<u64>,
    /// Whose and what.
    pub dimensions: Dimensions,
    /// The caller's one request, shared by its attempts; `None` when not told. Never a conversation.
    pub logical_id: Option<String>,
    /// 0 for the first attempt; `None` when not told.
    pub attempt: Option<u32>,
    /// Whether it is an attempt after the first; `None` when not told, which is not "no".
    pub is_retry: Option<bool>,
    /// Hop in a fallback chain, 0 for the primary; `None` when not told.
    pub fallback_hop: Option<u32>,
    /// One business unit of work, possibly many requests: a session, a trace, an explicit task id.
    pub task_id: Option<String>,
    /// Trace, for joining outcomes; equal to `task_id` where the source has only one of them.
    pub trace_id: Option<String>,
    /// The provider's own id of the answer: joins an application's span, a gateway's row and the provider.
    pub response_id: Option<String>,
    /// The customer's user, unbounded; kept on the request and in no series.
    pub end_user: Option<String>,
    /// How it ended.
    pub status: Status,
    /// HTTP status of the provider.
    pub http_status: Option<u16>,
    /// Class of the error, bounded (`RateLimitError`, `503`); never its message.
    pub error_class: Option<String>,
    /// Whether it was streamed.
    pub is_stream: Option<bool>,
    /// Quantities the provider charged or would charge; `None` when not told. All zero for a response-cache hit.
    pub tokens: Option<Tokens>,
    /// Whether the provider charges for it; `None` when not told. `Some(false)` for a response-cache hit, a failure
    /// before the provider, a charge told before.
    pub is_charged: Option<bool>,
    /// What the source says it cost; `None` when it does not tell.
    pub cost: Option<Cost>,
    /// The gateway's own response cache.
    pub response_cache: ResponseCache,
    /// What the reader found worth telling, sorted, unique.
    pub notes: Vec<Note>,
    /// Where it stands.
    pub place: Place,
}

/// Many attempts of one UTC day that share everything here but their quantities, added up where their log lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayRollup {
    /// Start of the day, microseconds since 1970 in UTC.
    pub day_us: i64,
    /// Whose and what.
    pub dimensions: Dimensions,
    /// Whether they are attempts after the first; `None` when not told.
    pub is_retry: Option<bool>,
    /// How they ended.
    pub status: Status,
    /// The gateway's own response cache.
    pub response_cache: ResponseCache,
    /// Whether the provider charges for them; `None` when not told.
    pub is_charged: Option<bool>,
    /// Prompt lengths of all of them: more than the first, at most the second.
    pub prompt: Option<(u64, Option<u64>)>,
    /// How many.
    pub attempts: u64,
    /// How many of them tell no quantities; these are not in `tokens`.
    pub usage_unknown: u64,
    /// Sums of their quantities.
    pub tokens: Tokens,
    /// Sum of what the source says they cost; `None` when it tells of none.
    pub cost: Option<Cost>,
    /// Sum of the known durations in microseconds.
    pub latency_us: u64,
    /// How many durations are known.
    pub latency_known: u64,
}

/// What an outcome is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeOf {
    /// One attempt or logical request, by event, logical or response id; a source that does not tell whether it means a
    /// request or a task gives the id here, and an id that no request has is a task's.
    Request(String),
    /// A trace.
    Trace(String),
    /// A task or session.
    Task(String),
}

/// Success, failure, missing, or a score without a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeKind {
    /// The task did what it was for.
    Success,
    /// It did not.
    Failure,
    /// The source says that it does not know; never success.
    Missing,
    /// Only a score or a label: no verdict.
    Score,
}

impl OutcomeKind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Missing => "missing",
            Self::Score => "score",
        }
    }
}

/// Evidence that work produced value, or did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Natural identity inside its source; made of what it is about, its name and its time where the source has none.
    pub event_id: String,
    /// What it is about.
    pub of: OutcomeOf,
    /// What was judged: `thumbs_up`, `faithfulness`, `resolved`.
    pub name: String,
    /// The verdict.
    pub kind: OutcomeKind,
    /// Score as told, exact; `None` when there is none.
    pub score: Option<Decimal>,
    /// Label as told, bounded to 64 characters; never a comment or an explanation.
    pub label: Option<String>,
    /// Who judged: `user`, `model`, `human`, `api`; `None` when not told.
    pub judge: Option<String>,
    /// When, microseconds since 1970 in UTC; `None` when not told.
    pub at_us: Option<i64>,
    /// Where it stands.
    pub place: Place,
}

/// Facts about requests that their source tells in another file: tags, an owner, a task. What they tell holds before what
/// the requests tell themselves; what they leave open changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Logical id of the requests it is about.
    pub logical_id: String,
    /// What is told of them; an empty provider tells nothing.
    pub dimensions: Dimensions,
    /// Task or session they belong to; `None` when not told.
    pub task_id: Option<String>,
    /// The customer's user; `None` when not told.
    pub end_user: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A record that could not be read. Holds nothing of its text, which may be a prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Where.
    pub place: Place,
    /// Bounded code for counting: `not_json`, `no_start`, `negative_input`, `too_long`, ...
    pub code: &'static str,
    /// What is wrong and what to do, in a sentence; names fields, never their values.
    pub reason: String,
}
