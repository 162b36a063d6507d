//! Claude Code: its logs on the machine, one JSON line per event.
//!
//! One answer of the model is written as several lines, one for each block of its content: each repeats the whole input, the
//! output grows, and only the last is right. Conversations that are resumed or branched copy old lines into new files, so
//! that the message id alone makes an answer the same, whatever the file and the time. Failed attempts are not written.

mod read;
#[cfg(test)]
mod tests;

use crate::fields::Fields;
use crate::format::{Certainty, Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Claude Code.
#[derive(Clone, Copy, Debug)]
pub struct ClaudeCode;

const VARIANTS: &[(&str, Framing)] = &[("session-jsonl", Framing::JsonLines)];

/// Lines of a sample that are looked at.
const LINES: usize = 50;

impl Format for ClaudeCode {
    fn id(&self) -> &'static str {
        "claude-code"
    }

    fn name(&self) -> &'static str {
        "Claude Code"
    }

    fn teller(&self) -> Teller {
        Teller::Agent
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        let lines = sample.head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let is_known = lines.take(LINES).any(|line| {
            Fields::of_json(line).is_ok_and(|fields| {
                let is_line = ["sessionId", "uuid", "type"].iter().all(|name| fields.has(&[name]));
                is_line && fields.has(&["isSidechain", "parentUuid", "userType", "cwd"])
            })
        });
        is_known.then(|| Recognised {
            variant: "session-jsonl",
            framing: Framing::JsonLines,
            certainty: Certainty::Certain,
            reason:
                "its lines have a session, a parent line and a working directory, as Claude Code writes them"
                    .to_owned(),
        })
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        VARIANTS
    }

    fn is_stateless(&self, _variant: &str) -> bool {
        false
    }

    fn reader(&self, _variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(read::ClaudeReader::new(source))
    }
}
