//! The usage object of a provider's own answer, in the shapes providers give it.
//!
//! `input_tokens` beside its own cache counts, as Anthropic and Bedrock write it, is exclusive. `prompt_tokens` and
//! `input_tokens` with details inside, as OpenAI writes them, are inclusive, and so is Gemini's prompt count.
//! `prompt_tokens` beside Anthropic's cache counts is what gateways make of an Anthropic answer: there the total decides.

use crate::fields::{Fields, Owned, Refusal};
use crate::formats::parts::{remainder, sum};
use crate::record::{Note, Tokens};

/// Tokens of an answer, and what is to be noted; `None` when it tells no usage.
pub fn tokens_of(answer: &Fields<'_>) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    if let Some(usage) = answer.object(&["usageMetadata"]) {
        return gemini(&usage.fields());
    }
    let Some(usage) = answer.object(&["usage"]) else { return Ok(None) };
    let usage = usage.fields();
    if usage.get(&["prompt_tokens"]).is_some() {
        return chat(&usage);
    }
    if usage.has(&["input_tokens_details"]) {
        return responses(&usage);
    }
    if usage.get(&["input_tokens", "output_tokens"]).is_some() {
        return anthropic(&usage);
    }
    Ok(None)
}

fn details(usage: &Fields<'_>, name: &str) -> Owned {
    usage.object(&[name]).unwrap_or_default()
}

/// Writes divided by lifetime where that is told, and the rest.
fn writes(usage: &Fields<'_>, all: u64) -> Result<(u64, u64, u64), Refusal> {
    let split = details(usage, "cache_creation");
    let split = split.fields();
    let five = split.count(&["ephemeral_5m_input_tokens"])?.unwrap_or(0);
    let hour = split.count(&["ephemeral_1h_input_tokens"])?.unwrap_or(0);
    let told = sum(&[five, hour])?;
    Ok((five, hour, all.saturating_sub(told)))
}

fn anthropic(usage: &Fields<'_>) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    let all = usage.count(&["cache_creation_input_tokens", "cacheWriteInputTokens"])?.unwrap_or(0);
    let (cache_write_5m, cache_write_1h, cache_write) = writes(usage, all)?;
    let tokens = Tokens {
        input: usage.count(&["input_tokens"])?.unwrap_or(0),
        cache_read: usage.count(&["cache_read_input_tokens"])?.unwrap_or(0),
        cache_write_5m,
        cache_write_1h,
        cache_write,
        output: usage.count(&["output_tokens"])?.unwrap_or(0),
        ..Tokens::default()
    };
    Ok(Some((tokens, None)))
}

fn responses(usage: &Fields<'_>) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    let (input, output) = (details(usage, "input_tokens_details"), details(usage, "output_tokens_details"));
    let cache_read = input.fields().count(&["cached_tokens"])?.unwrap_or(0);
    let tokens = Tokens {
        input: remainder(usage.count(&["input_tokens"])?.unwrap_or(0), &[cache_read])?,
        cache_read,
        output: usage.count(&["output_tokens"])?.unwrap_or(0),
        reasoning: output.fields().count(&["reasoning_tokens"])?,
        ..Tokens::default()
    };
    Ok(Some((tokens, None)))
}

fn chat(usage: &Fields<'_>) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    let (inside, output) =
        (details(usage, "prompt_tokens_details"), details(usage, "completion_tokens_details"));
    let (inside, output) = (inside.fields(), output.fields());
    let prompt = usage.count(&["prompt_tokens"])?.unwrap_or(0);
    let completion = usage.count(&["completion_tokens"])?.unwrap_or(0);
    // Several spellings of one count may stand in one answer.
    let read = usage.count(&["cache_read_input_tokens"])?.unwrap_or(0);
    let cache_read = read.max(inside.count(&["cached_tokens"])?.unwrap_or(0));
    let write = usage.count(&["cache_creation_input_tokens"])?.unwrap_or(0);
    let write = write.max(inside.count(&["cache_write_tokens", "cache_creation_tokens"])?.unwrap_or(0));
    let (cache_write_5m, cache_write_1h, cache_write) = writes(usage, write)?;
    let written = sum(&[cache_write_5m, cache_write_1h, cache_write])?;
    let cached = sum(&[cache_read, written])?;
    let audio_in = inside.count(&["audio_tokens"])?.unwrap_or(0);
    let audio_out = output.count(&["audio_tokens"])?.unwrap_or(0);
    let is_outside = usage.count(&["total_tokens"])? == Some(sum(&[prompt, completion, cached])?);
    let (rest, note) = match cached {
        0 => (prompt, None),
        _ if is_outside => (prompt, None),
        _ if cached > prompt => (prompt, Some(Note::ExclusiveInput)),
        _ => (remainder(prompt, &[cached])?, None),
    };
    let more = [("input_audio", audio_in), ("output_audio", audio_out)];
    let tokens = Tokens {
        input: remainder(rest, &[audio_in])?,
        cache_read,
        cache_write_5m,
        cache_write_1h,
        cache_write,
        output: remainder(completion, &[audio_out])?,
        reasoning: output.count(&["reasoning_tokens"])?,
        more: more.into_iter().filter(|(_, count)| *count > 0).collect(),
    };
    Ok(Some((tokens, note)))
}

/// Thinking is told beside the answer's tokens and is output.
fn gemini(usage: &Fields<'_>) -> Result<Option<(Tokens, Option<Note>)>, Refusal> {
    let cache_read = usage.count(&["cachedContentTokenCount"])?.unwrap_or(0);
    let thoughts = usage.count(&["thoughtsTokenCount"])?;
    let answer = usage.count(&["candidatesTokenCount"])?.unwrap_or(0);
    let tokens = Tokens {
        input: remainder(usage.count(&["promptTokenCount"])?.unwrap_or(0), &[cache_read])?,
        cache_read,
        output: sum(&[answer, thoughts.unwrap_or(0)])?,
        reasoning: thoughts,
        ..Tokens::default()
    };
    Ok(Some((tokens, None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &str) -> (u64, u64, u64, u64, Option<Note>) {
        let fields = Fields::of_json(answer.as_bytes()).expect("an object");
        let (tokens, note) = tokens_of(&fields).expect("counts").expect("usage");
        let written = tokens.cache_write + tokens.cache_write_5m + tokens.cache_write_1h;
        (tokens.input, tokens.cache_read, written, tokens.output, note)
    }

    #[test]
    fn each_shape_of_usage_becomes_exclusive() {
        for answer in [
            r#"{"usage":{"prompt_tokens":1200,"completion_tokens":80,"prompt_tokens_details":{"cached_tokens":1024}}}"#,
            r#"{"usage":{"input_tokens":1200,"output_tokens":80,"input_tokens_details":{"cached_tokens":1024}}}"#,
            r#"{"usage":{"input_tokens":176,"output_tokens":80,"cache_read_input_tokens":1024}}"#,
            r#"{"usage":{"inputTokens":176,"outputTokens":80,"cacheReadInputTokens":1024}}"#,
            r#"{"usageMetadata":{"promptTokenCount":1200,"candidatesTokenCount":50,"thoughtsTokenCount":30,"cachedContentTokenCount":1024}}"#,
            r#"{"usage":{"prompt_tokens":176,"completion_tokens":80,"total_tokens":1280,"cache_read_input_tokens":1024}}"#,
            r#"{"usage":{"prompt_tokens":1200,"completion_tokens":80,"total_tokens":1280,"cache_read_input_tokens":1024}}"#,
        ] {
            assert_eq!(read(answer), (176, 1024, 0, 80, None), "{answer}");
        }
    }

    #[test]
    fn lifetimes_divide_the_writes() {
        let answer = r#"{"usage":{"input_tokens":5,"output_tokens":1,"cache_creation_input_tokens":30,
            "cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}}"#;
        let fields = Fields::of_json(answer.as_bytes()).expect("an object");
        let (tokens, _) = tokens_of(&fields).expect("counts").expect("usage");
        assert_eq!((tokens.cache_write_5m, tokens.cache_write_1h, tokens.cache_write), (10, 20, 0));
    }

    #[test]
    fn more_cached_than_prompt_is_exclusive_and_noted() {
        let answer = r#"{"usage":{"prompt_tokens":10,"completion_tokens":1,"cache_read_input_tokens":90}}"#;
        assert_eq!(read(answer), (10, 90, 0, 1, Some(Note::ExclusiveInput)));
    }
}
