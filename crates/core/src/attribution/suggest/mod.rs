//! Suggestions for subjects without a value, from what the workspace tagged already.
//!
//! Owns: the methods, the reason of each suggestion and how often its method was right here. Never does: tag, ask anything
//! outside of the workspace. Invariants: what has a value, or was said by hand to have none, gets no suggestion; subjects
//! of the groups that are asked about are no evidence, neither for a suggestion nor when methods are measured; the same
//! subjects give the same suggestions in whatever order they come.

mod ground;
mod index;
#[cfg(test)]
mod tests;
mod words;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Subjects, Told, Why};
use ground::{Ground, Guess, NAME_COLUMNS, grounds};
use index::{Index, Scratch};
use words::Named;

/// How a suggestion was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuggestedBy {
    /// Others with the same API key.
    SameKey,
    /// Others of the same project.
    SameProject,
    /// Others of the same user.
    SameUser,
    /// Names of key, project or line item that hold the name of a value, or a word that others have in theirs.
    Name,
    /// Others with the same feature, customer, environment or gateway.
    Metadata,
    /// Others of the same account.
    SameAccount,
}

impl SuggestedBy {
    /// Every method.
    pub const ALL: [Self; 6] =
        [Self::SameKey, Self::SameProject, Self::SameUser, Self::Name, Self::Metadata, Self::SameAccount];
}

/// A value that may be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The value.
    pub value: String,
    /// The surest method that found it.
    pub method: SuggestedBy,
    /// Why, as a sentence.
    pub reason: String,
    /// Tagged subjects of this workspace of which the method tells the value they have, when all of their group are left
    /// out.
    pub right: u32,
    /// Tagged subjects of which it tells any value that way.
    pub predicted: u32,
    /// Subjects that speak for it.
    pub support: u32,
    /// Other methods that found the same value.
    pub others: u32,
}

/// How often a method was right on what is tagged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Measured {
    right: u32,
    predicted: u32,
}

/// Suggestions in one dimension, made ready for some subjects.
pub struct Suggester<'a> {
    subjects: &'a Subjects,
    told: &'a [Told],
    /// By name.
    values: Vec<&'a str>,
    /// By subject; numbers of values.
    value_of: Vec<Option<u32>>,
    groups: &'a [u32],
    /// Tagged subjects of each group.
    tagged: BTreeMap<u32, Vec<usize>>,
    /// In how many groups a value is.
    groups_of_value: Vec<u32>,
    columns: Vec<Index>,
    words: Index,
    /// For each name column, the value that each of its texts names.
    named: Vec<Vec<Option<u32>>>,
    measured: BTreeMap<SuggestedBy, Measured>,
}

impl<'a> Suggester<'a> {
    /// Makes suggestions ready. `told` is what each subject has in the dimension now, `groups` the number of the group of
    /// each, `names` what is registered: values with their other names.
    pub fn new(
        subjects: &'a Subjects,
        told: &'a [Told],
        groups: &'a [u32],
        names: &'a [(String, Vec<String>)],
    ) -> Self {
        let tagged = told.iter().filter_map(|told| told.value.as_deref());
        let distinct: BTreeSet<&str> = tagged.chain(names.iter().map(|(value, _)| value.as_str())).collect();
        let values: Vec<&str> = distinct.into_iter().collect();
        let numbers: HashMap<&str, u32> = values.iter().copied().zip(0_u32..).collect();
        let number = |told: &Told| told.value.as_deref().and_then(|value| numbers.get(value)).copied();
        let mut value_of: Vec<Option<u32>> = told.iter().map(number).collect();
        value_of.resize(subjects.len(), None);
        let mut named = Named::default();
        for (value, others) in names {
            let Some(number) = numbers.get(value.as_str()) else { continue };
            for name in std::iter::once(value).chain(others) {
                named.add(name, *number);
            }
        }
        let of_column = |column: &&str| {
            let texts = subjects.numbered(column).map_or(&[][..], |(texts, _)| texts);
            texts.iter().map(|text| text.as_deref().and_then(|text| named.within(text))).collect()
        };
        let columns = ground::COLUMNS.iter();
        let mut suggester = Self {
            subjects,
            told,
            columns: columns.map(|of| Index::of_column(subjects, of.name, &value_of)).collect(),
            words: Index::of_words(subjects, &NAME_COLUMNS.map(|(column, _)| column), &value_of),
            named: NAME_COLUMNS.map(|(column, _)| column).iter().map(of_column).collect(),
            groups_of_value: vec![0; values.len()],
            values,
            value_of,
            groups,
            tagged: BTreeMap::new(),
            measured: BTreeMap::new(),
        };
        suggester.gather();
        suggester.measure();
        suggester
    }

    /// Tagged subjects by group, and groups by value.
    fn gather(&mut self) {
        for (subject, (value, group)) in self.value_of.iter().zip(self.groups).enumerate() {
            if value.is_some() {
                self.tagged.entry(*group).or_default().push(subject);
            }
        }
        for subjects in self.tagged.values() {
            let values = subjects.iter().filter_map(|subject| self.value_of.get(*subject).copied().flatten());
            for value in values.collect::<BTreeSet<u32>>() {
                if let Some(known) = self.groups_of_value.get_mut(value as usize) {
                    *known += 1;
                }
            }
        }
    }

    /// Asks each method about each tagged group as if nothing of the group were tagged.
    fn measure(&mut self) {
        let mut measured: BTreeMap<SuggestedBy, Measured> = BTreeMap::new();
        let mut scratch = Scratch::new(self.values.len());
        for subjects in self.tagged.values() {
            for method in SuggestedBy::ALL {
                // A name that only this group has could have been registered with its tags.
                let is_known = |value: u32| self.groups_without(value, subjects) > 0;
                let Some(guess) = self.guess(method, subjects, subjects, is_known, &mut scratch) else {
                    continue;
                };
                let of_method = measured.entry(method).or_default();
                for subject in subjects {
                    of_method.predicted += 1;
                    let is_right = self.value_of.get(*subject) == Some(&Some(guess.value));
                    of_method.right += u32::from(is_right);
                }
            }
        }
        self.measured = measured;
    }

    /// In how many groups a value is, without the one group that these are of.
    fn groups_without(&self, value: u32, subjects: &[usize]) -> u32 {
        let has = subjects.iter().any(|subject| self.value_of.get(*subject) == Some(&Some(value)));
        let known = self.groups_of_value.get(value as usize).copied().unwrap_or(0);
        known.saturating_sub(u32::from(has))
    }

    /// Suggestions for some subjects, the best first; none where each of them has a value.
    pub fn of(&self, subjects: &[usize]) -> Vec<Suggestion> {
        let is_open = |subject: &&usize| {
            self.told
                .get(**subject)
                .is_some_and(|told| told.value.is_none() && !matches!(told.why, Why::Hand(_)))
        };
        let mut open: Vec<usize> = subjects.iter().filter(is_open).copied().collect();
        open.sort_unstable();
        open.dedup();
        if open.is_empty() {
            return Vec::new();
        }
        let groups: BTreeSet<u32> =
            subjects.iter().filter_map(|subject| self.groups.get(*subject)).copied().collect();
        let own: Vec<usize> =
            groups.iter().filter_map(|group| self.tagged.get(group)).flatten().copied().collect();
        let mut scratch = Scratch::new(self.values.len());
        let mut found = Vec::new();
        for method in SuggestedBy::ALL {
            if let Some(guess) = self.guess(method, &open, &own, |_| true, &mut scratch) {
                found.extend(self.suggestion(method, &guess, &open));
            }
        }
        ranked(found)
    }

    fn suggestion(&self, method: SuggestedBy, guess: &Guess, asked: &[usize]) -> Option<Suggestion> {
        let value = (*self.values.get(guess.value as usize)?).to_owned();
        let measured = self.measured.get(&method).copied().unwrap_or_default();
        Some(Suggestion {
            reason: self.reason(guess, &value, asked),
            value,
            method,
            right: measured.right,
            predicted: measured.predicted,
            support: guess.support,
            others: 0,
        })
    }

    /// What a method says of some subjects, when others are not evidence. Names of values count where `may_name` says so.
    fn guess(
        &self,
        method: SuggestedBy,
        asked: &[usize],
        without: &[usize],
        may_name: impl Fn(u32) -> bool,
        scratch: &mut Scratch,
    ) -> Option<Guess> {
        if method == SuggestedBy::Name {
            return match self.named_in(asked) {
                Some(guess) => may_name(guess.value).then_some(guess),
                None => self.by_word(asked, without),
            };
        }
        let mut best: Option<(Guess, index::Vote)> = None;
        for place in grounds(method) {
            let Some(index) = self.columns.get(place) else { continue };
            let texts = index.texts(asked);
            if texts.is_empty() {
                continue;
            }
            let without = index.without(without, &self.value_of);
            let Some(vote) = index.vote(&texts, &without, scratch) else { continue };
            if best.as_ref().is_none_or(|(_, known)| vote.is_better_than(*known)) {
                let ground = Ground::Column { place, texts: texts.len(), total: vote.total };
                best = Some((Guess { value: vote.value, support: vote.count, ground }, vote));
            }
        }
        best.map(|(guess, _)| guess)
    }

    /// The value whose name stands in the most of their names.
    fn named_in(&self, asked: &[usize]) -> Option<Guess> {
        for (place, (column, _)) in NAME_COLUMNS.iter().enumerate() {
            let Some((_, numbers)) = self.subjects.numbered(column) else { continue };
            let named = self.named.get(place)?;
            let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
            let numbers = asked.iter().filter_map(|subject| numbers.get(*subject));
            for value in numbers.filter_map(|number| *named.get(*number)?) {
                *counts.entry(value).or_default() += 1;
            }
            let best = counts.into_iter().max_by_key(|(value, count)| (*count, Reverse(*value)));
            if let Some((value, support)) = best {
                return Some(Guess { value, support, ground: Ground::Named { place } });
            }
        }
        None
    }

    /// The value of those that have a word in a name, by the surest of the words.
    fn by_word(&self, asked: &[usize], without: &[usize]) -> Option<Guess> {
        let without = self.words.without(without, &self.value_of);
        let mut best: Option<(index::Vote, u32)> = None;
        for text in self.words.texts(asked) {
            let Some(vote) = self.words.vote_of_one(text, &without) else { continue };
            let is_better = best.is_none_or(|(known, of)| {
                vote.is_better_than(known)
                    || (!known.is_better_than(vote) && self.words.name(text) < self.words.name(of))
            });
            if is_better {
                best = Some((vote, text));
            }
        }
        best.map(|(vote, text)| Guess {
            value: vote.value,
            support: vote.count,
            ground: Ground::Word { text, total: vote.total },
        })
    }
}

/// The surest method first, one suggestion for each value.
fn ranked(mut found: Vec<Suggestion>) -> Vec<Suggestion> {
    found.sort_by(|left, right| {
        let over = |one: &Suggestion, other: &Suggestion| {
            (u64::from(one.right) + 1) * (u64::from(other.predicted) + 2)
        };
        over(right, left)
            .cmp(&over(left, right))
            .then_with(|| right.support.cmp(&left.support))
            .then_with(|| (&left.value, left.method).cmp(&(&right.value, right.method)))
    });
    let mut best: Vec<Suggestion> = Vec::new();
    for suggestion in found {
        match best.iter_mut().find(|known| known.value == suggestion.value) {
            Some(known) => known.others += 1,
            None => best.push(suggestion),
        }
    }
    best
}
