//! Any bytes as a log of `litellm`, in every form it knows.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| showback_gateways_fuzz::read_as("litellm", data));
