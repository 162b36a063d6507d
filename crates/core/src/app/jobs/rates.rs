//! How quickly work goes on, and how long it will take.

use std::time::Duration;

pub(super) fn seconds_left(done: u32, total: u32, elapsed: Duration) -> Option<u32> {
    if done < 2 || total <= done {
        return None;
    }
    let left = elapsed.as_millis().checked_mul(u128::from(total - done))?.checked_div(u128::from(done))?;
    u32::try_from(left.div_ceil(1000)).ok()
}

/// Unknown in the first moments, while a figure would jump about.
pub(super) fn per_second(done: u64, elapsed: Duration) -> u64 {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if millis < 300 { 0 } else { done.saturating_mul(1000) / millis }
}

pub(super) fn bytes_left(done: u64, total: u64, elapsed: Duration) -> Option<u32> {
    let rate = per_second(done, elapsed);
    if rate == 0 || total <= done {
        return None;
    }
    u32::try_from((total - done).div_ceil(rate)).ok()
}
