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
    let writes = cache_writes(metrics)?;
    let uncached = uncached_input(metrics, input, cached, writes.total)?;
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
struct CacheWrites {
    total: i64,
    for_30m: i64,
    for_12h: i64,
    for_untold: i64,
}

fn cache_writes(metrics: &Metrics<'_>) -> Result<CacheWrites, String> {
    let short = metrics.told("input_cache_write_30m_tokens");
    let long = metrics.told("input_cache_write_12h_tokens");
    let (for_30m, for_12h) = (short.unwrap_or(0), long.unwrap_or(0));
    let told = checked_sum(&[for_30m, for_12h])?;
    let total = metrics.told("input_cache_write_tokens").unwrap_or(told);
    let for_untold = total.checked_sub(told).ok_or("the cache writes are too large")?;
    let both_told = short.is_some() && long.is_some();
    if for_untold < 0 || (both_told && for_untold != 0) {
        return Err(format!(
            "input_cache_write_tokens is {total}, but its 30 minute and 12 hour parts add up to {told}"
        ));
    }
    Ok(CacheWrites { total, for_30m, for_12h, for_untold })
}

/// Uncached input as told, checked against the identity; old rows do not tell it, so there it is what remains.
fn uncached_input(metrics: &Metrics<'_>, input: i64, cached: i64, writes: i64) -> Result<i64, String> {
    let not_uncached = checked_sum(&[cached, writes])?;
    let remainder = input.checked_sub(not_uncached).ok_or("the input is too large")?;
    match metrics.told("input_uncached_tokens") {
        Some(uncached) if uncached == remainder => Ok(uncached),
        Some(uncached) => Err(format!(
            "input_tokens is {input}, but uncached {uncached}, cached {cached} and cache writes {writes} do not \
             add up to it"
        )),
        None if remainder < 0 => Err(format!(
            "input_tokens is {input}, less than its cached {cached} and cache writes {writes}: the uncached rest \
             would be {remainder}"
        )),
        None => Ok(remainder),
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
