//! Parquet of any bytes. The library asserts what damaged files break, which its caller takes for an error: the hook that
//! would end the program at such a stop is taken away, so that only what reaches this target counts.
#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;
use showback_gateways::Framing;
use showback_gateways::mapping::{Profiler, Shape};
use showback_gateways_fuzz::read;

static QUIET: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    read(data, Framing::Parquet, &mut Profiler::new(Shape::Parquet));
});
