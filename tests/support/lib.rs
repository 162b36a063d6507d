//! What several whole-product tests share: a workspace in a temporary folder, a simulator, a fixed clock.

mod desk;
mod folder;

pub use desk::{Desk, Provided, SharedClock};
pub use folder::Folder;
