//! What settling takes and what it answers.

use rust_decimal::Decimal;
use thiserror::Error;

use crate::kernel::{Day, Period};
use crate::pricing::contract::{Contract, EntryKind};
use crate::pricing::rating::Bounds;

/// What is settled.
#[derive(Clone, Copy, Debug)]
pub struct SettleInput<'a> {
    /// The terms.
    pub contract: &'a Contract,
    /// Whole months. Terms that began earlier and still run need usage from their start on: see
    /// [`super::settled_from`].
    pub months: Period,
    /// Usage is known before this day; what ends later is not settled yet: nothing of it is lost or missing.
    pub known_until: Day,
    /// Rated usage, in any order. What is unpriced is not here: the caller says so beside the result.
    pub usage: &'a [UsageCost],
    /// Purchases of credits; `None` when they are not known, empty when there were none. Those before the months pay for
    /// nothing: credits bought earlier need earlier months.
    pub purchases: Option<&'a [Purchase]>,
}

/// Rated usage of one place in one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageCost {
    /// Days within one month, on one side of every day a term starts or ends: see [`super::settlement_periods`].
    pub period: Period,
    /// Where it was used.
    pub place: UsagePlace,
    /// ISO 4217.
    pub currency: String,
    /// By public rates.
    pub list: Bounds,
    /// By our rates. Tokens on bought capacity are zero here.
    pub contracted: Bounds,
}

/// What the scopes of a contract ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsagePlace {
    /// Channel id.
    pub channel: String,
    /// Model id of the book or the contract; `None` when not told.
    pub model: Option<String>,
    /// Tier it was rated in; `None` when not told.
    pub tier: Option<String>,
    /// Geo it was rated in; `None` when not told.
    pub geo: Option<String>,
    /// Provider's account; `None` when not told.
    pub account: Option<String>,
    /// Project; `None` when not told.
    pub project: Option<String>,
}

/// Credits bought of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Day they were bought.
    pub on: Day,
    /// Channel id.
    pub channel: String,
    /// Provider's account they are for; `None` for all of the channel.
    pub account: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// Credits, without the fee.
    pub amount: Decimal,
}

/// A figure with all ranges of usage at their low end, and with all at their high end. The two are two whole pictures:
/// each foots by itself, and what is left over is smaller in the second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// With all usage at its low end.
    pub low: Decimal,
    /// With all usage at its high end.
    pub high: Decimal,
}

impl Ends {
    /// Whether both pictures agree.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// The smaller and the larger of the two.
    pub fn bounds(&self) -> Bounds {
        Bounds { low: self.low.min(self.high), high: self.low.max(self.high) }
    }
}

/// The months of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// ISO 4217.
    pub currency: String,
    /// Each month of the input, in order.
    pub months: Vec<MonthSettlement>,
}

/// From list to what a bill is expected to say, in one month.
///
/// The four costs are FOCUS's. One thing differs on purpose: FOCUS puts a credit into EffectiveCost as well, here it
/// touches the expected bill only, so that usage does not look cheaper than it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthSettlement {
    /// First day of the month.
    pub month: Day,
    /// ListCost: public rates. Sum of the usage.
    pub list: Ends,
    /// ContractedCost: our rates, with negotiated prices and discounts inside. Sum of the usage.
    pub contracted: Ends,
    /// EffectiveCost: what usage costs with prepayments, capacity and fees spread over what they are for. Sum of usage and
    /// terms.
    pub effective: Ends,
    /// BilledCost as expected: what falls due in this month. Sum of usage, terms and purchases.
    pub billed: Ends,
    /// Whether some amount is not known and therefore missing: the totals are at least these.
    pub is_at_least: bool,
    /// One per usage of the month, in the order given.
    pub usage: Vec<SettledUsage>,
    /// One per term that holds in the month and has money of its own, in the order of the text.
    pub terms: Vec<TermLine>,
    /// One per purchase up to this month, in the order given.
    pub purchases: Vec<PurchaseLine>,
}

/// One usage, settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledUsage {
    /// Its place in the input.
    pub usage: usize,
    /// Public rates.
    pub list: Ends,
    /// Our rates.
    pub contracted: Ends,
    /// What is not covered, and the shares of what covers it.
    pub effective: Ends,
    /// What is not covered by something already paid; before credits.
    pub billed: Ends,
    /// What covers it or is allocated to it, in the order of the text, then purchases.
    pub shares: Vec<Share>,
}

/// What a usage has of a term or a purchase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Where it comes from.
    pub from: ShareOf,
    /// Contracted cost that it covers; zero for capacity and fees.
    pub covered: Ends,
    /// Its part of the effective cost.
    pub effective: Ends,
    /// Whether the part is a division of a fixed cost and not a measured one.
    pub is_allocated: bool,
}

/// Where a share comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareOf {
    /// An entry of the contract.
    Entry(String),
    /// A purchase, by its place in the input.
    Purchase(usize),
}

/// One term in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermLine {
    /// Id of the entry.
    pub entry: String,
    /// Its kind: commitment, capacity, fee or credit.
    pub kind: EntryKind,
    /// What it was for in this month: usage drawn, counted to a minimum or paid by a credit, list cost on a capacity, base
    /// of a fee.
    pub base: Ends,
    /// What is left after the month: of a commitment or a credit its worth, of a fee what no usage carries yet. `None`
    /// where nothing can be left.
    pub left: Option<Ends>,
    /// What ended unused in this month, at its worth. It is shown and never spread.
    pub lost: Ends,
    /// Effective cost that usage carries as shares.
    pub carried: Ends,
    /// Effective cost that no usage carries: what is lost at what was paid for it, what is missing to a minimum, capacity
    /// that nothing ran on, a fee on the invoice.
    pub effective: Ends,
    /// What falls due for it in this month; negative for a credit.
    pub billed: Ends,
    /// False when what it is charged on was not given: its amounts are missing.
    pub is_known: bool,
}

/// One purchase in one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurchaseLine {
    /// Its place in the input.
    pub purchase: usize,
    /// Credits, in the month they were bought; else zero. Its fees are on the lines of the fees.
    pub billed: Ends,
    /// Usage it paid in this month.
    pub drawn: Ends,
    /// Credits left after the month.
    pub left: Ends,
}

/// Why nothing was settled.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettleError {
    /// The months are no whole months.
    #[error(
        "the period from {from} to {to} is not made of whole months: start and end it on the first of a month"
    )]
    NotMonths {
        /// First day.
        from: Day,
        /// First day after.
        to: Day,
    },
    /// Usage does not lie within one of the months.
    #[error(
        "usage from {from} to {to} does not lie within one month of the settled period: cut it at months"
    )]
    Outside {
        /// First day.
        from: Day,
        /// First day after.
        to: Day,
    },
    /// Usage lies on both sides of the start or end of a term that is about it.
    #[error("usage from {from} to {to} goes across the start or end of \"{entry}\": cut it there")]
    Across {
        /// First day.
        from: Day,
        /// First day after.
        to: Day,
        /// Id of the entry.
        entry: String,
    },
    /// An amount is negative, its low end is above its high end, or it is larger than the ledger can hold.
    #[error("the amount {amount} of {subject} cannot be settled: it is negative, reversed or too large")]
    BadAmount {
        /// The amount.
        amount: Decimal,
        /// Whose it is.
        subject: String,
    },
    /// Sums are larger than arithmetic can hold.
    #[error("the amounts of \"{subject}\" are larger than can be divided: settle fewer months at once")]
    TooLarge {
        /// The entry or purchase.
        subject: String,
    },
}
