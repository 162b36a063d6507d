//! Seeded numbers: every value is a pure function of its seed words, so any day can be generated alone.

/// A splitmix64 stream.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A stream of its own for these words.
    pub(crate) fn of(words: &[u64]) -> Self {
        let mut state = 0x5348_4f57_4241_434b_u64;
        for word in words {
            state = mix(state ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        }
        Self(state)
    }

    /// The next 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number in `low..=high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0).unsigned_abs().saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % width).unwrap_or(0))
    }

    /// True in `permille` of a thousand cases.
    pub(crate) fn chance(&mut self, permille: i64) -> bool {
        self.between(0, 999) < permille
    }

    /// Letters and digits, as providers use in their identifiers.
    pub(crate) fn token(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            let at = usize::try_from(self.next() % 57).unwrap_or(0);
            text.push(char::from(ALPHABET.get(at).copied().unwrap_or(b'x')));
        }
        text
    }
}

fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A 64-bit fingerprint of text (FNV-1a, then mixed).
pub(crate) fn fingerprint(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
}
