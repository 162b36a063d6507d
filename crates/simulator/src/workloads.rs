//! What the company's teams run every day, and how their choice of model moves with the releases.

use chrono::{Datelike, NaiveDate};

use crate::cell::{Profile, Stream};
use crate::company::day;

/// Succession of models a workload follows: from when, which model.
pub(crate) type Ladder = &'static [(&'static str, &'static str)];

pub(crate) const FRONTIER: Ladder = &[
    ("2025-08-07", "gpt-5"),
    ("2025-12-15", "gpt-5.2"),
    ("2026-03-09", "gpt-5.4"),
    ("2026-05-04", "gpt-5.5"),
    ("2026-08-24", "gpt-5.6-sol"),
    ("2026-10-05", "gpt-6.1-sol"),
];
pub(crate) const ASTRA: Ladder = &[("2026-09-07", "gpt-6-astra")];
pub(crate) const SMALL: Ladder = &[
    ("2025-08-07", "gpt-5-mini"),
    ("2026-03-23", "gpt-5.4-mini"),
    ("2026-08-03", "gpt-5.6-terra"),
    ("2026-09-28", "gpt-6-luna"),
];
pub(crate) const NANO: Ladder = &[("2025-08-07", "gpt-5-nano"), ("2026-10-12", "gpt-6-luna")];
pub(crate) const GPT41: Ladder = &[("2025-04-14", "gpt-4.1")];
pub(crate) const LEGACY: Ladder = &[("2024-07-18", "gpt-4o-mini")];
pub(crate) const REASONING: Ladder =
    &[("2025-04-16", "o4-mini"), ("2026-01-12", "gpt-5.2"), ("2026-05-18", "gpt-5.5")];
pub(crate) const REALTIME: Ladder = &[("2025-08-28", "gpt-realtime")];
pub(crate) const DECISIONS: Ladder = &[("2026-11-03", "gpt-6-luna")];
pub(crate) const OPUS: Ladder = &[
    ("2025-11-24", "claude-opus-4-5"),
    ("2026-02-09", "claude-opus-4-6"),
    ("2026-04-20", "claude-opus-4-7"),
    ("2026-07-27", "claude-opus-5"),
    ("2026-09-24", "claude-opus-5-5"),
];
pub(crate) const SONNET: Ladder = &[
    ("2025-09-29", "claude-sonnet-4-5"),
    ("2026-02-23", "claude-sonnet-4-6"),
    ("2026-07-06", "claude-sonnet-5"),
    ("2026-10-08", "claude-sonnet-5-5"),
];
pub(crate) const HAIKU: Ladder = &[("2025-10-15", "claude-haiku-4-5"), ("2026-10-12", "claude-haiku-5-5")];

/// One team's traffic: per weekday, before growth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workload {
    /// Key by name; `None`: no key, the project says where.
    pub(crate) key: Option<&'static str>,
    pub(crate) project: &'static str,
    pub(crate) ladder: Ladder,
    pub(crate) stream: Stream,
    pub(crate) tier: &'static str,
    pub(crate) requests: i64,
    /// Tokens per request.
    pub(crate) input: i64,
    pub(crate) output: i64,
    /// Shares of the input, in permille.
    pub(crate) cached: i64,
    pub(crate) written: i64,
    pub(crate) image: i64,
    pub(crate) audio: i64,
    pub(crate) profile: Profile,
    /// Growth per month in permille.
    pub(crate) growth: i64,
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
    pub(crate) variant: Variant,
}

/// What is special about a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    Plain,
    /// Prompts beyond 200k tokens.
    LongContext,
    /// Processing pinned to the United States.
    UnitedStates,
    /// Claude Code.
    ClaudeCode,
    /// Typed into the provider's console by this person.
    Console,
    /// Calls the provider's web search.
    WebSearch,
    /// Runs as a managed agent.
    Managed,
}

const fn run(
    key: &'static str,
    ladder: Ladder,
    tier: &'static str,
    requests: i64,
    tokens: (i64, i64),
    cached: (i64, i64),
) -> Workload {
    Workload {
        key: Some(key),
        project: "",
        ladder,
        stream: Stream::Completions,
        tier,
        requests,
        input: tokens.0,
        output: tokens.1,
        cached: cached.0,
        written: cached.1,
        image: 0,
        audio: 0,
        profile: Profile::Office,
        growth: 1030,
        from: "2000-01-01",
        until: "2999-01-01",
        variant: Variant::Plain,
    }
}

const fn product(workload: Workload) -> Workload {
    Workload { profile: Profile::Product, growth: 1055, ..workload }
}

const fn night(workload: Workload) -> Workload {
    Workload { profile: Profile::Night, ..workload }
}

pub(crate) const OPENAI: &[Workload] = &[
    product(run("support-bot", FRONTIER, "standard", 6200, (5200, 420), (480, 60))),
    product(run("support-bot", SMALL, "standard", 14800, (2900, 260), (420, 40))),
    product(run("support-bot", FRONTIER, "priority", 380, (5100, 410), (430, 50))),
    run("support-eval", FRONTIER, "flex", 900, (4100, 600), (200, 20)),
    Workload {
        from: "2025-11-10",
        audio: 700,
        ..product(run("support-voice", REALTIME, "standard", 640, (1900, 700), (150, 0)))
    },
    product(run("search-ranking", SMALL, "standard", 21000, (1400, 60), (350, 30))),
    product(run("search-ranking", NANO, "standard", 52000, (700, 24), (100, 0))),
    Workload {
        until: "2026-06-15",
        growth: 960,
        ..product(run("search-legacy", LEGACY, "standard", 9000, (1200, 80), (200, 0)))
    },
    run("research-lena", REASONING, "standard", 420, (9800, 3100), (300, 40)),
    run("research-lena", ASTRA, "standard", 90, (16000, 4200), (450, 80)),
    run("research-omar", FRONTIER, "standard", 350, (8400, 1900), (260, 40)),
    night(run("research-batch", FRONTIER, "batch", 2600, (3600, 900), (150, 0))),
    night(run("research-batch", SMALL, "batch", 8000, (2400, 500), (120, 0))),
    product(run("platform-gateway", FRONTIER, "standard", 2400, (3900, 520), (380, 50))),
    product(run("platform-gateway", GPT41, "standard", 1900, (3300, 380), (240, 0))),
    product(run("platform-gateway", ASTRA, "priority", 60, (7000, 1500), (300, 60))),
    Workload {
        stream: Stream::Decisions,
        ..product(run("platform-gateway", DECISIONS, "standard", 18000, (900, 12), (250, 40)))
    },
    run("platform-ci", SMALL, "flex", 3100, (6800, 900), (550, 90)),
    Workload { image: 260, ..run("growth-copy", FRONTIER, "standard", 260, (2600, 1200), (180, 20)) },
    night(run("growth-campaigns", SMALL, "batch", 5200, (1800, 800), (100, 0))),
    run("insights-notebooks", REASONING, "standard", 180, (12000, 2600), (350, 50)),
    night(run("insights-reports", SMALL, "standard", 1100, (7400, 1500), (420, 60))),
    Workload { until: "2026-04-20", ..run("hackathon-demo", SMALL, "standard", 700, (2200, 600), (100, 0)) },
    Workload {
        from: "2026-02-02",
        until: "2026-04-20",
        ..run("hackathon-team", FRONTIER, "standard", 160, (4200, 1100), (120, 0))
    },
    run("playground", FRONTIER, "standard", 45, (1500, 700), (60, 10)),
    Workload { key: None, project: "default", ..run("", LEGACY, "standard", 14, (900, 400), (0, 0)) },
];

pub(crate) const ANTHROPIC: &[Workload] = &[
    product(run("support-triage", HAIKU, "standard", 18500, (2300, 180), (520, 50))),
    product(run("support-replies", SONNET, "standard", 5400, (6100, 520), (640, 70))),
    product(run("support-replies", SONNET, "priority", 300, (6000, 500), (640, 70))),
    Workload {
        until: "2026-05-11",
        growth: 950,
        ..product(run("support-replies-old", HAIKU, "standard", 2500, (2800, 260), (300, 40)))
    },
    Workload {
        variant: Variant::Managed,
        ..run("lab-agents", OPUS, "standard", 620, (24000, 2600), (780, 60))
    },
    Workload {
        variant: Variant::LongContext,
        ..run("lab-agents", SONNET, "standard", 14, (320_000, 3000), (500, 60))
    },
    Workload {
        variant: Variant::WebSearch,
        ..run("lab-lena", OPUS, "standard", 210, (11000, 2400), (420, 60))
    },
    Workload {
        variant: Variant::UnitedStates,
        ..run("lab-lena", SONNET, "standard", 120, (9000, 1800), (400, 60))
    },
    night(run("lab-batch", SONNET, "batch", 3900, (3400, 800), (180, 60))),
    night(run("lab-batch", OPUS, "batch", 700, (5200, 1200), (150, 60))),
    run("platform-review", OPUS, "standard", 760, (17000, 1300), (700, 80)),
    Workload { from: "2026-08-03", ..run("platform-review", OPUS, "fast", 90, (15000, 1200), (600, 80)) },
    product(run("platform-gateway", SONNET, "standard", 2200, (4200, 480), (450, 60))),
    product(run("platform-gateway", HAIKU, "standard", 6400, (1500, 140), (250, 30))),
    Workload {
        variant: Variant::WebSearch,
        ..run("growth-writer", SONNET, "standard", 240, (3100, 1500), (240, 40))
    },
    night(run("growth-localise", HAIKU, "batch", 7200, (1700, 900), (120, 40))),
    run("shared-scripts", SONNET, "standard", 130, (4800, 900), (200, 40)),
    run("ops-assistant", HAIKU, "standard", 1500, (2600, 300), (350, 50)),
    Workload {
        key: None,
        project: "default",
        variant: Variant::Console,
        ..run("", OPUS, "standard", 22, (2400, 900), (0, 0))
    },
    Workload {
        key: None,
        project: "research",
        variant: Variant::Console,
        ..run("", SONNET, "standard", 35, (3900, 1100), (100, 30))
    },
    Workload {
        variant: Variant::ClaudeCode,
        ..run("claude_code_key_tomas", OPUS, "standard", 310, (36000, 900), (900, 60))
    },
    Workload {
        variant: Variant::ClaudeCode,
        ..run("claude_code_key_omar", SONNET, "standard", 260, (31000, 800), (900, 60))
    },
    Workload {
        variant: Variant::ClaudeCode,
        ..run("claude_code_key_mei", SONNET, "standard", 190, (28000, 700), (880, 70))
    },
    Workload { until: "2026-03-31", ..run("pilot-extract", SONNET, "standard", 900, (7800, 700), (300, 40)) },
];

/// The models a ladder uses on a day with their shares in permille: a new model takes over within three weeks.
pub(crate) fn models_on(ladder: Ladder, on: NaiveDate) -> Vec<(&'static str, i64)> {
    let Some(at) = ladder.iter().rposition(|(since, _)| day(since) <= on) else { return Vec::new() };
    let Some((since, current)) = ladder.get(at) else { return Vec::new() };
    let previous = at.checked_sub(1).and_then(|before| ladder.get(before));
    let age = (on - day(since)).num_days();
    match previous {
        Some((_, previous)) if age < 21 => {
            let new = 100 + age * 900 / 21;
            vec![(current, new), (previous, 1000 - new)]
        }
        _ => vec![(current, 1000)],
    }
}

/// Growth since September 2025 in permille: compounded by month, bounded.
pub(crate) fn growth(per_month: i64, on: NaiveDate) -> i64 {
    let months = (i64::from(on.year()) - 2025) * 12 + i64::from(on.month()) - 9;
    let mut factor = 1000;
    for _ in 0..months.clamp(0, 30) {
        factor = factor * per_month / 1000;
    }
    factor
}

/// Share of a weekday's traffic in permille.
pub(crate) fn weekday(profile: Profile, on: NaiveDate) -> i64 {
    let weekend = on.weekday().number_from_monday() > 5;
    match profile {
        Profile::Office if weekend => 140,
        Profile::Product if weekend => 640,
        Profile::Night if weekend => 450,
        Profile::Office if on.weekday().number_from_monday() == 5 => 870,
        _ => 1000,
    }
}

/// Whether a client hammers the provider with retries on this day: three days each quarter.
pub(crate) fn storm(key: Option<&str>, on: NaiveDate) -> bool {
    let stormy_key = match on.month() % 6 {
        4 => "support-bot",
        1 => "support-triage",
        _ => return false,
    };
    key == Some(stormy_key) && (13..=15).contains(&on.day())
}
