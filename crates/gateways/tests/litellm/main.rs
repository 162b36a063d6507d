//! LiteLLM's logs: what the samples' providers really charged is what is read, and every known trap has its test.
#![cfg(test)]

mod speed;
mod spend;
mod support;
mod traps;
mod traps_of_calls;
mod truth;
