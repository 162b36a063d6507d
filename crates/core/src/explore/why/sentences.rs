//! One plain sentence for each bar.

use rust_decimal::Decimal;

use super::bridge::{Bridge, PartKey, Side};
use crate::explore::model::BridgeBarKind;
use crate::kernel::words::{counted, figure, grouped, listed};

/// Names in a sentence before the rest is counted.
const MOST_NAMES: usize = 3;
/// Tokens a price is told for.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// What a sentence is made of.
pub(super) struct Sentence<'a> {
    pub(super) bridge: &'a Bridge,
    pub(super) currency: &'a str,
    /// Names of the parts, the largest first.
    pub(super) names: &'a [String],
    /// The largest part.
    pub(super) largest: Option<PartKey>,
}

/// A bar for people.
pub(super) const fn label(kind: BridgeBarKind, has_requests: bool) -> &'static str {
    match kind {
        BridgeBarKind::Volume if has_requests => "Volume (requests)",
        BridgeBarKind::Volume => "Volume (tokens)",
        BridgeBarKind::TokensPerTask => "Tokens per request",
        BridgeBarKind::ModelMix => "Model mix",
        BridgeBarKind::TokenMix => "Input and output mix",
        BridgeBarKind::Rate => "Rate",
        BridgeBarKind::Cache => "Cache",
        BridgeBarKind::Batch => "Batch and other lanes",
        BridgeBarKind::Retry => "Retries",
        BridgeBarKind::New => "New models",
        BridgeBarKind::Retired => "Retired models",
        BridgeBarKind::Other => "Charges without tokens",
    }
}

impl Sentence<'_> {
    /// The sentence of a bar.
    pub(super) fn of(&self, kind: BridgeBarKind) -> String {
        let facts = &self.bridge.facts;
        let is_empty = facts.tokens.iter().any(Decimal::is_zero);
        match kind {
            BridgeBarKind::New | BridgeBarKind::Retired => self.models(kind),
            BridgeBarKind::Retry | BridgeBarKind::Other => self.beside(kind),
            _ if is_empty => "no model has tokens in both periods".to_owned(),
            BridgeBarKind::Volume => match facts.requests {
                Some(requests) => moved("requests", requests),
                None => moved("tokens", facts.tokens),
            },
            BridgeBarKind::TokensPerTask => match facts.requests {
                Some([base, now]) => {
                    let [tokens_base, tokens_now] = facts.tokens;
                    let each = [tokens_base.checked_div(base), tokens_now.checked_div(now)];
                    moved("tokens per request", each.map(Option::unwrap_or_default))
                }
                None => "requests are not known for both periods: it is in volume".to_owned(),
            },
            BridgeBarKind::ModelMix => self.model_mix(),
            BridgeBarKind::TokenMix => {
                format!("output was {} of tokens", shares(facts.output, facts.tokens))
            }
            BridgeBarKind::Rate => self.rate(),
            BridgeBarKind::Cache => format!(
                "cache reads were {} of input tokens, cache writes {}",
                shares(facts.cache_read, facts.input),
                shares(facts.cache_write, facts.input)
            ),
            BridgeBarKind::Batch => {
                let lanes = shares(facts.beside_standard, facts.tokens);
                format!("batch and other lanes beside standard took {lanes} of tokens")
            }
        }
    }

    fn models(&self, kind: BridgeBarKind) -> String {
        let word = if kind == BridgeBarKind::New { "new" } else { "gone" };
        let of = self.names.len();
        if of == 0 {
            return format!("no model is {word}");
        }
        let mut names: Vec<&str> = self.names.iter().take(MOST_NAMES).map(String::as_str).collect();
        let more = counted(of.saturating_sub(names.len()), "other", "others");
        if of > names.len() {
            names.push(&more);
        }
        format!("{} {word}: {}", counted(of, "model is", "models are"), listed(&names))
    }

    fn beside(&self, kind: BridgeBarKind) -> String {
        let what = if kind == BridgeBarKind::Retry { "retries" } else { "charges without tokens" };
        let Some([base, now]) = self.bridge.facts.beside.get(&kind) else {
            return format!("{what} are not told in either period");
        };
        let mut text =
            format!("{what} were {}, before {}", figure(*now, self.currency), figure(*base, self.currency));
        if kind == BridgeBarKind::Other
            && let Some(name) = self.names.first()
        {
            text = format!("{text}; most of the change is {name}");
        }
        text
    }

    fn largest(&self) -> Option<(&str, [Side; 2])> {
        let model = &self.largest.as_ref()?.model;
        let sides = self.bridge.facts.models.get(model)?;
        Some((self.names.first()?, *sides))
    }

    fn model_mix(&self) -> String {
        match self.largest() {
            Some((name, [base, now])) => {
                format!(
                    "{name} took {} of tokens",
                    shares([base.tokens, now.tokens], self.bridge.facts.tokens)
                )
            }
            None => "every model kept its share of tokens".to_owned(),
        }
    }

    fn rate(&self) -> String {
        let Some((name, sides)) = self.largest() else {
            return "the same tokens cost the same".to_owned();
        };
        let [base, now] = sides.map(|side| self.price(side));
        format!("{name} moved most: all its tokens together were {now} per million, before {base}")
    }

    /// Money of a million tokens.
    fn price(&self, side: Side) -> String {
        let nanos = Decimal::try_from_i128_with_scale(side.nanos, 9).ok();
        let price = nanos
            .and_then(|nanos| nanos.checked_mul(MILLION))
            .and_then(|nanos| nanos.checked_div(side.tokens))
            .map(|price| price.round_dp(4));
        price.map_or_else(
            || "not known".to_owned(),
            |price| format!("{} {}", grouped(&format!("{price:.4}")), self.currency),
        )
    }
}

/// `12.3 %, before 45.6 %`.
fn shares([base, now]: [Decimal; 2], [whole_base, whole_now]: [Decimal; 2]) -> String {
    let share = |part: Decimal, whole: Decimal| match part.checked_div(whole) {
        Some(share) => format!("{:.1} %", (share * Decimal::ONE_HUNDRED).round_dp(1)),
        None => "none".to_owned(),
    };
    format!("{} (before {})", share(now, whole_now), share(base, whole_base))
}

/// `tokens were 1,200, before 1,000 (+20.0 %)`.
fn moved(what: &str, [base, now]: [Decimal; 2]) -> String {
    let whole = |number: Decimal| grouped(&number.round().normalize().to_string());
    let growth = now.checked_div(base).and_then(|ratio| ratio.checked_sub(Decimal::ONE));
    let growth =
        growth.and_then(|growth| growth.checked_mul(Decimal::ONE_HUNDRED)).map(|growth| growth.round_dp(1));
    let percent = match growth {
        Some(growth) if growth.is_zero() => " (unchanged)".to_owned(),
        Some(growth) => {
            let sign = if growth.is_sign_positive() { "+" } else { "" };
            format!(" ({sign}{} %)", grouped(&format!("{growth:.1}")))
        }
        None => String::new(),
    };
    format!("{what} were {}, before {}{percent}", whole(now), whole(base))
}
