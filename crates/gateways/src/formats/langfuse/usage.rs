//! Free-form usage keys become disjoint meters.

use crate::fields::{Fields, Refusal};
use crate::formats::parts::{remainder, sum};
use crate::lenient;
use crate::record::Tokens;

/// What the keys say, before it is known whether they are disjoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    input: u64,
    other_input: u64,
    input_audio: u64,
    input_image: u64,
    cache_read: u64,
    cache_write_5m: u64,
    cache_write_1h: u64,
    cache_write: u64,
    /// A spelling of cache writes that Langfuse 4.16 does not know: it stays inside `input` as well.
    unknown_write: u64,
    output: u64,
    other_output: u64,
    reasoning: Option<u64>,
    output_audio: u64,
    output_image: u64,
    total: Option<u64>,
    is_told: bool,
}

/// Tokens of a usage map, and whether its keys add up to its total. `None` when it tells none.
///
/// Keys are disjoint when all of them but `total` add up to `total`. When they add up to more by exactly the cached tokens,
/// the input was told inclusive; by exactly the reasoning, the output was. Otherwise the input is what the total leaves.
pub fn tokens(usage: &Fields<'_>) -> Result<Option<(Tokens, bool)>, Refusal> {
    let mut counts = Counts::default();
    for (key, told) in usage.iter() {
        let Some(text) = told.text() else { continue };
        let count = lenient::count(&text)
            .map_err(|error| Refusal::new("not_a_number", format!("a key of the usage {error}")))?;
        counts.add(&key.to_ascii_lowercase(), count)?;
    }
    if !counts.is_told {
        return Ok(None);
    }
    counts.settle().map(Some)
}

impl Counts {
    fn add(&mut self, key: &str, count: u64) -> Result<(), Refusal> {
        self.is_told = true;
        // Of several spellings of one class in a row one is the count, the others repeat it.
        let is_spelling = key.contains("cache");
        let place = match key {
            "total" | "total_tokens" => {
                self.total = Some(count);
                return Ok(());
            }
            "input" | "prompt_tokens" | "input_tokens" => &mut self.input,
            "output" | "completion_tokens" | "output_tokens" => &mut self.output,
            "input_cached_tokens"
            | "input_cached"
            | "input_cache_read"
            | "input_cache_read_tokens"
            | "cache_read_input_tokens"
            | "cache_read.input_tokens"
            | "cached_tokens"
            | "prompt_details.cache_read" => &mut self.cache_read,
            "input_cache_creation_5m" | "ephemeral_5m_input_tokens" => &mut self.cache_write_5m,
            "input_cache_creation_1h" | "ephemeral_1h_input_tokens" => &mut self.cache_write_1h,
            "input_cache_creation"
            | "cache_creation_input_tokens"
            | "input_cache_write"
            | "cache_creation.input_tokens"
            | "cache_write_tokens"
            | "prompt_details.cache_write"
            | "input_cache_creation_tokens" => &mut self.cache_write,
            "cache_write.input_tokens" => &mut self.unknown_write,
            "input_audio_tokens" | "input_audio" => &mut self.input_audio,
            "input_image_tokens" | "input_image" => &mut self.input_image,
            "output_reasoning_tokens"
            | "output_reasoning"
            | "reasoning_tokens"
            | "reasoning"
            | "completion_details.reasoning" => self.reasoning.get_or_insert(0),
            "output_audio_tokens" | "output_audio" => &mut self.output_audio,
            "output_image_tokens" | "output_image" => &mut self.output_image,
            // The convention of the source: what contains `input` sums to input, what contains `output` to output.
            _ if key.contains("input") => &mut self.other_input,
            _ if key.contains("output") => &mut self.other_output,
            _ => return Ok(()),
        };
        *place = if is_spelling { count.max(*place) } else { sum(&[*place, count])? };
        Ok(())
    }

    fn settle(mut self) -> Result<(Tokens, bool), Refusal> {
        let mut is_consistent = true;
        if self.unknown_write > 0 {
            is_consistent = false;
            self.input = remainder(self.input, &[self.unknown_write])?;
            self.total = self.total.map(|total| {
                // A total that is itself the sum of all keys holds the writes twice.
                if self.sum_of_keys().is_ok_and(|sum| total > sum) {
                    total - self.unknown_write
                } else {
                    total
                }
            });
        }
        if let Some(total) = self.total {
            let all = self.sum_of_keys()?;
            if all != total {
                is_consistent = false;
                self.correct(total, all)?;
            }
        }
        Ok((self.tokens()?, is_consistent))
    }

    fn sum_of_keys(&self) -> Result<u64, Refusal> {
        sum(&[
            self.input,
            self.other_input,
            self.input_audio,
            self.input_image,
            self.cache_read,
            self.cache_write_5m,
            self.cache_write_1h,
            self.cache_write,
            self.unknown_write,
            self.output,
            self.other_output,
            self.reasoning.unwrap_or(0),
            self.output_audio,
            self.output_image,
        ])
    }

    /// Takes out what was told twice.
    fn correct(&mut self, total: u64, all: u64) -> Result<(), Refusal> {
        let written = sum(&[self.cache_write_5m, self.cache_write_1h, self.cache_write])?;
        let read = self.cache_read;
        let reasoning = self.reasoning.unwrap_or(0);
        let twice = all.checked_sub(total);
        let inside_input = [sum(&[read, written])?, written, read];
        if let Some(twice) = twice {
            if inside_input.contains(&twice) && twice <= self.input {
                self.input -= twice;
                return Ok(());
            }
            if twice == reasoning && reasoning <= self.output {
                self.output -= reasoning;
                return Ok(());
            }
            let both = sum(&[read, written, reasoning])?;
            if twice == both && reasoning <= self.output && both - reasoning <= self.input {
                self.output -= reasoning;
                self.input -= both - reasoning;
                return Ok(());
            }
        }
        let others = all - self.input;
        self.input = remainder(total, &[others])?;
        Ok(())
    }

    fn tokens(self) -> Result<Tokens, Refusal> {
        let audio_and_images = [
            ("input_audio", self.input_audio),
            ("input_image", self.input_image),
            ("output_audio", self.output_audio),
            ("output_image", self.output_image),
        ];
        Ok(Tokens {
            input: sum(&[self.input, self.other_input])?,
            cache_read: self.cache_read,
            cache_write_5m: self.cache_write_5m,
            cache_write_1h: self.cache_write_1h,
            cache_write: sum(&[self.cache_write, self.unknown_write])?,
            output: sum(&[self.output, self.other_output, self.reasoning.unwrap_or(0)])?,
            reasoning: self.reasoning,
            more: audio_and_images.into_iter().filter(|(_, count)| *count > 0).collect(),
        })
    }
}
