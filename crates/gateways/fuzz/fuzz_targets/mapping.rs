//! Any bytes as a mapping; any bytes as a log that is looked at, given a first mapping, and read by it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use showback_gateways::formats::mapped;
use showback_gateways::mapping::{Mapping, Profiler, Shape, Tally, check, fingerprint, suggest};
use showback_gateways::{Framing, Source};
use showback_gateways_fuzz::{holds, read};

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let (mapping, data) = match data.iter().position(|byte| *byte == 0) {
        Some(end) => (serde_json::from_slice::<Mapping>(&data[..end]).ok(), &data[end + 1..]),
        None => (None, data),
    };
    let framing = if choice % 2 == 0 { Framing::Csv } else { Framing::JsonLines };
    let mut profiler = Profiler::new(Shape::of(framing));
    read(data, framing, &mut profiler);
    let profile = profiler.finish();
    let _ = fingerprint(&profile.names(), profile.shape);
    let mapping = mapping.unwrap_or_else(|| suggest(&profile).mapping);
    let _ = check(&mapping);
    let text = serde_json::to_string(&mapping).expect("a mapping is JSON");
    assert_eq!(serde_json::from_str::<Mapping>(&text).expect("its own JSON"), mapping);
    let found = read(data, framing, mapped::reader_with(mapping, &Source::default()).as_mut());
    holds(&found);
    Tally::default().add(&found);
});
