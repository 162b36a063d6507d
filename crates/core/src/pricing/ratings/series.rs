//! Ledger dimensions in the words rating understands.

use showback_pricebook::MeterId;

use crate::kernel::{Day, day_end, day_start};
use crate::pricing::{Grain, Owner, Usage, UsageTime};
use rust_decimal::Decimal;

/// A slot whose usage is rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeteredSlot {
    /// Descriptor id of the source.
    pub source: &'static str,
    /// Slot.
    pub slot: &'static str,
    /// Whether it is the primary slot of its usage; the others tell the same usage by other dimensions.
    pub is_primary: bool,
}

/// The dimensions of one series that choose rates and tell what a charge is for. `None`: not told; empty: told to be none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SeriesFacts {
    pub channel: String,
    pub account: Option<String>,
    pub project: Option<String>,
    pub model_requested: Option<String>,
    pub model_served: Option<String>,
    pub service_tier: Option<String>,
    pub context_band: Option<String>,
    pub region: Option<String>,
    pub operation: Option<String>,
    pub speed: Option<String>,
    pub line_item: Option<String>,
    pub token_class: Option<String>,
    pub lane: Option<String>,
}

impl SeriesFacts {
    /// The model as the source names it: the one that answered, else the one asked for.
    pub fn model(&self) -> Option<&str> {
        told(&self.model_served).or_else(|| told(&self.model_requested))
    }

    /// Usage of this series on one day; the ledger keeps days, so that the band and the hour of a request are lost.
    pub fn usage<'a>(
        &'a self,
        day: Day,
        account: &'a str,
        requests: Option<i64>,
        quantities: &'a [(MeterId, Decimal)],
    ) -> Usage<'a> {
        Usage {
            channel: &self.channel,
            requested_model: told(&self.model_requested),
            served_model: told(&self.model_served),
            geo: self.region.as_deref(),
            tier_served: self.service_tier.as_deref(),
            tier_requested: None,
            speed: self.speed.as_deref(),
            // Where a lane is told, that it is not batch is told as well.
            batch: self.lane.as_deref().map(|lane| lane == "batch"),
            time: UsageTime::Within(day_start(day), day_end(day)),
            grain: Grain::Aggregate { requests },
            prompt: self.context_band.as_deref().and_then(prompt_range),
            owner: Owner {
                account: told(&self.account).or((!account.is_empty()).then_some(account)),
                project: told(&self.project),
            },
            quantities,
        }
    }
}

/// A name that is told and not empty.
fn told(name: &Option<String>) -> Option<&str> {
    name.as_deref().filter(|name| !name.is_empty())
}

/// Reads a source's text of prompt lengths: `0-200k`, `200k-1M`, `>200k`, `200k+`, `<=200k`.
pub(crate) fn prompt_range(text: &str) -> Option<(u64, Option<u64>)> {
    let text = text.trim();
    if let Some(over) = text.strip_prefix('>').or_else(|| text.strip_suffix('+')) {
        return Some((length(over)?, None));
    }
    if let Some(most) = text.strip_prefix("<=") {
        return Some((0, Some(length(most)?)));
    }
    let (over, most) = text.split_once('-')?;
    let (over, most) = (length(over)?, length(most)?);
    (over < most).then_some((over, Some(most)))
}

/// `200k`, `1M`, `272000`.
fn length(text: &str) -> Option<u64> {
    let text = text.trim();
    let (digits, unit) = match text.char_indices().next_back()? {
        (end, 'k' | 'K') => (text.get(..end)?, 1_000),
        (end, 'm' | 'M') => (text.get(..end)?, 1_000_000),
        _ => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_prompts_are_read_from_the_words_of_sources() {
        assert_eq!(prompt_range("0-200k"), Some((0, Some(200_000))));
        assert_eq!(prompt_range("200k-1M"), Some((200_000, Some(1_000_000))));
        assert_eq!(prompt_range(">272000"), Some((272_000, None)));
        assert_eq!(prompt_range("200k+"), Some((200_000, None)));
        assert_eq!(prompt_range("<=200k"), Some((0, Some(200_000))));
        assert_eq!(prompt_range(""), None);
        assert_eq!(prompt_range("long"), None);
        assert_eq!(prompt_range("1M-200k"), None, "a range that ends before it starts says nothing");
    }

    #[test]
    fn a_lane_tells_whether_it_was_batch_and_no_lane_tells_nothing() {
        let batch = |lane: Option<&str>| {
            let facts = SeriesFacts { lane: lane.map(str::to_owned), ..SeriesFacts::default() };
            facts.usage("2026-11-01".parse().unwrap(), "", None, &[]).batch
        };
        assert_eq!((batch(Some("batch")), batch(Some("flex")), batch(None)), (Some(true), Some(false), None));
    }
}
