//! OpenAI's overlapping token counts as disjoint meters. What does not add up is refused, never clamped.

use std::collections::BTreeMap;

use crate::ledger::Meter;
use crate::sources::reading::Quantities;

/// Whole-number fields of one row, by OpenAI's names.
pub(super) struct Metrics<'a>(pub &'a BTreeMap<String, i64>);

impl Metrics<'_> {
    /// The field, when it was told.
    pub fn told(&self, name: &str) -> Option<i64> {
        self.0.get(name).copied()
    }

    /// A field the endpoint promises.
    pub fn required(&self, name: &str) -> Result<i64, String> {
        self.told(name).ok_or_else(|| format!("the row has no {name}"))
    }
}

/// Adds the meters of a completions or decisions row.
///
/// `input_tokens` counts everything: uncached, cache reads and cache writes, over text, audio and image. The fields
/// per modality are uncached only. Reasoning is inside output and not told apart.
pub(super) fn add_token_meters(metrics: &Metrics<'_>, quantities: &mut Quantities) -> Result<(), String> {
    let input = metrics.required("input_tokens")?;
    let cached = metrics.told("input_cached_tokens").unwrap_or(0);
    let told = cache_writes(metrics)?;
    let (uncached, writes) = uncached_and_writes(metrics, input, cached, told)?;
    let parts = split(metrics, uncached, "input_uncached_tokens", INPUT)?;
    parts.add_to(quantities, [Meter::Input, Meter::InputAudio, Meter::InputImage])?;
    let parts = split(metrics, cached, "input_cached_tokens", CACHED)?;
    parts.add_to(quantities, [Meter::CacheRead, Meter::CacheReadAudio, Meter::CacheReadImage])?;
    quantities.add(Meter::CacheWrite30m, writes.for_30m, "input_cache_write_30m_tokens")?;
    quantities.add(Meter::CacheWrite12h, writes.for_12h, "input_cache_write_12h_tokens")?;
    quantities.add(Meter::CacheWrite, writes.for_untold, "input_cache_write_tokens")?;
    let parts = split(metrics, metrics.required("output_tokens")?, "output_tokens", OUTPUT)?;
    parts.add_to(quantities, [Meter::Output, Meter::OutputAudio, Meter::OutputImage])
}

/// Cache writes by how long they are kept.
#[derive(Default)]
struct CacheWrites {
    total: i64,
    for_30m: i64,
    for_12h: i64,
    for_untold: i64,
}

/// `None` when the row has no field of cache writes at all.
fn cache_writes(metrics: &Metrics<'_>) -> Result<Option<CacheWrites>, String> {
    let short = metrics.told("input_cache_write_30m_tokens");
    let long = metrics.told("input_cache_write_12h_tokens");
    let whole = metrics.told("input_cache_write_tokens");
    if short.is_none() && long.is_none() && whole.is_none() {
        return Ok(None);
    }
    let (for_30m, for_12h) = (short.unwrap_or(0), long.unwrap_or(0));
    let told = checked_sum(&[for_30m, for_12h])?;
    let total = whole.unwrap_or(told);
    let for_untold = total.checked_sub(told).ok_or("the cache writes are too large")?;
    let both_told = short.is_some() && long.is_some();
    if for_untold < 0 || (both_told && for_untold != 0) {
        return Err(format!(
            "input_cache_write_tokens is {total}, but its 30 minute and 12 hour parts add up to {told}"
        ));
    }
    Ok(Some(CacheWrites { total, for_30m, for_12h, for_untold }))
}

/// Uncached input and cache writes, from the identity input = uncached + cached + cache writes.
///
/// Old rows tell neither of the two. There the fields per modality, which leave cache writes out, are the uncached
/// input and what remains was written to a cache for an untold time; without them all that was not cached is uncached.
fn uncached_and_writes(
    metrics: &Metrics<'_>,
    input: i64,
    cached: i64,
    writes: Option<CacheWrites>,
) -> Result<(i64, CacheWrites), String> {
    let not_cached = input.checked_sub(cached).ok_or("the input is too large")?;
    if writes.is_none() && metrics.told("input_uncached_tokens").is_none() {
        let by_modality: Vec<i64> = INPUT.iter().filter_map(|name| metrics.told(name)).collect();
        let has_text = metrics.told("input_text_tokens").is_some();
        let uncached = if has_text { checked_sum(&by_modality)? } else { not_cached };
        let rest = not_cached.checked_sub(uncached).ok_or("the input is too large")?;
        if uncached < 0 || rest < 0 {
            return Err(format!(
                "input_tokens is {input} with {cached} of them cached, less than its parts: {} would remain",
                if rest < 0 { rest } else { uncached }
            ));
        }
        return Ok((uncached, CacheWrites { total: rest, for_untold: rest, ..CacheWrites::default() }));
    }
    let writes = writes.unwrap_or_default();
    let remainder = not_cached.checked_sub(writes.total).ok_or("the input is too large")?;
    match metrics.told("input_uncached_tokens") {
        Some(uncached) if uncached != remainder => Err(format!(
            "input_tokens is {input}, but uncached {uncached}, cached {cached} and cache writes {} do not add up to it",
            writes.total
        )),
        _ if remainder < 0 => Err(format!(
            "input_tokens is {input}, less than its cached {cached} and cache writes {}: the uncached rest would be \
             {remainder}",
            writes.total
        )),
        _ => Ok((remainder, writes)),
    }
}

/// Field names of text, audio and image.
type Modalities = [&'static str; 3];
const INPUT: Modalities = ["input_text_tokens", "input_audio_tokens", "input_image_tokens"];
const CACHED: Modalities =
    ["input_cached_text_tokens", "input_cached_audio_tokens", "input_cached_image_tokens"];
const OUTPUT: Modalities = ["output_text_tokens", "output_audio_tokens", "output_image_tokens"];

/// A whole divided among text, audio and image.
struct Split {
    parts: [i64; 3],
    names: Modalities,
}

impl Split {
    fn add_to(&self, quantities: &mut Quantities, meters: [Meter; 3]) -> Result<(), String> {
        for ((quantity, meter), name) in self.parts.iter().zip(meters).zip(self.names) {
            quantities.add(meter, *quantity, name)?;
        }
        Ok(())
    }
}

/// Divides a whole by modality. Where text is not told it is the rest; where it is, the parts must be the whole.
fn split(metrics: &Metrics<'_>, whole: i64, whole_name: &str, names: Modalities) -> Result<Split, String> {
    let [text, audio, image] = names.map(|name| metrics.told(name));
    let (audio, image) = (audio.unwrap_or(0), image.unwrap_or(0));
    let others = checked_sum(&[audio, image])?;
    let rest = whole.checked_sub(others).ok_or("the tokens by modality are too large")?;
    let text = text.unwrap_or(rest);
    if text != rest {
        return Err(format!(
            "{whole_name} is {whole}, but text {text}, audio {audio} and image {image} do not add up to it"
        ));
    }
    Ok(Split { parts: [text, audio, image], names })
}

fn checked_sum(parts: &[i64]) -> Result<i64, String> {
    parts
        .iter()
        .try_fold(0_i64, |sum, part| sum.checked_add(*part))
        .ok_or_else(|| "the quantities are too large to add".to_owned())
}
