//! Token classes out of LiteLLM's usage, which counts cache reads and writes inside the prompt.

use super::facts::{Details, Facts, Lifetimes, Meta, Tools, Usage};
use super::raw::{Fault, Raw, object};
use crate::lenient::{NumberError, count};
use crate::record::{Note, Tokens};

/// What the usage of one record comes to.
#[derive(Debug, Default)]
pub(super) struct Counted {
    /// `None` when the record counts nothing at all.
    pub(super) tokens: Option<Tokens>,
    pub(super) notes: Vec<Note>,
    /// The provider's tier and speed as its usage names them.
    pub(super) tier: Option<String>,
    pub(super) speed: Option<String>,
    /// Whether the counts look like LiteLLM's own tokeniser: an answer streamed by OpenAI whose usage never came.
    pub(super) is_tokenised: bool,
}

/// Reads the usage of a record.
pub(super) fn counted(facts: &Facts<'_>, meta: &Meta<'_>) -> Result<Counted, Fault> {
    let usage_object = meta.usage_object.json().filter(|json| json.len() > 2);
    let usage_json = usage_object.or_else(|| meta.additional_usage_values.json());
    let usage: Usage<'_> = object(usage_json.as_deref())?;
    let (prompt_json, completion_json) =
        (usage.prompt_tokens_details.json(), usage.completion_tokens_details.json());
    let input: Details<'_> = object(prompt_json.as_deref())?;
    let output: Details<'_> = object(completion_json.as_deref())?;
    let prompt = first_count(&[facts.prompt, usage.prompt_tokens])?.unwrap_or(0);
    let completion = first_count(&[facts.completion, usage.completion_tokens])?.unwrap_or(0);
    let mut counted = Counted {
        tier: usage.service_tier.string(),
        speed: usage.speed.string(),
        is_tokenised: prompt_json.is_none() && first_count(&[output.text_tokens])? == Some(completion),
        ..Counted::default()
    };
    if prompt == 0 && completion == 0 {
        return Ok(counted);
    }
    let mut tokens = Tokens::default();
    writes(&mut tokens, &mut counted.notes, &usage, &input)?;
    tokens.cache_read = first_count(&[usage.cache_read_input_tokens, input.cached_tokens])?.unwrap_or(0);
    let written =
        tokens.cache_write.saturating_add(tokens.cache_write_5m).saturating_add(tokens.cache_write_1h);
    let cached = tokens.cache_read.saturating_add(written);
    let fresh = match prompt.checked_sub(cached) {
        Some(fresh) => fresh,
        None if is_exclusive(prompt, &usage, &input)? => {
            counted.notes.push(Note::ExclusiveInput);
            prompt
        }
        None => {
            return Err(Fault {
                code: "negative_input",
                reason: "cache reads and writes are more than prompt_tokens, which counts them in: fresh input would be negative",
            });
        }
    };
    let total = first_count(&[facts.total, usage.total_tokens])?;
    inputs(&mut tokens, &mut counted.notes, fresh, &input)?;
    outputs(&mut tokens, &mut counted.notes, Totals { prompt, completion, total }, &output)?;
    searches(&mut tokens, &usage, &input)?;
    tokens.more.sort_unstable();
    counted.tokens = Some(tokens);
    Ok(counted)
}

/// Cache writes, by lifetime where it is told.
fn writes(
    tokens: &mut Tokens,
    notes: &mut Vec<Note>,
    usage: &Usage<'_>,
    input: &Details<'_>,
) -> Result<(), Fault> {
    let told = first_count(&[
        usage.cache_creation_input_tokens,
        input.cache_creation_tokens,
        input.cache_write_tokens,
    ])?;
    let split_json = input.cache_creation_token_details.json().or_else(|| usage.cache_creation.json());
    let split: Lifetimes<'_> = object(split_json.as_deref())?;
    let short = first_count(&[split.ephemeral_5m_input_tokens])?.unwrap_or(0);
    let long = first_count(&[split.ephemeral_1h_input_tokens])?.unwrap_or(0);
    let by_lifetime = short.saturating_add(long);
    let all = told.unwrap_or(by_lifetime);
    match all.checked_sub(by_lifetime) {
        Some(rest) => {
            tokens.cache_write_5m = short;
            tokens.cache_write_1h = long;
            tokens.cache_write = rest;
        }
        None => {
            notes.push(Note::CountsInconsistent);
            tokens.cache_write = all;
        }
    }
    Ok(())
}

/// Whether a prompt smaller than its cached part is the fresh part alone, which only Anthropic's own counting is.
fn is_exclusive(prompt: u64, usage: &Usage<'_>, input: &Details<'_>) -> Result<bool, Fault> {
    Ok(one(usage.input_tokens)? == Some(prompt) || one(input.text_tokens)? == Some(prompt))
}

/// Fresh input, audio apart.
fn inputs(tokens: &mut Tokens, notes: &mut Vec<Note>, fresh: u64, input: &Details<'_>) -> Result<(), Fault> {
    let audio = one(input.audio_tokens)?.unwrap_or(0);
    let spoken = audio.min(fresh);
    if spoken < audio {
        // A part of the audio was read from the cache; which, is not told.
        notes.push(Note::CountsInconsistent);
    }
    tokens.input = fresh - spoken;
    add(tokens, "input_audio", spoken);
    Ok(())
}

struct Totals {
    prompt: u64,
    completion: u64,
    total: Option<u64>,
}

/// Output, audio and images apart, reasoning inside.
fn outputs(
    tokens: &mut Tokens,
    notes: &mut Vec<Note>,
    of: Totals,
    output: &Details<'_>,
) -> Result<(), Fault> {
    tokens.output = of.completion;
    tokens.reasoning = one(output.reasoning_tokens)?;
    let reasoning = tokens.reasoning.unwrap_or(0);
    let with_reasoning = of.completion.checked_add(reasoning);
    let is_apart = reasoning > 0
        && of.total.is_some()
        && of.total == with_reasoning.and_then(|output| output.checked_add(of.prompt));
    if is_apart {
        // xAI counts reasoning beside the completion; its total says so.
        tokens.output = with_reasoning.unwrap_or(of.completion);
    } else if reasoning > tokens.output {
        notes.push(Note::CountsInconsistent);
        tokens.reasoning = None;
    }
    for (meter, told) in [("output_audio", output.audio_tokens), ("output_image", output.image_tokens)] {
        let part = one(told)?.unwrap_or(0).min(tokens.output);
        tokens.output -= part;
        add(tokens, meter, part);
    }
    if tokens.reasoning.is_some_and(|reasoning| reasoning > tokens.output) {
        notes.push(Note::CountsInconsistent);
        tokens.reasoning = None;
    }
    Ok(())
}

/// Web searches, told in one of two places.
fn searches(tokens: &mut Tokens, usage: &Usage<'_>, input: &Details<'_>) -> Result<(), Fault> {
    let json = usage.server_tool_use.json();
    let tools: Tools<'_> = object(json.as_deref())?;
    let searches = first_count(&[tools.web_search_requests, input.web_search_requests])?.unwrap_or(0);
    add(tokens, "web_search_call", searches);
    Ok(())
}

fn add(tokens: &mut Tokens, meter: &'static str, quantity: u64) {
    if quantity > 0 {
        tokens.more.push((meter, quantity));
    }
}

/// The first count above zero; zero when all that are told are zero; `None` when none is told.
fn first_count(values: &[Raw<'_>]) -> Result<Option<u64>, Fault> {
    let mut found = None;
    for value in values {
        match one(*value)? {
            Some(0) => found = found.or(Some(0)),
            Some(number) => return Ok(Some(number)),
            None => {}
        }
    }
    Ok(found)
}

/// One count; `None` when it is not told.
fn one(value: Raw<'_>) -> Result<Option<u64>, Fault> {
    let Some(text) = value.text() else { return Ok(None) };
    count(&text).map(Some).map_err(|error| match error {
        NumberError::Negative => {
            Fault { code: "negative_count", reason: "a token count is below zero: counts never are" }
        }
        NumberError::Fraction | NumberError::NotANumber => {
            Fault { code: "not_a_count", reason: "a token count is not a whole number" }
        }
        NumberError::TooLarge => {
            Fault { code: "count_too_large", reason: "a token count is larger than can be kept" }
        }
    })
}
