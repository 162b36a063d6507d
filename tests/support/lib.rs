//! What several whole-product tests share: a workspace in a temporary folder, a simulator, a fixed clock.

mod folder;

pub use folder::Folder;
