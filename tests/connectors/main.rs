//! Both connectors read a year of the simulator over real HTTP, and what they make of it equals the simulator's own
//! books, dimension by dimension.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed step of a test ends it"
)]

mod anthropic;
mod openai;
mod reader;
