//! The finest grain that rated and billed are compared at, and what two sides of it mean.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::pricing::views::error::PriceViewError;

/// A dimension of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dim {
    /// UTC day.
    Day,
    /// Connection, by row id.
    Connection,
    /// Project or workspace.
    Project,
    /// Model, as the book names it where it knows it.
    Model,
    /// What is counted.
    Meter,
}

impl Dim {
    /// Every dimension, in the order of the key.
    pub const ALL: [Self; 5] = [Self::Day, Self::Connection, Self::Project, Self::Model, Self::Meter];

    /// Name in questions.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Connection => "connection",
            Self::Project => "project",
            Self::Model => "model",
            Self::Meter => "meter",
        }
    }

    /// Reads a name.
    pub fn parse(name: &str) -> Result<Self, PriceViewError> {
        let found = Self::ALL.into_iter().find(|dim| dim.name() == name);
        found.ok_or_else(|| PriceViewError::UnknownDimension { name: name.to_owned() })
    }

    /// Reads names in order; refuses one that comes twice.
    pub fn parse_all(names: &[String]) -> Result<Vec<Self>, PriceViewError> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let dim = Self::parse(name)?;
            if found.contains(&dim) {
                return Err(PriceViewError::RepeatedDimension { name: name.clone() });
            }
            found.push(dim);
        }
        Ok(found)
    }
}

/// A text kept once; 0 stands for what is not told.
pub(super) type Symbol = u32;

/// What is not told.
pub(super) const UNTOLD: Symbol = 0;

/// Texts by number.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    texts: Vec<String>,
    numbers: HashMap<String, Symbol>,
}

impl Symbols {
    /// The number of a text.
    pub fn of(&mut self, text: Option<&str>) -> Symbol {
        let Some(text) = text else { return UNTOLD };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.to_owned());
        let number = Symbol::try_from(self.texts.len()).unwrap_or(Symbol::MAX);
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The number of a text that may never have been met.
    pub fn known(&self, text: &str) -> Option<Symbol> {
        self.numbers.get(text).copied()
    }

    /// The text; `None` for what is not told.
    pub fn text(&self, number: Symbol) -> Option<&str> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.texts.get(place).map(String::as_str)
    }
}

/// The finest grain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    /// Untold for usage without a price.
    pub currency: Symbol,
    pub day: Symbol,
    pub connection: Symbol,
    pub channel: Symbol,
    pub project: Symbol,
    pub model: Symbol,
    pub meter: Symbol,
}

impl Key {
    /// The value of a dimension.
    pub const fn value(&self, dim: Dim) -> Symbol {
        match dim {
            Dim::Day => self.day,
            Dim::Connection => self.connection,
            Dim::Project => self.project,
            Dim::Model => self.model,
            Dim::Meter => self.meter,
        }
    }
}

/// Both sides of the same usage, in nanos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Contracted cost of rated usage, low end; absent when nothing is rated.
    pub rated: Option<i128>,
    /// High end; equal to the low end when exact.
    pub rated_high: i128,
    /// Billed; absent when nothing is.
    pub billed: Option<i128>,
    /// Whether there is usage without a price beside.
    pub has_unpriced: bool,
    /// How much was counted on the rated side, for the amounts that are free in a period.
    pub quantity: i128,
}

/// What the two sides of a group say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The same, within the tolerance.
    Agrees,
    /// Billed lies inside the range that the usage can cost.
    WithinRange,
    /// They part.
    Differs,
    /// No usage explains it.
    OnlyBilled,
    /// No bill asks for it.
    OnlyRated,
    /// Usage without a price may be what parts them.
    Unpriced,
}

impl State {
    /// The stored word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::WithinRange => "within_range",
            Self::Differs => "differs",
            Self::OnlyBilled => "only_billed",
            Self::OnlyRated => "only_rated",
            Self::Unpriced => "unpriced",
        }
    }
}

/// One cent in nanos.
const CENT: i128 = 10_000_000;
/// The tolerance is one part in so many: half a percent.
const TOLERANCE_PARTS: i128 = 200;

impl Sides {
    /// Adds what another cell has.
    pub fn add(&mut self, other: &Self) {
        if let Some(low) = other.rated {
            *self.rated.get_or_insert(0) += low;
            self.rated_high += other.rated_high;
        }
        if let Some(billed) = other.billed {
            *self.billed.get_or_insert(0) += billed;
        }
        self.has_unpriced |= other.has_unpriced;
        self.quantity += other.quantity;
    }

    /// Whether the rated side has two ends.
    pub fn is_range(&self) -> bool {
        self.rated.is_some_and(|low| low != self.rated_high)
    }

    /// Billed minus rated; zero inside a range; `None` when one side is missing.
    pub fn difference(&self) -> Option<i128> {
        let (low, billed) = (self.rated?, self.billed?);
        if billed < low {
            Some(billed - low)
        } else if billed > self.rated_high {
            Some(billed - self.rated_high)
        } else {
            Some(0)
        }
    }

    /// What the two sides say to each other.
    pub fn state(&self) -> State {
        match (self.rated, self.billed) {
            (None, Some(0)) | (Some(0), None) if self.rated_high == 0 && !self.has_unpriced => State::Agrees,
            (None, _) if self.has_unpriced => State::Unpriced,
            (None, _) => State::OnlyBilled,
            (Some(_), None) if self.has_unpriced => State::Unpriced,
            (Some(_), None) => State::OnlyRated,
            (Some(low), Some(billed)) => self.state_of(low, billed),
        }
    }

    fn state_of(&self, low: i128, billed: i128) -> State {
        let apart = self.difference().unwrap_or_default();
        let nearest = if billed < low { low } else { self.rated_high };
        let is_near = apart.abs() <= CENT.max(nearest.abs() / TOLERANCE_PARTS);
        match (is_near, self.is_range()) {
            (true, true) => State::WithinRange,
            (true, false) => State::Agrees,
            (false, _) if self.has_unpriced && billed > self.rated_high => State::Unpriced,
            (false, _) => State::Differs,
        }
    }

    /// Billed over rated with six decimals; `None` when one side is missing, is nothing, or is a range.
    pub fn scale(&self) -> Option<Decimal> {
        let (low, billed) = (self.rated?, self.billed?);
        if self.is_range() { None } else { ratio(billed, low) }
    }

    /// What the group weighs in an order by size.
    pub fn weight(&self) -> i128 {
        let apart = self.difference().or(self.billed).or(self.rated);
        apart.unwrap_or_default().abs()
    }
}

/// A quotient of two amounts with six decimals; `None` over nothing.
pub(super) fn ratio(over: i128, under: i128) -> Option<Decimal> {
    let over = Decimal::try_from_i128_with_scale(over, 9).ok()?;
    let under = Decimal::try_from_i128_with_scale(under, 9).ok()?;
    Some(over.checked_div(under)?.round_dp(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOLLAR: i128 = 1_000_000_000;

    fn sides(rated: Option<(i128, i128)>, billed: Option<i128>) -> Sides {
        let rated_high = rated.map_or(0, |(_, high)| high);
        Sides { rated: rated.map(|(low, _)| low), rated_high, billed, ..Sides::default() }
    }

    #[test]
    fn a_cent_or_half_a_percent_apart_still_agrees() {
        assert_eq!(sides(Some((DOLLAR, DOLLAR)), Some(DOLLAR + CENT)).state(), State::Agrees);
        assert_eq!(sides(Some((DOLLAR, DOLLAR)), Some(DOLLAR + CENT + 1)).state(), State::Differs);
        let many = 1000 * DOLLAR;
        assert_eq!(sides(Some((many, many)), Some(many + 5 * DOLLAR)).state(), State::Agrees);
        assert_eq!(sides(Some((many, many)), Some(many - 5 * DOLLAR - 1)).state(), State::Differs);
    }

    #[test]
    fn inside_a_range_there_is_no_difference_and_outside_it_counts_from_the_nearest_end() {
        let range = Some((DOLLAR, 2 * DOLLAR));
        assert_eq!(sides(range, Some(DOLLAR + 5)).difference(), Some(0));
        assert_eq!(sides(range, Some(DOLLAR + 5)).state(), State::WithinRange);
        assert_eq!(sides(range, Some(3 * DOLLAR)).difference(), Some(DOLLAR));
        assert_eq!(sides(range, Some(DOLLAR / 2)).difference(), Some(-DOLLAR / 2));
        assert_eq!(sides(range, Some(3 * DOLLAR)).state(), State::Differs);
    }

    #[test]
    fn a_missing_side_has_no_difference_and_is_never_zero() {
        assert_eq!(sides(None, Some(5 * DOLLAR)).difference(), None);
        assert_eq!(sides(None, Some(5 * DOLLAR)).state(), State::OnlyBilled);
        assert_eq!(sides(Some((DOLLAR, DOLLAR)), None).state(), State::OnlyRated);
        let unpriced = Sides { has_unpriced: true, ..sides(None, Some(5 * DOLLAR)) };
        assert_eq!(unpriced.state(), State::Unpriced);
        assert_eq!(sides(Some((0, 0)), Some(0)).state(), State::Agrees);
    }

    #[test]
    fn scale_has_six_decimals_and_none_over_nothing() {
        let scale = sides(Some((3 * DOLLAR, 3 * DOLLAR)), Some(2 * DOLLAR)).scale().unwrap();
        assert_eq!(scale.to_string(), "0.666667");
        assert_eq!(sides(Some((0, 0)), Some(DOLLAR)).scale(), None);
    }
}
