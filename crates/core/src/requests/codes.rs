//! The stored numbers of what is one of few.

use showback_gateways::{CostBasis, Note, ResponseCache, Status};

use super::RatingOutcome;

/// Every note in the order of its bit; only grows at the end.
const NOTES: [Note; 9] = [
    Note::UsageNotTold,
    Note::CacheNotTold,
    Note::UsageEstimated,
    Note::ExclusiveInput,
    Note::CostNotPriced,
    Note::CountsInconsistent,
    Note::Repeated,
    Note::Joined,
    Note::Sampled,
];

/// A bit for each note.
pub fn notes(notes: &[Note]) -> i64 {
    notes
        .iter()
        .filter_map(|note| NOTES.iter().position(|known| known == note))
        .fold(0, |bits, place| bits | 1 << place)
}

/// Names of the notes of those bits.
pub fn note_names(bits: i64) -> Vec<&'static str> {
    NOTES
        .iter()
        .enumerate()
        .filter(|(place, _)| bits & (1 << place) != 0)
        .map(|(_, note)| note.name())
        .collect()
}

pub const fn status(status: Status) -> i64 {
    match status {
        Status::Unknown => 0,
        Status::Success => 1,
        Status::Failure => 2,
    }
}

pub const fn read_status(code: i64) -> Status {
    match code {
        1 => Status::Success,
        2 => Status::Failure,
        _ => Status::Unknown,
    }
}

pub const fn response_cache(cache: ResponseCache) -> i64 {
    match cache {
        ResponseCache::Unknown => 0,
        ResponseCache::Missed => 1,
        ResponseCache::Hit => 2,
    }
}

pub const fn read_response_cache(code: i64) -> ResponseCache {
    match code {
        1 => ResponseCache::Missed,
        2 => ResponseCache::Hit,
        _ => ResponseCache::Unknown,
    }
}

pub const fn basis(basis: CostBasis) -> i64 {
    match basis {
        CostBasis::Reported => 0,
        CostBasis::Estimated => 1,
        CostBasis::Notional => 2,
    }
}

pub const fn read_basis(code: i64) -> CostBasis {
    match code {
        0 => CostBasis::Reported,
        1 => CostBasis::Estimated,
        _ => CostBasis::Notional,
    }
}

pub const fn outcome(outcome: RatingOutcome) -> i64 {
    match outcome {
        RatingOutcome::Priced => 0,
        RatingOutcome::Range => 1,
        RatingOutcome::Partial => 2,
        RatingOutcome::Unpriced => 3,
        RatingOutcome::NothingToRate => 4,
    }
}

pub const fn read_outcome(code: i64) -> RatingOutcome {
    match code {
        0 => RatingOutcome::Priced,
        1 => RatingOutcome::Range,
        2 => RatingOutcome::Partial,
        3 => RatingOutcome::Unpriced,
        _ => RatingOutcome::NothingToRate,
    }
}
