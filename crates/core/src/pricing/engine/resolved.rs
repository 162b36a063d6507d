//! What all rows of one identity share, cut into the times between which nothing about their prices changes.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};
use showback_pricebook::{Instant, Rate, Window};

use super::find::OBSERVED_EARLIER;
use super::index::{ChannelIndex, ModelIndex};
use super::lane::cuts_of_lane;
use super::names::{cuts_of_name, names_of, split_profile};
use super::plan::Plan;
use super::pricer::Pricer;
use crate::pricing::Term;
use crate::pricing::{Identity, Owner, UsageTime};

/// An identity made ready by [`Pricer::resolve`]; of use only with the pricer that made it.
#[derive(Debug)]
pub struct Resolved {
    /// Ascending; between two of them one plan holds.
    cuts: Vec<Instant>,
    /// One more than cuts.
    plans: Vec<OnceLock<Box<Plan>>>,
    identity: Kept,
}

/// An identity that owns its words.
#[derive(Debug)]
struct Kept {
    channel: String,
    requested_model: Option<String>,
    served_model: Option<String>,
    geo: Option<String>,
    tier_served: Option<String>,
    tier_requested: Option<String>,
    speed: Option<String>,
    batch: Option<bool>,
    account: Option<String>,
    project: Option<String>,
}

impl Resolved {
    pub(super) fn new(cuts: Vec<Instant>, identity: &Identity<'_>) -> Self {
        let owned = |word: Option<&str>| word.map(str::to_owned);
        let plans = std::iter::repeat_with(OnceLock::new).take(cuts.len() + 1).collect();
        Self {
            cuts,
            plans,
            identity: Kept {
                channel: identity.channel.to_owned(),
                requested_model: owned(identity.requested_model),
                served_model: owned(identity.served_model),
                geo: owned(identity.geo),
                tier_served: owned(identity.tier_served),
                tier_requested: owned(identity.tier_requested),
                speed: owned(identity.speed),
                batch: identity.batch,
                account: owned(identity.owner.account),
                project: owned(identity.owner.project),
            },
        }
    }

    /// The first and the last part a time touches.
    pub(super) fn span(&self, time: UsageTime) -> (usize, usize) {
        match time {
            UsageTime::At(at) => {
                let part = self.part_of(at);
                (part, part)
            }
            UsageTime::Within(from, to) => {
                let last = to - TimeDelta::nanoseconds(1);
                let first = self.part_of(from);
                (first, self.part_of(last.max(from)))
            }
        }
    }

    fn part_of(&self, at: Instant) -> usize {
        self.cuts.partition_point(|cut| *cut <= at)
    }

    /// First instant of a part; `None` for the one before all cuts.
    pub(super) fn start_of(&self, part: usize) -> Option<Instant> {
        self.cuts.get(part.checked_sub(1)?).copied()
    }

    /// The plan of a part, made when first asked for.
    pub(super) fn plan(&self, pricer: &Pricer, part: usize) -> Option<&Plan> {
        let slot = self.plans.get(part)?;
        Some(slot.get_or_init(|| {
            let at =
                self.start_of(part).or_else(|| self.cuts.first().map(|cut| *cut - TimeDelta::seconds(1)));
            Box::new(pricer.plan(&self.identity.lend(), at.unwrap_or(DateTime::<Utc>::UNIX_EPOCH)))
        }))
    }
}

impl Kept {
    fn lend(&self) -> Identity<'_> {
        Identity {
            channel: &self.channel,
            requested_model: self.requested_model.as_deref(),
            served_model: self.served_model.as_deref(),
            geo: self.geo.as_deref(),
            tier_served: self.tier_served.as_deref(),
            tier_requested: self.tier_requested.as_deref(),
            speed: self.speed.as_deref(),
            batch: self.batch,
            owner: Owner { account: self.account.as_deref(), project: self.project.as_deref() },
        }
    }
}

impl Pricer {
    /// Every instant at which the price of an identity may change.
    pub(super) fn cuts(&self, identity: &Identity<'_>) -> Vec<Instant> {
        let mut cuts: Vec<Instant> = Vec::new();
        let told = identity.served_model.filter(|name| !name.is_empty());
        let told = told.or(identity.requested_model).unwrap_or_default();
        let mut names: Vec<(&str, &str)> = vec![(identity.channel, told)];
        for entry in &self.contract().entries {
            match &entry.term {
                Term::Model(model) if model.channel == identity.channel => {
                    names.extend(model.same_as.iter().map(|(channel, model)| (&**channel, &**model)));
                }
                Term::Alias(alias) if alias.channel == identity.channel && alias.name == told => {
                    names.push((identity.channel, &alias.model));
                }
                _ => {}
            }
            cut(&entry.valid, &mut cuts);
        }
        for (channel, name) in names {
            let Some(channel) = self.index().channel(channel) else { continue };
            let (_, bare) = split_profile(channel, name);
            cuts_of_name(channel, bare, &mut cuts);
            for model in names_of(channel, bare) {
                cuts_of_model(model, &mut cuts);
            }
        }
        if let Some(channel) = self.index().channel(identity.channel) {
            cuts_of_lane(channel, identity, &mut cuts);
            self.cuts_of_channel(channel, &mut cuts);
        }
        let cuts: BTreeSet<Instant> = cuts.into_iter().collect();
        cuts.into_iter().collect()
    }

    fn cuts_of_channel(&self, channel: &ChannelIndex, cuts: &mut Vec<Instant>) {
        for rate in &channel.fees {
            cuts_of_rate(rate, cuts);
        }
        let Some(channel) = self.book().channels.get(channel.place) else { return };
        channel.modifiers.iter().for_each(|modifier| cut(&modifier.valid, cuts));
        channel.credits.iter().for_each(|credit| cut(&credit.valid, cuts));
        channel.allowances.iter().for_each(|allowance| cut(&allowance.valid, cuts));
    }
}

fn cuts_of_model(model: &ModelIndex, cuts: &mut Vec<Instant>) {
    for rate in model.cards.iter().flat_map(|card| &card.rates) {
        cuts_of_rate(rate, cuts);
    }
}

fn cuts_of_rate(rate: &Rate, cuts: &mut Vec<Instant>) {
    cut(&rate.valid, cuts);
    cuts.extend(rate.unverified_from);
    if let Some(from) = rate.valid.from.filter(|_| rate.is_observed) {
        cuts.push(from - OBSERVED_EARLIER);
    }
}

fn cut(window: &Window, cuts: &mut Vec<Instant>) {
    cuts.extend([window.from, window.to].into_iter().flatten());
}
