//! What several whole-product tests share: a workspace in a temporary folder, a simulator, a fixed clock.

mod desk;
mod folder;
mod litellm_log;
mod litellm_words;
pub mod stage;

pub use desk::{Desk, Provided, SharedClock};
pub use folder::Folder;
pub use litellm_log::LitellmLog;
