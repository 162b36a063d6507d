//! What several formats do alike: the seller of a model, metadata and tags, costs, remainders, labels of outcomes.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::fields::{Fields, Owned, Refusal, Told};
use crate::format::Source;
use crate::formats::carried::carry;
use crate::record::{Attempt, Cost, CostBasis, Dimensions, Note};
use crate::sellers;

/// Longest label of an outcome, in characters; longer ones are free text.
const LONGEST_LABEL: usize = 64;

/// Longest value that is a dimension, in bytes.
const LONGEST_VALUE: usize = 128;

/// Puts the model that answered where it belongs, and with it the seller: the one the source names, else the one in the
/// model's prefix, else the one its name speaks for.
pub fn set_model(dimensions: &mut Dimensions, seller: Option<&str>, model: Option<&str>) {
    dimensions.model_served = model.map(str::to_owned);
    if let Some(word) = seller {
        dimensions.provider = sellers::channel(word);
        return;
    }
    let Some(model) = model else { return };
    let (channel, bare) = sellers::prefixed(model);
    match channel {
        Some(channel) => {
            channel.clone_into(&mut dimensions.provider);
            dimensions.model_served = Some(bare.to_owned());
        }
        None => {
            sellers::seller_of_model(model).unwrap_or_default().clone_into(&mut dimensions.provider);
        }
    }
}

/// Carries each scalar of an object of metadata.
pub fn carry_all(dimensions: &mut Dimensions, source: &Source, metadata: &Fields<'_>) {
    for (key, told) in metadata.iter() {
        if let Some(value) = told.text() {
            carry(dimensions, &source.carried, key, &value);
        }
    }
}

/// Carries tags that say what they are (`team:search`, `feature=chat`); others say nothing that has a place.
pub fn carry_tags(dimensions: &mut Dimensions, source: &Source, tags: &[String]) {
    for tag in tags {
        let Some(tag) = Told::Json(tag).text() else { continue };
        if let Some((key, value)) = tag.split_once([':', '=']) {
            carry(dimensions, &source.carried, key, value);
        }
    }
}

/// Puts a further fact that its source always tells under its name, in order; a name that is there stays.
pub fn tell(dimensions: &mut Dimensions, name: &str, value: Option<Cow<'_, str>>) {
    let Some(value) = value.filter(|value| value.len() <= LONGEST_VALUE) else { return };
    if let Err(place) = dimensions.more.binary_search_by(|(there, _)| there.as_str().cmp(name)) {
        dimensions.more.insert(place, (name.to_owned(), value.into_owned()));
    }
}

/// An amount in US dollars; notional where a subscription pays.
pub fn dollars(source: &Source, amount: Decimal, basis: CostBasis) -> Cost {
    let basis = if source.is_subscription { CostBasis::Notional } else { basis };
    Cost { amount, currency: "USD".to_owned(), basis }
}

/// Adds a note once, in order.
pub fn note(attempt: &mut Attempt, note: Note) {
    if let Err(place) = attempt.notes.binary_search(&note) {
        attempt.notes.insert(place, note);
    }
}

/// What is left of an inclusive count without its parts. A negative remainder proves the wrong convention and is refused.
pub fn remainder(total: u64, parts: &[u64]) -> Result<u64, Refusal> {
    let parts = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
    parts.and_then(|parts| total.checked_sub(parts)).ok_or_else(|| {
        Refusal::new(
            "negative_input",
            "the cached tokens exceed the tokens they are part of: the counts follow another convention",
        )
    })
}

/// A sum that cannot overflow unnoticed.
pub fn sum(parts: &[u64]) -> Result<u64, Refusal> {
    parts
        .iter()
        .try_fold(0_u64, |sum, part| sum.checked_add(*part))
        .ok_or_else(|| Refusal::new("too_large", "the sum of the counts is larger than can be kept"))
}

/// A label that is no free text.
pub fn label(text: Option<Cow<'_, str>>) -> Option<String> {
    text.filter(|text| text.chars().count() <= LONGEST_LABEL).map(Cow::into_owned)
}

/// Microseconds between two instants, when the second is not before the first.
pub fn between(start_us: i64, end_us: Option<i64>) -> Option<u64> {
    u64::try_from(end_us?.checked_sub(start_us)?).ok()
}

/// A map, also as the database writes one into a cell: with single quotes.
pub fn map(told: Told<'_>) -> Option<Owned> {
    told.object().or_else(|| Told::Cell(&requoted(told, '{')?).object())
}

/// A list, also as the database writes one into a cell.
pub fn list(told: Told<'_>) -> Option<Vec<String>> {
    told.list().or_else(|| Told::Cell(&requoted(told, '[')?).list())
}

fn requoted(told: Told<'_>, opens: char) -> Option<String> {
    let Told::Cell(text) = told else { return None };
    let is_single = text.trim().starts_with(opens) && !text.contains('"') && !text.contains('\\');
    is_single.then(|| text.replace('\'', "\""))
}

/// The ledger's word for what was called, from a path or an address; `None` when the path is none of a known call.
pub fn operation_of_url(url: &str) -> Option<String> {
    let path =
        url.split_once("://").map_or(url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    // Addresses of gateways and resellers have more before the part that says what was called.
    let mut rest = Some(path);
    while let Some(path) = rest {
        let word = sellers::operation(path)?;
        if KNOWN_OPERATIONS.contains(&word.as_str()) {
            return Some(word);
        }
        rest = path.split_once('/').map(|(_, rest)| rest);
    }
    None
}

/// Words of the ledger for what was called.
const KNOWN_OPERATIONS: &[&str] = &[
    "completions",
    "responses",
    "messages",
    "embeddings",
    "images",
    "audio_speeches",
    "audio_transcriptions",
    "moderations",
    "rerank",
    "batches",
];

/// Whether a word is a channel of the price book.
pub fn is_channel(word: &str) -> bool {
    CHANNELS.contains(&word)
}

/// Channels of the price book.
const CHANNELS: &[&str] = &[
    "openai",
    "anthropic",
    "azure-openai",
    "aws-bedrock",
    "google-aistudio",
    "google-vertex",
    "cohere",
    "deepseek",
    "groq",
    "meta",
    "mistral",
    "openrouter",
    "xai",
];

/// A stable 64-bit fingerprint (FNV-1a) of texts in their order, for identities that a source does not give.
pub fn fingerprint<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for text in texts {
        for byte in text.as_ref().bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}
