//! Which values the tagged subjects with a text have.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::words::{is_telling, words};
use crate::attribution::Subjects;

/// Values of the tagged subjects that have one text.
#[derive(Debug, Default)]
struct Tally {
    /// Value and how many subjects have it: the most frequent first, then the first by name.
    values: Vec<(u32, u32)>,
    total: u32,
}

/// Texts of subjects, and the values of those that are tagged.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Where the texts of a subject begin among `texts`; one more than there are subjects.
    starts: Vec<usize>,
    texts: Vec<u32>,
    tallies: Vec<Tally>,
    /// Words by number; none for a column.
    names: Vec<String>,
}

/// The most frequent value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Vote {
    pub(super) value: u32,
    /// Subjects that have it.
    pub(super) count: u32,
    /// Subjects that have any.
    pub(super) total: u32,
}

impl Vote {
    /// Whether it is a better ground than another: the surer one by Laplace's rule, then the more frequent one.
    pub(super) fn is_better_than(self, other: Self) -> bool {
        let over = |vote: Self, under: Self| (u64::from(vote.count) + 1) * (u64::from(under.total) + 2);
        (over(self, other), self.count) > (over(other, self), other.count)
    }
}

/// Counters of values, empty between two uses.
#[derive(Debug)]
pub(super) struct Scratch {
    counts: Vec<u32>,
    touched: Vec<u32>,
}

impl Scratch {
    pub(super) fn new(values: usize) -> Self {
        Self { counts: vec![0; values], touched: Vec::new() }
    }
}

/// Tagged subjects that do not count, by text and value.
pub(super) struct Without(Vec<(u32, u32)>);

impl Without {
    fn of(&self, text: u32) -> &[(u32, u32)] {
        let from = self.0.partition_point(|(known, _)| *known < text);
        let until = self.0.partition_point(|(known, _)| *known <= text);
        self.0.get(from..until).unwrap_or_default()
    }
}

impl Index {
    /// Of one column.
    pub(super) fn of_column(subjects: &Subjects, column: &str, values: &[Option<u32>]) -> Self {
        let mut index = Self { starts: vec![0], ..Self::default() };
        let Some((texts, numbers)) = subjects.numbered(column) else {
            index.starts.resize(values.len() + 1, 0);
            return index;
        };
        let is_told: Vec<bool> =
            texts.iter().map(|text| text.as_deref().is_some_and(|text| !text.is_empty())).collect();
        for number in numbers {
            if is_told.get(*number).copied().unwrap_or_default() {
                index.texts.push(u32::try_from(*number).unwrap_or(u32::MAX));
            }
            index.starts.push(index.texts.len());
        }
        index.count(values, texts.len());
        index
    }

    /// Of the telling words in several columns.
    pub(super) fn of_words(subjects: &Subjects, columns: &[&str], values: &[Option<u32>]) -> Self {
        let mut known = HashMap::new();
        let mut names: Vec<String> = Vec::new();
        let mut by_column = Vec::new();
        for (texts, numbers) in columns.iter().filter_map(|column| subjects.numbered(column)) {
            let of_text: Vec<Vec<u32>> = texts
                .iter()
                .map(|text| {
                    let telling = words(text.as_deref().unwrap_or_default());
                    let telling = telling.into_iter().filter(|word| is_telling(word));
                    telling
                        .map(|word| {
                            *known.entry(word).or_insert_with_key(|word: &String| {
                                names.push(word.clone());
                                u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
                            })
                        })
                        .collect()
                })
                .collect();
            by_column.push((of_text, numbers));
        }
        let mut index = Self { starts: vec![0], ..Self::default() };
        let mut of_subject: Vec<u32> = Vec::new();
        for subject in 0..values.len() {
            of_subject.clear();
            for (of_text, numbers) in &by_column {
                let words = numbers.get(subject).and_then(|number| of_text.get(*number));
                of_subject.extend(words.into_iter().flatten());
            }
            of_subject.sort_unstable();
            of_subject.dedup();
            index.texts.extend(&of_subject);
            index.starts.push(index.texts.len());
        }
        index.count(values, names.len());
        index.names = names;
        index
    }

    fn count(&mut self, values: &[Option<u32>], texts: usize) {
        let mut pairs = Vec::new();
        for (subject, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            pairs.extend(self.texts_of(subject).iter().map(|text| (*text, *value)));
        }
        pairs.sort_unstable();
        self.tallies.resize_with(texts, Tally::default);
        for run in pairs.chunk_by(|left, right| left == right) {
            let Some((text, value)) = run.first() else { continue };
            if let Some(tally) = self.tallies.get_mut(*text as usize) {
                let count = u32::try_from(run.len()).unwrap_or(u32::MAX);
                tally.values.push((*value, count));
                tally.total += count;
            }
        }
        for tally in &mut self.tallies {
            tally.values.sort_unstable_by_key(|(value, count)| (Reverse(*count), *value));
        }
    }

    fn texts_of(&self, subject: usize) -> &[u32] {
        let (start, end) = (self.starts.get(subject), self.starts.get(subject + 1));
        start.zip(end).and_then(|(start, end)| self.texts.get(*start..*end)).unwrap_or_default()
    }

    /// A word by its number.
    pub(super) fn name(&self, text: u32) -> &str {
        self.names.get(text as usize).map_or("", String::as_str)
    }

    /// Distinct texts of some subjects.
    pub(super) fn texts(&self, subjects: &[usize]) -> Vec<u32> {
        let mut texts: Vec<u32> =
            subjects.iter().flat_map(|subject| self.texts_of(*subject)).copied().collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }

    /// What of the tallies is not to count.
    pub(super) fn without(&self, tagged: &[usize], values: &[Option<u32>]) -> Without {
        let mut pairs = Vec::new();
        for subject in tagged {
            let Some(Some(value)) = values.get(*subject) else { continue };
            pairs.extend(self.texts_of(*subject).iter().map(|text| (*text, *value)));
        }
        pairs.sort_unstable();
        Without(pairs)
    }

    /// The most frequent value among subjects with one of these texts.
    pub(super) fn vote(&self, texts: &[u32], without: &Without, scratch: &mut Scratch) -> Option<Vote> {
        if let [text] = texts {
            return self.vote_of_one(*text, without);
        }
        let mut total = 0_u32;
        for text in texts {
            let Some(tally) = self.tallies.get(*text as usize) else { continue };
            total += tally.total;
            for (value, count) in &tally.values {
                if let Some(known) = scratch.counts.get_mut(*value as usize) {
                    if *known == 0 {
                        scratch.touched.push(*value);
                    }
                    *known += count;
                }
            }
        }
        // Texts have their own subjects in a column, so none is taken off twice.
        for (_, value) in texts.iter().flat_map(|text| without.of(*text)) {
            if let Some(known) = scratch.counts.get_mut(*value as usize) {
                *known = known.saturating_sub(1);
                total = u32::saturating_sub(total, 1);
            }
        }
        let mut best: Option<(u32, u32)> = None;
        for value in scratch.touched.drain(..) {
            let Some(known) = scratch.counts.get_mut(value as usize) else { continue };
            let count = std::mem::take(known);
            let is_more = |(most, first): (u32, u32)| count > most || (count == most && value < first);
            if count > 0 && best.is_none_or(is_more) {
                best = Some((count, value));
            }
        }
        best.map(|(count, value)| Vote { value, count, total })
    }

    /// The same for one text: only values of those that do not count have to be counted anew.
    pub(super) fn vote_of_one(&self, text: u32, without: &Without) -> Option<Vote> {
        let tally = self.tallies.get(text as usize)?;
        let without = without.of(text);
        let total = tally.total.saturating_sub(u32::try_from(without.len()).unwrap_or(u32::MAX));
        let mut best: Option<(u32, u32)> = None;
        for (value, count) in &tally.values {
            let from = without.partition_point(|(_, known)| known < value);
            let until = without.partition_point(|(_, known)| known <= value);
            let count = count.saturating_sub(u32::try_from(until - from).unwrap_or(u32::MAX));
            let is_more = |(most, first): (u32, u32)| count > most || (count == most && *value < first);
            if count > 0 && best.is_none_or(is_more) {
                best = Some((count, *value));
            }
            // All further ones are at most as frequent, and later by name.
            if until == from {
                break;
            }
        }
        best.map(|(count, value)| Vote { value, count, total })
    }
}
