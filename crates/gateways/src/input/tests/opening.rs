//! What the bytes of a log say before a record is cut.

use super::*;

#[test]
fn compression_is_told_by_the_bytes() {
    let plain = b"{\"a\":1}\n".repeat(1000);
    for (log, compression) in [
        (plain.clone(), Compression::None),
        (gzip(&plain), Compression::Gzip),
        (zstd(&plain), Compression::Zstd),
    ] {
        let from = bytes(log);
        assert_eq!(from.compression(), compression);
        assert_eq!(all(from).expect("reads"), plain);
    }
}

#[test]
fn members_and_frames_after_each_other_are_one_log() {
    let halves = (b"{\"a\":1}\n".as_slice(), b"{\"a\":2}\n".as_slice());
    assert_eq!(
        all(bytes([gzip(halves.0), gzip(halves.1)].concat())).expect("reads"),
        b"{\"a\":1}\n{\"a\":2}\n"
    );
    assert_eq!(
        all(bytes([zstd(halves.0), zstd(halves.1)].concat())).expect("reads"),
        b"{\"a\":1}\n{\"a\":2}\n"
    );
}

#[test]
fn a_cut_or_damaged_stream_is_an_error_not_an_end() {
    let plain = b"{\"a\":1}\n".repeat(5000);
    for compressed in [gzip(&plain), zstd(&plain)] {
        let half = compressed[..compressed.len() / 2].to_vec();
        assert!(matches!(open(Cursor::new(half)).and_then(all), Err(InputError::Damaged { .. })));
        let mut bent = compressed.clone();
        for byte in bent.iter_mut().skip(20).take(20) {
            *byte ^= 0x5a;
        }
        assert!(open(Cursor::new(bent)).and_then(all).is_err());
    }
}

#[test]
fn a_decompression_bomb_is_refused() {
    let zeros = vec![b' '; 4 << 20];
    for compressed in [gzip(&zeros), zstd(&zeros)] {
        let from = open_within(Cursor::new(compressed), Limits { growth: 50, free: 1 << 20 }).expect("opens");
        assert!(matches!(all(from), Err(InputError::GrowsTooMuch { limit: 50 })));
    }
}

#[test]
fn a_log_that_repeats_itself_is_no_bomb() {
    let line =
        format!("{{\"id\":\"chatcmpl-1\",\"model_map\":\"{}\"}}\n", "input_cost_per_token null ".repeat(150));
    let plain = line.repeat(2000).into_bytes();
    assert_eq!(all(bytes(zstd(&plain))).expect("reads").len(), plain.len());
}

#[test]
fn archives_and_other_encodings_are_named() {
    for (magic, word) in [
        (b"PK\x03\x04rest".as_slice(), "zip"),
        (b"\xff\xfe{\0", "UTF-16"),
        (b"\xfd7zXZ\0rest", "xz"),
        (b"BZh9rest", "bzip2"),
    ] {
        let error = open(Cursor::new(magic.to_vec())).expect_err("is refused");
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn a_failing_reader_is_told_from_a_damaged_stream() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::from_raw_os_error(5))
        }
    }
    assert!(matches!(open(Failing), Err(InputError::Read { offset: 0, .. })));
    let whole = gzip(&b"x".repeat(100_000));
    let half = Cursor::new(whole[..whole.len() / 2].to_vec()).chain(Failing);
    let mut from = open(half).expect("opens");
    let mut text = Vec::new();
    assert!(matches!(from.fill(&mut text, 1 << 20), Err(InputError::Read { .. })));
}

#[test]
fn the_sample_is_the_decompressed_beginning() {
    let plain = [b"\xef\xbb\xbf".to_vec(), b"{\"a\":1}\n".to_vec()].concat();
    let head = sample(Cursor::new(gzip(&plain))).expect("samples");
    assert_eq!((head.bytes.as_slice(), head.is_whole), (b"{\"a\":1}\n".as_slice(), true));
    let long = b"{\"a\":1}\n".repeat(100_000);
    let head = sample(Cursor::new(long.clone())).expect("samples");
    assert_eq!((head.bytes.len(), head.is_whole), (HEAD, false));
    let exact = vec![b'x'; HEAD];
    assert!(sample(Cursor::new(exact)).expect("samples").is_whole);
}
