//! What the LiteLLM callback keeps as text: the usage object in Python's own notation, and the hidden parameters as JSON.

use serde::{Deserialize, Deserializer};
use sonic_rs::LazyValue;

use super::wire;
use crate::input::is_too_deep;
use crate::lenient;

/// Longest text that is looked into.
const LONGEST: usize = 64 * 1024;

/// A count, or nothing where the source wrote none or no count.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count(Option<u64>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = LazyValue::deserialize(deserializer)?;
        Ok(Self(wire::integer(raw.as_raw_str()).and_then(|digits| lenient::count(&digits).ok())))
    }
}

/// `metadata.usage_object`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UsageText {
    prompt_tokens: Count,
    completion_tokens: Count,
    cache_read_input_tokens: Count,
    cache_creation_input_tokens: Count,
    #[serde(rename = "prompt_tokens_details")]
    pub prompt_details: Option<PromptDetails>,
    completion_tokens_details: Option<CompletionDetails>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PromptDetails {
    cached_tokens: Count,
    audio_tokens: Count,
    cache_write_tokens: Count,
    cache_creation_tokens: Count,
    #[serde(rename = "cache_creation_token_details")]
    pub cache_creation_details: Option<CacheSplit>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CacheSplit {
    ephemeral_5m_input_tokens: Count,
    ephemeral_1h_input_tokens: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    reasoning_tokens: Count,
}

impl PromptDetails {
    pub(super) fn audio(&self) -> Option<u64> {
        self.audio_tokens.0
    }
}

impl CacheSplit {
    pub(super) fn minutes(&self) -> Option<u64> {
        self.ephemeral_5m_input_tokens.0
    }

    pub(super) fn hour(&self) -> Option<u64> {
        self.ephemeral_1h_input_tokens.0
    }
}

impl UsageText {
    /// The usage in that text; `None` when it cannot be read.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST || !text.starts_with('{') {
            return None;
        }
        let json = json_of(text);
        (!is_too_deep(json.as_bytes())).then(|| sonic_rs::from_str(&json).ok()).flatten()
    }

    pub(super) fn prompt(&self) -> Option<u64> {
        self.prompt_tokens.0
    }

    pub(super) fn completion(&self) -> Option<u64> {
        self.completion_tokens.0
    }

    pub(super) fn cache_read(&self) -> Option<u64> {
        self.cache_read_input_tokens.0.or(self.prompt_details.as_ref()?.cached_tokens.0)
    }

    pub(super) fn cache_write(&self) -> Option<u64> {
        let details = self.prompt_details.as_ref();
        self.cache_creation_input_tokens
            .0
            .or_else(|| details?.cache_creation_tokens.0)
            .or_else(|| details?.cache_write_tokens.0)
    }

    pub(super) fn reasoning(&self) -> Option<u64> {
        self.completion_tokens_details.as_ref()?.reasoning_tokens.0
    }
}

/// JSON of a Python literal: quotes, `None`, `True` and `False` are written anew; JSON stays what it is.
fn json_of(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 16);
    let mut word = String::new();
    let mut quote: Option<char> = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match quote {
            Some(open) if c == open => {
                json.push('"');
                quote = None;
            }
            Some(_) if c == '\\' => match characters.next() {
                Some('\'') => json.push('\''),
                Some(escaped) => {
                    json.push('\\');
                    json.push(escaped);
                }
                None => {}
            },
            Some(_) if c == '"' => json.push_str("\\\""),
            Some(_) => json.push(c),
            None if c.is_ascii_alphabetic() => word.push(c),
            None => {
                flush(&mut word, &mut json);
                if c == '\'' || c == '"' {
                    json.push('"');
                    quote = Some(c);
                } else {
                    json.push(c);
                }
            }
        }
    }
    flush(&mut word, &mut json);
    json
}

fn flush(word: &mut String, json: &mut String) {
    match word.as_str() {
        "None" => json.push_str("null"),
        "True" => json.push_str("true"),
        "False" => json.push_str("false"),
        other => json.push_str(other),
    }
    word.clear();
}

/// Where in its order an attempt stood, from `hidden_params`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Retries before it, counted anew after a fallback; `None` when not told.
    pub retries: Option<u64>,
    /// Fallbacks before it; `None` when not told.
    pub fallbacks: Option<u64>,
}

impl Order {
    /// The order in that text; nothing is told where it cannot be read.
    pub(super) fn of(text: &str) -> Self {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Hidden {
            additional_headers: Option<Headers>,
        }
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Headers {
            #[serde(rename = "x-litellm-attempted-retries")]
            retries: Count,
            #[serde(rename = "x-litellm-attempted-fallbacks")]
            fallbacks: Count,
        }
        if text.len() > LONGEST || is_too_deep(text.as_bytes()) {
            return Self::default();
        }
        let hidden: Hidden = sonic_rs::from_str(text).unwrap_or_default();
        let headers = hidden.additional_headers.unwrap_or_default();
        Self { retries: headers.retries.0, fallbacks: headers.fallbacks.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_in_python_notation_is_read() {
        let text = "{'completion_tokens': 150, 'prompt_tokens': 6156, 'note': \"it's \\\\ {fine}\", \
             'prompt_tokens_details': {'audio_tokens': None, 'cached_tokens': 4096, 'cache_creation_token_details': \
             {'ephemeral_5m_input_tokens': 1548, 'ephemeral_1h_input_tokens': 500}}, 'cache_creation_input_tokens': 2048, \
             'is_final': True}";
        let usage = UsageText::of(text).expect("readable");
        assert_eq!((usage.prompt(), usage.completion()), (Some(6156), Some(150)));
        assert_eq!(
            (usage.cache_read(), usage.cache_write(), usage.reasoning()),
            (Some(4096), Some(2048), None)
        );
        let split = usage.prompt_details.and_then(|details| details.cache_creation_details).expect("a split");
        assert_eq!((split.minutes(), split.hour()), (Some(1548), Some(500)));
    }

    #[test]
    fn usage_in_json_is_read_too_and_an_empty_one_tells_nothing() {
        let usage = UsageText::of(r#"{"prompt_tokens_details": {"cached_tokens": 7}}"#).expect("readable");
        assert_eq!(usage.cache_read(), Some(7));
        assert_eq!(UsageText::of("{}").and_then(|usage| usage.prompt()), None);
        assert!(UsageText::of("").is_none());
        assert!(UsageText::of("{'a': <object>}").is_none());
    }

    #[test]
    fn the_order_of_an_attempt_stands_among_the_headers() {
        let text = r#"{"additional_headers": {"x-litellm-attempted-retries": 1, "x-litellm-attempted-fallbacks": 0}}"#;
        assert_eq!(Order::of(text), Order { retries: Some(1), fallbacks: Some(0) });
        assert_eq!(Order::of(r#"{"additional_headers": {}}"#), Order::default());
    }
}
