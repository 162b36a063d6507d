//! Helicone's counts become disjoint meters.
//!
//! Whether `prompt_tokens` holds the cached tokens is told by no field. The rule of a row, by nothing but the row:
//!
//! 1. Nothing cached, no audio: both readings are one.
//! 2. More cached than prompt: exclusive, as Helicone's own guard takes it ([`Note::ExclusiveInput`]).
//! 3. `total_tokens` is prompt, completion and everything beside them: exclusive.
//! 4. The provider counts exclusively itself (Anthropic): exclusive under either convention.
//! 5. Otherwise the row does not tell. The present processor's reading holds, exclusive, with
//!    [`Note::CountsInconsistent`]: its one cost and no price could only be held against a price list.

use crate::fields::{Fields, Refusal};
use crate::formats::parts::sum;
use crate::record::{Note, Tokens};

/// Counts of one row, and what is to be noted; `None` when it tells none or only zeros.
pub fn tokens(fields: &Fields<'_>, provider: &str) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    let prompt = fields.count(&["prompt_tokens"])?;
    let completion = fields.count(&["completion_tokens"])?;
    let read = fields.count(&["prompt_cache_read_tokens"])?.unwrap_or(0);
    let write = fields.count(&["prompt_cache_write_tokens"])?.unwrap_or(0);
    let write_5m = fields.count(&["prompt_cache_write_5m"])?.unwrap_or(0);
    let write_1h = fields.count(&["prompt_cache_write_1h"])?.unwrap_or(0);
    let audio_in = fields.count(&["prompt_audio_tokens"])?.unwrap_or(0);
    let audio_out = fields.count(&["completion_audio_tokens"])?.unwrap_or(0);
    let reasoning = fields.count(&["reasoning_tokens", "completion_reasoning_tokens"])?;
    let is_told = prompt.is_some() || completion.is_some();
    let prompt = prompt.unwrap_or(0);
    // The lifetimes divide the writes where they are told.
    let undivided = write.saturating_sub(sum(&[write_5m, write_1h])?);
    let cached = sum(&[read, undivided, write_5m, write_1h])?;
    let beside = sum(&[cached, audio_in])?;
    let output = sum(&[completion.unwrap_or(0), reasoning.unwrap_or(0)])?;
    if !is_told || sum(&[prompt, output, beside, audio_out])? == 0 {
        return Ok(None);
    }
    let all = sum(&[prompt, beside, output, audio_out])?;
    let total = fields.count(&["total_tokens"])?;
    let note = match beside {
        0 => None,
        _ if cached > prompt => Some(Note::ExclusiveInput),
        _ if total == Some(all) || provider == "anthropic" => None,
        _ => Some(Note::CountsInconsistent),
    };
    let audio = [("input_audio", audio_in), ("output_audio", audio_out)];
    let tokens = Tokens {
        input: prompt,
        cache_read: read,
        cache_write_5m: write_5m,
        cache_write_1h: write_1h,
        cache_write: undivided,
        output,
        reasoning,
        more: audio.into_iter().filter(|(_, count)| *count > 0).collect(),
    };
    Ok(Some((tokens, note)))
}
