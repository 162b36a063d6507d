//! A model's usage on another model's rates: which meter stands for which.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use showback_pricebook::{Instant, METERS, MeterId, MeterSide};

use super::evaluate::{Part, Share};
use crate::kernel::words::grouped;
use crate::pricing::Pricer;
use crate::pricing::views::our_price::{Shelf, unit_prices};
use crate::pricing::views::search::{FoundModel, find_model};
use crate::pricing::views::words::spaced;

/// A model's usage on another model's rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelMove {
    /// Channel of the usage.
    pub from_channel: String,
    /// Its model.
    pub from_model: String,
    /// Channel whose rates are taken.
    pub to_channel: String,
    /// Model whose rates are taken.
    pub to_model: String,
    /// Tokens there for each token here.
    pub tokenizer_factor: Decimal,
    /// Share of the present cache reads that would be read from a cache there, in percent.
    pub cache_hit_percent: u8,
}

/// Write meters that may stand for another one, in order of likeness.
const WRITES: [&str; 5] =
    ["cache_write", "cache_write_5m", "cache_write_30m", "cache_write_1h", "cache_write_12h"];

/// Which meter of the target stands for each meter.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapping {
    to: BTreeMap<MeterId, MeterId>,
    /// What stands for what, for people.
    pub words: Vec<String>,
    /// What to know of the target before believing it.
    pub warnings: Vec<String>,
}

impl Mapping {
    /// Looks at what the target has a price for.
    pub fn new(pricer: &Pricer, asked: &ModelMove, at: Instant) -> Self {
        let tokens: Vec<MeterId> =
            MeterId::all().take(METERS.len()).filter(|meter| meter.side() != MeterSide::Other).collect();
        let shelf = Shelf {
            channel: &asked.to_channel,
            model: &asked.to_model,
            geo: "",
            tier: "standard",
            over: 0,
            at,
        };
        let priced: BTreeSet<MeterId> = unit_prices(pricer, shelf, &tokens).into_keys().collect();
        let mut mapping = Self::default();
        for meter in tokens.iter().filter(|meter| !priced.contains(meter)) {
            let Some(stands) = stand_in(*meter, &priced) else { continue };
            mapping.to.insert(*meter, stands);
            mapping.words.push(format!(
                "{} has no price of {}: those tokens take that of {}",
                asked.to_model,
                spaced(meter.name()),
                spaced(stands.name())
            ));
        }
        mapping.warn(pricer, asked);
        mapping
    }

    fn warn(&mut self, pricer: &Pricer, asked: &ModelMove) {
        let target = find_model(pricer, &asked.to_channel, &asked.to_model);
        let source = find_model(pricer, &asked.from_channel, &asked.from_model);
        let Some((_, target)) = target else {
            self.warnings.push(format!(
                "neither the price book nor the contract has {} at {}",
                asked.to_model, asked.to_channel
            ));
            return;
        };
        let is_same = source.is_some_and(|(_, source)| source.is() == target.is());
        if asked.tokenizer_factor == Decimal::ONE && !is_same {
            self.warnings.push(format!(
                "one token of {} for each of {} is a guess: tokenizers differ, by 30 % and more",
                asked.to_model, asked.from_model
            ));
        }
        if !is_same {
            self.warnings.push(format!(
                "{} may answer with more or fewer tokens, reasoning above all: output is carried over as it is",
                asked.to_model
            ));
        }
        if let FoundModel::Listed(model) = target {
            if let Some(longest) = model.context_window {
                let longest = grouped(&longest.to_string());
                self.warnings.push(format!("{} takes prompts of at most {longest} tokens", model.id));
            }
            if model.rates.iter().any(|rate| rate.band.over > 0) {
                self.warnings.push(format!(
                    "{} has other prices for long prompts, and the length of each is not told: the answer is a range",
                    model.id
                ));
            }
        }
    }

    /// The usage of a part at the target. `hits` is the share of cache reads that stay cache reads.
    pub fn apply(&self, part: &Part, target: usize, factor: Decimal, hits: Decimal) -> Part {
        let mut shares: Vec<Share> = Vec::new();
        for share in &part.shares {
            let is_token = share.meter.side() != MeterSide::Other;
            let quantity = if is_token { times(share.quantity, factor) } else { share.quantity };
            let is_read = share.meter.name().starts_with("cache_read");
            let kept = if is_read { times(quantity, hits) } else { quantity };
            let rest = quantity.checked_sub(kept).unwrap_or_default();
            shares.push(Share { meter: self.of(share.meter), quantity: kept, ..*share });
            if let Some(input) = input_of(share.meter).filter(|_| !rest.is_zero()) {
                shares.push(Share { meter: self.of(input), quantity: rest, ..*share });
            }
        }
        Part { is_batch: part.is_batch, target: Some(target), shares }
    }

    fn of(&self, meter: MeterId) -> MeterId {
        self.to.get(&meter).copied().unwrap_or(meter)
    }
}

fn times(quantity: Decimal, factor: Decimal) -> Decimal {
    quantity.checked_mul(factor).unwrap_or(quantity)
}

/// The uncached meter of a cached one.
fn input_of(meter: MeterId) -> Option<MeterId> {
    MeterId::parse(match meter.name() {
        "cache_read_audio" => "input_audio",
        "cache_read_image" => "input_image",
        _ => "input",
    })
}

/// A write takes another write, else input, since nothing is charged for writing there; a read without a price is input.
fn stand_in(meter: MeterId, priced: &BTreeSet<MeterId>) -> Option<MeterId> {
    let name = meter.name();
    let input = || input_of(meter).filter(|input| priced.contains(input));
    if name.starts_with("cache_write") {
        let writes = WRITES.into_iter().filter_map(MeterId::parse);
        return writes.into_iter().find(|write| priced.contains(write)).or_else(input);
    }
    if name.starts_with("cache_read") { input() } else { None }
}
