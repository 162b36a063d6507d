//! What a log is compressed with, by its first bytes, and its decompressed bytes under guard.

use std::io::{BufReader, Chain, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::{GROWTH_FREE, GROWTH_LIMIT, HEAD, InputError};

/// Bytes that tell what a file is.
const MAGIC: usize = 8;

/// Compressed bytes read at a time.
const COMPRESSED_BLOCK: usize = 256 << 10;

/// How a log is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// One or more gzip members.
    Gzip,
    /// One or more zstd frames.
    Zstd,
}

impl Compression {
    /// The stored name: `none`, `gzip`, `zstd`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// The reader given, counting, with the bytes looked at put back in front.
type Given<R> = Chain<Cursor<Vec<u8>>, Counted<R>>;

/// Decompressed bytes of a log.
pub struct Bytes<R: Read> {
    inner: Inner<R>,
    compression: Compression,
    /// Bytes read from the reader given.
    taken: Arc<AtomicU64>,
    /// Bytes read from the decompressed stream.
    given: u64,
    /// Read to look for a byte order mark, and not handed out yet.
    front: Vec<u8>,
    /// Length of the byte order mark, which is never handed out.
    mark: u64,
    limits: Limits,
}

/// Bounds of growth, smaller in tests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) growth: u64,
    pub(super) free: u64,
}

enum Inner<R: Read> {
    Plain(Given<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Given<R>>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, BufReader<Given<R>>>>),
}

impl<R: Read> std::fmt::Debug for Bytes<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bytes")
            .field("compression", &self.compression)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

/// Opens a log: finds its compression by its first bytes.
///
/// # Errors
/// [`InputError`] when nothing can be read, or it is an archive or an encoding that is not read.
pub fn open<R: Read>(reader: R) -> Result<Bytes<R>, InputError> {
    open_within(reader, Limits { growth: GROWTH_LIMIT, free: GROWTH_FREE })
}

/// Opens a log under bounds of growth of the caller's.
pub(super) fn open_within<R: Read>(reader: R, limits: Limits) -> Result<Bytes<R>, InputError> {
    let taken = Arc::new(AtomicU64::new(0));
    let mut counted = Counted { reader, taken: Arc::clone(&taken) };
    let mut magic = Vec::with_capacity(MAGIC);
    (&mut counted)
        .take(MAGIC as u64)
        .read_to_end(&mut magic)
        .map_err(|source| InputError::Read { offset: 0, source })?;
    let compression = told_by(&magic)?;
    let given = Cursor::new(magic).chain(counted);
    let inner = match compression {
        Compression::None => Inner::Plain(given),
        Compression::Gzip => {
            Inner::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(COMPRESSED_BLOCK, given))))
        }
        Compression::Zstd => Inner::Zstd(Box::new(
            zstd::stream::read::Decoder::with_buffer(BufReader::with_capacity(COMPRESSED_BLOCK, given))
                .map_err(|_| InputError::Damaged { compression: "zstd", offset: 0 })?,
        )),
    };
    let mut bytes = Bytes { inner, compression, taken, given: 0, front: Vec::new(), mark: 0, limits };
    let mut front = Vec::new();
    bytes.fill(&mut front, BOM.len())?;
    if front == BOM {
        bytes.mark = BOM.len() as u64;
    } else {
        bytes.front = front;
    }
    Ok(bytes)
}

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What the first bytes say.
fn told_by(magic: &[u8]) -> Result<Compression, InputError> {
    let unsupported = |kind, advice| Err(InputError::Unsupported { kind, advice });
    match magic {
        [0x1f, 0x8b, ..] => Ok(Compression::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Ok(Compression::Zstd),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => unsupported("a zip archive", "unpack it and import what it holds"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => unsupported("compressed by xz", "decompress it first"),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => unsupported("compressed by bzip2", "decompress it first"),
        [0x04, 0x22, 0x4d, 0x18, ..] => unsupported("compressed by lz4", "decompress it first"),
        [b'7', b'z', 0xbc, 0xaf, ..] => unsupported("a 7z archive", "unpack it and import what it holds"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => unsupported("UTF-16 text", "save it as UTF-8"),
        _ => Ok(Compression::None),
    }
}

impl<R: Read> Bytes<R> {
    /// How the log is compressed.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// A counter of the bytes read from the reader given, for showing progress; it goes on while the log is read.
    pub fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }

    /// Where the first byte handed out stands: after a byte order mark.
    pub(super) fn start(&self) -> u64 {
        self.mark
    }

    /// Puts up to `most` bytes at the end of `into`; fewer only at the end of the log. How many.
    ///
    /// # Errors
    /// [`InputError`] when the log cannot be read further.
    pub(super) fn fill(&mut self, into: &mut Vec<u8>, most: usize) -> Result<usize, InputError> {
        into.reserve_exact(most);
        let put_back = self.front.len().min(most);
        into.extend(self.front.drain(..put_back));
        let before = into.len();
        let most = (most - put_back) as u64;
        let outcome = match &mut self.inner {
            Inner::Plain(reader) => reader.take(most).read_to_end(into),
            Inner::Gzip(reader) => reader.take(most).read_to_end(into),
            Inner::Zstd(reader) => reader.take(most).read_to_end(into),
        };
        let read = into.len() - before;
        self.given = self.given.saturating_add(read as u64);
        if let Err(source) = outcome {
            return Err(self.failed(source));
        }
        self.check_growth()?;
        Ok(put_back + read)
    }

    /// Tells a broken stream from a reader that fails.
    fn failed(&self, source: std::io::Error) -> InputError {
        let of_the_stream = source.raw_os_error().is_none();
        match self.compression {
            Compression::None => InputError::Read { offset: self.given, source },
            _ if !of_the_stream => InputError::Read { offset: self.given, source },
            compression => InputError::Damaged { compression: compression.name(), offset: self.given },
        }
    }

    fn check_growth(&self) -> Result<(), InputError> {
        if self.compression == Compression::None {
            return Ok(());
        }
        let taken = self.taken.load(Ordering::Relaxed);
        let most = taken.saturating_mul(self.limits.growth).saturating_add(self.limits.free);
        if self.given > most { Err(InputError::GrowsTooMuch { limit: self.limits.growth }) } else { Ok(()) }
    }
}

/// A reader that counts.
struct Counted<R> {
    reader: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(into)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The beginning of a log, decompressed, for recognition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Up to [`HEAD`] bytes, without a byte order mark.
    pub bytes: Vec<u8>,
    /// Whether that is the whole log.
    pub is_whole: bool,
    /// How the log is compressed.
    pub compression: Compression,
}

/// Reads the beginning of a log.
///
/// # Errors
/// [`InputError`] as [`open`] has it, or when not even its beginning can be read.
pub fn sample<R: Read>(reader: R) -> Result<Head, InputError> {
    let mut bytes = open(reader)?;
    let mut head = Vec::new();
    bytes.fill(&mut head, HEAD)?;
    let is_whole = head.len() < HEAD || bytes.fill(&mut Vec::new(), 1)? == 0;
    Ok(Head { bytes: head, is_whole, compression: bytes.compression() })
}
