//! Codex: the rollouts it writes on the machine, one JSON line per event.
//!
//! Usage stands in events that repeat: each tells the sum of the session and the last call. A call counts when the sum has
//! changed; what is not told of the last call is the difference of the sums. A thread that was forked from another writes the
//! other's events again at its beginning. Input holds cached tokens. The model stands in the turn before.

mod read;
#[cfg(test)]
mod tests;

use crate::fields::Fields;
use crate::format::{Certainty, Format, Framing, Reader, Recognised, Sample, Source, Teller};

/// Codex.
#[derive(Clone, Copy, Debug)]
pub struct Codex;

const VARIANTS: &[(&str, Framing)] = &[("rollout-jsonl", Framing::JsonLines)];

/// Lines of a sample that are looked at.
const LINES: usize = 20;

impl Format for Codex {
    fn id(&self) -> &'static str {
        "codex"
    }

    fn name(&self) -> &'static str {
        "Codex"
    }

    fn teller(&self) -> Teller {
        Teller::Agent
    }

    fn recognise(&self, sample: &Sample<'_>) -> Option<Recognised> {
        let lines = sample.head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let is_known = lines.take(LINES).any(|line| {
            Fields::of_json(line).is_ok_and(|fields| {
                let kind = fields.text(&["type"]);
                let is_kind = matches!(kind.as_deref(), Some("session_meta" | "turn_context" | "event_msg"));
                is_kind && fields.has(&["timestamp"]) && fields.object(&["payload"]).is_some()
            })
        });
        is_known.then(|| Recognised {
            variant: "rollout-jsonl",
            framing: Framing::JsonLines,
            certainty: Certainty::Certain,
            reason: "its lines are events of a session with a payload, as Codex writes them".to_owned(),
        })
    }

    fn variants(&self) -> &'static [(&'static str, Framing)] {
        VARIANTS
    }

    fn is_stateless(&self, _variant: &str) -> bool {
        false
    }

    fn reader(&self, _variant: &str, source: &Source) -> Box<dyn Reader> {
        Box::new(read::CodexReader::new(source))
    }
}
