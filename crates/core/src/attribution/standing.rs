//! Where a period stands: what is attributed, by which evidence, and what is not, by signature.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::groups::Groups;
use super::model::Why;
use super::tally::{Books, Slice};

/// Attributed and not; both add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Nanos of spend of record.
    pub total: i128,
    /// Nanos that have a value.
    pub attributed: i128,
    /// The attributed part by evidence, `A` to `E`.
    pub grades: BTreeMap<u8, i128>,
    /// Places of the books that the money is of.
    pub bases: BTreeSet<u8>,
}

impl Standing {
    /// Nanos that have no value.
    pub const fn unattributed(&self) -> i128 {
        self.total.saturating_sub(self.attributed)
    }
}

/// What was asked for, in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenGroup {
    /// Nanos.
    pub nanos: i128,
    /// Nanos and best grade by place of the subject.
    pub subjects: BTreeMap<usize, (i128, u8)>,
}

/// A period in one dimension.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodStanding {
    /// All of it.
    pub whole: Standing,
    /// By place of the month.
    pub months: BTreeMap<u16, Standing>,
    /// By place of the group: what was asked for, which is what nothing says anything of or what has a value. What was said
    /// by hand to have no value is in neither.
    pub open: HashMap<usize, OpenGroup>,
}

/// Adds a period up; groups are those of a value, or of what nothing says anything of.
pub fn standing(
    reader: &Connection,
    books: Books<'_>,
    groups: &Groups,
    dimension: usize,
    slice: Slice,
    of: Option<&str>,
) -> rusqlite::Result<PeriodStanding> {
    let mut found = PeriodStanding::default();
    books.each_piece(reader, dimension, slice, |piece| {
        let nanos = piece.nanos();
        let month = found.months.entry(piece.sum.month).or_default();
        for standing in [&mut found.whole, month] {
            standing.total += nanos;
            standing.bases.insert(piece.sum.basis);
            if piece.stretch.told.value.is_some() {
                standing.attributed += nanos;
                *standing.grades.entry(piece.grade()).or_default() += nanos;
            }
        }
        let is_asked = match (of, &piece.stretch.told.value) {
            (None, None) => piece.stretch.told.why == Why::Nothing,
            (asked, value) => asked.is_some() && asked == value.as_deref(),
        };
        if is_asked {
            let subject = piece.sum.subject as usize;
            let group = found.open.entry(groups.place_of(subject)).or_default();
            group.nanos += nanos;
            let of_subject = group.subjects.entry(subject).or_insert((0, b'~'));
            *of_subject = (of_subject.0 + nanos, of_subject.1.min(letter_first(piece.sum.grade)));
        }
    })?;
    Ok(found)
}

/// Letters before the space, so that the best evidence is the least.
const fn letter_first(grade: u8) -> u8 {
    if grade == b' ' { b'~' } else { grade }
}
