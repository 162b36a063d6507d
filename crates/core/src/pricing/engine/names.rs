//! Which model of the book a name in usage means: exact, then alias, then snapshot, then redirect; never a prefix.

use showback_pricebook::{Instant, is_snapshot};

use super::index::{ChannelIndex, ModelIndex};
use crate::pricing::ModelMatch;

/// Prefixes of ids that name the place of processing, where a bare id is regional.
const PROFILES: [&str; 8] = ["global", "us", "eu", "apac", "jp", "au", "us-gov", "ca"];

/// Place of the model a name means at an instant. A redirect counts only where the served model is not told, and wins
/// over a retired model of that id once this has no price any more.
pub(super) fn find_model(
    channel: &ChannelIndex,
    name: &str,
    at: Instant,
    is_served_told: bool,
) -> Option<(usize, ModelMatch)> {
    let redirect = || {
        let targets = channel.redirects.get(name).filter(|_| !is_served_told)?;
        let (to, _) = targets.iter().find(|(_, valid)| valid.contains(at))?;
        Some((*to, ModelMatch::Redirect))
    };
    if let Some(exact) = channel.place_of(name) {
        let is_live =
            channel.model(exact).is_some_and(|model| model.cards.iter().any(|card| card.is_live(at)));
        let redirected = if is_live { None } else { redirect() };
        return Some(redirected.unwrap_or((exact, ModelMatch::Exact)));
    }
    let alias = || {
        let targets = channel.aliases.get(name)?;
        let (to, _) = targets.iter().find(|(_, valid)| valid.contains(at))?;
        Some((*to, ModelMatch::Alias))
    };
    let snapshot = || Some((find_snapshot(channel, name)?, ModelMatch::Snapshot));
    alias().or_else(snapshot).or_else(redirect)
}

/// Every instant at which a name may come to mean another model.
pub(super) fn cuts_of_name(channel: &ChannelIndex, name: &str, cuts: &mut Vec<Instant>) {
    let windows = [channel.aliases.get(name), channel.redirects.get(name)];
    for (_, valid) in windows.into_iter().flatten().flatten() {
        cuts.extend([valid.from, valid.to].into_iter().flatten());
    }
}

/// Every model a name may mean at some time.
pub(super) fn names_of<'a>(channel: &'a ChannelIndex, name: &str) -> Vec<&'a ModelIndex> {
    let windows = [channel.aliases.get(name), channel.redirects.get(name)];
    let dated = windows.into_iter().flatten().flatten().map(|(place, _)| *place);
    let fixed = channel.place_of(name).or_else(|| find_snapshot(channel, name));
    dated.chain(fixed).filter_map(|place| channel.model(place)).collect()
}

/// Whether ids of a channel carry the place of processing.
pub(super) fn has_profiles(channel: &ChannelIndex) -> bool {
    &*channel.default_geo == "in-region"
}

/// Splits the profile prefix of an id, where the channel has such: the place, and the bare id.
pub(super) fn split_profile<'a>(channel: &ChannelIndex, name: &'a str) -> (Option<&'a str>, &'a str) {
    if !has_profiles(channel) || channel.place_of(name).is_some() {
        return (None, name);
    }
    match name.split_once('.') {
        Some((profile, bare)) if PROFILES.contains(&profile) => (Some(profile), bare),
        _ => (None, name),
    }
}

/// The one model of which the name is a dated snapshot, by the forms it allows.
fn find_snapshot(channel: &ChannelIndex, name: &str) -> Option<usize> {
    let cut_points = name.char_indices().filter(|(_, letter)| matches!(letter, '-' | '@')).map(|(at, _)| at);
    let mut found = None;
    for at in cut_points {
        let (stem, _) = name.split_at(at);
        let Some(place) = channel.place_of(stem) else { continue };
        let allows = channel.model(place).is_some_and(|model| {
            model.snapshots.iter().any(|form| is_snapshot(stem, form, name))
                && !model.own_snapshots.iter().any(|own| own == name)
        });
        if allows {
            if found.is_some() {
                return None;
            }
            found = Some(place);
        }
    }
    found
}
