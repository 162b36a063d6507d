//! The outside world: clock, randomness, HTTP, files beside the workspace, folders, the environment, the keychain and the vault.
//!
//! Owns: everything that reads a clock, a network, an environment, a keychain or a file that is not the workspace.
//! Never does: decide anything; a rule takes what an adapter read as a parameter.
//! Invariants: a key is written only to the keychain or, encrypted, to the vault; a file is replaced whole or not at all.

pub mod clock;
pub mod environment;
pub mod files;
pub mod http;
pub mod local_time;
pub mod log_files;
pub mod paths;
mod postgres;
pub mod presence;
pub mod random;
pub mod secrets;
