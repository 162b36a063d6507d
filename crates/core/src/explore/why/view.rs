//! A bridge as the contract tells it.

use std::cmp::Reverse;

use super::books;
use super::bridge::{Bridge, PartKey};
use super::gather::Gathered;
use super::sentences::{self, label};
use crate::explore::dimensions::Dimension;
use crate::explore::error::ExploreError;
use crate::explore::model::{BridgeBar, BridgeBarKind, BridgeMeasure, BridgePart, BridgeRequest, BridgeView};
use crate::explore::reading::Reading;
use crate::explore::words;
use crate::kernel::words::units;
use crate::kernel::{Amount, DayRange, DimensionFilter};

/// Parts of a bar before the rest becomes one part.
const MOST_PARTS: usize = 8;

/// Every bar, in order.
pub(super) const KINDS: [BridgeBarKind; 11] = [
    BridgeBarKind::Volume,
    BridgeBarKind::TokensPerTask,
    BridgeBarKind::ModelMix,
    BridgeBarKind::TokenMix,
    BridgeBarKind::Rate,
    BridgeBarKind::Cache,
    BridgeBarKind::Batch,
    BridgeBarKind::Retry,
    BridgeBarKind::New,
    BridgeBarKind::Retired,
    BridgeBarKind::Other,
];

/// What a view is made of.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) request: &'a BridgeRequest,
    pub(super) currency: &'a str,
    /// The earlier period, the later one.
    pub(super) ranges: [&'a DayRange; 2],
    pub(super) bridge: &'a Bridge,
    pub(super) gathered: &'a Gathered,
}

impl Frame<'_> {
    pub(super) fn view(&self, reading: &Reading<'_>, notes: Vec<String>) -> Result<BridgeView, ExploreError> {
        let [base, now] = [0, 1].map(|period| self.total(period));
        let ((base_nanos, base), (now_nanos, now)) = (base?, now?);
        let [compare, range] = self.ranges;
        let others = self.gathered.currencies().into_iter().map(|(code, _)| code);
        Ok(BridgeView {
            currency: self.currency.to_owned(),
            other_currencies: others.filter(|code| code != self.currency).collect(),
            range: range.clone(),
            compare: compare.clone(),
            base,
            now,
            change: units(now_nanos - base_nanos),
            bars: KINDS.into_iter().map(|kind| self.bar(reading, kind)).collect(),
            method: self.request.method,
            notes,
        })
    }

    fn total(&self, period: usize) -> Result<(i128, Amount), ExploreError> {
        let known = self.gathered.totals.get(period).and_then(|totals| totals.by_currency.get(self.currency));
        match known {
            Some(total) => Ok(total.clone()),
            None => Ok((0, words::amount(books::of(self.request.measure), 0, self.currency)?)),
        }
    }

    fn bar(&self, reading: &Reading<'_>, kind: BridgeBarKind) -> BridgeBar {
        let of_kind = self.bridge.parts.iter().filter(|((of, _), nanos)| *of == kind && **nanos != 0);
        let mut parts: Vec<(&PartKey, i128)> = of_kind.map(|((_, part), nanos)| (part, *nanos)).collect();
        parts.sort_by_key(|(part, nanos)| (Reverse(nanos.abs()), *part));
        let names: Vec<String> = parts.iter().map(|(part, _)| self.name(reading, part)).collect();
        let kept = if parts.len() > MOST_PARTS { MOST_PARTS.saturating_sub(1) } else { parts.len() };
        let (shown, rest) = parts.split_at(kept);
        let mut told: Vec<BridgePart> = shown
            .iter()
            .zip(&names)
            .map(|((part, nanos), name)| BridgePart {
                label: name.clone(),
                amount: units(*nanos),
                filters: self.filters(part),
                is_rest: false,
            })
            .collect();
        if !rest.is_empty() {
            told.push(BridgePart {
                label: "other".to_owned(),
                amount: units(rest.iter().map(|(_, nanos)| nanos).sum()),
                filters: self.request.filters.clone(),
                is_rest: true,
            });
        }
        let largest = parts.first().map(|(part, _)| (*part).clone());
        let sentence =
            sentences::Sentence { bridge: self.bridge, currency: self.currency, names: &names, largest };
        BridgeBar {
            kind,
            label: label(kind, self.bridge.facts.requests.is_some()).to_owned(),
            amount: units(self.bridge.bar(kind)),
            words: sentence.of(kind),
            parts: told,
        }
    }

    fn name(&self, reading: &Reading<'_>, part: &PartKey) -> String {
        let mut name = words::key(reading, Dimension::Model, part.model.as_deref()).label;
        if part.model.is_none() {
            "model not told".clone_into(&mut name);
        }
        let beside = [(Dimension::Class, &part.class), (Dimension::Evidence, &part.evidence)];
        for (dimension, value) in
            beside.into_iter().filter_map(|(dimension, value)| Some((dimension, value.as_deref()?)))
        {
            let word = words::key(reading, dimension, Some(value)).label.to_lowercase();
            name = format!("{name}, {word}");
        }
        name
    }

    /// The filters of the question with those of a part. What billed money is of, it tells by no class of spend.
    fn filters(&self, part: &PartKey) -> Vec<DimensionFilter> {
        let mut filters = self.request.filters.clone();
        let mut set = |dimension: Dimension, value: Option<String>| {
            // What the question keeps of the dimension holds the one value of the part.
            let dimension = dimension.name().to_owned();
            filters.retain(|filter| filter.dimension != dimension);
            filters.push(DimensionFilter { dimension, value, is_not: false });
        };
        if self.gathered.is_by_model {
            set(Dimension::Model, part.model.clone());
        }
        if self.request.measure == BridgeMeasure::Spend {
            for (dimension, value) in [(Dimension::Class, &part.class), (Dimension::Evidence, &part.evidence)]
            {
                if value.is_some() {
                    set(dimension, value.clone());
                }
            }
        }
        filters
    }
}
