//! Why the registry cannot be changed so.

use super::super::error::words;
use super::super::window::Dates;

/// Why the registry cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// A name that rules could not write.
    #[error("\"{name}\" cannot be the name of a dimension")]
    DimensionName {
        /// As asked.
        name: String,
    },
    /// A column that series do not have.
    #[error("series have no column \"{name}\"")]
    UnknownColumn {
        /// As asked.
        name: String,
    },
    /// A dimension that every workspace has.
    #[error("\"{name}\" is a dimension of every workspace")]
    NotOwn {
        /// Which.
        name: String,
    },
    /// Something refers to it.
    #[error("\"{name}\" is in use: {uses}")]
    InUse {
        /// What is to be removed.
        name: String,
        /// What refers to it.
        uses: String,
    },
    /// Nothing is written.
    #[error("the {what} has no name")]
    NoName {
        /// What lacks it.
        what: &'static str,
    },
    /// Another value is called so.
    #[error("\"{name}\" is a name of \"{of}\" already")]
    NameTaken {
        /// As asked.
        name: String,
        /// The value that has it.
        of: String,
    },
    /// Not a colour.
    #[error("\"{text}\" is no colour")]
    Colour {
        /// As asked.
        text: String,
    },
    /// No such value.
    #[error("there is no value \"{name}\" of {dimension}")]
    NoSuchValue {
        /// Dimension.
        dimension: String,
        /// As asked.
        name: String,
    },
    /// A value would be part of itself.
    #[error("\"{name}\" would be part of itself: {path}")]
    ParentCycle {
        /// Value.
        name: String,
        /// Values on the way.
        path: String,
    },
    /// A value becomes part of itself.
    #[error("\"{name}\" cannot become part of itself")]
    MergedWithItself {
        /// Value.
        name: String,
    },
    /// The value that stays does not exist as long as the one that goes.
    #[error("\"{from}\" exists {}, and \"{into}\" {}", words(*.from_dates), words(*.into_dates))]
    MergeDates {
        /// Value that goes.
        from: String,
        /// When it exists.
        from_dates: Dates,
        /// Value that stays.
        into: String,
        /// When it exists.
        into_dates: Dates,
    },
    /// Days that go backwards.
    #[error("it ends on {until}, before it begins on {from}")]
    Backwards {
        /// First day.
        from: crate::kernel::Day,
        /// First day after.
        until: crate::kernel::Day,
    },
    /// A column that nothing owns.
    #[error("\"{column}\" cannot have an owner")]
    NotOwned {
        /// As asked.
        column: String,
    },
    /// A value that does not exist then.
    #[error("\"{value}\" exists {}, and it is to own {}", words(*.exists), words(*.asked))]
    ValueOutside {
        /// The value.
        value: String,
        /// When it exists.
        exists: Dates,
        /// When it was to own.
        asked: Dates,
    },
    /// Two owners on one day.
    #[error("{thing} has the owner \"{value}\" {}", words(*.dates))]
    OwnersOverlap {
        /// What is owned.
        thing: String,
        /// Its owner.
        value: String,
        /// When that holds.
        dates: Dates,
    },
    /// No such owner.
    #[error("there is no owner {id} any more")]
    NoSuchOwner {
        /// As asked.
        id: i64,
    },
}

impl RegistryError {
    /// What to do.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::DimensionName { .. } => "use lower-case letters, digits and _, a letter first, at most 40",
            Self::UnknownColumn { .. } => "use a column that rules can look at, or meta.NAME",
            Self::NotOwn { .. } => "only dimensions that were added can be removed; change its label instead",
            Self::InUse { .. } => "remove what refers to it first, or merge it into another",
            Self::NoName { .. } => "write one",
            Self::NameTaken { .. } => "choose another name, or merge the two",
            Self::Colour { .. } => "write it as #rrggbb",
            Self::NoSuchValue { .. } => "read the registry again and choose one of its values",
            Self::ParentCycle { .. } => "choose another parent",
            Self::MergedWithItself { .. } => "choose another value to merge it into",
            Self::MergeDates { .. } => "give the value that stays the days of both first",
            Self::Backwards { .. } => "the second day is the first on which it no longer holds: put it after",
            Self::NotOwned { .. } => "own a key, a user, a project or an account",
            Self::ValueOutside { .. } => "choose days on which the value exists, or change the value's dates",
            Self::OwnersOverlap { .. } => "end that one first, or let this one take over from its first day",
            Self::NoSuchOwner { .. } => "read the registry again",
        }
    }

    /// Field of the request it is about.
    pub const fn about(&self) -> &'static str {
        match self {
            Self::DimensionName { .. }
            | Self::NotOwn { .. }
            | Self::InUse { .. }
            | Self::NoName { .. }
            | Self::NameTaken { .. }
            | Self::NoSuchValue { .. } => "name",
            Self::UnknownColumn { .. } => "inherits",
            Self::Colour { .. } => "colour",
            Self::ParentCycle { .. } => "parent",
            Self::MergedWithItself { .. } | Self::MergeDates { .. } => "into",
            Self::Backwards { .. } | Self::OwnersOverlap { .. } => "dates",
            Self::NotOwned { .. } => "column",
            Self::ValueOutside { .. } => "value",
            Self::NoSuchOwner { .. } => "id",
        }
    }
}
