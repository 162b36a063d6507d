//! What a book must fulfil before it exists.
//!
//! Owns: one small function per rule, grouped by what it guards. Never does: rating, repairing a book.
//! Invariants: every rule is tried, so one run shows every finding; an `expected` silences rules of plausibility and
//! completeness on its own row and nothing else; a row a thousand times off is never silenced.

mod bounds;
mod complete;
mod history;
mod limits;
mod lint;
mod names;
mod plausible;
mod report;
mod siblings;
mod slips;
mod structure;
mod table;
mod time;

use crate::finding::{Finding, has_errors};
use crate::model::Book;
use crate::places::Places;
use report::Report;

pub(crate) use history::{check as check_history, lock_text, next_lock};

/// Every finding of the rules that a book is judged by alone, in order of place.
pub(crate) fn check(book: &Book, places: &Places) -> Vec<Finding> {
    let mut report = Report::new(book, places);
    limits::check(&mut report);
    if !has_errors(report.findings()) {
        structure::check(&mut report);
    }
    if has_errors(report.findings()) {
        return report.finish();
    }
    names::check(&mut report);
    time::check(&mut report);
    complete::check(&mut report);
    plausible::check(&mut report);
    siblings::check(&mut report);
    slips::check(&mut report);
    bounds::check(&mut report);
    lint::check(&mut report);
    report.refuse_needless_reasons();
    report.finish()
}
