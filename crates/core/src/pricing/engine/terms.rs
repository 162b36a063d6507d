//! Which entries of a contract touch a usage.

use showback_pricebook::{Instant, MeterId, MeterSide};

use crate::pricing::Owner;
use crate::pricing::{
    Assumed, Assumption, Contract, Discount, Entry, NegotiatedRate, PrivateModel, Scope, Term,
};

/// What of a usage the scopes of a contract ask for.
#[derive(Clone, Copy, Debug)]
pub(in crate::pricing) struct Facts<'a> {
    pub channel: &'a str,
    /// Id of the book or the contract, else the name in usage; `None` without a model.
    pub model: Option<&'a str>,
    pub tier: &'a str,
    pub geo: &'a str,
    pub owner: Owner<'a>,
}

/// Whether all that a scope states holds.
pub(in crate::pricing) fn covers(scope: &Scope, facts: &Facts<'_>) -> bool {
    let is = |stated: &Option<String>, told: Option<&str>| {
        stated.as_deref().is_none_or(|stated| Some(stated) == told)
    };
    is(&scope.channel, Some(facts.channel))
        && covers_model(scope.model.as_deref(), facts.model)
        && is(&scope.tier, Some(facts.tier))
        && is(&scope.geo, Some(facts.geo))
        && is(&scope.account, facts.owner.account)
        && is(&scope.project, facts.owner.project)
}

/// Whether a model, or usage without one, is meant by a stated id, which may end in `*`.
fn covers_model(stated: Option<&str>, model: Option<&str>) -> bool {
    match (stated, model) {
        (None | Some("*"), _) => true,
        (Some(_), None) => false,
        (Some(stated), Some(model)) => match stated.strip_suffix('*') {
            Some(start) => model.starts_with(start),
            None => stated == model,
        },
    }
}

/// Whether negotiated prices are for this usage: an absent tier or geo means standard and the channel's default.
pub(super) fn covers_rate(rate: &NegotiatedRate, facts: &Facts<'_>, default_geo: &str) -> bool {
    let scope = &rate.scope;
    covers(&Scope { tier: None, geo: None, ..scope.clone() }, facts)
        && scope.tier.as_deref().unwrap_or("standard") == facts.tier
        && scope.geo.as_deref().unwrap_or(default_geo) == facts.geo
}

/// Whether a discount touches a meter.
pub(super) fn discounts(discount: &Discount, meter: MeterId) -> bool {
    let is_token = meter.side() != MeterSide::Other;
    (discount.includes_tools && !is_token)
        || discount.meters.contains(&meter)
        || (discount.meters.is_empty() && is_token)
}

/// Entries valid at an instant, in the order of the text, with their place.
pub(super) fn valid(contract: &Contract, at: Instant) -> impl Iterator<Item = (usize, &Entry)> {
    contract.entries.iter().enumerate().filter(move |(_, entry)| entry.valid.contains(at))
}

/// The model a name means by the contract.
pub(super) enum Named<'a> {
    /// A private model, with the place of its entry.
    Private(usize, &'a PrivateModel),
    /// Another name of a model.
    Other(&'a str),
}

/// What the contract says about a name; the later entry wins.
pub(super) fn find_name<'a>(
    contract: &'a Contract,
    channel: &str,
    name: &str,
    at: Instant,
) -> Option<Named<'a>> {
    valid(contract, at).fold(None, |found, (place, entry)| match &entry.term {
        Term::Model(model) if model.channel == channel && model.model == name => {
            Some(Named::Private(place, model))
        }
        Term::Alias(alias) if alias.channel == channel && alias.name == name => {
            Some(Named::Other(&alias.model))
        }
        _ => found,
    })
}

/// The last assumption of a kind that covers a usage, with the id of its entry.
pub(super) fn assumed<'a, T>(
    contract: &'a Contract,
    facts: &Facts<'_>,
    at: Instant,
    kind: impl Fn(&'a Assumed) -> Option<T>,
) -> Option<(T, &'a str)> {
    valid(contract, at).fold(None, |found, (_, entry)| match &entry.term {
        Term::Assume(Assumption { scope, takes }) if covers(scope, facts) => {
            kind(takes).map(|taken| (taken, entry.id.as_str())).or(found)
        }
        _ => found,
    })
}
