//! The members of a JSON object as raw text, without recursion and without looking into what is not wanted.

use super::scan::Scan;

/// A walk over the members of one object, in order: each name without its quotes, escapes as written, and the text of its
/// value. What a value holds is not checked until it is read.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    rest: &'a str,
    stands: Stands,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    BeforeFirst,
    AfterOne,
    AtEnd,
}

/// The text is not one JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text is not one JSON object")]
pub struct NotAnObject;

impl<'a> Members<'a> {
    /// Walks over an object that fills the whole text; nothing but white space may stand around it.
    pub fn of(text: &'a str) -> Self {
        Self { rest: text, stands: Stands::BeforeFirst }
    }

    fn step(&mut self) -> Result<Option<(&'a str, &'a str)>, NotAnObject> {
        let mut rest = blank(self.rest);
        if self.stands == Stands::BeforeFirst {
            rest = blank(after(b'{', rest).ok_or(NotAnObject)?);
        }
        if let Some(behind) = after(b'}', rest) {
            self.stands = Stands::AtEnd;
            return if blank(behind).is_empty() { Ok(None) } else { Err(NotAnObject) };
        }
        if self.stands == Stands::AfterOne {
            rest = blank(after(b',', rest).ok_or(NotAnObject)?);
        }
        let (name, rest) = string(rest).ok_or(NotAnObject)?;
        let rest = after(b':', blank(rest)).ok_or(NotAnObject)?;
        let (value, rest) = value(blank(rest)).ok_or(NotAnObject)?;
        self.rest = rest;
        self.stands = Stands::AfterOne;
        Ok(Some((name, value)))
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<(&'a str, &'a str), NotAnObject>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stands == Stands::AtEnd {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.stands = Stands::AtEnd;
        }
        step.transpose()
    }
}

/// A string without its quotes, escapes as written, and what follows it.
fn string(text: &str) -> Option<(&str, &str)> {
    let inner = after(b'"', text)?;
    let bytes = inner.as_bytes();
    let mut at = 0;
    loop {
        let found = at + memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some((inner.get(..found)?, inner.get(found + 1..)?));
        }
        at = found + 2;
    }
}

/// A value and what follows it.
fn value(text: &str) -> Option<(&str, &str)> {
    let end = Scan::default().feed(text.as_bytes())?;
    if end == 0 { None } else { text.split_at_checked(end) }
}

/// What follows that byte, which is ASCII, when the text begins with it.
fn after(byte: u8, text: &str) -> Option<&str> {
    if text.as_bytes().first() == Some(&byte) { text.get(1..) } else { None }
}

fn blank(text: &str) -> &str {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let first = text.as_bytes().iter().position(|byte| !is_blank(byte)).unwrap_or(text.len());
    text.get(first..).unwrap_or_default()
}
