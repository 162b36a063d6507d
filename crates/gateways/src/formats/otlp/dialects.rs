//! Whose dialect a span speaks and whether it is one call to a model.

use super::facts::Facts;
use super::keys::Field;
use crate::sellers;

/// Span kinds that a call has: unspecified, internal, server (a gateway's own), client.
const CALL_KINDS: &[u8] = &[0, 1, 2, 3];

/// Names of span kinds, for writers that spell them.
pub(super) const KINDS: &[(&str, u8)] =
    &[("UNSPECIFIED", 0), ("INTERNAL", 1), ("SERVER", 2), ("CLIENT", 3), ("PRODUCER", 4), ("CONSUMER", 5)];

/// Names of status codes.
pub(super) const STATUSES: &[(&str, u8)] = &[("UNSET", 0), ("OK", 1), ("ERROR", 2)];

/// What a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// One call to a model.
    Call,
    /// Nothing that is charged by itself, by why.
    Other(&'static str),
}

/// Operations that are one call to a model.
const CALLS: &[&str] = &[
    "chat",
    "text_completion",
    "completion",
    "generate_content",
    "embeddings",
    "embedding",
    "responses",
    "messages",
    "image_generation",
    "rerank",
    "speech",
    "transcription",
    "moderation",
];

/// What a span is, by its operation, by the kind its framework gives it, by its name.
pub(super) fn what(facts: &Facts<'_>, scope: &str, name: &str, kind: u8) -> What {
    if let Some(kind) = facts.word(Field::InferenceKind) {
        return match kind.to_ascii_uppercase().as_str() {
            "LLM" | "EMBEDDING" => What::Call,
            "TOOL" => What::Other("tool span"),
            _ => What::Other("agent or workflow span"),
        };
    }
    if let Some(kind) = facts.word(Field::LoopKind) {
        return What::Other(if kind == "tool" { "tool span" } else { "agent or workflow span" });
    }
    if let Some(operation) = facts.word(Field::Operation) {
        return match operation.to_ascii_lowercase().as_str() {
            "execute_tool" => What::Other("tool span"),
            "invoke_agent" | "invoke_workflow" | "create_agent" | "plan" => {
                What::Other("agent or workflow span")
            }
            "fetch_response" => What::Other("answer fetched again"),
            call if CALLS.contains(&call) && CALL_KINDS.contains(&kind) => What::Call,
            _ => What::Other("span of another operation"),
        };
    }
    if scope == "litellm" {
        return if name == "litellm_request" {
            What::Call
        } else {
            What::Other("span that repeats its parent")
        };
    }
    if facts.word(Field::RequestType).is_some_and(|word| CALLS.contains(&word.to_ascii_lowercase().as_str()))
    {
        return What::Call;
    }
    let has_counts = facts.word(Field::Input).is_some() || facts.word(Field::Output).is_some();
    let has_model = facts.word(Field::ModelAsked).is_some() || facts.word(Field::ModelServed).is_some();
    if has_counts && has_model && facts.word(Field::Provider).is_some() && CALL_KINDS.contains(&kind) {
        return What::Call;
    }
    What::Other("span without a model call")
}

/// The ledger's word for what was called. Libraries say `chat` for every interface of a provider; the span's own name and
/// the shape of the answer's id say which.
pub(super) fn operation(facts: &Facts<'_>, name: &str, seller: &str) -> Option<String> {
    let answer = facts.word(Field::ResponseId).unwrap_or_default();
    if matches!(name, "openai.response" | "Response") || answer.starts_with("resp_") {
        return Some("responses".to_owned());
    }
    let told = facts.word(Field::Operation).or_else(|| facts.word(Field::RequestType));
    let word = match (told, facts.word(Field::InferenceKind)) {
        (Some(word), _) => sellers::operation(word)?,
        (None, Some(kind)) if kind.eq_ignore_ascii_case("embedding") => "embeddings".to_owned(),
        (None, Some(_)) => "completions".to_owned(),
        (None, None) => return None,
    };
    Some(if word == "completions" && seller == "anthropic" { "messages".to_owned() } else { word })
}

/// Whether a span is the provider's own library telling of itself: it sees the answer as it came.
pub(super) fn is_built_in(scope: &str) -> bool {
    scope.starts_with("com.anthropic.sdk") || scope.starts_with("com.openai.sdk")
}

/// Whether input is counted as the provider counts it, which for Anthropic's interface is without cached tokens.
pub(super) fn is_raw(facts: &Facts<'_>, scope: &str, seller: &str) -> bool {
    let is_agentgateway =
        scope.starts_with("agentgateway") || facts.rest().any(|(key, _)| key.starts_with("agw."));
    is_agentgateway && seller == "anthropic"
}

/// Whether a trace state says that a part of the traces was dropped at their head: a threshold above zero, or the older
/// exponent above zero.
pub(super) fn is_sampled(trace_state: &str) -> bool {
    let ours = trace_state.split(',').find_map(|member| member.trim().strip_prefix("ot="));
    ours.is_some_and(|fields| {
        fields.split(';').any(|field| match field.split_once(':') {
            Some(("th", threshold)) => threshold.bytes().any(|byte| byte != b'0'),
            Some(("p", exponent)) => exponent != "0",
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_above_zero_means_sampled() {
        for (state, is) in [
            ("", false),
            ("ot=th:0", false),
            ("ot=th:c", true),
            ("vendor=x,ot=rv:abc;th:8", true),
            ("ot=p:0;r:3", false),
            ("ot=p:2", true),
        ] {
            assert_eq!(is_sampled(state), is, "{state}");
        }
    }
}
