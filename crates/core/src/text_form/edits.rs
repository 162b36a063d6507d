//! Entries that come, go and move. Each works on the blocks of the text that it is given.

use super::Block;

/// The text without an entry and the blank lines that set it apart.
pub fn without(text: &str, block: &Block) -> String {
    let gone = block.with_gap(text);
    format!("{}{}", slice(text, 0, gone.start), slice(text, gone.end, text.len()))
}

/// The text with an entry at its end, after a blank line.
pub fn append(text: &str, entry: &str) -> String {
    let newline = newline_of(text);
    format!("{text}{}{}{newline}", separator(text), trimmed(&with_newlines_of(text, entry)))
}

/// The text with a new entry before another.
pub fn insert_before(text: &str, target: &Block, entry: &str) -> String {
    put(text, slice(text, 0, target.start), entry, slice(text, target.start, text.len()))
}

/// The text with a new entry directly after another.
pub fn insert_after(text: &str, target: &Block, entry: &str) -> String {
    put(text, slice(text, 0, target.end), entry, slice(text, target.end, text.len()))
}

/// The text with an entry moved before another, its comments with it.
pub fn move_before(text: &str, moving: &Block, target: &Block) -> String {
    if moving == target { text.to_owned() } else { moved(text, moving, target.start) }
}

/// The text with an entry moved after another, its comments with it.
pub fn move_after(text: &str, moving: &Block, target: &Block) -> String {
    if moving == target { text.to_owned() } else { moved(text, moving, target.end) }
}

fn moved(text: &str, moving: &Block, to: usize) -> String {
    let gone = moving.with_gap(text);
    let kept = |from: usize, to: usize| {
        let (first, second) = (slice(text, from, to.min(gone.start)), slice(text, from.max(gone.end), to));
        format!("{first}{second}")
    };
    put(text, &kept(0, to), slice(text, moving.start, moving.end), &kept(to, text.len()))
}

/// An entry between two parts of a text, with a blank line on either side.
fn put(text: &str, head: &str, entry: &str, tail: &str) -> String {
    let newline = newline_of(text);
    let entry = with_newlines_of(text, entry);
    let first_line = tail.split_inclusive('\n').next();
    let gap = if first_line.is_none_or(|line| line.trim().is_empty()) { "" } else { newline };
    format!("{head}{}{}{newline}{gap}{tail}", separator(head), trimmed(&entry))
}

/// What stands between a text and an entry after it: what ends the last line, and a blank line.
fn separator(text: &str) -> String {
    let newline = newline_of(text);
    let is_empty = text.trim_start_matches('\u{feff}').is_empty();
    let ends_blank = is_empty || text.ends_with("\n\n") || text.ends_with("\n\r\n");
    let break_line = if is_empty || text.ends_with('\n') { "" } else { newline };
    format!("{break_line}{}", if ends_blank { "" } else { newline })
}

/// An entry with the newlines of a text.
pub fn with_newlines_of(text: &str, entry: &str) -> String {
    entry.replace("\r\n", "\n").replace('\n', newline_of(text))
}

fn newline_of(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text.get(..at).is_some_and(|line| line.ends_with('\r'))) {
        "\r\n"
    } else {
        "\n"
    }
}

fn trimmed(entry: &str) -> &str {
    entry.trim_end_matches(['\r', '\n'])
}

fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or("")
}
