//! Values that are likely for a group, each with its reason and how often its method was right here.

use super::scene::Scene;
use crate::app::model::TagSuggestionView;
use crate::attribution::{SuggestedBy, Suggester, Told, Why};

/// Suggestions told: as many as have a key.
const MOST: usize = 9;

/// Likely values of a group whose series have none, the likeliest first.
pub(super) fn suggestions(scene: &Scene, subjects: &[usize]) -> Vec<TagSuggestionView> {
    let state = &scene.state;
    // What each series is now: its last value, which holds until it is decided otherwise.
    let latest = |subject: usize| {
        let stretches = state.evaluation.stretches(scene.dimension.0, subject);
        let nothing = Told { value: None, why: Why::Nothing };
        stretches.last().map_or(nothing, |stretch| stretch.told.clone())
    };
    let told: Vec<Told> = (0..state.holdings.keys.len()).map(latest).collect();
    let group = |subject: usize| u32::try_from(state.groups.place_of(subject)).unwrap_or(u32::MAX);
    let groups: Vec<u32> = (0..told.len()).map(group).collect();
    let registered = state.registry.values.get(&scene.dimension.1);
    let names: Vec<(String, Vec<String>)> = registered
        .into_iter()
        .flat_map(|values| values.values())
        .map(|known| (known.value.name.clone(), known.value.aliases.clone()))
        .collect();
    let found = Suggester::new(&state.holdings.subjects, &told, &groups, &names).of(subjects);
    found
        .into_iter()
        .take(MOST)
        .map(|one| TagSuggestionView {
            value: one.value,
            method: method(one.method).to_owned(),
            reason: scene.with_names(&one.reason),
            right: one.right,
            predicted: one.predicted,
        })
        .collect()
}

const fn method(method: SuggestedBy) -> &'static str {
    match method {
        SuggestedBy::SameKey => "key",
        SuggestedBy::SameProject => "project",
        SuggestedBy::SameUser => "user",
        SuggestedBy::Name => "name",
        SuggestedBy::Metadata => "metadata",
        SuggestedBy::SameAccount => "account",
    }
}
