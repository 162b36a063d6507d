//! A walk over Thrift's compact protocol, so that the sizes a file claims are known before anything believes them.

/// Deepest nesting of values; genuine footers have about six.
const DEEPEST: u32 = 32;

/// Longest list of a footer: columns of a row group, row groups of a file.
const LONGEST_LIST: u64 = 200_000;

/// Bytes that are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;

/// What follows a field's number.
pub(super) type Kind = u8;

pub(super) const STOP: Kind = 0;
pub(super) const LIST: Kind = 9;
pub(super) const STRUCT: Kind = 12;

/// Walks over bytes.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Bytes that are left.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    fn byte(&mut self) -> Result<u8, Broken> {
        let (first, rest) = self.rest.split_first().ok_or(Broken)?;
        self.rest = rest;
        Ok(*first)
    }

    fn pass(&mut self, bytes: u64) -> Result<(), Broken> {
        let bytes = usize::try_from(bytes).map_err(|_| Broken)?;
        self.rest = self.rest.get(bytes..).ok_or(Broken)?;
        Ok(())
    }

    fn unsigned(&mut self) -> Result<u64, Broken> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Broken)
    }

    /// A signed number.
    pub(super) fn number(&mut self) -> Result<i64, Broken> {
        let value = self.unsigned()?;
        let half = i64::try_from(value >> 1).map_err(|_| Broken)?;
        Ok(if value & 1 == 0 { half } else { -half - 1 })
    }

    /// The next field of a struct: its number, counted on from `before`, and its kind; [`STOP`] at the end.
    pub(super) fn field(&mut self, before: i64) -> Result<(i64, Kind), Broken> {
        let head = self.byte()?;
        if head == STOP {
            return Ok((before, STOP));
        }
        let step = i64::from(head >> 4);
        let number = if step == 0 { self.number()? } else { before.checked_add(step).ok_or(Broken)? };
        Ok((number, head & 0x0f))
    }

    /// The head of a list: how many, of what kind.
    pub(super) fn list(&mut self) -> Result<(u64, Kind), Broken> {
        let head = self.byte()?;
        let short = u64::from(head >> 4);
        let count = if short == 15 { self.unsigned()? } else { short };
        let is_possible = count <= LONGEST_LIST && count <= self.rest.len() as u64;
        if is_possible { Ok((count, head & 0x0f)) } else { Err(Broken) }
    }

    /// Passes a value of that kind.
    pub(super) fn skip(&mut self, kind: Kind, depth: u32) -> Result<(), Broken> {
        if depth > DEEPEST {
            return Err(Broken);
        }
        match kind {
            1 | 2 => Ok(()),
            3 => self.pass(1),
            4..=6 => self.unsigned().map(drop),
            7 => self.pass(8),
            8 => {
                let bytes = self.unsigned()?;
                self.pass(bytes)
            }
            LIST | 10 => {
                let (count, of) = self.list()?;
                // The library passes over booleans in a list without reading a byte, so that a list of lists of them would
                // hold it up for hours; footers and page headers have none.
                if count > 0 && matches!(of, 1 | 2) {
                    return Err(Broken);
                }
                (0..count).try_for_each(|_| self.skip(of, depth + 1))
            }
            STRUCT => {
                let mut number = 0;
                loop {
                    let (next, kind) = self.field(number)?;
                    if kind == STOP {
                        return Ok(());
                    }
                    number = next;
                    self.skip(kind, depth + 1)?;
                }
            }
            13 => self.pass(16),
            // Maps are nowhere in Parquet.
            _ => Err(Broken),
        }
    }
}
