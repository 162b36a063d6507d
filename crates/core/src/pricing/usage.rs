//! What is rated: one request, or an aggregate of many.

use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId};

/// Usage as its source tells it, in the channel's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage<'a> {
    /// Who sold it: `openai`, `aws-bedrock`, ...
    pub channel: &'a str,
    /// Model id the caller asked for; `None` when not told.
    pub requested_model: Option<&'a str>,
    /// Model id that answered; `None` when not told.
    pub served_model: Option<&'a str>,
    /// Place of processing; `None` when not told, empty when there is none.
    pub geo: Option<&'a str>,
    /// Tier that answered, in the channel's word; `None` when not told, empty when there is none.
    pub tier_served: Option<&'a str>,
    /// Tier that was asked for; used, and flagged, only when the served one is not told.
    pub tier_requested: Option<&'a str>,
    /// Speed mode of channels that have one; `None` when not told.
    pub speed: Option<&'a str>,
    /// Whether it went through the batch interface; `None` when not told.
    pub batch: Option<bool>,
    /// When.
    pub time: UsageTime,
    /// One request or many.
    pub grain: Grain,
    /// Prompt lengths of every request in it, as far as the source tells: more than the first, at most the second.
    pub prompt: Option<(u64, Option<u64>)>,
    /// Whose it is, for the scopes of a contract.
    pub owner: Owner<'a>,
    /// How much of what, complete: all input-side meters together are the prompt. Meters are disjoint and appear once;
    /// a quantity is not negative.
    pub quantities: &'a [(MeterId, Decimal)],
}

/// What of a usage chooses its rates, apart from time and quantities: the same for all rows of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity<'a> {
    /// As in [`Usage`].
    pub channel: &'a str,
    /// As in [`Usage`].
    pub requested_model: Option<&'a str>,
    /// As in [`Usage`].
    pub served_model: Option<&'a str>,
    /// As in [`Usage`].
    pub geo: Option<&'a str>,
    /// As in [`Usage`].
    pub tier_served: Option<&'a str>,
    /// As in [`Usage`].
    pub tier_requested: Option<&'a str>,
    /// As in [`Usage`].
    pub speed: Option<&'a str>,
    /// As in [`Usage`].
    pub batch: Option<bool>,
    /// As in [`Usage`].
    pub owner: Owner<'a>,
}

impl<'a> Usage<'a> {
    /// What chooses its rates, apart from time and quantities.
    pub const fn identity(&self) -> Identity<'a> {
        Identity {
            channel: self.channel,
            requested_model: self.requested_model,
            served_model: self.served_model,
            geo: self.geo,
            tier_served: self.tier_served,
            tier_requested: self.tier_requested,
            speed: self.speed,
            batch: self.batch,
            owner: self.owner,
        }
    }
}

/// Account and project of usage; `None` when not told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Owner<'a> {
    /// Provider's organization.
    pub account: Option<&'a str>,
    /// Project or workspace.
    pub project: Option<&'a str>,
}

/// When usage happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsageTime {
    /// At one instant, of billing.
    At(Instant),
    /// Somewhere in `[from, to)`: rates that change inside give a range.
    Within(Instant, Instant),
}

/// Whether the quantities are of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// One request: its prompt chooses the context band.
    Request,
    /// Many, so that the band of each is lost; their number when told.
    Aggregate {
        /// Requests in it; `None` when not told.
        requests: Option<i64>,
    },
}
