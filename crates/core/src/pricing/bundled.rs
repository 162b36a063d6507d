//! The price book this program was built with.

use std::io::Read;
use std::sync::LazyLock;

use showback_pricebook::{Book, Hash, MAX_BYTES};

/// The canonical text, compressed. The build script made it from a book that passed every check.
static COMPRESSED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prices.json.zst"));

static BUNDLED: LazyLock<(Book, Hash)> = LazyLock::new(read);

/// The bundled book, read on first use and kept.
pub fn book() -> &'static Book {
    &BUNDLED.0
}

/// SHA-256 of the bundled book's canonical text.
pub fn hash() -> Hash {
    BUNDLED.1
}

/// SHA-256 of the bundled book's canonical text, in hexadecimal digits, known without reading the book.
pub const fn hash_text() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/prices.hash"))
}

/// The canonical text of the bundled book, compressed with zstd.
pub const fn compressed() -> &'static [u8] {
    COMPRESSED
}

/// The canonical text of the bundled book.
pub fn canonical_text() -> Vec<u8> {
    let mut text = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    let read = zstd::Decoder::new(COMPRESSED).and_then(|decoder| decoder.take(limit).read_to_end(&mut text));
    #[expect(
        clippy::expect_used,
        reason = "the bytes are part of this program; the build script wrote them"
    )]
    read.expect("the bundled price book can be decompressed");
    text
}

fn read() -> (Book, Hash) {
    let text = canonical_text();
    #[expect(
        clippy::expect_used,
        reason = "the bytes are part of this program; the build script checked them"
    )]
    let book = Book::from_own_canonical(&text).expect("the bundled price book can be read");
    (book, Hash::of(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_book_reads_and_has_the_hash_of_its_text() {
        assert_eq!(book().schema, 1);
        assert_eq!(hash().to_string(), hash_text());
        assert_eq!(book().hash().unwrap(), hash());
    }
}
