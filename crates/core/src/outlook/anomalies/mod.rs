//! Days and levels that are not normal, and what normal was.

mod detect;
mod layers;
mod normal;
#[cfg(test)]
mod tests;

pub use detect::find;
pub use layers::find_layered;

use super::numbers::Foreseen;
use super::series::Known;
use crate::kernel::Day;

/// Smallest difference that is worth telling, in nanos of a day.
const FLOOR_NANOS: i64 = 10_000_000_000;
/// Smallest difference that is worth telling, in ten-thousandths of what was expected.
const FLOOR_BASIS_POINTS: i64 = 2_000;

/// What a cell is a cell of, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// All spend.
    Total,
    /// A team.
    Team,
    /// A model.
    Model,
    /// A key.
    Key,
}

impl Layer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Total, Self::Team, Self::Model, Self::Key];

    /// The word in the contract; of the finer three it is the dimension.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Team => "team",
            Self::Model => "model",
            Self::Key => "key",
        }
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

/// A part of spend that is looked at on its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Layer.
    pub layer: Layer,
    /// Stored value; `None` of the total, and where the source does not tell it.
    pub value: Option<String>,
    /// For people.
    pub label: String,
}

/// Differences that are not worth telling. A finding is larger than both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Floors {
    /// Nanos of a day.
    pub nanos: i64,
    /// Ten-thousandths of what was expected.
    pub basis_points: i64,
}

impl Default for Floors {
    fn default() -> Self {
        Self { nanos: FLOOR_NANOS, basis_points: FLOOR_BASIS_POINTS }
    }
}

impl Floors {
    /// As feedback makes them: a pattern that is expected is covered.
    #[must_use]
    pub fn covering(self, nanos: i64) -> Self {
        Self { nanos: self.nanos.max(nanos), ..self }
    }

    /// As feedback makes them: half as much again when a finding was not useful.
    #[must_use]
    pub fn raised(self) -> Self {
        let more = |floor: i64| floor.saturating_add(floor.div_euclid(2));
        Self { nanos: more(self.nanos), basis_points: more(self.basis_points) }
    }
}

/// The daily series of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSeries {
    /// Of which.
    pub cell: Cell,
    /// Days known in full.
    pub known: Known,
    /// Its floors.
    pub floors: Floors,
}

/// What is not normal about some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// More than normal on a few days.
    Spike,
    /// Less than normal on a few days.
    Drop,
    /// More from then on.
    LevelUp,
    /// Less from then on.
    LevelDown,
}

impl Kind {
    /// The word in the contract.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spike => "spike",
            Self::Drop => "drop",
            Self::LevelUp => "level_up",
            Self::LevelDown => "level_down",
        }
    }

    /// Whether it is more than normal.
    pub const fn is_more(self) -> bool {
        matches!(self, Self::Spike | Self::LevelUp)
    }

    /// Whether it is a new level.
    pub const fn is_level(self) -> bool {
        matches!(self, Self::LevelUp | Self::LevelDown)
    }
}

/// Some days that are not normal, told once. Amounts are of its days together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub cell: Cell,
    /// What.
    pub kind: Kind,
    /// First day.
    pub start: Day,
    /// Last day; of a new level the day on which it was taken for one.
    pub end: Day,
    /// Days it is told of, without those that are not known.
    pub days: usize,
    /// Whether the last known day is part of it.
    pub is_open: bool,
    /// What was spent, in nanos.
    pub actual_nanos: i128,
    /// What was expected.
    pub expected: Foreseen,
    /// Low end of normal.
    pub low: Foreseen,
    /// High end of normal.
    pub high: Foreseen,
    /// Cost impact: money above the high end of normal; below zero, money below the low end. Of a new level, the
    /// difference to what was expected, since its days may each lie inside.
    pub impact: Foreseen,
    /// Largest difference of a day to what was expected, without its sign: a floor that covers it.
    pub largest: Foreseen,
    /// First day normal was learned from.
    pub taught_from: Day,
    /// Last day normal was learned from.
    pub taught_until: Day,
    /// Days normal was learned from.
    pub taught_days: usize,
    /// Cells that explain at least seven tenths of it, the finest first; their own findings are not told again.
    pub causes: Vec<Cell>,
}

impl Finding {
    /// What was spent beside what was expected, in nanos.
    pub fn excess_nanos(&self) -> i128 {
        self.actual_nanos.saturating_sub(i128::from(self.expected.nanos()))
    }

    /// The same for the same finding, however often it is looked for.
    pub fn id(&self) -> String {
        let value = self.cell.value.as_deref().map_or_else(String::new, |value| format!("={value}"));
        format!("{}:{}:{}{value}", self.kind.name(), self.start, self.cell.layer.name())
    }
}
