//! A log of a LiteLLM gateway, made up from a seed: standard-logging payloads, one a line, about 3.2 KB each, with
//! prompts and answers, price-map entries, retries, streams, caches, batches, several teams and features.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::litellm_words::{FEATURES, Random, TEAMS, WORDS};

/// First call: 2026-08-03T00:00:00Z.
const FIRST_SECOND: u64 = 1_785_715_200;
/// Days over which the calls are spread.
const DAYS: u64 = 90;

/// What to make.
#[derive(Clone, Copy, Debug)]
pub struct LitellmLog {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Lines.
    pub requests: u64,
    /// Stands in every prompt and answer, so that a test can look for it elsewhere.
    pub marker: &'static str,
}

impl Default for LitellmLog {
    fn default() -> Self {
        Self { seed: 7, requests: 300_000, marker: "" }
    }
}

struct Model {
    provider: &'static str,
    name: &'static str,
    /// Dollars for a million of input, cache reads, cache writes and output, times 1,000.
    millis: [u64; 4],
    weight: u64,
}

const MODELS: [Model; 5] = [
    Model { provider: "openai", name: "gpt-4.1-mini", millis: [400, 100, 0, 1_600], weight: 40 },
    Model {
        provider: "anthropic",
        name: "claude-sonnet-4-5",
        millis: [3_000, 300, 3_750, 15_000],
        weight: 25,
    },
    Model { provider: "openai", name: "gpt-4.1", millis: [2_000, 500, 0, 8_000], weight: 20 },
    Model { provider: "anthropic", name: "claude-haiku-4-5", millis: [1_000, 100, 1_250, 5_000], weight: 10 },
    Model { provider: "openai", name: "gpt-4o-mini", millis: [150, 75, 0, 600], weight: 5 },
];

/// How a call went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Stream,
    StreamWithoutUsage,
    Hit,
    Failure,
    Batch,
}

/// Facts of one call.
struct Call<'a> {
    number: u64,
    kind: Kind,
    model: &'a Model,
    trace: u64,
    retries: u32,
    start_ms: u64,
    took_ms: u64,
    prompt: u64,
    read: u64,
    written: u64,
    output: u64,
    reasoning: u64,
    team: usize,
    feature: usize,
    key: u64,
    customer: u64,
    environment: &'static str,
}

impl LitellmLog {
    /// Writes the log; answers its bytes.
    pub fn write(&self, out: &mut impl Write) -> io::Result<u64> {
        let mut random = Random(self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (mut line, mut bytes) = (String::with_capacity(8 << 10), 0_u64);
        let mut again: Option<(u64, u64, usize)> = None;
        for number in 0..self.requests {
            let call = call(number, self.requests, &mut random, again.take());
            if call.kind == Kind::Failure {
                let model = MODELS.iter().position(|model| model.name == call.model.name).unwrap_or(0);
                again = Some((call.trace, call.start_ms + call.took_ms, model));
            }
            line.clear();
            payload(&mut line, &call, &mut random, self.marker);
            line.push('\n');
            out.write_all(line.as_bytes())?;
            bytes += line.len() as u64;
        }
        Ok(bytes)
    }

    /// The log in memory, for small ones.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing to memory does not fail.
        let _ = self.write(&mut bytes);
        bytes
    }
}

fn call<'a>(number: u64, of: u64, random: &mut Random, again: Option<(u64, u64, usize)>) -> Call<'a> {
    let spread = DAYS * 86_400_000 / of.max(1);
    let (trace, start_ms, model, retries) = match again {
        Some((trace, after, model)) => (trace, after + 400, model, 1),
        None => (random.next(), FIRST_SECOND * 1_000 + number * spread + random.below(900), pick(random), 0),
    };
    let kind = match random.below(1_000) {
        0..380 => Kind::Stream,
        380..385 => Kind::StreamWithoutUsage,
        385..415 => Kind::Hit,
        415..455 if retries == 0 => Kind::Failure,
        455..463 => Kind::Batch,
        _ => Kind::Plain,
    };
    let model = MODELS.get(model).unwrap_or(&MODELS[0]);
    let fresh = 200 + random.below(1_800);
    let has_cache = random.below(100) < 35;
    let read = if has_cache { 1_024 * (1 + random.below(12)) } else { 0 };
    let written = if has_cache && model.provider == "anthropic" { random.below(2_000) } else { 0 };
    let output = 20 + random.below(700);
    let team = random.index(TEAMS.len());
    Call {
        number,
        kind,
        model,
        trace,
        retries,
        start_ms,
        took_ms: 300 + random.below(9_000),
        prompt: fresh + read + written,
        read,
        written,
        output,
        reasoning: if model.provider == "openai" { output / 4 } else { 0 },
        team,
        // Each team has its own few features, keys and customers: about 4,000 series in all.
        feature: (team + random.index(3)) % FEATURES.len(),
        key: team as u64 * 2 + random.below(2),
        customer: team as u64 * 3 + random.below(6),
        environment: if random.below(10) < 8 { "prod" } else { "staging" },
    }
}

fn pick(random: &mut Random) -> usize {
    let mut left = random.below(100);
    for (place, model) in MODELS.iter().enumerate() {
        match left.checked_sub(model.weight) {
            Some(rest) => left = rest,
            None => return place,
        }
    }
    0
}

/// One payload. Writing to a text does not fail, so that results are dropped.
fn payload(out: &mut String, call: &Call<'_>, random: &mut Random, marker: &str) {
    let (id, call_id) = (random.next(), random.next());
    let model = call.model;
    let prefix = if model.provider == "openai" { "chatcmpl" } else { "msg" };
    let is_failure = call.kind == Kind::Failure;
    let is_hit = call.kind == Kind::Hit;
    let call_uuid = uuid(call_id, call.number);
    let event = match call.kind {
        Kind::Failure => call_uuid.clone(),
        Kind::Hit => format!("{prefix}-{id:016x}_cache_hit{}.25", call.start_ms / 1_000),
        Kind::Batch => format!("batch_{id:016x}"),
        _ => format!("{prefix}-{id:016x}"),
    };
    let call_type = match call.kind {
        Kind::Batch => "aretrieve_batch",
        _ if model.provider == "anthropic" && call.number.is_multiple_of(3) => "anthropic_messages",
        _ => "acompletion",
    };
    let is_stream = matches!(call.kind, Kind::Stream | Kind::StreamWithoutUsage);
    let told = !is_failure && call.kind != Kind::StreamWithoutUsage;
    let (prompt, output) = if told { (call.prompt, call.output) } else { (0, 0) };
    let (start, end) = (seconds(call.start_ms), seconds(call.start_ms + call.took_ms));
    let cost = cost(call, told && !is_hit);
    let status = if is_failure { "failure" } else { "success" };
    let _ = write!(
        out,
        r#"{{"id": "{event}", "litellm_call_id": "{call_uuid}", "trace_id": "{}", "session_id": "", "call_type": "{call_type}", "cache_hit": {}, "stream": {}, "status": "{status}", "custom_llm_provider": "{}", "saved_cache_cost": {}, "startTime": {start}, "endTime": {end}, "completionStartTime": {end}, "response_time": {}, "model": "{}/{}", "#,
        uuid(call.trace, 0),
        if is_hit { "true" } else { "null" },
        if is_stream { "true" } else { "null" },
        model.provider,
        if is_hit { cost_text(call) } else { "0.0".to_owned() },
        seconds(call.took_ms),
        model.provider,
        model.name,
    );
    metadata(out, call, prompt, output, told);
    let _ = write!(
        out,
        r#""cache_key": null, "response_cost": {cost}, "cost_breakdown": {{"input_cost": {cost}, "output_cost": 0.0, "total_cost": {cost}}}, "total_tokens": {}, "prompt_tokens": {prompt}, "completion_tokens": {output}, "request_tags": ["feature:{}", "env:{}", "User-Agent: AsyncOpenAI", "User-Agent: AsyncOpenAI/Python 1.109.1"], "end_user": "user-{}", "api_base": "https://api.{}.com", "model_group": "{}", "model_id": "dep-{:016x}", "#,
        prompt + output,
        feature(call),
        call.environment,
        random.below(100_000),
        model.provider,
        model.name,
        call.key * 0x9e37_79b9,
    );
    content(out, call, random, &event, marker, (prompt, output));
    hidden(out, call, is_failure, is_stream);
}

fn metadata(out: &mut String, call: &Call<'_>, prompt: u64, output: u64, told: bool) {
    let team = TEAMS.get(call.team).copied().unwrap_or_default();
    let details = if told {
        format!(
            r#"{{"completion_tokens": {output}, "prompt_tokens": {prompt}, "total_tokens": {}, "completion_tokens_details": {{"reasoning_tokens": {}}}, "prompt_tokens_details": {{"audio_tokens": 0, "cached_tokens": {}, "cache_creation_tokens": {}}}, "cache_read_input_tokens": {}, "cache_creation_input_tokens": {}}}"#,
            prompt + output,
            call.reasoning,
            call.read,
            call.written,
            call.read,
            call.written
        )
    } else {
        "null".to_owned()
    };
    let _ = write!(
        out,
        r#""metadata": {{"user_api_key_hash": "{:064x}", "user_api_key_alias": "{team}-key-{}", "user_api_key_spend": 12.25, "user_api_key_org_id": "org-1", "user_api_key_team_id": "team-{}", "user_api_key_team_alias": "{team}", "user_api_key_user_id": "{team}-service", "user_api_key_request_route": "/v1/chat/completions", "requester_metadata": {{"feature": "{}", "customer": "customer-{}"}}, "usage_object": {details}}}, "#,
        call.key.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        call.key,
        call.team,
        feature(call),
        call.customer,
    );
}

/// Prompt and answer: what must never be kept.
fn content(
    out: &mut String,
    call: &Call<'_>,
    random: &mut Random,
    event: &str,
    marker: &str,
    (prompt, output): (u64, u64),
) {
    out.push_str(r#""messages": [{"role": "system", "content": "You are a helpful assistant of a shop."}, {"role": "user", "content": ""#);
    text(out, random, marker, 36);
    out.push_str(r#""}], "#);
    if call.kind == Kind::Failure {
        out.push_str(r#""response": {}, "#);
        return;
    }
    let _ = write!(
        out,
        r#""response": {{"id": "{event}", "created": {}, "model": "{}", "object": "chat.completion", "system_fingerprint": null, "choices": [{{"finish_reason": "stop", "index": 0, "message": {{"role": "assistant", "tool_calls": null, "function_call": null, "content": ""#,
        call.start_ms / 1_000,
        call.model.name
    );
    text(out, random, marker, 26);
    let _ = write!(
        out,
        r#""}}}}], "usage": {{"completion_tokens": {output}, "prompt_tokens": {prompt}, "total_tokens": {}}}}}, "#,
        prompt + output
    );
}

/// Some words, with quotes, line ends and letters beyond ASCII as real text has them.
fn text(out: &mut String, random: &mut Random, marker: &str, words: u64) {
    out.push_str(marker);
    for place in 0..words / 2 + random.below(words) {
        out.push_str(WORDS.get(random.index(WORDS.len())).copied().unwrap_or_default());
        out.push_str(match place % 23 {
            22 => ".\\n\\n",
            11 => " \\\"now\\\" ",
            17 => " \u{2013} caf\u{e9} ",
            _ => " ",
        });
    }
}

fn hidden(out: &mut String, call: &Call<'_>, is_failure: bool, is_stream: bool) {
    let model = call.model;
    let headers = if is_failure || is_stream {
        "{}".to_owned()
    } else {
        format!(
            r#"{{"x-litellm-model-group": "{}", "x-litellm-attempted-retries": {}, "x-litellm-attempted-fallbacks": 0}}"#,
            model.name, call.retries
        )
    };
    let [input, read, write, output] = model.millis;
    let price = |millis: u64| format!("{millis}e-09");
    let batch = if call.kind == Kind::Batch { format!(r#"["{}"]"#, model.name) } else { "null".to_owned() };
    let error = if is_failure {
        r#"{"error_code": "503", "error_class": "ServiceUnavailableError", "llm_provider": "openai", "traceback": "", "error_message": "upstream"}"#
    } else {
        r#"{"error_code": "", "error_class": "", "llm_provider": "", "traceback": "", "error_message": ""}"#
    };
    let _ = write!(
        out,
        r#""model_parameters": {{"stream": {is_stream}, "temperature": 0.2}}, "hidden_params": {{"model_id": "dep-{}", "cache_key": null, "api_base": "https://api.{}.com", "response_cost": {}, "additional_headers": {headers}, "litellm_overhead_time_ms": null, "batch_models": {batch}, "litellm_model_name": "{}/{}", "usage_object": null}}, "model_map_information": {{"model_map_key": "{}/{}", "model_map_value": {{"key": "{}", "max_tokens": 32768, "max_input_tokens": 1047576, "max_output_tokens": 32768, "input_cost_per_token": {}, "cache_read_input_token_cost": {}, "cache_creation_input_token_cost": {}, "output_cost_per_token": {}, "litellm_provider": "{}", "mode": "chat"}}}}, "error_str": null, "error_information": {error}}}"#,
        call.key,
        model.provider,
        cost_text(call),
        model.provider,
        model.name,
        model.provider,
        model.name,
        model.name,
        price(input),
        price(read),
        price(write),
        price(output),
        model.provider,
    );
}

fn feature(call: &Call<'_>) -> &'static str {
    FEATURES.get(call.feature).copied().unwrap_or_default()
}

fn cost(call: &Call<'_>, is_charged: bool) -> String {
    if is_charged { cost_text(call) } else { "0.0".to_owned() }
}

/// Cost in dollars as the gateway would write it, with an exponent.
fn cost_text(call: &Call<'_>) -> String {
    let [input, read, write, output] = call.model.millis;
    let fresh = call.prompt - call.read - call.written;
    let billionths = fresh * input + call.read * read + call.written * write + call.output * output;
    format!("{billionths}e-09")
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}

fn uuid(high: u64, low: u64) -> String {
    let low = low.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ high;
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 52,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_log_of_lines_of_json() {
        let log = LitellmLog { seed: 3, requests: 500, marker: "" };
        let bytes = log.bytes();
        assert_eq!(bytes, log.bytes());
        assert_ne!(bytes, LitellmLog { seed: 4, ..log }.bytes());
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        assert_eq!(lines.len(), 500);
        for line in &lines {
            let payload: serde_json::Value = serde_json::from_slice(line).unwrap();
            assert!(
                payload["metadata"]["usage_object"].is_object()
                    || payload["metadata"]["usage_object"].is_null()
            );
        }
        let mean = bytes.len() / lines.len();
        assert!((3_000..3_500).contains(&mean), "{mean} bytes a line");
    }
}
