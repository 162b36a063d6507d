//! Decompressing and cutting of any bytes, by the framing that the first byte names.
#![no_main]

use libfuzzer_sys::fuzz_target;
use showback_gateways::{Findings, Framing, Place, Reader};
use showback_gateways_fuzz::read;

/// Takes records and holds them against what framing promises.
struct Taker;

impl Reader for Taker {
    fn record(&mut self, record: &[u8], _place: Place, _found: &mut Findings) {
        assert!(std::str::from_utf8(record).is_ok(), "records are text");
    }

    fn row(&mut self, _row: &csv::ByteRecord, _place: Place, _found: &mut Findings) {}
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let framing = match choice % 5 {
        0 => Framing::JsonLines,
        1 => Framing::JsonDocument { path: "" },
        2 => Framing::JsonDocument { path: "data" },
        3 => Framing::JsonDocument { path: "data.rows" },
        _ => Framing::Csv,
    };
    read(data, framing, &mut Taker);
});
