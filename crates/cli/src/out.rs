//! The two streams: answers on the standard output, everything else on the standard error.

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

/// An answer. A reader that went away (`| head`) is no failure.
pub fn answer(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", text.trim_end_matches('\n'));
}

/// An answer to the last byte, for files.
pub fn raw(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes());
}

/// An answer as JSON.
pub fn json(value: &Value) {
    answer(&serde_json::to_string_pretty(value).unwrap_or_default());
}

/// A remark.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A line that the next one replaces; nothing where nobody watches.
pub fn progress(text: &str) {
    let mut err = io::stderr().lock();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[2K{text}");
        let _ = err.flush();
    }
}
