//! What the text of a charge counts, where no field tells. A text that is not listed stays unread and is shown as such.

use crate::ledger::Meter;

/// One text of a channel's bill.
struct Text {
    channel: &'static str,
    /// Compared without regard to case.
    text: &'static str,
    meter: &'static str,
}

const fn text(channel: &'static str, text: &'static str, meter: &'static str) -> Text {
    Text { channel, text, meter }
}

/// OpenAI documents its line items as display texts. `Web search tool calls` and `Image models` were seen in its own
/// examples; the other three are read from invoices and may be spelled otherwise in an account. Anthropic states the
/// kind of cost as a field, which is looked up as a text here; its container hours and session hours are documented.
const TEXTS: &[Text] = &[
    text("openai", "Web search tool calls", "web_search_call"),
    text("openai", "File search tool calls", "file_search_call"),
    text("openai", "Code interpreter sessions", "code_interpreter_session"),
    text("openai", "Vector store storage", "stored_bytes"),
    text("openai", "Image models", "images"),
    text("anthropic", "web_search", "web_search_call"),
    text("anthropic", "Web Search Usage", "web_search_call"),
    text("anthropic", "code_execution", "code_execution_container_hour"),
    text("anthropic", "Code Execution Usage", "code_execution_container_hour"),
    text("anthropic", "session_usage", "managed_agent_session_hour"),
    text("anthropic", "Managed Agents Session Usage", "managed_agent_session_hour"),
];

/// What ends a line item after its model, for meters that are no token classes of a request.
const ENDINGS: &[Text] = &[text("openai", ", training", "training_token")];

/// Lanes whose tokens are in a channel's usage and whose cost is in none of its bills: they are paid for as a
/// commitment. Anthropic states so of its Priority Tier.
const COMMITTED: &[(&str, &str)] = &[("anthropic", "priority")];

/// What a charge is for, as far as its fields and texts tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChargeMeaning {
    /// Model as the bill names it; `None` when it names none.
    pub model: Option<String>,
    /// Stored name of the meter; `None` when it is not known.
    pub meter: Option<String>,
    /// Its text, where that names neither a model nor a known meter.
    pub unread: Option<String>,
}

/// Reads what a charge is for: its fields first, then its texts.
pub fn charge_meaning(
    channel: &str,
    model: Option<&str>,
    token_class: Option<&str>,
    texts: [Option<&str>; 2],
) -> ChargeMeaning {
    let told = |text: &&str| !text.is_empty();
    let texts = || texts.into_iter().flatten().filter(told);
    let listed = texts().find_map(|text| meter_of_text(channel, text));
    let class = token_class.filter(|class| Meter::parse(class).is_some());
    let meter = class.or(listed).map(str::to_owned);
    let model = model.or_else(|| texts().find_map(|text| model_of_text(channel, text))).map(str::to_owned);
    let is_unread = meter.is_none() && model.is_none();
    let unread = is_unread.then(|| texts().next().map(str::to_owned)).flatten();
    ChargeMeaning { model, meter, unread }
}

/// Whether usage of a lane is paid for as a commitment and never billed by token.
pub fn is_committed(channel: &str, lane: Option<&str>) -> bool {
    lane.is_some_and(|lane| COMMITTED.contains(&(channel, lane)))
}

/// The meter a text of a bill stands for; `None` when it is not known.
pub(super) fn meter_of_text(channel: &str, told: &str) -> Option<&'static str> {
    let listed = TEXTS.iter().find(|known| known.channel == channel && known.text.eq_ignore_ascii_case(told));
    let ending = || ENDINGS.iter().find(|known| known.channel == channel && told.ends_with(known.text));
    listed.or_else(ending).map(|known| known.meter)
}

/// The model a line item names as a whole or before its last comma; `None` for a text listed above.
pub(super) fn model_of_text<'a>(channel: &str, told: &'a str) -> Option<&'a str> {
    let is_listed =
        TEXTS.iter().any(|known| known.channel == channel && known.text.eq_ignore_ascii_case(told));
    if is_listed {
        return None;
    }
    let name = told.rsplit_once(", ").map_or(told, |(model, _)| model).trim();
    let is_one_word = !name.is_empty() && !name.contains(' ');
    let has_mark = name.bytes().any(|byte| byte.is_ascii_digit() || byte == b'-');
    (is_one_word && has_mark).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_are_read_by_their_text_and_models_by_their_name() {
        assert_eq!(meter_of_text("openai", "web search tool calls"), Some("web_search_call"));
        assert_eq!(model_of_text("openai", "Web search tool calls"), None);
        assert_eq!(meter_of_text("openai", "ft:gpt-4.1-2025-04-14, training"), Some("training_token"));
        assert_eq!(model_of_text("openai", "ft:gpt-4.1-2025-04-14, training"), Some("ft:gpt-4.1-2025-04-14"));
        assert_eq!(model_of_text("openai", "tts-1"), Some("tts-1"));
        assert_eq!(meter_of_text("anthropic", "session_usage"), Some("managed_agent_session_hour"));
    }

    #[test]
    fn only_the_committed_lane_is_left_out() {
        assert!(is_committed("anthropic", Some("priority")));
        assert!(!is_committed("anthropic", Some("standard")));
        assert!(!is_committed("anthropic", None));
        assert!(!is_committed("openai", Some("priority")));
    }

    #[test]
    fn a_text_that_is_not_listed_stays_unread() {
        assert_eq!(meter_of_text("openai", "Service credit adjustment"), None);
        assert_eq!(model_of_text("openai", "Service credit adjustment"), None);
        assert_eq!(meter_of_text("mistral", "Web search tool calls"), None);
    }
}
