//! Who sold a call: the words of sources for providers, and what a model's name says about its maker.
//!
//! Gateways, conventions and frameworks name one seller in many ways. [`channel`] maps those words to the channel ids of
//! the price book; [`seller_of_model`] guesses the maker where a source tells no provider at all, and says nothing when
//! it is unsure; [`prefixed`] takes a provider prefix off a model's name. Pure words: nothing here is stored or priced.

/// The price book's channel id for a source's word (`bedrock`, `aws.bedrock`, `vertex_ai`, `AZURE`, `gcp.gemini`), or the
/// word itself, trimmed and in lower case, where the book has no such channel. Empty for an empty word.
pub fn channel(word: &str) -> String {
    let lower = word.trim().to_lowercase();
    match known_channel(&lower) {
        Some(id) => id.to_owned(),
        None => lower,
    }
}

/// The channel id of a word already in lower case; `None` for a word the price book knows no channel of.
fn known_channel(lower: &str) -> Option<&'static str> {
    let plain: String =
        lower.chars().map(|c| if matches!(c, '.' | '_' | ' ' | '/' | ':') { '-' } else { c }).collect();
    Some(match plain.as_str() {
        "openai" | "open-ai" | "text-completion-openai" | "openai-chat" | "openai-responses" | "codex" => {
            "openai"
        }
        "anthropic" | "claude" | "anthropic-text" => "anthropic",
        "azure"
        | "azure-openai"
        | "azureopenai"
        | "az-ai-openai"
        | "azure-ai-openai"
        | "azure-openai-service"
        | "azure-text"
        | "microsoft-azure-openai" => "azure-openai",
        "bedrock" | "aws-bedrock" | "amazon-bedrock" | "bedrock-converse" | "aws" | "amazon"
        | "bedrock-runtime" | "bedrock-mantle" => "aws-bedrock",
        "gemini"
        | "google"
        | "google-aistudio"
        | "google-ai-studio"
        | "google-ai"
        | "gcp-gemini"
        | "google-gemini"
        | "google-genai"
        | "google-generativeai"
        | "google-generative-ai"
        | "googleaistudio"
        | "palm"
        | "google-ai-studio-gemini"
        | "gcp-gen-ai" => "google-aistudio",
        "vertex"
        | "vertex-ai"
        | "vertexai"
        | "gcp-vertex-ai"
        | "google-vertex"
        | "google-vertex-ai"
        | "google-vertexai"
        | "vertex-ai-beta"
        | "gcp-vertex"
        | "gcp-vertex-gemini"
        | "gcp-vertex-anthropic"
        | "google-vertex-anthropic"
        | "googlevertex" => "google-vertex",
        "cohere" | "cohere-chat" | "cohere-ai" => "cohere",
        "deepseek" | "deep-seek" => "deepseek",
        "groq" => "groq",
        "meta" | "meta-llama" | "llama-api" | "meta-llama-api" => "meta",
        "mistral" | "mistralai" | "mistral-ai" | "mistral-ai-studio" => "mistral",
        "openrouter" | "open-router" => "openrouter",
        "xai" | "x-ai" | "grok" => "xai",
        vertex if vertex.starts_with("vertex-ai-") => "google-vertex",
        _ => return None,
    })
}

/// Takes a provider's prefix off a model's name: `bedrock/anthropic.claude-x` gives the channel `aws-bedrock` and
/// `anthropic.claude-x`. A name without a known prefix comes back whole, with no channel.
pub fn prefixed(model: &str) -> (Option<&'static str>, &str) {
    match model.split_once('/') {
        Some((prefix, rest)) if !rest.is_empty() => match known_channel(&prefix.to_lowercase()) {
            Some(channel) => (Some(channel), rest),
            None => (None, model),
        },
        _ => (None, model),
    }
}

/// Beginnings of model names, and who makes and sells models so named.
const MAKERS: &[(&str, &str)] = &[
    ("gpt-oss", ""),
    ("gpt-", "openai"),
    ("chatgpt", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("codex", "openai"),
    ("computer-use-preview", "openai"),
    ("dall-e", "openai"),
    ("davinci", "openai"),
    ("babbage", "openai"),
    ("omni-moderation", "openai"),
    ("text-moderation", "openai"),
    ("text-embedding-3", "openai"),
    ("text-embedding-ada", "openai"),
    ("tts-1", "openai"),
    ("sora-", "openai"),
    ("ft:gpt-", "openai"),
    ("claude", "anthropic"),
    ("gemini-", "google-aistudio"),
    ("imagen-", "google-aistudio"),
    ("veo-", "google-aistudio"),
    ("deepseek-", "deepseek"),
    ("grok-", "xai"),
    ("mistral-", "mistral"),
    ("ministral-", "mistral"),
    ("magistral-", "mistral"),
    ("codestral-", "mistral"),
    ("devstral-", "mistral"),
    ("pixtral-", "mistral"),
    ("command-", "cohere"),
    ("embed-english", "cohere"),
    ("embed-multilingual", "cohere"),
    ("embed-v4", "cohere"),
    ("rerank-", "cohere"),
];

/// Vendors as Bedrock writes them before a model's name.
const BEDROCK_VENDORS: &[&str] = &[
    "anthropic.",
    "amazon.",
    "meta.",
    "mistral.",
    "cohere.",
    "ai21.",
    "stability.",
    "deepseek.",
    "openai.",
    "qwen.",
];

/// The seller a model's name speaks for, a channel id; `None` when unsure. An open-weight model that many sell (Llama,
/// Qwen, `gpt-oss`) has no seller by name. A provider's prefix decides before the name does.
pub fn seller_of_model(model: &str) -> Option<&'static str> {
    let lower = model.trim().to_lowercase();
    if let (Some(channel), _) = prefixed(&lower) {
        return Some(channel);
    }
    if is_bedrock_name(&lower) {
        return Some("aws-bedrock");
    }
    let (_, maker) = MAKERS.iter().find(|(start, _)| starts_as_word(&lower, start))?;
    (!maker.is_empty()).then_some(*maker)
}

/// Whether a name is written as Bedrock writes them: `anthropic.claude-...`, `eu.anthropic.claude-...`, an ARN.
fn is_bedrock_name(lower: &str) -> bool {
    if lower.starts_with("arn:aws:bedrock:") {
        return true;
    }
    let name = ["us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au.", "ca."]
        .iter()
        .find_map(|region| lower.strip_prefix(region))
        .unwrap_or(lower);
    BEDROCK_VENDORS.iter().any(|vendor| name.starts_with(vendor))
}

/// Whether a name starts so, and not in the middle of a longer word: `o3-mini` starts with `o3`, `o365` does not.
fn starts_as_word(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| {
        !start.ends_with(|c: char| c.is_ascii_digit()) || !rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The ledger's word for what was called, from a source's word for its call type, route or operation; an unknown word
/// comes back in lower case. `None` for an empty word.
pub fn operation(word: &str) -> Option<String> {
    let lower = word.trim().to_lowercase();
    let plain = lower.trim_start_matches('/').trim_start_matches("v1/").replace(['.', '/', '-', ' '], "_");
    Some(match plain.as_str() {
        "" => return None,
        "completion"
        | "acompletion"
        | "completions"
        | "chat"
        | "chat_completion"
        | "chat_completions"
        | "text_completion"
        | "atext_completion"
        | "generate_content"
        | "agenerate_content"
        | "agenerate_content_stream"
        | "generate_content_stream" => "completions".to_owned(),
        "responses" | "aresponses" | "response" | "create_response" => "responses".to_owned(),
        "messages" | "anthropic_messages" | "message" => "messages".to_owned(),
        "embedding" | "aembedding" | "embeddings" | "embed" | "embed_content" => "embeddings".to_owned(),
        "image_generation" | "aimage_generation" | "image_edit" | "aimage_edit" | "images"
        | "images_generations" | "images_edits" | "image" => "images".to_owned(),
        "speech" | "aspeech" | "audio_speech" | "audio_speeches" => "audio_speeches".to_owned(),
        "transcription" | "atranscription" | "audio_transcription" | "audio_transcriptions" => {
            "audio_transcriptions".to_owned()
        }
        "moderation" | "amoderation" | "moderations" => "moderations".to_owned(),
        "rerank" | "arerank" => "rerank".to_owned(),
        "aretrieve_batch" | "retrieve_batch" | "batch" | "batches" => "batches".to_owned(),
        _ => lower,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_sources_name_one_channel() {
        for (word, expected) in [
            ("bedrock", "aws-bedrock"),
            ("aws.bedrock", "aws-bedrock"),
            ("bedrock_converse", "aws-bedrock"),
            ("vertex_ai", "google-vertex"),
            ("vertex_ai-anthropic_models", "google-vertex"),
            ("gcp.gemini", "google-aistudio"),
            ("gcp.vertex_ai", "google-vertex"),
            ("AZURE", "azure-openai"),
            ("az.ai.openai", "azure-openai"),
            ("azure.ai.openai", "azure-openai"),
            ("OpenAI", "openai"),
            ("x_ai", "xai"),
            ("mistral_ai", "mistral"),
            ("Together AI", "together ai"),
            ("", ""),
        ] {
            assert_eq!(channel(word), expected, "{word}");
        }
    }

    #[test]
    fn a_model_name_speaks_only_when_it_is_sure() {
        for (model, expected) in [
            ("gpt-4o-mini", Some("openai")),
            ("o3-mini", Some("openai")),
            ("o365-helper", None),
            ("claude-sonnet-4-5-20250929", Some("anthropic")),
            ("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", Some("aws-bedrock")),
            ("azure/prod-chat", Some("azure-openai")),
            ("gemini-2.5-pro", Some("google-aistudio")),
            ("vertex_ai/gemini-2.5-pro", Some("google-vertex")),
            ("llama-3.3-70b", None),
            ("gpt-oss-120b", None),
            ("my-private-model", None),
        ] {
            assert_eq!(seller_of_model(model), expected, "{model}");
        }
    }

    #[test]
    fn a_prefix_comes_off_only_when_it_names_a_provider() {
        assert_eq!(prefixed("openai/gpt-4o-mini"), (Some("openai"), "gpt-4o-mini"));
        assert_eq!(prefixed("bedrock/eu.anthropic.claude-x"), (Some("aws-bedrock"), "eu.anthropic.claude-x"));
        assert_eq!(prefixed("my-team/model"), (None, "my-team/model"));
        assert_eq!(prefixed("openai/"), (None, "openai/"));
    }

    #[test]
    fn operations_have_the_words_of_the_ledger() {
        for (word, expected) in [
            ("acompletion", Some("completions")),
            ("chat", Some("completions")),
            ("/v1/chat/completions", Some("completions")),
            ("anthropic_messages", Some("messages")),
            ("aretrieve_batch", Some("batches")),
            ("call_mcp_tool", Some("call_mcp_tool")),
            ("", None),
        ] {
            assert_eq!(operation(word).as_deref(), expected, "{word}");
        }
    }
}
