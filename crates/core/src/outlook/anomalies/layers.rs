//! The same event seen in several layers, told once with its cause.

use super::{CellSeries, Finding, find};
use crate::kernel::Period;

/// Tenths of a finding that a finer cell explains when it is its cause.
const EXPLAINS_TENTHS: i128 = 7;

/// Findings of all cells. A finding of a finer cell that explains at least seven tenths of one of a wider cell on the same
/// days is named as its cause and not told again. The largest impact comes first.
pub fn find_layered(cells: &[CellSeries], period: Period) -> Vec<Finding> {
    let mut waiting: Vec<Finding> = cells.iter().flat_map(|series| find(series, period)).collect();
    // The widest first; among equals the largest, so that the order of cells does not matter.
    waiting.sort_by(|left, right| {
        left.cell
            .layer
            .cmp(&right.cell.layer)
            .then_with(|| size(right).cmp(&size(left)))
            .then_with(|| key(left).cmp(&key(right)))
    });
    let mut told: Vec<Finding> = Vec::new();
    for finding in waiting {
        match told.iter_mut().find(|wider| is_cause(wider, &finding)) {
            Some(wider) => wider.causes.push(finding.cell),
            None => told.push(finding),
        }
    }
    for finding in &mut told {
        finding.causes.sort_by(|left, right| right.layer.cmp(&left.layer).then_with(|| left.cmp(right)));
    }
    told.sort_by(|left, right| size(right).cmp(&size(left)).then_with(|| key(left).cmp(&key(right))));
    told
}

fn size(finding: &Finding) -> i64 {
    finding.impact.nanos().saturating_abs()
}

fn key(finding: &Finding) -> (crate::kernel::Day, &super::Cell, super::Kind) {
    (finding.start, &finding.cell, finding.kind)
}

/// Whether the finer finding is what the wider one is about: same way, days in common, most of its money and not much more.
fn is_cause(wider: &Finding, finer: &Finding) -> bool {
    let (whole, part) = (wider.excess_nanos(), finer.excess_nanos());
    wider.cell.layer < finer.cell.layer
        && wider.kind.is_more() == finer.kind.is_more()
        && wider.start <= finer.end
        && finer.start <= wider.end
        && part.abs().saturating_mul(10) >= whole.abs().saturating_mul(EXPLAINS_TENTHS)
        && part.abs().saturating_mul(EXPLAINS_TENTHS) <= whole.abs().saturating_mul(10)
}
