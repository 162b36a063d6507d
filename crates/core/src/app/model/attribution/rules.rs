//! Rules: their text, what they do, what a change of them would do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DatesView, GroupSelection};
use crate::kernel::{Amount, DayRange};

/// What is wrong or doubtful in the text of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleFindingView {
    /// Line, from 1; `null` when it has no place.
    pub line: Option<u32>,
    /// Character, from 1.
    pub column: Option<u32>,
    /// Rule it is about; `null`: none.
    pub rule: Option<String>,
    /// Whether it keeps the text from being saved.
    pub is_error: bool,
    /// What.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// A rule with what it does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AttributionRuleView {
    /// Its id.
    pub id: String,
    /// Place in the order, from 1.
    pub position: u32,
    /// One sentence.
    pub describes: String,
    /// Dimensions it sets.
    pub sets: Vec<String>,
    /// When it holds.
    pub dates: DatesView,
    /// Whether it goes before what a source told.
    pub is_forced: bool,
    /// Whether no rule after it is looked at.
    pub stops: bool,
    /// The analyst's note.
    pub note: Option<String>,
    /// Series it matches.
    pub series: u32,
    /// Series of which it decides a dimension.
    pub decides: u32,
    /// Spend it decides in the period.
    pub amount: Amount,
    /// Last day of spend it decides; `null`: never.
    pub last_matched: Option<String>,
    /// What is doubtful about it.
    pub findings: Vec<RuleFindingView>,
    /// Its own text.
    pub text: String,
}

/// A fixture of the rules' text and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleTestView {
    /// What it says.
    pub name: String,
    /// Line of the text.
    pub line: Option<u32>,
    /// Whether it holds.
    pub passed: bool,
    /// What was found instead; empty when it holds.
    pub detail: String,
}

/// Rules in force and what they do in a period.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesRequest {
    /// Days.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
}

/// Rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesView {
    /// The text.
    pub text: String,
    /// Names the text that is in force; given back when another is saved.
    pub hash: String,
    /// In their order.
    pub rules: Vec<AttributionRuleView>,
    /// Findings that are about no rule.
    pub findings: Vec<RuleFindingView>,
    /// Fixtures.
    pub tests: Vec<RuleTestView>,
}

/// A text of rules.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesTextRequest {
    /// The text.
    pub text: String,
    /// Days that amounts are told for.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
}

/// A text of rules to save.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesApplyRequest {
    /// The text.
    pub text: String,
    /// Hash of the text it takes the place of.
    pub replaces: String,
}

/// What a rule sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleSetDraft {
    /// Dimension.
    pub dimension: String,
    /// Value.
    pub value: String,
}

/// One change of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RuleEditKind {
    /// A rule is added, before another or at the end.
    Add,
    /// A rule's own text is replaced.
    Replace,
    /// A rule goes.
    Remove,
    /// A rule goes before another, or to the end.
    Move,
}

/// One change of a text; every other byte stays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleEditRequest {
    /// The text of all rules.
    pub text: String,
    /// What is done.
    pub kind: RuleEditKind,
    /// Rule it is done to; `null` when one is added.
    pub id: Option<String>,
    /// Text of the rule, where one is added or replaced.
    pub rule: Option<String>,
    /// Rule it goes before; `null`: to the end.
    pub before: Option<String>,
}

/// A text of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesTextView {
    /// The text.
    pub text: String,
}

/// Series, requests and money of one kind of effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MovedView {
    /// Series.
    pub series: u32,
    /// Requests seen; `null` where no gateway saw any.
    pub requests: Option<String>,
    /// Spend of record.
    pub amount: Amount,
}

/// What moves in one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MovedMonthView {
    /// `YYYY-MM`.
    pub month: String,
    /// Closed months stay as they are: this is what is not touched.
    pub is_closed: bool,
    /// Exact decimal: gets a value.
    pub gained: String,
    /// Exact decimal: loses its value.
    pub lost: String,
    /// Exact decimal: goes to another value.
    pub changed: String,
    /// Exact decimal: the rest of the month.
    pub unchanged: String,
}

/// Money that goes from one value to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MovedValueView {
    /// Dimension.
    pub dimension: String,
    /// Value before; `null`: unattributed.
    pub from: Option<String>,
    /// Value after; `null`: unattributed.
    pub to: Option<String>,
    /// Series.
    pub series: u32,
    /// Exact decimal, in open months.
    pub amount: String,
}

/// A rule that decides more or fewer series than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct MovedRuleView {
    /// Rule.
    pub id: String,
    /// Dimension.
    pub dimension: String,
    /// Rule that loses them; `null`: none did.
    pub takes_from: Option<String>,
    /// Series.
    pub series: u32,
    /// Exact decimal, in open months.
    pub amount: String,
}

/// What a change does to one dimension over all history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct PreviewDimensionView {
    /// Dimension.
    pub dimension: String,
    /// For people.
    pub label: String,
    /// Gets a value.
    pub gained: MovedView,
    /// Loses its value.
    pub lost: MovedView,
    /// Goes to another value.
    pub changed: MovedView,
    /// Stays.
    pub unchanged: MovedView,
    /// Would move in closed months and does not.
    pub closed: MovedView,
    /// By month, in order; months in which something moves.
    pub months: Vec<MovedMonthView>,
    /// By value, the most money first; at most 200.
    pub values: Vec<MovedValueView>,
    /// By rule, the most money first; at most 200.
    pub rules: Vec<MovedRuleView>,
}

/// What a text of rules would do, over all history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RulesPreviewView {
    /// Of every amount.
    pub currency: String,
    /// Dimensions in which something moves.
    pub dimensions: Vec<PreviewDimensionView>,
    /// Closed months it would reach into, `YYYY-MM`.
    pub closed_months: Vec<String>,
    /// One sentence.
    pub summary: String,
    /// Rules of the text and what they would do.
    pub rules: Vec<AttributionRuleView>,
    /// What is wrong or doubtful.
    pub findings: Vec<RuleFindingView>,
    /// Fixtures.
    pub tests: Vec<RuleTestView>,
    /// Whether the text can be saved.
    pub can_apply: bool,
    /// How long the evaluation took, in microseconds.
    pub elapsed_us: u32,
}

/// Rules that a selection of groups could become.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleProposeRequest {
    /// Dimension.
    pub dimension: String,
    /// Period of the queue.
    pub range: DayRange,
    /// Currency of the queue.
    pub currency: Option<String>,
    /// Which.
    pub groups: GroupSelection,
    /// Value.
    pub value: String,
}

/// A rule that covers a selection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleProposalView {
    /// Id of the rule.
    pub id: String,
    /// The rule's text.
    pub text: String,
    /// One sentence.
    pub describes: String,
    /// Series of the selection.
    pub series: u32,
    /// Their spend in the period.
    pub amount: Amount,
    /// Series beyond the selection that it hits.
    pub extra_series: u32,
    /// Their spend in the period.
    pub extra_amount: Amount,
    /// Some of them, for people.
    pub extra_examples: Vec<String>,
}

/// The tightest rule, and looser ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct RuleProposalsView {
    /// The tightest first.
    pub proposals: Vec<RuleProposalView>,
}
