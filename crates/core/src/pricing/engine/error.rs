//! Why a book cannot be rated by.

/// A book that cannot be rated by. A checked book never gives one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    /// Two channels or two models of a channel have one id.
    #[error("the price book has \"{id}\" twice in {place}: remove one of the two")]
    Repeated {
        /// Where: `the book` or a channel.
        place: String,
        /// The id.
        id: String,
    },
    /// A calendar that cannot be read.
    #[error("the calendar \"{calendar}\" of channel \"{channel}\" cannot be read at \"{part}\": {remedy}")]
    Calendar {
        /// Channel id.
        channel: String,
        /// Calendar id.
        calendar: String,
        /// The part that cannot be read.
        part: String,
        /// How it should be written.
        remedy: &'static str,
    },
    /// A rate refers to hours that its channel does not state.
    #[error(
        "rate {rate} of channel \"{channel}\" refers to the calendar \"{calendar}\", which the channel lacks"
    )]
    UnknownCalendar {
        /// Channel id.
        channel: String,
        /// Calendar id.
        calendar: String,
        /// The rate.
        rate: String,
    },
    /// A number of units that cannot be divided by.
    #[error("{place} is a price for 0 units: state how many units the price is for")]
    ZeroUnits {
        /// The rate or the entry of the contract.
        place: String,
    },
}
