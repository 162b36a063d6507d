//! The vault as it lies on the disk: JSON with a checksum, so that damage is told apart from a wrong passphrase.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::SecretError;
use crate::adapters::files;

/// Newest format this build writes.
pub(super) const FORMAT: u32 = 1;

/// An encrypted text.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Sealed {
    #[serde(with = "hex_bytes")]
    pub nonce: Vec<u8>,
    #[serde(with = "hex_bytes")]
    pub text: Vec<u8>,
}

/// One key under its name.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub name: String,
    #[serde(flatten)]
    pub sealed: Sealed,
}

/// How the passphrase becomes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Derivation {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}

/// Everything in the file but its checksum.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct VaultFile {
    pub format: u32,
    pub derivation: Derivation,
    #[serde(with = "hex_bytes")]
    pub salt: Vec<u8>,
    /// A known text: opens only under the right passphrase.
    pub check: Sealed,
    pub records: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
struct Wrapped {
    vault: Box<serde_json::value::RawValue>,
    sha256: String,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

/// Reads the file; `None` when there is none.
pub(super) fn read(path: &Path) -> Result<Option<VaultFile>, SecretError> {
    let damaged =
        |detail: &str| SecretError::VaultDamaged { path: path.to_owned(), detail: detail.to_owned() };
    let Some(bytes) = files::read_if_present(path)? else { return Ok(None) };
    let wrapped: Wrapped = serde_json::from_slice(&bytes).map_err(|_| damaged("it is not a vault file"))?;
    if checksum(wrapped.vault.get()) != wrapped.sha256 {
        return Err(damaged("its checksum differs"));
    }
    let FormatOnly { format } =
        serde_json::from_str(wrapped.vault.get()).map_err(|_| damaged("it names no format"))?;
    if format != FORMAT {
        return Err(SecretError::VaultNewer { path: path.to_owned(), found: format, known: FORMAT });
    }
    serde_json::from_str(wrapped.vault.get()).map(Some).map_err(|_| damaged("a field is missing"))
}

/// Replaces the file whole.
pub(super) fn write(path: &Path, vault: &VaultFile) -> Result<(), SecretError> {
    let refused = |error: serde_json::Error| SecretError::Encryption { detail: error.to_string() };
    let vault = serde_json::value::to_raw_value(vault).map_err(refused)?;
    let sha256 = checksum(vault.get());
    let bytes = serde_json::to_vec(&Wrapped { vault, sha256 }).map_err(refused)?;
    Ok(files::write_whole(path, &bytes)?)
}

fn checksum(text: &str) -> String {
    hex_bytes::to_hex(&Sha256::digest(text.as_bytes()))
}

mod hex_bytes {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn to_hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2);
        let read = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        pairs.map(|pair| read(pair).ok_or_else(|| D::Error::custom("not hexadecimal"))).collect()
    }
}
