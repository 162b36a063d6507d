//! Any bytes as a log of `claude-code`, in every form it knows.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| showback_gateways_fuzz::read_as("claude-code", data));
