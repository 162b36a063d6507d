//! The model of a usage: by the contract where it states the name, else by the book.

use std::sync::Arc;

use showback_pricebook::Instant;

use super::index::ChannelIndex;
use super::lane::reason;
use super::names::{find_model, has_profiles, split_profile};
use super::pricer::Pricer;
use super::terms::{Named, find_name};
use crate::pricing::{Identity, ModelMatch, PrivateModel, Reason, ReasonCode};

/// A model that was found, or what is known instead.
#[derive(Default)]
pub(super) struct Found<'a> {
    /// Id of the book or the contract; the name in usage when neither knows it; `None` without one.
    pub name: Option<Arc<str>>,
    pub matched: Option<ModelMatch>,
    /// The entry of a private model, with its place.
    pub private: Option<(usize, &'a PrivateModel)>,
    /// Channel and model of the book whose rates hold.
    pub rates: Option<(&'a ChannelIndex, usize)>,
    /// Place of processing that the id itself names.
    pub geo: Option<Arc<str>>,
    /// Why no model was found.
    pub problem: Option<Reason>,
}

impl Pricer {
    /// The model by the contract where this states the name, else by the book.
    pub(super) fn find(&self, identity: &Identity<'_>, at: Instant) -> Found<'_> {
        let channel = self.index().channel(identity.channel);
        let served = identity.served_model.filter(|name| !name.is_empty());
        let Some(told) = served.or(identity.requested_model.filter(|name| !name.is_empty())) else {
            let code = if channel.is_some() { ReasonCode::NoModel } else { ReasonCode::UnknownChannel };
            return Found { problem: Some(reason(code, identity.channel)), ..Found::default() };
        };
        let (geo, bare) = channel.map_or((None, told), |channel| split_profile(channel, told));
        let named = find_name(self.contract(), identity.channel, told, at);
        let (name, by_contract, geo) = match named {
            Some(Named::Private(place, model)) => return self.private(place, model),
            Some(Named::Other(name)) => {
                let target = find_name(self.contract(), identity.channel, name, at);
                if let Some(Named::Private(place, model)) = target {
                    return self.private(place, model);
                }
                let (geo, bare) = channel.map_or((None, name), |channel| split_profile(channel, name));
                (bare, true, geo)
            }
            None => (bare, false, geo),
        };
        // Where ids carry the place, a bare one tells it as well.
        let regional = channel.filter(|channel| identity.geo.is_none() && has_profiles(channel));
        let geo = geo.map(Arc::from).or_else(|| Some(Arc::clone(&regional?.default_geo)));
        let Some(channel) = channel else {
            let problem = Some(reason(ReasonCode::UnknownChannel, identity.channel));
            return Found { name: Some(name.into()), geo, problem, ..Found::default() };
        };
        match find_model(channel, name, at, served.is_some()) {
            Some((place, how)) => Found {
                name: channel.model(place).map(|model| Arc::clone(&model.id)),
                matched: Some(if by_contract { ModelMatch::Contract } else { how }),
                rates: Some((channel, place)),
                geo,
                ..Found::default()
            },
            None => Found {
                name: Some(name.into()),
                geo,
                problem: Some(reason(ReasonCode::UnknownModel, told)),
                ..Found::default()
            },
        }
    }

    fn private<'a>(&'a self, place: usize, model: &'a PrivateModel) -> Found<'a> {
        let rates = model.same_as.as_ref().and_then(|(channel, model)| {
            let channel = self.index().channel(channel)?;
            Some((channel, channel.place_of(model)?))
        });
        Found {
            name: Some(model.model.as_str().into()),
            matched: Some(ModelMatch::Contract),
            private: Some((place, model)),
            rates,
            ..Found::default()
        }
    }
}
