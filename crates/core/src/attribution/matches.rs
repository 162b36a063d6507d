//! Which subjects a condition is true of, as bits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::engine::Subjects;
use super::model::Condition;

/// A set of subjects by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// None or all of so many.
    pub fn filled(len: usize, value: bool) -> Self {
        let mut bits = Self { words: vec![if value { u64::MAX } else { 0 }; len.div_ceil(64)], len };
        bits.trim();
        bits
    }

    fn trim(&mut self) {
        let rest = self.len % 64;
        if let (Some(last), true) = (self.words.last_mut(), rest > 0) {
            *last &= (1 << rest) - 1;
        }
    }

    /// Adds one.
    pub fn insert(&mut self, place: usize) {
        if let Some(word) = self.words.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Whether it has one.
    pub fn has(&self, place: usize) -> bool {
        self.words.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    /// How many it has.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// Keeps those that the other has too.
    pub fn and(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds those that the other has.
    pub fn or(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Whether it has all that the other has.
    pub fn has_all(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, other)| other & !word == 0)
    }

    /// How many it has that the other has too.
    pub fn shared(&self, other: &Self) -> usize {
        let shared = self.words.iter().zip(&other.words).map(|(word, other)| word & other);
        shared.map(|word| usize::try_from(word.count_ones()).unwrap_or(0)).sum()
    }

    /// Those it has not.
    #[must_use]
    pub fn inverted(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
        self
    }

    /// Its places, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = usize::try_from(rest.trailing_zeros()).ok().filter(|_| rest != 0)?;
                rest &= rest - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// The subjects that a condition is true of. Each text of a column is looked at once, however many subjects have it.
pub fn matches(condition: &Condition, subjects: &Subjects) -> Bits {
    match condition {
        Condition::All(parts) => {
            let mut bits = Bits::filled(subjects.len(), true);
            for part in parts {
                bits.and(&matches(part, subjects));
            }
            bits
        }
        Condition::Any(parts) => {
            let mut bits = Bits::filled(subjects.len(), false);
            for part in parts {
                bits.or(&matches(part, subjects));
            }
            bits
        }
        Condition::Not(part) => matches(part, subjects).inverted(),
        Condition::Column(column, matcher) => subjects.passing(column, |text| matcher.passes(text)),
    }
}

/// What conditions were found to match, for the same subjects.
#[derive(Debug, Default)]
pub struct MatchCache(Mutex<HashMap<String, Arc<Bits>>>);

/// Conditions kept; a cache that is full begins anew.
const MOST_KEPT: usize = 4_000;

impl MatchCache {
    /// The subjects that a condition is true of; looked for once.
    pub fn matches(&self, condition: &Condition, subjects: &Subjects) -> Arc<Bits> {
        let key = format!("{condition:?}");
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept.get(&key) {
            return Arc::clone(known);
        }
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        let found = Arc::new(matches(condition, subjects));
        kept.insert(key, Arc::clone(&found));
        found
    }
}
