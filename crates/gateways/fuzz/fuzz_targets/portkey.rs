//! Any bytes as a log of `portkey`, in every form it knows.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| showback_gateways_fuzz::read_as("portkey", data));
