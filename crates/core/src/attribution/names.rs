//! Families of models: one name for all dates, revisions and sellers of a model.

/// Words before a dot that tell where a model runs.
const REGIONS: [&str; 12] =
    ["us", "eu", "apac", "global", "us-gov", "jp", "au", "ca", "sa", "me", "af", "il"];

/// Words before a dot that tell who made a model.
const MAKERS: [&str; 20] = [
    "ai21",
    "amazon",
    "anthropic",
    "cohere",
    "deepseek",
    "google",
    "luma",
    "meta",
    "minimax",
    "mistral",
    "moonshot",
    "moonshotai",
    "nvidia",
    "openai",
    "qwen",
    "stability",
    "twelvelabs",
    "writer",
    "xai",
    "zai",
];

/// Words after a colon that tell how a router serves a model, not which it is.
const MANNERS: [&str; 10] =
    ["beta", "default", "exacto", "extended", "floor", "free", "latest", "nitro", "online", "thinking"];

/// The family of a model, in lower case: its name without seller, region, date and revision. What was trained further
/// on own data begins with `ft:`, since it has prices of its own. A name in which nothing is known is its own family.
pub fn model_family(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let (base, is_tuned) = tuned(&lower);
    let last = base.rsplit('/').find(|part| !part.is_empty()).unwrap_or(base);
    let (maker, plain) = without_seller(last);
    let (plain, at) = plain.split_once('@').map_or((plain, None), |(plain, at)| (plain, Some(at)));
    let plain = if plain.is_empty() { last } else { plain };
    let mut family = without_revision(plain);
    if at.is_some() {
        family = without_version(&family).to_owned();
    }
    // `deepseek.r1` would be "r1", which nobody calls it.
    if let Some(maker) = maker
        && is_bare_version(&family)
    {
        family = format!("{maker}-{family}");
    }
    if is_tuned { format!("ft:{family}") } else { family }
}

/// What was trained further names its base first: `ft:base:organisation:suffix:id`, or `base.ft-id`.
fn tuned(name: &str) -> (&str, bool) {
    let begun = name.strip_prefix("ft:").or_else(|| name.split_once("/ft:").map(|(_, rest)| rest));
    if let Some(rest) = begun {
        let base = rest.split(':').next().unwrap_or(rest);
        return if base.is_empty() { (name, false) } else { (base, true) };
    }
    match name.split_once(".ft-") {
        Some((base, _)) if !base.is_empty() => (base, true),
        _ => (name, false),
    }
}

/// A name without the words before dots, and its maker where one stood there.
fn without_seller(name: &str) -> (Option<&str>, &str) {
    let (mut maker, mut rest) = (None, name);
    while let Some((word, after)) = rest.split_once('.').filter(|(_, after)| !after.is_empty()) {
        if MAKERS.contains(&word) {
            maker = Some(word);
        } else if !REGIONS.contains(&word) {
            break;
        }
        rest = after;
    }
    (maker, rest)
}

fn without_revision(name: &str) -> String {
    let mut rest = name;
    while let Some(shorter) = shorter(rest).filter(|shorter| shorter.contains(char::is_alphabetic)) {
        rest = shorter;
    }
    // `gpt-4-0125-preview` has its date before the word.
    match rest.strip_suffix("-preview") {
        Some(before) if !before.is_empty() => format!("{}-preview", without_revision(before)),
        _ => rest.to_owned(),
    }
}

/// A name without its last revision; `None` where it ends in none.
fn shorter(name: &str) -> Option<&str> {
    if let Some(before) = name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) {
        return Some(before.0);
    }
    if let Some((before, manner)) = name.rsplit_once(':') {
        if MANNERS.contains(&manner) {
            return Some(before);
        }
        // `-v2:0`, and `-v1:0:200k` with the room it was bought with.
        let head = name.split(':').next().unwrap_or(name);
        let is_numbered = name.split(':').nth(1).is_some_and(is_number);
        let (model, version) = head.rsplit_once('-')?;
        if !is_numbered || !is_version(version) {
            return None;
        }
        // `claude-v2:1` has no other number: without its version it would be any model of that name.
        let says_which = model.contains('-') || model.contains(|letter: char| letter.is_ascii_digit());
        return Some(if says_which { model } else { head });
    }
    name.strip_suffix("-latest").or_else(|| without_date(name))
}

/// `-2024-07-18`, `-20250929`, `-05-20`, `-09-2025`, `-0613`, `-2411`, `-002`.
fn without_date(name: &str) -> Option<&str> {
    let (before, last) = name.rsplit_once('-')?;
    let is_full = |text: &str| is_number(text) && text.len() == 8 && is_date(text);
    let is_short =
        |text: &str| is_number(text) && text.len() == 4 && (is_month_day(text) || is_year_month(text));
    let is_revision = |text: &str| is_number(text) && text.len() == 3 && text.starts_with('0');
    if let Some((first, middle)) = before.rsplit_once('-') {
        if let Some((start, year)) = first.rsplit_once('-')
            && is_full(&format!("{year}{middle}{last}"))
            && middle.len() == 2
            && last.len() == 2
        {
            return Some(start);
        }
        let is_pair = middle.len() == 2 && last.len() == 2 && middle.starts_with(['0', '1']);
        if is_pair && is_month_day(&format!("{middle}{last}")) {
            return Some(first);
        }
        if middle.len() == 2 && last.len() == 4 && is_date(&format!("{last}{middle}01")) {
            return Some(first);
        }
    }
    (is_full(last) || is_short(last) || is_revision(last)).then_some(before)
}

fn without_version(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((model, version)) if is_version(version) && model.contains('-') => model,
        _ => name,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `v2`.
fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(is_number)
}

/// One letter and a number.
fn is_bare_version(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_digit() || letter == '.')
}

fn in_range(text: Option<&str>, from: u32, to: u32) -> bool {
    text.and_then(|text| text.parse().ok()).is_some_and(|number: u32| (from..=to).contains(&number))
}

/// Year, month and day in this century, after there were models.
fn is_date(text: &str) -> bool {
    in_range(text.get(..4), 2020, 2049) && text.get(4..).is_some_and(is_month_day)
}

fn is_month_day(text: &str) -> bool {
    is_number(text) && in_range(text.get(..2), 1, 12) && in_range(text.get(2..), 1, 31)
}

fn is_year_month(text: &str) -> bool {
    in_range(text.get(..2), 23, 39) && in_range(text.get(2..), 1, 12)
}

#[cfg(test)]
mod tests {
    use super::model_family;
    use proptest::prelude::*;

    fn families(pairs: &[(&str, &str)]) {
        for (name, family) in pairs {
            assert_eq!(model_family(name), *family, "{name}");
        }
    }

    #[test]
    fn dates_and_revisions_are_not_of_the_family() {
        families(&[
            ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
            ("gpt-4o-mini", "gpt-4o-mini"),
            ("GPT-4o ", "gpt-4o"),
            ("gpt-4-0613", "gpt-4"),
            ("gpt-4-0125-preview", "gpt-4-preview"),
            ("gpt-3.5-turbo-0125", "gpt-3.5-turbo"),
            ("claude-sonnet-4-5-20250929", "claude-sonnet-4-5"),
            ("claude-3-5-sonnet-latest", "claude-3-5-sonnet"),
            ("claude-sonnet-4-5[1m]", "claude-sonnet-4-5"),
            ("gemini-1.5-pro-002", "gemini-1.5-pro"),
            ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash-preview"),
            ("gemini-2.5-flash-preview-09-2025", "gemini-2.5-flash-preview"),
            ("command-r-08-2024", "command-r"),
            ("mistral-large-2411", "mistral-large"),
            ("o3-2025-04-16", "o3"),
        ]);
    }

    #[test]
    fn sellers_and_regions_are_not_of_the_family() {
        families(&[
            ("openai/gpt-4o", "gpt-4o"),
            ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet"),
            ("anthropic.claude-3-haiku-20240307-v1:0:200k", "claude-3-haiku"),
            ("us-gov.anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"),
            ("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "nova-pro"),
            ("publishers/anthropic/models/claude-sonnet-4@20250514", "claude-sonnet-4"),
            ("claude-3-5-sonnet-v2@20241022", "claude-3-5-sonnet"),
            ("@cf/meta/llama-3.1-8b-instruct", "llama-3.1-8b-instruct"),
            ("deepseek/deepseek-r1-0528:free", "deepseek-r1"),
            ("us.deepseek.r1-v1:0", "deepseek-r1"),
            ("mistral.mistral-7b-instruct-v0:2", "mistral-7b-instruct"),
        ]);
    }

    #[test]
    fn what_was_trained_further_says_so() {
        families(&[
            ("ft:gpt-4o:org::id", "ft:gpt-4o"),
            ("ft:gpt-4o-mini-2024-07-18:acme/x:suffix:abc123", "ft:gpt-4o-mini"),
            ("openai/ft:gpt-4o-2024-08-06:acme::x", "ft:gpt-4o"),
            ("gpt-4o-2024-08-06.ft-0123abc", "ft:gpt-4o"),
        ]);
    }

    #[test]
    fn numbers_that_say_which_model_it_is_stay() {
        families(&[
            ("text-embedding-3-small", "text-embedding-3-small"),
            ("claude-opus-4-1", "claude-opus-4-1"),
            ("claude-3-5-haiku", "claude-3-5-haiku"),
            ("gpt-4.1", "gpt-4.1"),
            ("gpt-3.5-turbo-16k", "gpt-3.5-turbo-16k"),
            ("deepseek-v3", "deepseek-v3"),
            ("anthropic.claude-v2:1", "claude-v2"),
            ("cohere.embed-english-v3", "embed-english-v3"),
            ("llama3:70b", "llama3:70b"),
            ("qwen-72b-9999", "qwen-72b-9999"),
            ("o1", "o1"),
        ]);
    }

    #[test]
    fn a_name_of_nothing_known_is_its_own_family() {
        families(&[
            ("", ""),
            ("/", "/"),
            ("ft:", "ft:"),
            ("@", "@"),
            ("-latest", "-latest"),
            ("2024-07-18", "2024-07-18"),
        ]);
    }

    proptest! {
        #[test]
        fn a_family_is_its_own_family(
            seller in prop::sample::select(vec!["", "openai/", "us.anthropic.", "ft:", "models/"]),
            model in "[a-z]{2,6}(-[0-9a-z.]{1,4}){0,3}",
            end in prop::sample::select(vec!["", "-latest", "-20250929", "-2024-07-18", "-v1:0", "@20250514", ":free", "-0613"]),
        ) {
            let family = model_family(&format!("{seller}{model}{end}"));
            prop_assert_eq!(model_family(&family), family);
        }

        #[test]
        fn any_text_has_a_family(name in "\\PC{0,40}") {
            let _ = model_family(&name);
        }
    }
}
