//! Knowing OTLP JSON by its outer lists, and what is in it by the names of attributes.

use crate::format::{Certainty, Framing, Recognised, Sample};

/// Outer lists in both spellings: text to look for, variant, dotted path of the list.
const LISTS: &[(&str, &str, &str)] = &[
    ("\"resourceSpans\"", "spans", "resourceSpans"),
    ("\"resource_spans\"", "spans", "resource_spans"),
    ("\"resourceLogs\"", "logs", "resourceLogs"),
    ("\"resource_logs\"", "logs", "resource_logs"),
    ("\"resourceMetrics\"", "metrics", "resourceMetrics"),
    ("\"resource_metrics\"", "metrics", "resource_metrics"),
];

/// Names that say who wrote it, and what to call them.
const DIALECTS: &[(&str, &str)] = &[
    ("litellm_request", "the LiteLLM callback"),
    ("openinference.span.kind", "OpenInference"),
    ("claude_code.", "Claude Code"),
    ("codex.", "Codex"),
    ("gemini_cli.", "Gemini CLI"),
    ("gen_ai.evaluation.", "evaluations"),
    ("traceloop.", "OpenLLMetry"),
    ("gen_ai.", "GenAI conventions"),
];

/// Whether a log is OTLP JSON, and of which signal.
pub(super) fn recognise(sample: &Sample<'_>) -> Option<Recognised> {
    let head = sample.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample.head);
    let head = head.trim_ascii_start();
    let first = *head.first()?;
    if first != b'{' && first != b'[' {
        return None;
    }
    // A key of the outermost object stands near the beginning; one inside a prompt does not count.
    let near = text(head.get(..512).unwrap_or(head));
    let (key, variant, path) = LISTS.iter().find(|(key, _, _)| near.contains(key))?;
    let whole = text(head);
    let variant = if whole.contains("\"resourceSpans\"") { "spans" } else { variant };
    let framing = framing(head, path, sample.is_whole);
    let dialects: Vec<&str> =
        DIALECTS.iter().filter(|(word, _)| whole.contains(word)).map(|(_, name)| *name).take(3).collect();
    let key = key.trim_matches('"');
    let reason = match (variant, dialects.as_slice()) {
        ("metrics", _) => {
            format!("OTLP JSON with {key}: metrics, which hold no requests and cannot be imported")
        }
        (_, []) => format!("OTLP JSON with {key}; no GenAI attributes in its beginning"),
        (_, names) => format!("OTLP JSON with {key}: {}", names.join(", ")),
    };
    Some(Recognised { variant, framing, certainty: Certainty::Certain, reason })
}

/// A list is cut into its elements. A document over several lines, or one whose first line does not end in the sample, is
/// cut at its outer list, which holds lines after each other as well; everything else is cut by lines.
fn framing(head: &[u8], path: &'static str, is_whole: bool) -> Framing {
    if head.first() == Some(&b'[') {
        return Framing::JsonDocument { path: "" };
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head);
    let is_long = line.len() == head.len() && !is_whole;
    let is_open = line.len() < head.len() && !line.trim_ascii().ends_with(b"}");
    if is_long || is_open { Framing::JsonDocument { path } } else { Framing::JsonLines }
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
