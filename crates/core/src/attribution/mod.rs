//! Who owns what: dimensions of a series by hand, by rule and by what its source told.
//!
//! Owns: decisions and what they come to, rules with their conditions and dates, evaluation, the reason of each tag, what
//! closed months were attributed to. Never does: divide money of a day (spend), read logs. Invariants: a dimension has at
//! most one value for a series and a day; by hand goes before rules, rules before what is inherited, the first rule that
//! sets a dimension wins; the same series, rules and tags give the same answer whatever the order in which they came;
//! decisions only grow; a closed month stays as it was.

mod closed;
mod columns;
mod corrections;
mod decisions;
mod directory_csv;
mod engine;
mod error;
mod evaluate;
mod fixtures;
mod groups;
mod holdings;
mod lint;
mod matcher;
mod matches;
mod model;
mod names;
mod preview;
mod propose;
mod queries;
mod registry;
mod rule_book;
mod split;
mod standing;
mod state;
mod suggest;
mod tally;
pub mod text;
mod totals;
mod window;

#[cfg(test)]
mod tests;

pub use closed::{ClosedMonths, forget_month, keep_month};
pub use columns::{META, SubjectColumn, subject_columns};
pub use corrections::pending_moves;
pub use decisions::{
    CorrectedMove, CorrectionSet, Decision, Decisions, DimensionSet, Made, Moved, NoteSet, OwnerSet, Plan,
    RulesSet, SnoozeSet, TagSet, ValueSet, decide, move_to,
};
pub use directory_csv::{
    DIRECTORY_BYTES_LIMIT, DirectoryFinding, DirectoryRead, NewOwner, owners_overlap, read_directory,
};
pub use engine::{Engine, Stretch, Subjects};
pub use error::{AttributionError, words};
pub use evaluate::{Evaluation, Inputs};
pub use fixtures::{FixtureResult, run as run_fixtures};
pub use groups::{Group, Groups};
pub use holdings::{Holdings, RequestSum, SubjectKey, Sum, month_period};
pub use lint::{LintContext, lint};
pub use matcher::{Matcher, MatcherError};
pub use matches::{Bits, MatchCache, matches};
pub use model::{
    Assignment, Condition, Directory, HandTag, Mode, OWNED_COLUMNS, Owner, Rule, Source, Told, Why,
};
pub use names::model_family;
pub use preview::{DimensionEffect, Effect, MovedSums, Preview, RuleMove, ValueMove, preview};
pub use propose::{Proposal, Proposals, propose};
pub use queries::makers;
pub use registry::{
    AttributedDimension, DirectoryPlan, KnownValue, Registry, RegistryError, exists_on, fold, merge_values,
    plan_directory, put_dimension, put_owner, put_value, remove_dimension, remove_owner, remove_value,
    rules_naming,
};
pub use rule_book::{RuleBook, hash_of, new_values, value_findings};
pub use split::{
    FindValue, Heads, KeptReason, Known, Method, Split, SplitError, SplitSource, Target, Weight,
    check as check_splits,
};
pub use standing::{OpenGroup, PeriodStanding, Standing, standing};
pub use state::{Attribution, AttributionShelf};
pub use suggest::{SuggestedBy, Suggester, Suggestion};
pub use tally::{Books, Piece, Slice};
pub use text::{
    Fixture, RuleEdit, RuleFinding, RuleFindingLevel, RulesError, RulesText, Tables, describe,
    edit as edit_rules, parse as parse_rules, write as write_rule, write_tables,
};
pub use totals::{Posted, SplitTotal, Totals, ValueTotal, totals};
pub use window::Dates;
