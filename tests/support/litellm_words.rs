//! Invented names and words of the made-up log, and the numbers they are drawn by.

pub const TEAMS: [&str; 12] = [
    "search",
    "support",
    "growth",
    "platform",
    "risk",
    "catalogue",
    "mobile",
    "payments",
    "research",
    "legal",
    "marketing",
    "data",
];
pub const FEATURES: [&str; 16] = [
    "summarise",
    "classify",
    "answer",
    "translate",
    "extract",
    "rerank",
    "draft",
    "review",
    "route",
    "tag",
    "plan",
    "chat",
    "embed-text",
    "moderate",
    "explain",
    "compare",
];
pub const WORDS: [&str; 40] = [
    "the",
    "customer",
    "asks",
    "whether",
    "their",
    "order",
    "from",
    "last",
    "week",
    "has",
    "left",
    "and",
    "when",
    "it",
    "will",
    "arrive",
    "at",
    "new",
    "address",
    "which",
    "they",
    "gave",
    "yesterday",
    "kindly",
    "answer",
    "briefly",
    "in",
    "a",
    "friendly",
    "tone",
    "with",
    "number",
    "of",
    "parcel",
    "if",
    "known",
    "otherwise",
    "say",
    "so",
    "politely",
];

/// Xorshift: the same numbers on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit.max(1)
    }

    pub fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap_or(0)
    }
}
