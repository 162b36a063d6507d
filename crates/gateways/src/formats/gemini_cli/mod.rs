//! Gemini CLI: the chats it keeps on the machine, a JSON document per session or, newer, a JSON line per message.
//!
//! Cached tokens stand inside the input; thoughts and tokens of tools stand beside output and input. A message that is
//! written again has the same id; the larger output of them is right.

mod read;
#[cfg(test)]
mod tests;

use crate::fields::Fields;
use crate::format::{Certainty, Format, Framing, Reader, Recognised, Sample, Source, Teller};
use crate::shape::{Layout, Shape};

/// Gemini CLI.
#[derive(Clone, Copy, Debug)]
pub struct GeminiCli;

const VARIANTS: &[(&str, Framing)] =
    &[("chat-json", Framing::JsonDocument { path: "" }), ("chat-jsonl", Framing::JsonLines)];

/// Lines of a sample that are looked at.
const LINES: usize = 20;

impl Format for GeminiCli {
    fn id(&self) -> &'static str {
        "gemini-cli"
    }

    fn name(&self) -> &'static str {
        "Gemini CLI"
    }

    fn teller(&self) -> Teller {
        Teller::Agent
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        let shape = Shape::of(sample)?;
        let is_session = shape.has_all(&["sessionId", "startTime"])
            && (shape.has("projectHash") || shape.has("messages") || shape.has("lastUpdated"));
        let variant = match shape.layout {
            Layout::Rows => return None,
            Layout::Document => is_session.then_some(0)?,
            // A session without line breaks looks like the first of several lines.
            Layout::Lines if is_session && shape.has("messages") => 0,
            Layout::Lines => (is_session || has_message(sample.head)).then_some(1)?,
        };
        let (variant, framing) = VARIANTS.get(variant).copied()?;
        Some(Recognised {
            variant,
            framing,
            certainty: Certainty::Certain,
            reason: "it has a session, its start and messages of the type gemini, as Gemini CLI keeps them"
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
        Box::new(read::GeminiReader::new(source))
    }
}

/// Whether a line is an answer with its tokens.
fn has_message(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.take(LINES).any(|line| {
        Fields::of_json(line).is_ok_and(|fields| {
            let is_answer = fields.text(&["type"]).as_deref() == Some("gemini");
            is_answer && fields.has(&["timestamp"]) && fields.object(&["tokens"]).is_some()
        })
    })
}
