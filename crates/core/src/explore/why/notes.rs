//! What to know before using a bridge.

use super::books::Books;
use super::bridge::Bridge;
use super::gather::{Gathered, word};
use crate::explore::error::ExploreError;
use crate::explore::model::{BridgeBarKind, BridgeMeasure};
use crate::explore::words::figure;
use crate::kernel::Period;
use crate::kernel::words::counted;

/// Notes of both periods, the later one's first, each once.
pub(super) fn notes(
    books: &Books<'_>,
    gathered: &Gathered,
    bridge: &Bridge,
    measure: BridgeMeasure,
    [earlier, later]: [Period; 2],
    currency: &str,
) -> Result<Vec<String>, ExploreError> {
    let mut notes = Vec::new();
    if earlier.days() != later.days() {
        let days = counted(later.days(), "day", "days");
        notes.push(format!("this period has {days} and the other {}: volume contains it", earlier.days()));
    }
    if earlier.start() < later.end() && later.start() < earlier.end() {
        notes.push("the periods overlap: days of both are in both".to_owned());
    }
    notes.extend(gathered.notes.iter().cloned());
    let others: Vec<_> = gathered.currencies().into_iter().filter(|(code, _)| code != currency).collect();
    for (code, [base, now]) in others {
        let (base, now) = (figure(base, &code), figure(now, &code));
        notes.push(format!("{now}, before {base}, is not in these figures: ask for {code}"));
    }
    let has_tokens = bridge.facts.tokens.iter().any(|tokens| !tokens.is_zero());
    if has_tokens && bridge.facts.requests.is_none() {
        notes.push(
            "requests are not known for every model in both periods, so tokens per request are in volume"
                .to_owned(),
        );
    }
    if bridge.facts.undivided > 0 {
        let cells = counted(bridge.facts.undivided, "part", "parts");
        notes.push(format!("{cells} of the change cannot be divided, since its numbers are too large"));
    }
    if bridge.facts.beside.contains_key(&BridgeBarKind::Retry) {
        notes.push(
            "retries are taken to have the same tokens for their money as the rest of their model".to_owned(),
        );
    }
    if measure == BridgeMeasure::Spend {
        for range in [later, earlier] {
            let unknown = books.retry_unknown(&range.into())?.get(currency).copied().unwrap_or(0);
            if unknown != 0 {
                let unknown = figure(i128::from(unknown), currency);
                let days = format!("{} to {}", range.start(), range.end());
                notes.push(format!(
                    "of {unknown} {} of {days} it is not known whether it is retries",
                    word(measure)
                ));
            }
        }
    }
    let [base, now] = &gathered.totals;
    for note in now.notes.iter().chain(&base.notes) {
        if !notes.contains(note) {
            notes.push(note.clone());
        }
    }
    Ok(notes)
}
