//! What a query adds up.

use clap::ValueEnum;

/// What is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Measure {
    /// Money of the providers' cost APIs.
    Billed,
    /// List cost beside it, where told.
    #[value(name = "list_cost", alias = "list-cost")]
    ListCost,
    /// Money a source computed; never part of spend.
    Estimated,
    /// All token classes.
    Tokens,
    /// Requests answered.
    Requests,
    /// Usage at our rates, the low end of ranges; what has no price is named in the notes.
    Rated,
    /// Usage at public rates, likewise.
    #[value(name = "rated_list", alias = "rated-list")]
    RatedList,
    /// Spend of record: each account and day from the most authoritative book that has it.
    Spend,
    /// Spend of record on attempts after the first and on failed attempts that were billed.
    #[value(name = "class:retry")]
    SpendRetry,
    /// Spend of record of the batch interface.
    #[value(name = "class:batch")]
    SpendBatch,
    /// Spend of record on cache writes.
    #[value(name = "class:cache_write")]
    SpendCacheWrite,
    /// Spend of record on cache reads.
    #[value(name = "class:cache_read")]
    SpendCacheRead,
    /// Spend of record on other input.
    #[value(name = "class:input")]
    SpendInput,
    /// Spend of record on output.
    #[value(name = "class:output")]
    SpendOutput,
    /// Spend of record that is in none of the six classes.
    #[value(name = "class:other")]
    SpendOther,
    /// The part of spend of record that some request told, in percent.
    #[value(name = "seen_share", alias = "seen-share")]
    SeenShare,
    /// Attempts at a model call that gateways, tracing backends and agents told.
    Attempts,
    /// Of them, attempts after the first.
    Retries,
    /// Of them, attempts of which it is not known whether they are retries.
    #[value(name = "retry_unknown", alias = "retry-unknown")]
    RetryUnknown,
    /// Of them, failed ones.
    Failures,
    /// Tokens that requests told.
    #[value(name = "observed_tokens", alias = "observed-tokens")]
    ObservedTokens,
    /// Outcomes that were told.
    Outcomes,
}

impl Measure {
    /// Name in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Billed => "billed",
            Self::ListCost => "list_cost",
            Self::Estimated => "estimated",
            Self::Tokens => "tokens",
            Self::Requests => "requests",
            Self::Rated => "rated",
            Self::RatedList => "rated_list",
            Self::Spend => "spend",
            Self::SpendRetry => "class:retry",
            Self::SpendBatch => "class:batch",
            Self::SpendCacheWrite => "class:cache_write",
            Self::SpendCacheRead => "class:cache_read",
            Self::SpendInput => "class:input",
            Self::SpendOutput => "class:output",
            Self::SpendOther => "class:other",
            Self::SeenShare => "seen_share",
            Self::Attempts => "attempts",
            Self::Retries => "retries",
            Self::RetryUnknown => "retry_unknown",
            Self::Failures => "failures",
            Self::ObservedTokens => "observed_tokens",
            Self::Outcomes => "outcomes",
        }
    }

    /// Whether it is spend of record, which is apportioned first where days wait for it.
    pub const fn is_of_record(self) -> bool {
        matches!(
            self,
            Self::Spend
                | Self::SpendRetry
                | Self::SpendBatch
                | Self::SpendCacheWrite
                | Self::SpendCacheRead
                | Self::SpendInput
                | Self::SpendOutput
                | Self::SpendOther
                | Self::SeenShare
        )
    }

    /// Whether it is made by rating usage.
    pub const fn is_rated(self) -> bool {
        matches!(self, Self::Rated | Self::RatedList)
    }
}
