//! Randomness for jitter, seeded by the operating system.

use crate::kernel::SeededRandom;

/// A sequence nobody can know beforehand, for spreading retries. Secrets are never made of it.
pub fn random_from_system() -> Result<SeededRandom, getrandom::Error> {
    getrandom::u64().map(SeededRandom::new)
}
