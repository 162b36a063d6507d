//! Why an amount is what it is: interned, because rows of one series and day after day say the same.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::pricing::{ModelMatch, RateUse, Rating, RatingLine, Reason};

/// Explanations looked up by address before the table is emptied.
const SHARED_KEPT: usize = 20_000;

/// The explanation of one rated row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Model of the book; `None` when none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matched: Option<ModelMatch>,
    /// Rates used: one, or all that bound a range.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<RateUse>,
    /// Why it is unpriced or a range, or what was assumed; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

impl Note {
    fn of(rating: &Rating, line: &RatingLine) -> Self {
        let mut reasons: Vec<Reason> = rating.reasons.iter().chain(line.reasons.iter()).cloned().collect();
        reasons.sort();
        reasons.dedup();
        Self {
            model: rating.model.as_deref().map(str::to_owned),
            matched: rating.matched,
            rates: line.rates.to_vec(),
            reasons,
        }
    }
}

/// Rating shares the parts of equal explanations, so that equal addresses mean an equal note while the parts live.
#[derive(Clone, Debug)]
#[expect(dead_code, reason = "held so that no other explanation can take over their addresses")]
struct Parts {
    rates: Arc<[RateUse]>,
    of_line: Arc<[Reason]>,
    of_usage: Arc<[Reason]>,
    model: Option<Arc<str>>,
}

type Address = (usize, usize, usize, usize, Option<ModelMatch>);

impl Parts {
    fn of(rating: &Rating, line: &RatingLine) -> Self {
        Self {
            rates: Arc::clone(&line.rates),
            of_line: Arc::clone(&line.reasons),
            of_usage: Arc::clone(&rating.reasons),
            model: rating.model.clone(),
        }
    }
}

fn address(rating: &Rating, line: &RatingLine) -> Address {
    let model = rating.model.as_ref().map_or(0, |model| Arc::as_ptr(model).cast::<u8>().addr());
    (
        Arc::as_ptr(&line.rates).cast::<u8>().addr(),
        Arc::as_ptr(&line.reasons).cast::<u8>().addr(),
        Arc::as_ptr(&rating.reasons).cast::<u8>().addr(),
        model,
        rating.matched,
    )
}

/// Explanations met in one pass.
#[derive(Debug, Default)]
pub(crate) struct NoteBook {
    notes: Vec<Interned>,
    by_text: HashMap<String, usize>,
    shared: HashMap<Address, (usize, Parts)>,
}

/// One explanation, and its row once it is stored.
#[derive(Debug)]
pub(crate) struct Interned {
    /// The note as JSON.
    pub text: String,
    /// Row id; `None` until it was looked up or stored.
    pub row: Option<i64>,
}

impl NoteBook {
    /// The place of a line's explanation.
    pub fn of_line(&mut self, rating: &Rating, line: &RatingLine) -> usize {
        let address = address(rating, line);
        if let Some((place, _)) = self.shared.get(&address) {
            return *place;
        }
        let place = self.place(&Note::of(rating, line));
        if self.shared.len() >= SHARED_KEPT {
            self.shared.clear();
        }
        self.shared.insert(address, (place, Parts::of(rating, line)));
        place
    }

    /// The place of an explanation.
    pub fn place(&mut self, note: &Note) -> usize {
        let text = serde_json::to_string(note).unwrap_or_else(|_| "{}".to_owned());
        if let Some(known) = self.by_text.get(&text) {
            return *known;
        }
        let place = self.notes.len();
        self.by_text.insert(text.clone(), place);
        self.notes.push(Interned { text, row: None });
        place
    }

    /// The explanation at a place.
    pub fn at(&mut self, place: usize) -> Option<&mut Interned> {
        self.notes.get_mut(place)
    }
}

/// Names an explanation by its content.
pub(super) fn fingerprint(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}
