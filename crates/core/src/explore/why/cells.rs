//! Which money has which tokens: joins what questions answer into cells of models, and charges beside them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::bridge::{Cell, Charge, Class, Model, PartKey, STANDARD, Side};
use crate::explore::add_up::Group;
use crate::explore::filters::Filter;
use crate::explore::model::BridgeBarKind;
use crate::ledger::Meter;

/// Who counted the tokens of some money.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// The provider, read through that connection.
    Metered(Option<String>),
    /// Requests of that provider.
    Observed(Option<String>),
    /// Nobody.
    Nobody,
}

/// What tokens are joined by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    origin: Origin,
    model: Option<String>,
    lane: Option<String>,
    class: Class,
}

impl Key {
    /// The class of spend of its money, retries apart; `None` where the class of its tokens is not told.
    fn class_of_spend(&self) -> Option<&'static str> {
        match self.class {
            _ if self.lane.as_deref() == Some("batch") => Some("batch"),
            Class::Input => Some("input"),
            Class::CacheRead => Some("cache_read"),
            Class::CacheWrite => Some("cache_write"),
            Class::Output => Some("output"),
            Class::All => None,
        }
    }
}

type OfModel = (Origin, Option<String>);

/// A row of money with what a question told.
#[derive(Clone, Debug)]
pub(super) struct MoneyRow {
    pub(super) origin: Origin,
    pub(super) currency: String,
    pub(super) model: Option<String>,
    pub(super) lane: Option<String>,
    /// Class of token; `None` when not told, empty for none.
    pub(super) token_class: Option<String>,
    /// Class of spend; `None` where the money is not of record.
    pub(super) class: Option<String>,
    /// `None` where the money is not of record.
    pub(super) evidence: Option<String>,
    /// 0 the earlier period, 1 the later one.
    pub(super) period: usize,
    pub(super) nanos: i128,
}

/// Everything read, to be joined.
#[derive(Debug, Default)]
pub(super) struct Joining {
    currency: String,
    money: BTreeMap<Key, [i128; 2]>,
    classes: BTreeMap<Key, Option<String>>,
    tokens: BTreeMap<Key, [Decimal; 2]>,
    requests: BTreeMap<OfModel, [Decimal; 2]>,
    retries: BTreeMap<OfModel, [i128; 2]>,
    charges: BTreeMap<(BridgeBarKind, PartKey), [i128; 2]>,
    /// Currencies of the money of a model.
    currencies: BTreeMap<OfModel, BTreeSet<String>>,
}

impl Joining {
    /// Takes the money of one currency; all rows have to be given, since tokens of a model with money in two currencies
    /// belong to neither.
    pub(super) fn new(currency: &str, rows: &[MoneyRow]) -> Self {
        let mut joining = Self { currency: currency.to_owned(), ..Self::default() };
        for row in rows.iter().filter(|row| row.nanos != 0) {
            let of_model = (row.origin.clone(), row.model.clone());
            joining.currencies.entry(of_model).or_default().insert(row.currency.clone());
        }
        for row in rows.iter().filter(|row| row.currency == currency) {
            joining.add_money(row);
        }
        joining
    }

    fn is_of_one_currency(&self, of_model: &OfModel) -> bool {
        self.currencies.get(of_model).is_some_and(|known| known.len() == 1 && known.contains(&self.currency))
    }

    fn add_money(&mut self, row: &MoneyRow) {
        let of_model = (row.origin.clone(), row.model.clone());
        let class = row.class.as_deref();
        let part = PartKey { model: row.model.clone(), class: row.class.clone(), evidence: None };
        if class == Some("retry") {
            add(self.retries.entry(of_model).or_default(), row.period, row.nanos);
            return add(self.charges.entry((BridgeBarKind::Retry, part)).or_default(), row.period, row.nanos);
        }
        let is_tokens = row.token_class.as_deref() != Some("") || class.is_some();
        let is_explained = row.evidence.as_deref() != Some("not_explained");
        let has_origin = row.origin != Origin::Nobody && self.is_of_one_currency(&of_model);
        if class == Some("other") || !is_tokens || !is_explained || !has_origin {
            let evidence = row.evidence.clone().filter(|_| class != Some("other"));
            let part = PartKey { evidence, ..part };
            return add(self.charges.entry((BridgeBarKind::Other, part)).or_default(), row.period, row.nanos);
        }
        let is_batch = class == Some("batch");
        let key = Key {
            origin: row.origin.clone(),
            model: row.model.clone(),
            lane: lane(row.lane.as_deref()).or_else(|| is_batch.then(|| "batch".to_owned())),
            class: match class {
                Some("input") => Class::Input,
                Some("cache_read") => Class::CacheRead,
                Some("cache_write") => Class::CacheWrite,
                Some("output") => Class::Output,
                _ => row.token_class.as_deref().map_or(Class::All, class_of),
            },
        };
        add(self.money.entry(key.clone()).or_default(), row.period, row.nanos);
        self.classes.insert(key, row.class.clone());
    }

    /// Takes tokens by model, lane and class of token, of models with money.
    pub(super) fn add_tokens(&mut self, origin: &Origin, group: &Group, period: usize) {
        let [model, told_lane, class] = [0, 1, 2].map(|place| group.value(place));
        let key = Key {
            origin: origin.clone(),
            model: model.map(str::to_owned),
            lane: lane(told_lane),
            class: class.map_or(Class::All, class_of),
        };
        add_decimal(self.tokens.entry(key).or_default(), period, group.sum);
    }

    /// Takes requests by model.
    pub(super) fn add_requests(&mut self, origin: &Origin, group: &Group, period: usize) {
        let of_model = (origin.clone(), group.value(0).map(str::to_owned));
        add_decimal(self.requests.entry(of_model).or_default(), period, group.sum);
    }

    /// Leaves out tokens that are of no class of spend that the filters keep, and requests, which are of all classes.
    pub(super) fn keep_classes(&mut self, filters: &[Filter]) {
        self.requests.clear();
        let (left_out, kept): (Vec<&Filter>, Vec<&Filter>) = filters.iter().partition(|filter| filter.is_not);
        self.tokens.retain(|key, _| {
            let class = key.class_of_spend();
            let is_in = |filters: &[&Filter]| filters.iter().any(|filter| filter.value.as_deref() == class);
            (kept.is_empty() || is_in(&kept)) && !is_in(&left_out)
        });
    }

    /// Models with their cells, and the charges beside them.
    pub(super) fn finish(mut self) -> (Vec<Model>, Vec<Charge>) {
        let owners: BTreeSet<OfModel> =
            self.money.keys().map(|key| (key.origin.clone(), key.model.clone())).collect();
        self.tokens.retain(|key, _| owners.contains(&(key.origin.clone(), key.model.clone())));
        self.make_comparable(&owners);
        self.take_out_retries(&owners);
        let mut models: BTreeMap<Option<String>, Model> = BTreeMap::new();
        for (origin, name) in &owners {
            let known = self.known_requests(&(origin.clone(), name.clone()));
            let model = models.entry(name.clone()).or_insert_with(|| Model {
                name: name.clone(),
                cells: Vec::new(),
                requests: Some([Decimal::ZERO; 2]),
            });
            model.requests = model.requests.zip(known).map(|([base, now], [more_base, more_now])| {
                [base.saturating_add(more_base), now.saturating_add(more_now)]
            });
        }
        let keys: BTreeSet<&Key> = self.money.keys().chain(self.tokens.keys()).collect();
        for key in keys {
            let Some(model) = models.get_mut(&key.model) else { continue };
            let [base_nanos, now_nanos] = self.money.get(key).copied().unwrap_or_default();
            let [base_tokens, now_tokens] = self.tokens.get(key).copied().unwrap_or_default();
            let lane = key.lane.clone().unwrap_or_else(|| STANDARD.to_owned());
            let (base, now) = (
                Side { tokens: base_tokens, nanos: base_nanos },
                Side { tokens: now_tokens, nanos: now_nanos },
            );
            let class_of_spend = self.classes.get(key).cloned().flatten();
            model.add(Cell { lane, class: key.class, base, now, class_of_spend });
        }
        let charges = self.charges.into_iter();
        let charges = charges.map(|((kind, part), [base, now])| Charge { kind, part, base, now }).collect();
        (models.into_values().collect(), charges)
    }

    /// Where a model's money or tokens do not tell lanes or classes, neither is asked for them.
    fn make_comparable(&mut self, owners: &BTreeSet<OfModel>) {
        for (origin, model) in owners {
            let is_of = |key: &&Key| key.origin == *origin && key.model == *model;
            let all: BTreeSet<Key> =
                self.money.keys().chain(self.tokens.keys()).filter(is_of).cloned().collect();
            let is_told = |is_told: bool| all.iter().any(|key| key.lane.is_some() == is_told);
            let has_no_lanes = is_told(true) && is_told(false);
            let lane = |key: &Key| key.lane.clone().filter(|_| !has_no_lanes);
            let without_classes: BTreeSet<Option<String>> =
                all.iter().filter(|key| key.class == Class::All).map(lane).collect();
            for key in all {
                let lane = lane(&key);
                let class = if without_classes.contains(&lane) { Class::All } else { key.class };
                let to = Key { lane, class, ..key.clone() };
                if to == key {
                    continue;
                }
                if let Some([base, now]) = self.money.remove(&key) {
                    let sum = self.money.entry(to.clone()).or_default();
                    add(sum, 0, base);
                    add(sum, 1, now);
                    self.classes.remove(&key);
                    // The money of several classes is now of the model alone.
                    self.classes.insert(to.clone(), None);
                }
                if let Some([base, now]) = self.tokens.remove(&key) {
                    let [known_base, known_now] = self.tokens.entry(to).or_default();
                    *known_base = known_base.saturating_add(base);
                    *known_now = known_now.saturating_add(now);
                }
            }
        }
    }

    /// Takes the tokens and requests of retries out: their share of a model's tokens is taken to be that of its money, so
    /// that more retries raise the money of retries and do not lower the price of all other tokens.
    fn take_out_retries(&mut self, owners: &BTreeSet<OfModel>) {
        for owner in owners {
            let Some(retries) = self.retries.get(owner).copied() else { continue };
            let (origin, model) = owner;
            let mut left = [Decimal::ONE; 2];
            for (period, (left, retries)) in left.iter_mut().zip(retries).enumerate() {
                let of_owner = |(key, _): &(&Key, &[i128; 2])| key.origin == *origin && key.model == *model;
                let rest: i128 =
                    self.money.iter().filter(of_owner).filter_map(|(_, sums)| sums.get(period)).sum();
                if retries > 0 && rest >= 0 {
                    *left = share(rest, rest.saturating_add(retries)).unwrap_or(Decimal::ONE);
                }
            }
            let tokens =
                self.tokens.iter_mut().filter(|(key, _)| key.origin == *origin && key.model == *model);
            let requests = self.requests.get_mut(owner);
            for sums in tokens.map(|(_, sums)| sums).chain(requests) {
                for (sum, left) in sums.iter_mut().zip(left) {
                    *sum = sum.checked_mul(left).unwrap_or(*sum);
                }
            }
        }
    }

    /// Requests of a model, where they are told of each period with tokens.
    fn known_requests(&self, owner: &OfModel) -> Option<[Decimal; 2]> {
        let requests = self.requests.get(owner)?;
        let of_owner = self.tokens.iter().filter(|(key, _)| key.origin == owner.0 && key.model == owner.1);
        let mut has_tokens = [false; 2];
        for (_, sums) in of_owner {
            for (has, sum) in has_tokens.iter_mut().zip(sums) {
                *has |= !sum.is_zero();
            }
        }
        let is_told = has_tokens.iter().zip(requests).all(|(has, told)| !has || !told.is_zero());
        is_told.then_some(*requests)
    }
}

impl Model {
    /// Adds to the cell of the same lane and class.
    fn add(&mut self, cell: Cell) {
        let known = self.cells.iter_mut().find(|known| known.lane == cell.lane && known.class == cell.class);
        let Some(known) = known else { return self.cells.push(cell) };
        for (known, more) in [(&mut known.base, cell.base), (&mut known.now, cell.now)] {
            known.tokens = known.tokens.saturating_add(more.tokens);
            known.nanos += more.nanos;
        }
        if known.class_of_spend != cell.class_of_spend {
            known.class_of_spend = known.class_of_spend.take().or(cell.class_of_spend);
        }
    }
}

fn add(sums: &mut [i128; 2], period: usize, nanos: i128) {
    if let Some(sum) = sums.get_mut(period) {
        *sum += nanos;
    }
}

fn add_decimal(sums: &mut [Decimal; 2], period: usize, count: i128) {
    let count = Decimal::try_from_i128_with_scale(count, 0).unwrap_or_default();
    if let Some(sum) = sums.get_mut(period) {
        *sum = sum.saturating_add(count);
    }
}

fn share(part: i128, whole: i128) -> Option<Decimal> {
    let part = Decimal::try_from_i128_with_scale(part, 0).ok()?;
    part.checked_div(Decimal::try_from_i128_with_scale(whole, 0).ok()?)
}

/// A told lane; one that is told to be none is the standard one.
fn lane(told: Option<&str>) -> Option<String> {
    told.map(|lane| if lane.is_empty() { STANDARD.to_owned() } else { lane.to_owned() })
}

/// The class of a meter; what is no token class is not told.
fn class_of(name: &str) -> Class {
    match Meter::parse(name) {
        Some(Meter::Input | Meter::InputAudio | Meter::InputImage) => Class::Input,
        Some(Meter::CacheRead | Meter::CacheReadAudio | Meter::CacheReadImage) => Class::CacheRead,
        Some(
            Meter::CacheWrite
            | Meter::CacheWrite5m
            | Meter::CacheWrite30m
            | Meter::CacheWrite1h
            | Meter::CacheWrite12h,
        ) => Class::CacheWrite,
        Some(Meter::Output | Meter::OutputAudio | Meter::OutputImage) => Class::Output,
        _ => Class::All,
    }
}
