//! The members of the first object of a log, for recognition; the object may be cut.

use super::scan::Scan;

/// Most members that are looked at.
const MEMBERS_LIMIT: usize = 4096;

/// Names and values of the members of one object, as far as they stand in what was given. Values may be cut.
#[derive(Debug)]
pub struct MemberNames<'a> {
    members: Vec<(&'a [u8], &'a [u8])>,
    object: &'a [u8],
    after: &'a [u8],
}

impl<'a> MemberNames<'a> {
    /// Looks at the object that `text` starts with; `None` when it starts with something else.
    pub fn of(text: &'a [u8]) -> Option<Self> {
        let mut rest = text.strip_prefix(b"{")?;
        let mut members = Vec::new();
        let (mut object, mut after) = (text, [].as_slice());
        while members.len() < MEMBERS_LIMIT {
            rest = rest.trim_ascii_start();
            rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
            if rest.first() == Some(&b'}') {
                (object, after) = text.split_at(text.len() - rest.len() + 1);
                break;
            }
            if rest.first() != Some(&b'"') {
                break;
            }
            let Some(end) = Scan::default().feed(rest) else { break };
            let name = rest.get(1..end.saturating_sub(1)).unwrap_or_default();
            let Some(after) = rest.get(end..).and_then(|after| after.trim_ascii_start().strip_prefix(b":"))
            else {
                break;
            };
            let value = after.trim_ascii_start();
            let end = Scan::default().feed(value).unwrap_or(value.len());
            members.push((name, value.get(..end).unwrap_or_default()));
            rest = value.get(end..).unwrap_or_default();
        }
        Some(Self { members, object, after })
    }

    /// Whether the object has a member of that name.
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The text of a member's value, cut where what was given ends.
    pub fn value(&self, name: &str) -> Option<&'a [u8]> {
        self.members.iter().find(|(there, _)| *there == name.as_bytes()).map(|(_, value)| *value)
    }

    /// Whether the object is a line of its own, as far as it is there.
    pub fn is_line(&self) -> bool {
        let end = self.after.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        end.is_none_or(|byte| *byte == b'\n') && memchr::memchr(b'\n', self.object).is_none()
    }
}
