//! Updates of the book: a canonical text and a detached signature over exactly its bytes.
//!
//! An update is two files: `showback-prices-<version>.json`, the canonical text, and the same name with `.sig` after
//! it, the 64 bytes of an Ed25519 signature as 128 hexadecimal digits, a line break at the end allowed.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::canonical::{BookError, Hash, MAX_BYTES};
use crate::model::Book;

/// A public key whose signatures are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedKey<'k> {
    /// What the key is called where it is shown.
    pub name: &'k str,
    /// Its 32 bytes.
    pub public: [u8; 32],
}

/// The keys that sign the project's books: one in use, one kept apart for the day the first has to be replaced. They
/// sign nothing else.
pub const TRUSTED_KEYS: &[TrustedKey<'static>] = &[
    TrustedKey {
        name: "showback-prices-1",
        public: [
            0x39, 0x4c, 0xd9, 0xb3, 0x1c, 0xd6, 0xa3, 0x66, 0x37, 0xb8, 0x41, 0x60, 0xd8, 0xce, 0x93, 0x10,
            0x33, 0xe2, 0x72, 0x92, 0x41, 0xe4, 0xa7, 0x0b, 0x7e, 0xb4, 0x5e, 0x27, 0x05, 0xed, 0xbd, 0x8d,
        ],
    },
    TrustedKey {
        name: "showback-prices-2",
        public: [
            0x38, 0x28, 0xdd, 0xd0, 0xf2, 0x49, 0x82, 0xde, 0x11, 0xa6, 0xeb, 0x7f, 0xaf, 0x3d, 0x32, 0x12,
            0x9a, 0x3c, 0xe2, 0x74, 0x29, 0x77, 0x37, 0x84, 0xea, 0x93, 0x55, 0x35, 0x2d, 0xa5, 0x53, 0x97,
        ],
    },
];

/// A signed book that may replace the one in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The book, with every rule fulfilled.
    pub book: Book,
    /// SHA-256 of its canonical text.
    pub hash: Hash,
    /// Name of the key that signed it.
    pub signed_by: String,
}

/// Why an update is refused.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Longer than a book may be.
    #[error(
        "the price book {name} has {bytes} bytes, more than the {MAX_BYTES} a book may have: take the file from the release page"
    )]
    TooLarge {
        /// The file.
        name: String,
        /// Its length.
        bytes: usize,
    },
    /// There is no signature.
    #[error(
        "the price book {name} is not signed: put {name}.sig beside it, or import it as a local, unverified book"
    )]
    NotSigned {
        /// The file.
        name: String,
    },
    /// The signature file holds no signature.
    #[error(
        "the signature of {name} is not 128 hexadecimal digits: take {name}.sig from the release page again"
    )]
    SignatureUnreadable {
        /// The file.
        name: String,
    },
    /// No trusted key made the signature over these bytes.
    #[error(
        "the signature of {name} is not by a key of the project, or the file was changed: take both files from the release page again"
    )]
    SignatureWrong {
        /// The file.
        name: String,
    },
    /// The book is not newer than the one in use.
    #[error(
        "the price book {name} has sequence {sequence}, the one in use {current}: an older book is refused, since it would bring old prices back; force it to go back on purpose"
    )]
    RollBack {
        /// The file.
        name: String,
        /// Its sequence.
        sequence: u32,
        /// That of the book in use.
        current: u32,
    },
    /// Signed, and no book.
    #[error("the price book {name} is broken")]
    Broken {
        /// The file.
        name: String,
        /// What is wrong with it.
        #[source]
        reason: BookError,
    },
}

/// Name of the update file of a version.
pub fn update_file_name(version: &str) -> String {
    format!("showback-prices-{version}.json")
}

/// Reads an update. The signature is judged before a byte of the book is read.
///
/// `signature` is the text of the `.sig` file, `None` when there is none. Outside of tests `trusted` is
/// [`TRUSTED_KEYS`]. `current` is the sequence of the book in use; the same sequence is accepted again only with the
/// same bytes by whoever keeps books by hash, a lower one never, and `None` goes back on purpose.
pub fn open_update(
    name: &str,
    bytes: &[u8],
    signature: Option<&str>,
    trusted: &[TrustedKey<'_>],
    current: Option<u32>,
) -> Result<Update, UpdateError> {
    let named = || name.to_owned();
    if bytes.len() > MAX_BYTES {
        return Err(UpdateError::TooLarge { name: named(), bytes: bytes.len() });
    }
    let signature = signature.ok_or_else(|| UpdateError::NotSigned { name: named() })?;
    let signature =
        parse_signature(signature).ok_or_else(|| UpdateError::SignatureUnreadable { name: named() })?;
    let signer = trusted.iter().find(|key| {
        VerifyingKey::from_bytes(&key.public).is_ok_and(|key| key.verify_strict(bytes, &signature).is_ok())
    });
    let signer = signer.ok_or_else(|| UpdateError::SignatureWrong { name: named() })?;
    let book =
        Book::from_canonical(name, bytes).map_err(|reason| UpdateError::Broken { name: named(), reason })?;
    refuse_roll_back(name, &book, current)?;
    Ok(Update { book, hash: Hash::of(bytes), signed_by: signer.name.to_owned() })
}

/// Refuses a book older than the one in use, whoever signed it.
pub fn refuse_roll_back(name: &str, book: &Book, current: Option<u32>) -> Result<(), UpdateError> {
    match current.filter(|current| book.sequence < *current) {
        Some(current) => {
            Err(UpdateError::RollBack { name: name.to_owned(), sequence: book.sequence, current })
        }
        None => Ok(()),
    }
}

fn parse_signature(text: &str) -> Option<Signature> {
    let digits = text.trim_end();
    if digits.len() != 128 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0_u8; 64];
    for (byte, at) in bytes.iter_mut().zip((0..128).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
    }
    Some(Signature::from_bytes(&bytes))
}
