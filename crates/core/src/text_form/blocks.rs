//! Which bytes of the text belong to which entry.

use std::ops::Range;

use super::EntryPlace;

/// The bytes of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// First byte of the comment lines directly above it, else of its `[[...]]` line.
    pub start: usize,
    /// First byte of its `[[...]]` line.
    pub header: usize,
    /// End of its last line, the newline included; comment lines directly below its last field are its own.
    pub end: usize,
    /// `end`, and the blank lines after it.
    pub gap_end: usize,
}

impl Block {
    /// What goes when the entry goes: with the blank lines after it, or before it when nothing follows.
    pub fn with_gap(&self, text: &str) -> Range<usize> {
        if self.gap_end < text.len() {
            return self.start..self.gap_end;
        }
        let lines = lines_before(text, self.start);
        let blank = lines.take_while(|line| is_blank(text, line)).last();
        blank.map_or(self.start, |line| line.start)..text.len()
    }
}

/// The blocks of a text that can be read; the places are in its order.
pub fn blocks(text: &str, places: &[EntryPlace]) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(places.len());
    let mut floor = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for (at, place) in places.iter().enumerate() {
        let header = line_start(text, place.header.start).max(floor);
        let own = lines_before(text, header)
            .take_while(|line| line.start >= floor && is_comment(text, line))
            .last();
        let start = own.map_or(header, |line| line.start);
        let ceiling = places.get(at + 1).map_or(text.len(), |next| {
            let next_header = line_start(text, next.header.start);
            lines_before(text, next_header)
                .take_while(|line| line.start >= place.end && is_comment(text, line))
                .last()
                .map_or(next_header, |line| line.start)
        });
        let mut end = line_end(text, place.end);
        while end < ceiling && is_comment(text, &(end..line_end(text, end))) {
            end = line_end(text, end);
        }
        let mut gap_end = end;
        while gap_end < ceiling && is_blank(text, &(gap_end..line_end(text, gap_end))) {
            gap_end = line_end(text, gap_end);
        }
        blocks.push(Block { start, header, end, gap_end });
        floor = end;
    }
    blocks
}

/// Lines that end at or before the byte, the nearest first.
fn lines_before(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = at;
    std::iter::from_fn(move || {
        let start = line_start(text, end.checked_sub(1)?);
        let line = start..end;
        end = start;
        Some(line)
    })
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

fn is_blank(text: &str, line: &Range<usize>) -> bool {
    text.get(line.clone()).is_some_and(|line| !line.is_empty() && line.trim().is_empty())
}

fn is_comment(text: &str, line: &Range<usize>) -> bool {
    text.get(line.clone()).is_some_and(|line| line.trim_start().starts_with('#'))
}
