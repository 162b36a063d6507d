//! Whose call it was and of what: bounded facts, from the key, the caller's metadata and tags, and the model.

use std::borrow::Cow;

use sonic_rs::{JsonValueTrait, LazyValue};

use super::facts::{Facts, Meta};
use super::normalise_usage::Counted;
use super::raw::Raw;
use crate::format::Source;
use crate::formats::carried::carry;
use crate::record::Dimensions;
use crate::sellers;

/// Tags that LiteLLM adds by itself.
const AUTOMATIC_TAG: &str = "User-Agent:";

/// Most pairs of metadata that are looked at in one record.
const PAIRS_LIMIT: usize = 256;

/// The dimensions of a call.
pub(super) fn of(
    facts: &Facts<'_>,
    meta: &Meta<'_>,
    source: &Source,
    call_type: &str,
    counted: &Counted,
) -> Dimensions {
    let mut dimensions = owners(facts, meta);
    models(&mut dimensions, facts);
    dimensions.operation = sellers::operation(call_type);
    dimensions.service_tier = counted.tier.clone().or_else(|| facts.tier.string());
    dimensions.speed.clone_from(&counted.speed);
    if dimensions.region.is_none() {
        dimensions.region = facts.location.string();
    }
    carry_object(&mut dimensions, source, meta.requester_metadata);
    carry_tags(&mut dimensions, source, facts.tags);
    carry_object(&mut dimensions, source, meta.spend_logs_metadata);
    carry_object(&mut dimensions, source, meta.user_api_key_auth_metadata);
    if let Some(organization) = facts.organization.text() {
        carry(&mut dimensions, &source.carried, "organization", &organization);
    }
    dimensions
}

/// The proxy knows key, team, user and project, or that there is none; elsewhere nobody is asked.
fn owners(facts: &Facts<'_>, meta: &Meta<'_>) -> Dimensions {
    let told = |raw: Raw<'_>| raw.string().or_else(|| facts.is_proxied.then(String::new));
    Dimensions {
        credential: told(meta.user_api_key_alias.or(facts.key)),
        team: told(meta.user_api_key_team_alias.or(facts.team_id)),
        user: told(facts.user),
        project: told(meta.user_api_key_project_alias.or(meta.user_api_key_project_id)),
        ..Dimensions::default()
    }
}

/// Seller and model names. The group is the caller's alias; it also stands in answers that came through the proxy.
fn models(dimensions: &mut Dimensions, facts: &Facts<'_>) {
    let model = facts.model.text().unwrap_or_default();
    let group = facts.model_group.text();
    let (prefix, plain) = sellers::prefixed(&model);
    let (region, plain) = of_bedrock(prefix, plain);
    dimensions.region = region.map(str::to_owned);
    dimensions.provider = match facts.provider.text() {
        Some(word) => sellers::channel(&word),
        None => prefix.or_else(|| sellers::seller_of_model(&model)).unwrap_or_default().to_owned(),
    };
    let answered_by = facts.answered_by.text().filter(|answer| Some(answer) != group.as_ref());
    let answered_by = answered_by.as_deref().map(|answer| sellers::prefixed(answer).1);
    let served = only_batch_model(facts.batch_models).or_else(|| {
        let served = answered_by.unwrap_or(plain);
        (!served.is_empty()).then(|| served.to_owned())
    });
    let asked = group.or_else(|| (!plain.is_empty()).then_some(Cow::Borrowed(plain)));
    dimensions.model_requested = asked.map(Cow::into_owned).or_else(|| served.clone());
    dimensions.model_served = served;
}

/// A region and a model in `bedrock/us-east-1/anthropic.claude-x` or `bedrock/converse/anthropic.claude-x`.
fn of_bedrock<'a>(prefix: Option<&str>, model: &'a str) -> (Option<&'a str>, &'a str) {
    if prefix != Some("aws-bedrock") {
        return (None, model);
    }
    let model = ["converse/", "invoke/", "converse_like/"]
        .iter()
        .find_map(|way| model.strip_prefix(way))
        .unwrap_or(model);
    match model.split_once('/') {
        Some((region, rest)) if is_region(region) => (Some(region), rest),
        _ => (None, model),
    }
}

fn is_region(word: &str) -> bool {
    word.len() < 24 && word.contains('-') && word.ends_with(|c: char| c.is_ascii_digit())
}

/// The model of a batch whose requests all asked for one.
fn only_batch_model(models: Raw<'_>) -> Option<String> {
    let json = models.json()?;
    let names: Vec<Cow<'_, str>> = sonic_rs::from_str(&json).ok()?;
    let first = names.first()?;
    let is_only = names.iter().all(|name| name == first);
    is_only.then(|| sellers::prefixed(first).1.to_owned()).filter(|name| !name.is_empty())
}

/// Carries tags of the form `key:value` or `key=value`.
fn carry_tags(dimensions: &mut Dimensions, source: &Source, tags: Raw<'_>) {
    let Some(json) = tags.json() else { return };
    if !json.starts_with('[') {
        return;
    }
    for tag in sonic_rs::to_array_iter(json.as_ref()).take(PAIRS_LIMIT) {
        let Some(tag) = tag.ok().as_ref().and_then(|tag| tag.as_str().map(str::to_owned)) else { continue };
        if tag.starts_with(AUTOMATIC_TAG) {
            continue;
        }
        if let Some((key, value)) = tag.split_once([':', '=']) {
            carry(dimensions, &source.carried, key.trim(), value);
        }
    }
}

/// Carries the plain members of an object; what they nest is the caller's own.
fn carry_object(dimensions: &mut Dimensions, source: &Source, object: Raw<'_>) {
    let Some(json) = object.json() else { return };
    if json.len() <= 2 || !json.starts_with('{') {
        return;
    }
    for (key, value) in sonic_rs::to_object_iter(json.as_ref()).take(PAIRS_LIMIT).map_while(Result::ok) {
        if let Some(value) = label(&value) {
            carry(dimensions, &source.carried, &key, &value);
        }
    }
}

/// A string or number as a label.
fn label(value: &LazyValue<'_>) -> Option<String> {
    if let Some(text) = value.as_str() {
        return Some(text.to_owned());
    }
    let raw = value.as_raw_str();
    raw.starts_with(|c: char| c.is_ascii_digit() || c == '-').then(|| raw.to_owned())
}
