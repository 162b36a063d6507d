//! What goes wrong, when and how often: data, read from a file or drawn from a seed.

use serde::{Deserialize, Serialize};

use crate::cell::Provider;
use crate::rng::Rng;

/// A bounded list of faults. Reading it again from the same file or seed gives the same faults for the same requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// What the scenario is called.
    pub name: String,
    /// Decides the draws of rules with a probability.
    pub seed: u64,
    /// No more faults than this in all, so that retrying ends.
    pub max_faults: u32,
    /// The first rule that fires wins.
    pub rules: Vec<Rule>,
}

impl Default for Scenario {
    fn default() -> Self {
        Self { name: String::new(), seed: 0, max_faults: 60, rules: Vec::new() }
    }
}

/// One fault and the requests it strikes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What happens.
    pub fault: Fault,
    /// Only requests to `openai` or `anthropic`; absent: both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Only requests whose path below the base URL contains this; absent: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Positions, from 1, among the requests that provider and path let through; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordinals: Vec<u64>,
    /// Chance in permille; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permille: Option<u32>,
    /// How often this rule fires at most.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

/// Something a provider or a network does wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// 429.
    RateLimited {
        /// What the answer says about waiting.
        wait: Wait,
    },
    /// A server error, such as 500, 502, 503 or 529.
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The right answer, late.
    Slow {
        /// Delay in milliseconds, at most 10 000.
        millis: u64,
    },
    /// The connection closes after so many bytes of the body; the promised length is larger.
    Torn {
        /// Body bytes sent.
        bytes: usize,
    },
    /// A complete answer whose JSON ends in the middle.
    Truncated,
    /// The connection closes before any answer.
    Reset,
    /// 200 with a page of a proxy instead of JSON.
    Malformed,
    /// 401 although the key is good.
    KeyRefused,
    /// The cursor is refused, 410 at Anthropic and 400 at OpenAI; requests without one are not struck.
    StaleCursor,
    /// The server lives at another instant: its date header and its today are off.
    ClockSkew {
        /// Offset in seconds, negative for a server that is behind.
        seconds: i64,
    },
    /// A request with a cursor gets the page before it once more; other requests are not struck.
    DuplicatePage,
    /// The page shows what was known some hours earlier, as when the figures are restated between two pages.
    Restated {
        /// Hours back.
        hours: i64,
    },
}

/// What a 429 says about waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// A `Retry-After` header with these seconds.
    RetryAfter(u64),
    /// Nothing.
    Silent,
    /// No `Retry-After`, and `anthropic-ratelimit-requests-reset` in the past.
    ResetInPast,
}

impl Fault {
    /// A short name for logs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::RateLimited { wait: Wait::RetryAfter(_) } => "rate_limited",
            Self::RateLimited { wait: Wait::Silent } => "rate_limited_silent",
            Self::RateLimited { wait: Wait::ResetInPast } => "rate_limited_reset_in_past",
            Self::Status { .. } => "status",
            Self::Slow { .. } => "slow",
            Self::Torn { .. } => "torn",
            Self::Truncated => "truncated",
            Self::Reset => "reset",
            Self::Malformed => "malformed",
            Self::KeyRefused => "key_refused",
            Self::StaleCursor => "stale_cursor",
            Self::ClockSkew { .. } => "clock_skew",
            Self::DuplicatePage => "duplicate_page",
            Self::Restated { .. } => "restated",
        }
    }

    /// Whether only a request with a cursor can suffer it.
    #[must_use]
    pub fn needs_cursor(&self) -> bool {
        matches!(self, Self::StaleCursor | Self::DuplicatePage)
    }
}

impl Rule {
    /// Whether the filters let a request through.
    pub(crate) fn concerns(&self, provider: Provider, path: &str) -> bool {
        let name = if provider == Provider::OpenAi { "openai" } else { "anthropic" };
        self.provider.as_deref().is_none_or(|wanted| wanted == name)
            && self.path.as_deref().is_none_or(|wanted| path.contains(wanted))
    }
}

impl Scenario {
    /// A mix of faults drawn from a seed: between three and ten rules, at most thirty faults.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        let mut rng = Rng::of(&[seed, 0xfa17]);
        let rules = (0..rng.between(3, 10)).map(|_| draw_rule(&mut rng)).collect();
        Self { name: format!("seed {seed}"), seed, max_faults: 30, rules }
    }
}

fn draw_rule(rng: &mut Rng) -> Rule {
    const PATHS: &[Option<&str>] =
        &[None, None, Some("cost"), Some("usage"), Some("analytics"), Some("projects"), Some("completions")];
    let fault = draw_fault(rng);
    let path = PATHS.get(usize::try_from(rng.between(0, 6)).unwrap_or(0)).copied().flatten();
    let times = u32::try_from(rng.between(1, 4)).unwrap_or(1);
    let times = if fault == Fault::KeyRefused { 1 } else { times };
    let unsigned = |value: i64| u64::try_from(value).unwrap_or(1);
    let (ordinals, permille) = if rng.chance(500) {
        ((0..times).map(|_| unsigned(rng.between(1, 24))).collect(), None)
    } else {
        (Vec::new(), Some(u32::try_from(rng.between(40, 300)).unwrap_or(100)))
    };
    let provider = match rng.between(0, 3) {
        0 => Some("openai".to_owned()),
        1 => Some("anthropic".to_owned()),
        _ => None,
    };
    Rule { fault, provider, path: path.map(str::to_owned), ordinals, permille, times }
}

fn draw_fault(rng: &mut Rng) -> Fault {
    let unsigned = |value: i64| u64::try_from(value).unwrap_or(1);
    match rng.between(0, 14) {
        0 => Fault::RateLimited { wait: Wait::RetryAfter(unsigned(rng.between(1, 3))) },
        1 => Fault::RateLimited { wait: Wait::Silent },
        2 => Fault::RateLimited { wait: Wait::ResetInPast },
        3 => Fault::Status { status: 500 },
        4 => Fault::Status { status: 502 },
        5 => Fault::Status { status: 503 },
        6 => Fault::Status { status: 529 },
        7 => Fault::Slow { millis: unsigned(rng.between(5, 60)) },
        8 => Fault::Torn { bytes: usize::try_from(rng.between(0, 400)).unwrap_or(0) },
        9 => Fault::Truncated,
        10 => Fault::Reset,
        11 => Fault::Malformed,
        12 => match rng.between(0, 2) {
            0 => Fault::KeyRefused,
            1 => Fault::ClockSkew { seconds: 86_400 },
            _ => Fault::ClockSkew { seconds: -86_400 },
        },
        13 => Fault::DuplicatePage,
        _ => match rng.between(0, 1) {
            0 => Fault::StaleCursor,
            _ => Fault::Restated { hours: rng.between(5, 40) },
        },
    }
}
