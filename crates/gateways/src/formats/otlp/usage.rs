//! Token counts of a call, made disjoint.

use super::facts::{BadCount, Facts};
use super::keys::Field;
use super::litellm::UsageText;
use crate::record::{Note, Tokens};

/// The counts of one call, and how much they tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted {
    /// Disjoint classes; `None` when the source tells no usage.
    pub tokens: Option<Tokens>,
    /// How much cache detail is told: of two tellings of one call the higher counts.
    pub richness: u8,
    pub notes: Vec<Note>,
}

/// Counts as the source writes them, before they are made disjoint.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    pub input: Option<u64>,
    pub cache_read: Option<u64>,
    pub cache_write: Option<u64>,
    pub cache_write_5m: Option<u64>,
    pub cache_write_1h: Option<u64>,
    pub output: Option<u64>,
    pub reasoning: Option<u64>,
    pub total: Option<u64>,
    pub input_audio: Option<u64>,
    pub input_image: Option<u64>,
    pub output_audio: Option<u64>,
    /// Whether `input` is already without cached tokens.
    pub is_exclusive: bool,
    /// Whether `output` is without reasoning.
    pub is_reasoning_apart: bool,
}

impl Told {
    /// The counts of a span or event.
    pub(super) fn of(facts: &Facts<'_>) -> Result<Self, BadCount> {
        Ok(Self {
            input: facts.count(Field::Input, "input tokens")?,
            cache_read: facts.count(Field::CacheRead, "cache read tokens")?,
            cache_write: facts.count(Field::CacheWrite, "cache write tokens")?,
            cache_write_5m: facts.count(Field::CacheWrite5m, "cache write tokens of 5 minutes")?,
            cache_write_1h: facts.count(Field::CacheWrite1h, "cache write tokens of 1 hour")?,
            output: facts.count(Field::Output, "output tokens")?,
            reasoning: facts.count(Field::Reasoning, "reasoning tokens")?,
            total: facts.count(Field::Total, "total tokens")?,
            input_audio: facts.count(Field::InputAudio, "audio input tokens")?,
            input_image: facts.count(Field::InputImage, "image input tokens")?,
            output_audio: facts.count(Field::OutputAudio, "audio output tokens")?,
            is_exclusive: false,
            is_reasoning_apart: false,
        })
    }

    /// Fills what is open from the usage a LiteLLM callback keeps as text.
    pub(super) fn fill(&mut self, text: &UsageText) {
        let details = text.prompt_details.as_ref();
        let split = details.and_then(|details| details.cache_creation_details.as_ref());
        self.input = self.input.or(text.prompt());
        self.output = self.output.or(text.completion());
        self.cache_read = self.cache_read.or(text.cache_read());
        self.cache_write = self.cache_write.or(text.cache_write());
        self.cache_write_5m = self.cache_write_5m.or(split.and_then(|split| split.minutes()));
        self.cache_write_1h = self.cache_write_1h.or(split.and_then(|split| split.hour()));
        self.reasoning = self.reasoning.or(text.reasoning());
        self.input_audio = self.input_audio.or(details.and_then(|details| details.audio()));
    }

    /// Makes the classes disjoint. `is_failure`: a call that failed charges nothing it does not tell.
    pub(super) fn counted(self, is_failure: bool) -> Counted {
        let is_nothing = self.input.unwrap_or(0) == 0
            && self.output.unwrap_or(0) == 0
            && self.cache_read.unwrap_or(0) == 0
            && self.write_total() == 0;
        if is_nothing {
            let notes = if is_failure { Vec::new() } else { vec![Note::UsageNotTold] };
            return Counted { tokens: None, richness: 0, notes };
        }
        let mut notes = Vec::new();
        let mut tokens = Tokens::default();
        self.writes(&mut tokens, &mut notes);
        tokens.cache_read = self.cache_read.unwrap_or(0);
        let cached = tokens.cache_read.saturating_add(self.write_total());
        let input = self.input.unwrap_or(0);
        tokens.input = if self.is_exclusive {
            input
        } else {
            input.checked_sub(cached).unwrap_or_else(|| {
                notes.push(Note::ExclusiveInput);
                input
            })
        };
        if self.cache_read.is_none() && self.write_told().is_none() && self.output.is_some() {
            notes.push(Note::CacheNotTold);
        }
        self.outputs(&mut tokens, &mut notes);
        take(&mut tokens.input, &mut tokens.more, "input_audio", self.input_audio, &mut notes);
        take(&mut tokens.input, &mut tokens.more, "input_image", self.input_image, &mut notes);
        take(&mut tokens.output, &mut tokens.more, "output_audio", self.output_audio, &mut notes);
        notes.sort_unstable();
        notes.dedup();
        Counted { tokens: Some(tokens), richness: self.richness(), notes }
    }

    fn write_told(&self) -> Option<u64> {
        let split = match (self.cache_write_5m, self.cache_write_1h) {
            (None, None) => None,
            (minutes, hour) => Some(minutes.unwrap_or(0).saturating_add(hour.unwrap_or(0))),
        };
        match (self.cache_write, split) {
            (Some(all), Some(split)) => Some(all.max(split)),
            (all, split) => all.or(split),
        }
    }

    fn write_total(&self) -> u64 {
        self.write_told().unwrap_or(0)
    }

    fn writes(&self, tokens: &mut Tokens, notes: &mut Vec<Note>) {
        tokens.cache_write_5m = self.cache_write_5m.unwrap_or(0);
        tokens.cache_write_1h = self.cache_write_1h.unwrap_or(0);
        let split = tokens.cache_write_5m.saturating_add(tokens.cache_write_1h);
        tokens.cache_write = self.write_total().saturating_sub(split);
        if self.cache_write.is_some_and(|all| all < split) {
            notes.push(Note::CountsInconsistent);
        }
    }

    fn outputs(&self, tokens: &mut Tokens, notes: &mut Vec<Note>) {
        let output = self.output.unwrap_or(0);
        let reasoning = self.reasoning.unwrap_or(0);
        let sum = self.input.unwrap_or(0).saturating_add(output).saturating_add(reasoning);
        let is_apart = self.is_reasoning_apart || (reasoning > output && self.total == Some(sum));
        if is_apart {
            tokens.output = output.saturating_add(reasoning);
            tokens.reasoning = self.reasoning;
        } else if reasoning > output {
            tokens.output = output;
            notes.push(Note::CountsInconsistent);
        } else {
            tokens.output = output;
            tokens.reasoning = self.reasoning;
        }
    }

    fn richness(&self) -> u8 {
        let split = self.cache_write_5m.is_some() || self.cache_write_1h.is_some();
        1 + u8::from(self.reasoning.is_some())
            + 2 * u8::from(self.write_told().is_some())
            + 4 * u8::from(self.cache_read.is_some())
            + 8 * u8::from(split)
    }
}

/// Takes the tokens of a modality out of those at the plain rate; more than there are is a contradiction.
fn take(
    plain: &mut u64,
    more: &mut Vec<(&'static str, u64)>,
    meter: &'static str,
    count: Option<u64>,
    notes: &mut Vec<Note>,
) {
    match count {
        None | Some(0) => {}
        Some(count) => match plain.checked_sub(count) {
            Some(left) => {
                *plain = left;
                more.push((meter, count));
            }
            None => notes.push(Note::CountsInconsistent),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: u64, output: u64) -> Told {
        Told { input: Some(input), output: Some(output), ..Told::default() }
    }

    #[test]
    fn input_is_told_without_cached_tokens() {
        let counted = Told { cache_read: Some(1024), reasoning: Some(400), ..told(1200, 480) }.counted(false);
        let tokens = counted.tokens.expect("tokens");
        assert_eq!(
            (tokens.input, tokens.cache_read, tokens.output, tokens.reasoning),
            (176, 1024, 480, Some(400))
        );
        assert!(counted.notes.is_empty());
    }

    #[test]
    fn more_cached_than_input_means_that_input_is_exclusive() {
        let counted =
            Told { cache_read: Some(4096), cache_write: Some(2048), ..told(12, 150) }.counted(false);
        let tokens = counted.tokens.expect("tokens");
        assert_eq!((tokens.input, tokens.cache_read, tokens.cache_write), (12, 4096, 2048));
        assert_eq!(counted.notes, [Note::ExclusiveInput]);
    }

    #[test]
    fn nothing_told_is_unknown_for_a_success_and_nothing_for_a_failure() {
        for told in [Told::default(), told(0, 0)] {
            assert_eq!(told.counted(false).tokens, None);
            assert_eq!(told.counted(false).notes, [Note::UsageNotTold]);
            assert_eq!(told.counted(true).tokens, None);
            assert!(told.counted(true).notes.is_empty());
        }
    }

    #[test]
    fn reasoning_beyond_output_is_apart_when_the_total_says_so() {
        let apart = Told { reasoning: Some(400), total: Some(1_680), ..told(1200, 80) }.counted(false);
        assert_eq!(apart.tokens.map(|tokens| (tokens.output, tokens.reasoning)), Some((480, Some(400))));
        let torn = Told { reasoning: Some(400), ..told(1200, 80) }.counted(false);
        assert_eq!(torn.tokens.map(|tokens| (tokens.output, tokens.reasoning)), Some((80, None)));
        assert_eq!(torn.notes, [Note::CacheNotTold, Note::CountsInconsistent]);
    }

    #[test]
    fn a_split_leaves_the_rest_of_the_writes_without_a_lifetime() {
        let counted = Told {
            cache_write: Some(2048),
            cache_write_5m: Some(1548),
            cache_write_1h: Some(400),
            ..told(2060, 150)
        };
        let tokens = counted.counted(false).tokens.expect("tokens");
        assert_eq!(
            (tokens.input, tokens.cache_write_5m, tokens.cache_write_1h, tokens.cache_write),
            (12, 1548, 400, 100)
        );
    }

    #[test]
    fn audio_is_taken_out_of_the_plain_classes() {
        let counted =
            Told { input_audio: Some(200), output_audio: Some(30), cache_read: Some(0), ..told(1200, 80) };
        let tokens = counted.counted(false).tokens.expect("tokens");
        assert_eq!((tokens.input, tokens.output), (1000, 50));
        assert_eq!(tokens.more, [("input_audio", 200), ("output_audio", 30)]);
    }
}
