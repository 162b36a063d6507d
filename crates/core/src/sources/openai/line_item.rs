//! What a costs line item says. It is a display text and not a key: what is not understood stays unparsed.

use crate::ledger::Meter;

/// The parts of a line item that could be told for certain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LineItem {
    /// Model, when the left part looks like a model id.
    pub model: Option<String>,
    /// Token class in the ledger's meter words, when the right part is a known one.
    pub token_class: Option<Meter>,
}

/// Splits on the last `", "`: a model on the left, a token class on the right.
pub(super) fn read_line_item(text: &str) -> LineItem {
    let Some((left, right)) = text.rsplit_once(", ") else { return LineItem::default() };
    let left = left.trim();
    if !looks_like_model(left) {
        return LineItem::default();
    }
    LineItem { model: Some(left.to_owned()), token_class: token_class(right) }
}

/// Model ids are one lower-case word with a digit or a hyphen in it; fine-tuned ones may carry any case.
fn looks_like_model(text: &str) -> bool {
    let is_fine_tuned = text.starts_with("ft:");
    let is_allowed = |byte: u8| {
        byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || b"-._:/".contains(&byte)
            || (is_fine_tuned && byte.is_ascii_uppercase())
    };
    let has_mark = text.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-');
    !text.is_empty() && has_mark && text.bytes().all(is_allowed)
}

fn token_class(text: &str) -> Option<Meter> {
    let plain = text.trim().to_ascii_lowercase().replace(['_', '-'], " ");
    let plain = plain.strip_suffix(" tokens").unwrap_or(&plain);
    match plain {
        "input" | "uncached input" | "input text" | "text input" => Some(Meter::Input),
        "cached input" | "input cached" | "cached input text" | "cached text input" => Some(Meter::CacheRead),
        "audio input" | "input audio" => Some(Meter::InputAudio),
        "image input" | "input image" => Some(Meter::InputImage),
        "cached audio input" | "cached input audio" | "input cached audio" => Some(Meter::CacheReadAudio),
        "cached image input" | "cached input image" | "input cached image" => Some(Meter::CacheReadImage),
        "cache write" | "input cache write" | "cache write input" => Some(Meter::CacheWrite),
        "cache write 30m" | "input cache write 30m" => Some(Meter::CacheWrite30m),
        "cache write 12h" | "input cache write 12h" => Some(Meter::CacheWrite12h),
        "output" | "output text" | "text output" => Some(Meter::Output),
        "audio output" | "output audio" => Some(Meter::OutputAudio),
        "image output" | "output image" => Some(Meter::OutputImage),
        _ => None,
    }
}
