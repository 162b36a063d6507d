//! Why a split is refused.

use rust_decimal::Decimal;

use crate::attribution::{Dates, words};

/// Why a split is refused. Every sentence names the split and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// No name.
    #[error("a split of \"{dimension}\" has no name: write one")]
    NoName {
        /// Its dimension.
        dimension: String,
    },
    /// No such dimension.
    #[error("split \"{split}\": the dimension \"{dimension}\" is not known: add it before the split")]
    UnknownDimension {
        /// The split.
        split: String,
        /// As asked.
        dimension: String,
    },
    /// It never holds.
    #[error("split \"{split}\" ends before it begins: it holds {}", words(*.dates))]
    NoDay {
        /// The split.
        split: String,
        /// As asked.
        dates: Dates,
    },
    /// Nobody to share.
    #[error("split \"{split}\" has no target: add at least one value that shares the cost")]
    NoTarget {
        /// The split.
        split: String,
    },
    /// A source or a target without a name.
    #[error("split \"{split}\" has a source or a target without a name: choose a value")]
    NoValue {
        /// The split.
        split: String,
    },
    /// What nobody owns would be hidden.
    #[error(
        "split \"{split}\" would spread what nobody owns, and it would look owned: choose a value as its source, or \
         allow it to spread the unattributed"
    )]
    SpreadsUnattributed {
        /// The split.
        split: String,
    },
    /// It gives to its own source.
    #[error("split \"{split}\" gives to \"{value}\", which it divides: take that target out")]
    TargetIsSource {
        /// The split.
        split: String,
        /// The value.
        value: String,
    },
    /// A target stands twice.
    #[error("split \"{split}\" names the target \"{value}\" twice: keep one of them")]
    TargetTwice {
        /// The split.
        split: String,
        /// The value.
        value: String,
    },
    /// Cost would go round.
    #[error(
        "split \"{split}\" gives to \"{value}\", which split \"{other}\" divides {}: a target cannot be a source, so \
         take it out of one of them or change its dates",
        words(*.dates)
    )]
    Cycle {
        /// The split that gives.
        split: String,
        /// Target of one and source of the other.
        value: String,
        /// The split that divides it.
        other: String,
        /// Days on which both hold.
        dates: Dates,
    },
    /// Two splits want the same money.
    #[error(
        "splits \"{split}\" and \"{other}\" both divide {} {}: end one before the other begins",
        quoted(.source_value.as_deref()),
        words(*.dates)
    )]
    SourceTwice {
        /// One split.
        split: String,
        /// The other.
        other: String,
        /// What both divide; `None` for what nobody owns.
        source_value: Option<String>,
        /// Days on which both hold.
        dates: Dates,
    },
    /// A value that does not exist on some days of the split.
    #[error(
        "split \"{split}\" holds {}, and \"{value}\" exists {}: change the dates of one of them",
        words(*.asked),
        words(*.exists)
    )]
    ValueOutside {
        /// The split.
        split: String,
        /// The value.
        value: String,
        /// When the value exists.
        exists: Dates,
        /// When the split holds.
        asked: Dates,
    },
    /// What is said of a target is not what the method needs.
    #[error("split \"{split}\" divides {method}, and says something else of \"{value}\": {needs}")]
    OtherWeight {
        /// The split.
        split: String,
        /// How it divides.
        method: &'static str,
        /// The target.
        value: String,
        /// What it should say.
        needs: &'static str,
    },
    /// Percents do not make a whole.
    #[error("split \"{split}\" totals {total} percent: make it 100")]
    NotWhole {
        /// The split.
        split: String,
        /// What it totals.
        total: Decimal,
    },
    /// A percent of nothing, or of less.
    #[error(
        "split \"{split}\" gives \"{value}\" {percent} percent: make it more than 0, or take the target out"
    )]
    PercentNotAboveZero {
        /// The split.
        split: String,
        /// The target.
        value: String,
        /// As asked.
        percent: Decimal,
    },
    /// An amount of nothing, or of less.
    #[error(
        "split \"{split}\" gives \"{value}\" {} {currency}: make it more than 0, or take the target out",
        crate::kernel::words::units(i128::from(*.nanos))
    )]
    AmountNotAboveZero {
        /// The split.
        split: String,
        /// The target.
        value: String,
        /// As asked.
        nanos: i64,
        /// Its currency.
        currency: String,
    },
    /// Not a currency.
    #[error("split \"{split}\": \"{currency}\" is not a currency: write three capital letters such as USD")]
    NotACurrency {
        /// The split.
        split: String,
        /// As asked.
        currency: String,
    },
    /// Amounts that cannot be compared.
    #[error("split \"{split}\" has amounts in {one} and in {other}: use one currency, and a split for each")]
    MixedCurrencies {
        /// The split.
        split: String,
        /// One of them.
        one: String,
        /// Another.
        other: String,
    },
    /// Nobody or several get what the amounts leave.
    #[error("split \"{split}\" has {count} targets that get the rest: give the rest to exactly one")]
    NotOneRest {
        /// The split.
        split: String,
        /// How many.
        count: usize,
    },
    /// An entry of a headcount that never holds.
    #[error(
        "split \"{split}\": an entry of the headcount of \"{value}\" ends before it begins: mend its dates"
    )]
    NoDayOfHeads {
        /// The split.
        split: String,
        /// The target.
        value: String,
    },
    /// Two headcounts of one target.
    #[error("split \"{split}\" counts \"{value}\" twice {}: end one entry before the next begins", words(*.dates))]
    CountedTwice {
        /// The split.
        split: String,
        /// The target.
        value: String,
        /// Days that both entries count.
        dates: Dates,
    },
    /// A headcount of nobody.
    #[error(
        "split \"{split}\" counts nobody {}: enter how many people there are, or let the split hold on other days",
        words(*.dates)
    )]
    Nobody {
        /// The split.
        split: String,
        /// Days on which it counts nobody.
        dates: Dates,
    },
}

fn quoted(source: Option<&str>) -> String {
    source.map_or_else(|| "what nobody owns".to_owned(), |value| format!("\"{value}\""))
}
