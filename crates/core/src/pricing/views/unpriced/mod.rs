//! What could not be rated exactly, how much money that is, and how it can be mended.

mod fixes;
mod gather;
mod nearest;
mod similar;

pub use fixes::{Fix, FixKind, fixes};
pub use gather::{Group, GroupStatus, Unpriced, unpriced};
pub use nearest::{Cost, Nearest, nearest};
