//! Closed slices of a window's time, for sources that page by number over a table that grows.

use chrono::{DateTime, TimeDelta, Utc};

use crate::kernel::{Period, day_start};

/// A slice and the page inside it; its text is the cursor of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sources) struct Slice {
    start: i64,
    seconds: i64,
    /// Page or offset inside the slice, as the source counts.
    pub page: u64,
    /// Which of several questions is asked of the whole window.
    pub part: u64,
}

impl Slice {
    /// The place a cursor tells, or the first slice of the window: as long as the window. `None` for a foreign cursor.
    pub fn read(cursor: Option<&str>, period: Period, first_page: u64) -> Option<Self> {
        let begins = day_start(period.start()).timestamp();
        let Some(cursor) = cursor else {
            let seconds = day_start(period.end()).timestamp().saturating_sub(begins);
            return Some(Self { start: begins, seconds, page: first_page, part: 0 });
        };
        let mut parts = cursor.split(';');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (start, seconds) = (number()?, number()?);
        let (page, part) = (u64::try_from(number()?).ok()?, u64::try_from(number()?).ok()?);
        (seconds > 0).then_some(Self { start, seconds, page, part })
    }

    /// As a cursor.
    pub fn cursor(&self) -> String {
        format!("{};{};{};{}", self.start, self.seconds, self.page, self.part)
    }

    /// Its first instant.
    pub fn from(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(self.start)
    }

    /// The first instant after it.
    pub fn until(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(self.start.saturating_add(self.seconds))
    }

    /// Its first half from the first page on; `None` when it cannot be cut any more.
    pub fn halved(&self, first_page: u64) -> Option<Self> {
        (self.seconds > 1).then_some(Self { seconds: self.seconds / 2, page: first_page, ..*self })
    }

    /// The same slice at another page.
    pub fn at(&self, page: u64) -> Self {
        Self { page, ..*self }
    }

    /// The slice after it, twice as long as far as the window goes; `None` after the last.
    pub fn after(&self, period: Period, first_page: u64) -> Option<Self> {
        let start = self.start.saturating_add(self.seconds);
        let left = day_start(period.end()).timestamp().saturating_sub(start);
        let seconds = self.seconds.saturating_mul(2).min(left);
        (left > 0).then_some(Self { start, seconds, page: first_page, part: self.part })
    }

    /// The whole window again for the next question; `None` when all `parts` were asked.
    pub fn next_part(&self, period: Period, first_page: u64, parts: u64) -> Option<Self> {
        let part = self.part.saturating_add(1);
        let first = Self::read(None, period, first_page)?;
        (part < parts).then_some(Self { part, ..first })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::tests::days;

    #[test]
    fn slices_cover_a_window_without_gap_or_overlap() {
        let period = days("2026-11-01", "2026-11-02");
        let mut slice = Slice::read(None, period, 1).unwrap().halved(1).unwrap().halved(1).unwrap();
        let mut reached = slice.from();
        let mut count = 0;
        loop {
            assert_eq!(slice.from(), reached);
            reached = slice.until();
            count += 1;
            match slice.after(period, 1) {
                Some(next) => slice = next,
                None => break,
            }
        }
        assert_eq!((reached, count), (day_start(period.end()), 3));
    }

    #[test]
    fn cursor_is_read_back_and_a_foreign_one_is_refused() {
        let period = days("2026-11-01", "2026-11-02");
        let slice = Slice { start: 1_793_500_000, seconds: 60, page: 7, part: 1 };
        assert_eq!(Slice::read(Some(&slice.cursor()), period, 1), Some(slice));
        for foreign in ["", "x", "1;2", "1;0;1;0", "1;2;-1;0"] {
            assert_eq!(Slice::read(Some(foreign), period, 1), None, "{foreign}");
        }
    }
}
