//! Token classes of one record, made exclusive and held against each other.

use crate::mapping::{InputConvention, Mapping, ReasoningPlace, Target};
use crate::record::{Note, Tokens};

/// Counts as a record tells them; `None`: the column is empty or there is none.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    told: Vec<(Target, u64)>,
}

/// What is wrong with the counts of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountsProblem {
    /// Cached tokens exceed the input that should hold them.
    NegativeInput,
    /// More than can be counted.
    TooLarge,
}

impl Counts {
    pub(super) fn tell(&mut self, target: Target, count: u64) {
        self.told.push((target, count));
    }

    fn get(&self, target: Target) -> Option<u64> {
        self.told.iter().find(|(told, _)| *told == target).map(|(_, count)| *count)
    }

    fn or_zero(&self, target: Target) -> u64 {
        self.get(target).unwrap_or_default()
    }

    /// Whether every count told is zero, or none is told: no provider answers a call with nothing, so that the usage is
    /// not known.
    pub(super) fn is_nothing(&self) -> bool {
        self.told.iter().filter(|(target, _)| target.is_usage()).all(|(_, count)| *count == 0)
    }

    /// The classes, and what is worth telling about them.
    pub(super) fn tokens(&self, mapping: &Mapping) -> Result<(Tokens, Vec<Note>), CountsProblem> {
        let mut notes = Vec::new();
        let (read, write) = (self.or_zero(Target::CacheRead), self.written(mapping)?);
        let inside = match mapping.input {
            InputConvention::Exclusive => 0,
            InputConvention::InclusiveOfReads => read,
            InputConvention::Inclusive => sum([read, sum(write)?])?,
        };
        let input = self.or_zero(Target::Input);
        let input = input.checked_sub(inside).ok_or(CountsProblem::NegativeInput)?;
        let reasoning = self.get(Target::Reasoning);
        let told_output = self.or_zero(Target::Output);
        let (output, reasoning) = match (mapping.reasoning, reasoning) {
            (ReasoningPlace::Beside, Some(beside)) => (sum([told_output, beside])?, Some(beside)),
            (ReasoningPlace::Inside, Some(inside)) if inside > told_output => {
                notes.push(Note::CountsInconsistent);
                (told_output, None)
            }
            (_, reasoning) => (told_output, reasoning),
        };
        if mapping.column(Target::CacheRead).is_none() && input > 0 {
            notes.push(Note::CacheNotTold);
        }
        let [cache_write_5m, cache_write_1h, cache_write] = write;
        let tokens = Tokens {
            input,
            cache_read: read,
            cache_write_5m,
            cache_write_1h,
            cache_write,
            output,
            reasoning,
            more: self.more(),
        };
        if self.misses_a_side(mapping) || self.total_differs(&tokens) {
            notes.push(Note::CountsInconsistent);
        }
        Ok((tokens, notes))
    }

    /// Cache writes by lifetime; a whole beside its parts is split into the parts and what is left.
    fn written(&self, mapping: &Mapping) -> Result<[u64; 3], CountsProblem> {
        let (short, long) = (self.or_zero(Target::CacheWrite5m), self.or_zero(Target::CacheWrite1h));
        let whole = self.or_zero(Target::CacheWrite);
        let parts = sum([short, long])?;
        let has_parts =
            mapping.column(Target::CacheWrite5m).is_some() || mapping.column(Target::CacheWrite1h).is_some();
        let rest = if has_parts { whole.saturating_sub(parts) } else { whole };
        sum([parts, rest])?;
        Ok([short, long, rest])
    }

    fn more(&self) -> Vec<(&'static str, u64)> {
        let meters = [
            Target::InputAudio,
            Target::InputImage,
            Target::OutputAudio,
            Target::Images,
            Target::WebSearchCall,
        ];
        let told = meters.into_iter().map(|target| (target.name(), self.or_zero(target)));
        told.filter(|(_, count)| *count > 0).collect()
    }

    /// Whether a column of input or output is empty while the other is not.
    fn misses_a_side(&self, mapping: &Mapping) -> bool {
        let is_empty = |target| mapping.column(target).is_some() && self.get(target).is_none();
        let (input, output) = (is_empty(Target::Input), is_empty(Target::Output));
        input != output
    }

    /// Whether a total is neither input and output with the cache classes, nor without them.
    fn total_differs(&self, tokens: &Tokens) -> bool {
        let Some(total) = self.get(Target::Total) else { return false };
        let bare = tokens.input.saturating_add(tokens.output);
        let whole = [tokens.cache_read, tokens.cache_write, tokens.cache_write_5m, tokens.cache_write_1h]
            .into_iter()
            .fold(bare, u64::saturating_add);
        let more = tokens.more.iter().fold(whole, |sum, (_, count)| sum.saturating_add(*count));
        total != bare && total != whole && total != more
    }
}

fn sum<const N: usize>(parts: [u64; N]) -> Result<u64, CountsProblem> {
    parts.into_iter().try_fold(0_u64, u64::checked_add).ok_or(CountsProblem::TooLarge)
}
