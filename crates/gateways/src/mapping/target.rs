//! What a column can be.

use serde::{Deserialize, Serialize};

/// What kind of value a target takes; decides which readings suit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// Text.
    Text,
    /// An instant.
    Time,
    /// A duration.
    Duration,
    /// A count of tokens, images, attempts; a whole number, never below zero.
    Count,
    /// An exact number: an amount of money, a score.
    Amount,
    /// A word for yes or no.
    Words,
    /// A three-digit HTTP status.
    HttpStatus,
}

macro_rules! targets {
    ($($variant:ident $name:literal $label:literal $kind:ident $what:literal,)*) => {
        /// What a column is: a field of an attempt, of its tokens, of its dimensions, or of an outcome.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Target {
            $(#[doc = $what] #[serde(rename = $name)] $variant,)*
        }

        impl Target {
            /// Every target, in the order of a list to choose from.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// For people.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $what,)* }
            }

            /// What kind of value it takes.
            pub const fn kind(self) -> TargetKind {
                match self { $(Self::$variant => TargetKind::$kind,)* }
            }
        }
    };
}

targets! {
    StartedAt "started_at" "Start" Time "When the attempt began; a record without it is no attempt.",
    EndedAt "ended_at" "End" Time "When it ended; gives the latency when no column tells it.",
    Latency "latency" "Latency" Duration "How long the whole attempt took.",
    FirstToken "first_token" "Time to first token" Duration "How long until the first token came.",
    EventId "event_id" "Record id" Text "What makes the record the same when it is met again.",
    ResponseId "response_id" "Response id" Text "The provider's own id of the answer.",
    LogicalId "logical_id" "Request id" Text "The caller's one request, shared by its attempts.",
    TaskId "task_id" "Task or session" Text "One unit of work, possibly many requests.",
    TraceId "trace_id" "Trace" Text "The trace, for joining outcomes.",
    EndUser "end_user" "End user" Text "The customer's user; kept on the request and in no series.",
    Provider "provider" "Provider" Text "Who makes the model or runs the API.",
    ModelRequested "model_requested" "Model asked for" Text "The model name the caller asked for.",
    ModelServed "model_served" "Model that answered" Text "The model name that answered.",
    Operation "operation" "Operation" Text "What was called: completions, embeddings, ...",
    Account "account" "Account" Text "The provider's organization.",
    Project "project" "Project" Text "Project or workspace.",
    Credential "credential" "API key" Text "Alias, id or hash of the key, never the key.",
    User "user" "Key owner" Text "The person or service that owns the key.",
    ServiceTier "service_tier" "Service tier" Text "The provider's own word for the tier.",
    Region "region" "Region" Text "Place of processing.",
    Product "product" "Product" Text "The source's own product word.",
    Speed "speed" "Speed" Text "Speed mode.",
    Batch "batch" "Batch" Words "Whether it went through the batch interface.",
    Team "team" "Team" Text "Team or cost-owning unit.",
    Feature "feature" "Feature" Text "Product feature or endpoint.",
    Customer "customer" "Customer" Text "Customer or tenant, by a bounded key.",
    Environment "environment" "Environment" Text "Production, staging, as told.",
    Workload "workload" "Workload" Text "Workload class.",
    Carried "carried" "Further dimension" Text "Carried as a dimension under the name of its column; any number of columns.",
    Input "input" "Input tokens" Count "Input tokens; the mapping says whether cached ones are inside.",
    CacheRead "cache_read" "Cache-read tokens" Count "Input read from the provider's prompt cache.",
    CacheWrite5m "cache_write_5m" "Cache-write tokens, 5 minutes" Count "Input written to a cache kept for 5 minutes.",
    CacheWrite1h "cache_write_1h" "Cache-write tokens, 1 hour" Count "Input written to a cache kept for 1 hour.",
    CacheWrite "cache_write" "Cache-write tokens" Count "Input written to a cache whose lifetime is not told.",
    Output "output" "Output tokens" Count "Output tokens; the mapping says whether reasoning is inside.",
    Reasoning "reasoning" "Reasoning tokens" Count "Reasoning tokens.",
    Total "total" "Total tokens" Count "Held against input and output; a difference is noted.",
    InputAudio "input_audio" "Audio input tokens" Count "Audio tokens of the input, beside the input count.",
    OutputAudio "output_audio" "Audio output tokens" Count "Audio tokens of the output, beside the output count.",
    InputImage "input_image" "Image input tokens" Count "Image tokens of the input, beside the input count.",
    Images "images" "Images" Count "Images made.",
    WebSearchCall "web_search_call" "Web searches" Count "Web searches the provider made.",
    Cost "cost" "Cost told" Amount "What the source says it cost; the mapping says on which basis.",
    Currency "currency" "Currency" Text "ISO 4217 code of the amount.",
    Status "status" "Status" Words "How the attempt ended: yes is success, no is failure.",
    HttpStatus "http_status" "HTTP status" HttpStatus "HTTP status of the provider.",
    ErrorClass "error_class" "Error class" Text "Class of the error, never its message.",
    IsStream "is_stream" "Streamed" Words "Whether it was streamed.",
    Attempt "attempt" "Attempt number" Count "0 for the first attempt.",
    AttemptFromOne "attempt_from_one" "Attempt number from 1" Count "1 for the first attempt.",
    IsRetry "is_retry" "Retry" Words "Whether it is an attempt after the first.",
    FallbackHop "fallback_hop" "Fallback hop" Count "Hop in a fallback chain, 0 for the primary.",
    IsCharged "is_charged" "Charged" Words "Whether the provider charges for it.",
    ResponseCache "response_cache" "Response cache" Words "Whether the gateway answered from its own response cache: yes is a hit.",
    OutcomeName "outcome_name" "What was judged" Text "Name of the judgement: resolved, thumbs_up.",
    Verdict "verdict" "Verdict" Words "Yes is success, no is failure, unknown words are missing.",
    Score "score" "Score" Amount "Score as told, exact.",
    Label "label" "Label" Text "Label as told, to 64 characters.",
    Judge "judge" "Judge" Text "Who judged: user, model, human, api.",
    JudgedAt "judged_at" "Judged" Time "When it was judged.",
}

impl Target {
    /// Whether several columns may have it.
    pub const fn takes_many(self) -> bool {
        matches!(self, Self::Carried)
    }

    /// Whether it belongs to an outcome and to nothing else.
    pub const fn is_of_outcome(self) -> bool {
        matches!(
            self,
            Self::OutcomeName | Self::Verdict | Self::Score | Self::Label | Self::Judge | Self::JudgedAt
        )
    }

    /// Whether it is a class of tokens or another meter.
    pub const fn is_usage(self) -> bool {
        matches!(
            self,
            Self::Input
                | Self::CacheRead
                | Self::CacheWrite5m
                | Self::CacheWrite1h
                | Self::CacheWrite
                | Self::Output
                | Self::Reasoning
                | Self::InputAudio
                | Self::OutputAudio
                | Self::InputImage
                | Self::Images
                | Self::WebSearchCall
        )
    }

    /// Whether the same value may stand for every record.
    pub const fn may_be_constant(self) -> bool {
        matches!(
            self,
            Self::Provider
                | Self::ModelRequested
                | Self::ModelServed
                | Self::Operation
                | Self::Account
                | Self::Project
                | Self::Credential
                | Self::User
                | Self::ServiceTier
                | Self::Region
                | Self::Product
                | Self::Speed
                | Self::Batch
                | Self::IsStream
                | Self::Team
                | Self::Feature
                | Self::Customer
                | Self::Environment
                | Self::Workload
                | Self::Currency
                | Self::OutcomeName
                | Self::Judge
        )
    }
}
