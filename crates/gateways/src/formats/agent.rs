//! What logs of coding agents share: one answer told in several lines, and the folder they were written in.

use std::collections::HashMap;

use crate::format::Findings;
use crate::record::Attempt;

/// Answers held back until no further line of them is to be expected; an agent writes the lines of one answer close
/// together, and later copies are joined by their id wherever they are stored.
const HELD: usize = 4_096;

/// Why a further line of an answer makes no attempt.
pub const SEVERAL_LINES: &str = "further lines of an answer told before";

/// Attempts by id, in the order of their first line.
#[derive(Debug, Default)]
pub struct Answers {
    held: Vec<Option<Held>>,
    by_id: HashMap<String, usize>,
}

#[derive(Debug)]
struct Held {
    attempt: Attempt,
    is_copy: bool,
}

impl Answers {
    /// Takes one line. The first start and the largest output stay, with the usage that came with it; of a copy and an
    /// original the facts of the original stay.
    pub fn take(&mut self, attempt: Attempt, is_copy: bool, found: &mut Findings) {
        let there = self.by_id.get(&attempt.event_id).and_then(|index| self.held.get_mut(*index)?.as_mut());
        match there {
            Some(held) => {
                found.skip(SEVERAL_LINES);
                held.join(attempt, is_copy);
            }
            None => {
                if self.held.len() >= HELD {
                    self.release(found);
                }
                self.by_id.insert(attempt.event_id.clone(), self.held.len());
                self.held.push(Some(Held { attempt, is_copy }));
            }
        }
    }

    /// Lets everything out.
    pub fn release(&mut self, found: &mut Findings) {
        self.by_id.clear();
        found.attempts.extend(self.held.drain(..).flatten().map(|held| held.attempt));
    }
}

impl Held {
    fn join(&mut self, further: Attempt, is_copy: bool) {
        let first = self.attempt.started_us.min(further.started_us);
        let output = |attempt: &Attempt| attempt.tokens.as_ref().map(|tokens| tokens.output);
        let (tokens, cost, mut notes) = if output(&further) > output(&self.attempt) {
            (further.tokens.clone(), further.cost.clone(), further.notes.clone())
        } else {
            (self.attempt.tokens.take(), self.attempt.cost.take(), std::mem::take(&mut self.attempt.notes))
        };
        if self.is_copy && !is_copy {
            self.attempt = further;
            self.is_copy = false;
        }
        notes.sort_unstable();
        notes.dedup();
        self.attempt.started_us = first;
        self.attempt.tokens = tokens;
        self.attempt.cost = cost;
        self.attempt.notes = notes;
    }
}

/// The last folder of a path of either system; `None` for an empty path.
pub fn folder_name(path: &str) -> Option<String> {
    path.split(['/', '\\']).rfind(|part| !part.is_empty()).map(str::to_owned)
}

/// The folder below the one named `above` in a path inside what was chosen.
pub fn folder_below(path: &str, above: &str) -> Option<String> {
    let mut parts = path.split(['/', '\\']).peekable();
    while let Some(part) = parts.next() {
        if part == above {
            let below = parts.next()?;
            // The last part is the file itself.
            return parts.peek().is_some().then(|| below.to_owned());
        }
    }
    None
}

/// A short fact as a dimension; longer text is none.
pub fn fact(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty() && text.len() <= 256)
}
