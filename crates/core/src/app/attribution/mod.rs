//! Triage: what has no owner, tags by hand, why a tag is what it is, coverage.

mod coverage;
mod decide;
mod decided;
mod directory;
mod past;
mod previewed;
mod queue;
mod registry;
mod registry_put;
mod rule_edit;
mod rule_propose;
mod rule_views;
mod rules;
mod scene;
mod split_draft;
mod splits;
mod suggestions;
#[cfg(test)]
mod tests;
mod totals;
mod trust;
mod why;

pub use coverage::coverage;
pub use decide::{note, snooze, tag};
pub use directory::{directory_import, directory_preview};
pub use past::{history, restore};
pub use queue::{group, queue};
pub use registry::registry;
pub use registry_put::{
    dimension_put, dimension_remove, owner_put, owner_remove, value_merge, value_put, value_remove,
};
pub use rule_edit::rule_edit;
pub use rule_propose::rule_propose;
pub use rules::{rules, rules_apply, rules_preview};
pub use splits::{split_groups, split_put, split_remove, splits};
pub use totals::{correct, totals};
pub(super) use trust::tell_attributed;
pub use why::why;
