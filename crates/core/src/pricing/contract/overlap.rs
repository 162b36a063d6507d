//! Terms that say two things about the same usage at the same time.

use std::collections::BTreeMap;

use super::model::{Assumed, Entry, Scope, Term};

/// Two entries that cannot both hold.
pub(super) struct Overlap {
    /// Place of the later one in the contract.
    pub(super) later: usize,
    /// Its field in question.
    pub(super) field: &'static str,
    /// What is wrong.
    pub(super) what: String,
}

/// What may be said only once at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    kind: &'static str,
    scope: Vec<Option<String>>,
    over: u64,
    detail: String,
}

/// Every pair with the same key and an instant in common.
pub(super) fn overlaps(entries: &[Entry]) -> Vec<Overlap> {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut found: BTreeMap<(usize, usize), (&'static str, Vec<String>)> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for (field, key) in keys(&entry.term) {
            let detail = key.detail.clone();
            let same = by_key.entry(key).or_default();
            for earlier in same.iter() {
                if entries.get(*earlier).is_some_and(|other| other.valid.overlaps(&entry.valid)) {
                    let (_, details) = found.entry((*earlier, at)).or_insert_with(|| (field, Vec::new()));
                    details.push(detail.clone());
                }
            }
            same.push(at);
        }
    }
    found
        .into_iter()
        .filter_map(|((earlier, later), (field, details))| {
            let (first, second) = (entries.get(earlier)?, entries.get(later)?);
            let what = format!(
                "{} \"{}\" overlaps \"{}\": both say {} at the same time",
                second.term.kind().word(),
                second.id,
                first.id,
                details.join(", ")
            );
            Some(Overlap { later, field, what })
        })
        .collect()
}

fn keys(term: &Term) -> Vec<(&'static str, Key)> {
    match term {
        Term::Rate(rate) => {
            let mut scope = rate.scope.clone();
            scope.tier.get_or_insert_with(|| "standard".to_owned());
            let meters = rate.prices.keys();
            meters
                .map(|meter| ("price", key("rate", &scope, rate.over, format!("the price of {meter}"))))
                .collect()
        }
        Term::Model(model) => vec![("model", name_key(&model.channel, &model.model))],
        Term::Alias(alias) => vec![("name", name_key(&alias.channel, &alias.name))],
        Term::Assume(assumption) => {
            let what = match &assumption.takes {
                Assumed::Band { .. } => "which band is meant",
                Assumed::Tier(_) => "which tier is meant",
                Assumed::Geo(_) => "which place is meant",
                Assumed::Lifetime(_) => "which lifetime is meant",
                Assumed::DisputedSource(_) => "which source is right",
                Assumed::Free => "that usage is free",
            };
            vec![("takes", key("assume", &assumption.scope, 0, what.to_owned()))]
        }
        Term::Discount(_) | Term::Commitment(_) | Term::Capacity(_) | Term::Fee(_) | Term::Credit(_) => {
            Vec::new()
        }
    }
}

/// A private model and an alias are both what a name in usage means.
fn name_key(channel: &str, name: &str) -> Key {
    let scope = Scope { channel: Some(channel.to_owned()), model: Some(name.to_owned()), ..Scope::default() };
    key("name", &scope, 0, format!("what \"{name}\" is"))
}

fn key(kind: &'static str, scope: &Scope, over: u64, detail: String) -> Key {
    let Scope { channel, model, tier, geo, account, project } = scope.clone();
    Key { kind, scope: vec![channel, model, tier, geo, account, project], over, detail }
}
