//! The formats, one folder each, and what they share.
//!
//! A format is a folder with `recognise`, `read` and `normalise`, golden pairs under `fixtures/`, and one line here.

mod agent;
pub mod answer_usage;
pub mod carried;
pub mod claude_code;
pub mod cloudflare;
pub mod codex;
pub mod gemini_cli;
pub mod helicone;
pub mod langfuse;
pub mod litellm;
pub mod mapped;
pub mod openrouter;
pub mod otlp;
pub mod outcomes;
pub mod parts;
pub mod portkey;
pub mod tensorzero;
pub mod vercel;
pub mod versions;

use crate::format::{Certainty, Format, Recognised, Sample};

/// Every format, in the order they are asked.
pub static FORMATS: &[&dyn Format] = &[
    &litellm::LiteLlm,
    &otlp::Otlp,
    &langfuse::Langfuse,
    &helicone::Helicone,
    &cloudflare::Cloudflare,
    &vercel::Vercel,
    &openrouter::OpenRouter,
    &portkey::Portkey,
    &tensorzero::TensorZero,
    &claude_code::ClaudeCode,
    &codex::Codex,
    &gemini_cli::GeminiCli,
    &outcomes::Outcomes,
    // The last: it takes any log of rows that nobody else knows.
    &mapped::Mapped,
];

/// The format of that name.
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}

/// The surest recognition; of equals the earlier in [`FORMATS`].
pub fn recognise(sample: &Sample<'_>) -> Option<(&'static dyn Format, Recognised)> {
    let mut best: Option<(&'static dyn Format, Recognised)> = None;
    for format in FORMATS.iter().copied() {
        if let Some(found) = format.recognise(sample) {
            if found.certainty == Certainty::Certain {
                return Some((format, found));
            }
            best = best.or(Some((format, found)));
        }
    }
    best
}
