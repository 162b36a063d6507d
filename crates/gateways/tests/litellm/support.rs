use std::io::Cursor;
use std::path::PathBuf;

use showback_gateways::input::{Frames, open, sample};
use showback_gateways::{Attempt, Findings, Sample, Source, Tokens, formats};

/// Where samples may stand beside the project; without them their tests are left out.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/samples/gateways");

/// A sample by its file name, if samples are there.
pub fn beside(name: &str) -> Option<Vec<u8>> {
    std::fs::read(PathBuf::from(BESIDE).join(name)).ok()
}

/// Recognises a log and reads it whole; the variant it was recognised as.
pub fn read_any(name: &str, log: &[u8]) -> (&'static str, Findings) {
    let head = sample(Cursor::new(log)).expect("the log has a beginning");
    let sample = Sample { file_name: name, folders: &[], head: &head.bytes, is_whole: head.is_whole };
    let (format, known) = formats::recognise(&sample).expect("the log is known");
    assert_eq!(format.id(), "litellm", "{name}");
    let mut found = Findings::default();
    let mut reader = format.reader(known.variant, &Source::default());
    let frames = Frames::new(open(Cursor::new(log)).expect("opens"), known.framing).expect("frames");
    frames.read(reader.as_mut(), &mut found).expect("reads");
    (known.variant, found)
}

/// Reads lines of one variant.
pub fn read_lines(variant: &str, log: &str) -> Findings {
    read_with(variant, log, &Source::default())
}

/// Reads lines of one variant under a source's decisions.
pub fn read_with(variant: &str, log: &str, source: &Source) -> Findings {
    let format = formats::format("litellm").expect("the format is registered");
    let mut found = Findings::default();
    let mut reader = format.reader(variant, source);
    let framing = showback_gateways::Framing::JsonLines;
    let frames = Frames::new(open(Cursor::new(log.as_bytes())).expect("opens"), framing).expect("frames");
    frames.read(reader.as_mut(), &mut found).expect("reads");
    found
}

/// The one attempt of a log.
pub fn only(found: &Findings) -> &Attempt {
    assert_eq!(found.rejections, [], "nothing is rejected");
    match found.attempts.as_slice() {
        [attempt] => attempt,
        others => panic!("{} attempts", others.len()),
    }
}

/// Token classes as the truth files have them: input, cache read, write 5 m, write 1 h, output, reasoning.
pub fn classes(tokens: &Tokens) -> [u64; 6] {
    assert_eq!(tokens.cache_write, 0);
    let Tokens { input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, .. } = *tokens;
    [input, cache_read, cache_write_5m, cache_write_1h, output, reasoning.unwrap_or(0)]
}
