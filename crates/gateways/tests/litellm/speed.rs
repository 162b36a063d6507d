//! Not a check: prints how fast one core reads. `cargo test --release -p showback-gateways --test litellm -- --ignored --nocapture`

use std::io::Cursor;

use showback_gateways::input::{Frames, open};
use showback_gateways::{Findings, Framing, Source, formats};

use crate::support::beside;

fn measure(what: &str, mut run: impl FnMut() -> usize) {
    let best = (0..5)
        .map(|_| {
            let start = on_processor();
            let bytes = run();
            (on_processor() - start, bytes)
        })
        .min()
        .expect("ran");
    let (took, bytes) = best;
    println!("{what}: {} MB/s", bytes as u64 * 1_000 / took);
}

/// Nanoseconds this thread ran: other work on the machine does not count.
fn on_processor() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells");
    told.split(' ').next().and_then(|nanos| nanos.parse().ok()).expect("a number")
}

#[test]
#[ignore = "measures, asserts nothing"]
fn throughput() {
    for (name, variant, framing) in [
        ("litellm-standard-logging.jsonl", "standard-logging", Framing::JsonLines),
        ("litellm-spendlogs-rows.jsonl", "spend-logs", Framing::JsonLines),
        ("litellm-spendlogs-copy.csv", "spend-logs-csv", Framing::Csv),
    ] {
        let Some(sample) = beside(name) else { return };
        let log = match framing {
            Framing::Csv => {
                let start = sample.iter().position(|byte| *byte == b'\n').expect("a header") + 1;
                [&sample[..start], &sample[start..].repeat((200 << 20) / sample.len())].concat()
            }
            _ => sample.repeat((200 << 20) / sample.len()),
        };
        measure(&format!("{name} framed"), || {
            let mut frames = Frames::new(open(Cursor::new(&log)).expect("opens"), framing).expect("frames");
            let mut buffer = Vec::new();
            while let Some(chunk) = frames.next_chunk_in(std::mem::take(&mut buffer)).expect("cuts") {
                buffer = chunk.into_buffer();
            }
            log.len()
        });
        measure(&format!("{name} framed and handed out"), || {
            let mut frames = Frames::new(open(Cursor::new(&log)).expect("opens"), framing).expect("frames");
            let mut buffer = Vec::new();
            let mut records = 0_usize;
            while let Some(chunk) = frames.next_chunk_in(std::mem::take(&mut buffer)).expect("cuts") {
                chunk.each(|_| records += 1);
                buffer = chunk.into_buffer();
            }
            assert!(records > 0);
            log.len()
        });
        measure(&format!("{name} read"), || {
            let format = formats::format("litellm").expect("is registered");
            let mut reader = format.reader(variant, &Source::default());
            let mut frames = Frames::new(open(Cursor::new(&log)).expect("opens"), framing).expect("frames");
            if let Some(header) = frames.header() {
                reader.header(header);
            }
            let mut buffer = Vec::new();
            while let Some(chunk) = frames.next_chunk_in(std::mem::take(&mut buffer)).expect("cuts") {
                let mut found = Findings::default();
                chunk.read(reader.as_mut(), &mut found);
                assert_eq!(found.rejections, []);
                buffer = chunk.into_buffer();
            }
            log.len()
        });
    }
}
