//! Where an attempt stands among those of its logical request, and which of that is not told but follows.

use showback_gateways::Attempt;
use showback_gateways::attempts::Member;

/// Bit of `numbered`: `attempt` is not told.
const ATTEMPT: i64 = 1;
/// Bit of `numbered`: `is_retry` is not told.
const RETRY: i64 = 2;
/// Bit of `numbered`: `fallback_hop` is not told.
const HOP: i64 = 4;

/// Where an attempt stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// 0 for the first; `None` when it is neither told nor follows.
    pub attempt: Option<u32>,
    /// Whether it is one after the first.
    pub is_retry: Option<bool>,
    /// Hop in the fallback chain.
    pub fallback_hop: Option<u32>,
    /// A bit for each of them that follows.
    pub numbered: i64,
}

impl Order {
    /// Of an attempt that is the only one of its logical request so far. Without a logical request nothing follows.
    pub fn alone(attempt: &Attempt) -> Self {
        let told = Self {
            attempt: attempt.attempt,
            is_retry: attempt.is_retry,
            fallback_hop: attempt.fallback_hop,
            numbered: 0,
        };
        if attempt.logical_id.is_none() {
            return told;
        }
        let number = told.attempt.unwrap_or(0);
        told.with(number, told.is_retry.unwrap_or(number > 0), told.fallback_hop.unwrap_or(0))
    }

    /// Only what is told.
    pub const fn told(self) -> Self {
        Self {
            attempt: if self.numbered & ATTEMPT == 0 { self.attempt } else { None },
            is_retry: if self.numbered & RETRY == 0 { self.is_retry } else { None },
            fallback_hop: if self.numbered & HOP == 0 { self.fallback_hop } else { None },
            numbered: 0,
        }
    }

    /// What is told, filled by the rule.
    pub fn filled(self, member: &Member<'_>) -> Self {
        let attempt = member.attempt.unwrap_or(0);
        let is_retry = member.is_retry.unwrap_or(attempt > 0);
        self.told().with(attempt, is_retry, member.fallback_hop.unwrap_or(0))
    }

    /// Whether an only attempt would stand otherwise.
    pub fn is_of_several(self) -> bool {
        let told = self.told();
        let number = told.attempt.unwrap_or(0);
        self != told.with(number, told.is_retry.unwrap_or(number > 0), told.fallback_hop.unwrap_or(0))
    }

    fn with(self, attempt: u32, is_retry: bool, fallback_hop: u32) -> Self {
        let bit = |is_told: bool, bit: i64| if is_told { 0 } else { bit };
        Self {
            attempt: Some(self.attempt.unwrap_or(attempt)),
            is_retry: Some(self.is_retry.unwrap_or(is_retry)),
            fallback_hop: Some(self.fallback_hop.unwrap_or(fallback_hop)),
            numbered: bit(self.attempt.is_some(), ATTEMPT)
                | bit(self.is_retry.is_some(), RETRY)
                | bit(self.fallback_hop.is_some(), HOP),
        }
    }
}
