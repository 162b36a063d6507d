//! The system's time zone, for schedules in local time.

use chrono::{DateTime, FixedOffset, Local, Offset, TimeZone, Utc};

/// The local offset from UTC at an instant.
pub fn local_offset(at: DateTime<Utc>) -> FixedOffset {
    Local.offset_from_utc_datetime(&at.naive_utc()).fix()
}
