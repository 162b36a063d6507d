//! Finding where a JSON value ends, without recursion and across blocks.

use super::DEPTH_LIMIT;

/// What a scan is inside of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Within {
    /// Nothing yet.
    #[default]
    Nothing,
    /// An object or array.
    Structure,
    /// A string inside the structure, or the value itself.
    String,
    /// A number or word that is the value itself.
    Scalar,
}

/// A walk over one JSON value, fed block by block. Only strings and brackets count; what they hold is not checked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    depth: u32,
    deepest: u32,
    within: Within,
    is_escaped: bool,
}

impl Scan {
    /// Goes on with `bytes`; the position after the value's last byte once it is met. The first byte fed starts the value.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let (taken, is_over) = match self.within {
                Within::Nothing => self.start(rest),
                Within::Structure => self.structure(rest),
                Within::String => self.string(rest),
                Within::Scalar => return scalar_end(rest).map(|end| at + end),
            };
            at += taken;
            if is_over {
                return Some(at);
            }
        }
        None
    }

    /// Whether the value nests deeper than a record may.
    pub(super) fn is_too_deep(&self) -> bool {
        self.deepest > DEPTH_LIMIT
    }

    fn start(&mut self, rest: &[u8]) -> (usize, bool) {
        match rest.first() {
            Some(b'{' | b'[') => {
                self.within = Within::Structure;
                (0, false)
            }
            Some(b'"') => {
                self.within = Within::String;
                (1, false)
            }
            _ => {
                self.within = Within::Scalar;
                (0, false)
            }
        }
    }

    fn structure(&mut self, rest: &[u8]) -> (usize, bool) {
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'"' => {
                    self.within = Within::String;
                    return (at + 1, false);
                }
                b'{' | b'[' => {
                    self.depth = self.depth.saturating_add(1);
                    self.deepest = self.deepest.max(self.depth);
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ => {}
            }
        }
        (rest.len(), false)
    }

    fn string(&mut self, rest: &[u8]) -> (usize, bool) {
        if self.is_escaped {
            self.is_escaped = false;
            return (1, false);
        }
        match memchr::memchr2(b'"', b'\\', rest) {
            None => (rest.len(), false),
            Some(at) if rest.get(at) == Some(&b'\\') => {
                self.is_escaped = true;
                (at + 1, false)
            }
            Some(at) => {
                let is_over = self.depth == 0;
                self.within = Within::Structure;
                (at + 1, is_over)
            }
        }
    }
}

/// Where a bare number or word ends: before the byte that cannot be part of it.
fn scalar_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| {
        matches!(byte, b',' | b']' | b'}' | b'[' | b'{' | b'"' | b' ' | b'\t' | b'\r' | b'\n')
    })
}

/// Whether JSON text nests deeper than [`DEPTH_LIMIT`]: a record, or what one of its strings holds. Parsers that skip values
/// by recursion end the process on such text, so that it is asked before each of them. Most text is known not to from the
/// number of its opening brackets alone, which is counted fast.
pub fn is_too_deep(json: &[u8]) -> bool {
    let record = json.trim_ascii_start();
    let limit = DEPTH_LIMIT as usize;
    if record.len() <= limit {
        return false;
    }
    if openings(record) <= limit {
        return false;
    }
    let mut scan = Scan::default();
    scan.feed(record);
    scan.is_too_deep()
}

/// Number of opening brackets, those in strings included.
fn openings(record: &[u8]) -> usize {
    record
        .chunks(255)
        .map(|part| {
            let count = part.iter().fold(0_u8, |sum, byte| sum.wrapping_add(u8::from(byte | 0x20 == b'{')));
            usize::from(count)
        })
        .sum()
}

/// Whether a JSON structure begins here and does not end: a line that was cut.
pub(super) fn is_cut(record: &[u8]) -> bool {
    matches!(record.first(), Some(b'{' | b'[')) && Scan::default().feed(record).is_none()
}
