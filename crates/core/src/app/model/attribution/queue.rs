//! The triage queue, tags by hand, and why a tag is what it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AttributionMeter;
use crate::kernel::{Amount, DayRange, PageAsk};

/// Which groups of the queue: some by their ids, or all that a search finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct GroupSelection {
    /// Ids of groups; empty where the search decides.
    pub ids: Vec<String>,
    /// Every group that this search finds, loaded or not; `null`: only the ids. An empty text is every group.
    pub search: Option<String>,
    /// Value whose groups are meant; without it: what is unattributed.
    #[ts(optional)]
    pub of: Option<String>,
}

/// What is asked of the triage queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueRequest {
    /// Dimension that is to be attributed.
    pub dimension: String,
    /// Days.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
    /// Only groups in whose names this text occurs.
    pub search: Option<String>,
    /// Whether groups that sleep are listed.
    pub includes_snoozed: bool,
    /// Which of them.
    pub page: PageAsk,
    /// Value whose groups are meant; without it: what is unattributed.
    #[ts(optional)]
    pub of: Option<String>,
}

/// A thing of a provider with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct ThingView {
    /// As the provider calls it.
    pub id: String,
    /// For people; `null` where the directory does not know it.
    pub name: Option<String>,
}

/// Why spend has no owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum QueueCause {
    /// Its key has no owner.
    NoOwner,
    /// It is in the provider's default project or workspace, without a key.
    DefaultProject,
    /// Nothing names a key.
    NoKey,
    /// It names a project or key that the directory does not know.
    UnknownProject,
    /// No gateway saw it and nothing of the provider names who used it.
    NotSeen,
    /// Seats, not usage.
    Seat,
    /// Tax.
    Tax,
    /// A credit.
    Credit,
    /// Money that no usage explains.
    NotExplained,
    /// Requests told no owner.
    Metadata,
    /// It has a value, which was asked for.
    Attributed,
}

/// One signature of spend without an owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueGroupView {
    /// Names the group in this workspace, whatever the period.
    pub id: String,
    /// Where it was read: label of the connection, else of the gateway.
    pub source: String,
    /// Provider.
    pub provider: String,
    /// Project or workspace; `null` where none is told.
    pub project: Option<ThingView>,
    /// API key; `null` where none is told.
    pub key: Option<ThingView>,
    /// Model without its date and revision; `null` where none is told.
    pub model_family: Option<String>,
    /// One line for people that names it.
    pub title: String,
    /// Unattributed spend of record in the period.
    pub amount: Amount,
    /// Of all spend of the period, in ten-thousandths; `null` when that is zero or negative. What tagging it adds to coverage.
    pub share_basis_points: Option<i64>,
    /// Its spend by month, six months that end with the period, exact decimals; `null` where there is none.
    pub trend: Vec<Option<String>>,
    /// Months of the trend, `YYYY-MM`.
    pub trend_months: Vec<String>,
    /// First day with spend, `YYYY-MM-DD`.
    pub first_seen: String,
    /// Last day with spend, `YYYY-MM-DD`.
    pub last_seen: String,
    /// Months of the last six in which it spent.
    pub months: u32,
    /// Series in it.
    pub series: u32,
    /// Why it has no owner.
    pub cause: QueueCause,
    /// The same as a sentence.
    pub cause_text: String,
    /// What the analyst noted.
    pub note: Option<String>,
    /// First day on which it is shown again; `null` unless it sleeps.
    pub snoozed_until: Option<String>,
}

/// The triage queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueView {
    /// How much of the period is attributed.
    pub meter: AttributionMeter,
    /// ISO 4217 of every amount; empty without spend.
    pub currency: String,
    /// All currencies of the period, the one with most money first.
    pub currencies: Vec<String>,
    /// Groups of the page: money times months in which it recurs, the largest first.
    pub groups: Vec<QueueGroupView>,
    /// All that the search finds.
    pub total_groups: u32,
    /// What all of them spent.
    pub total: Amount,
    /// Groups that sleep.
    pub snoozed_groups: u32,
}

/// One group of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueGroupRequest {
    /// Dimension that is to be attributed.
    pub dimension: String,
    /// Days.
    pub range: DayRange,
    /// Of the money; `null`: the one with most of it.
    pub currency: Option<String>,
    /// Which group.
    pub id: String,
    /// Value whose groups are meant; without it: what is unattributed.
    #[ts(optional)]
    pub of: Option<String>,
}

/// A series of a group: the finest that can be tagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SubjectView {
    /// Names it in this workspace.
    pub id: u32,
    /// What it tells, in display order; without what it shares with the group.
    pub facts: Vec<FactView>,
    /// Unattributed spend of record in the period.
    pub amount: Amount,
    /// Requests seen; `null` where no gateway saw any.
    pub requests: Option<String>,
    /// Evidence grade, or empty.
    pub grade: String,
    /// First day with spend.
    pub first_seen: String,
    /// Last day with spend.
    pub last_seen: String,
}

/// What a series tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FactView {
    /// Column, as rules name it.
    pub name: String,
    /// For people.
    pub label: String,
    /// As it was told.
    pub value: String,
}

/// A value that is likely, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagSuggestionView {
    /// Value.
    pub value: String,
    /// How it was found: `key`, `project`, `user`, `name`, `metadata` or `account`.
    pub method: String,
    /// One sentence.
    pub reason: String,
    /// How often this method was right on what is tagged in this workspace.
    pub right: u32,
    /// How often it said anything.
    pub predicted: u32,
}

/// A group with its series, its evidence and what is likely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct QueueGroupDetailView {
    /// The group.
    pub group: QueueGroupView,
    /// What all of its series tell alike.
    pub shared: Vec<FactView>,
    /// Its series, the largest first; at most 500.
    pub series: Vec<SubjectView>,
    /// All of them.
    pub total_series: u32,
    /// Likely values, the likeliest first; never applied by themselves.
    pub suggestions: Vec<TagSuggestionView>,
}

/// A tag by hand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TagRequest {
    /// Dimension.
    pub dimension: String,
    /// Period of the queue that the groups were seen in.
    pub range: DayRange,
    /// Currency of the queue.
    pub currency: Option<String>,
    /// Which.
    pub groups: GroupSelection,
    /// Value; a new one is registered. `null` says that there is none, whatever rules say.
    pub value: Option<String>,
    /// First day on which it holds; `null`: without beginning.
    pub from: Option<String>,
    /// First day on which it no longer holds; `null`: without end.
    pub until: Option<String>,
}

/// Groups to hide until a day, or to show again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct SnoozeRequest {
    /// Dimension.
    pub dimension: String,
    /// Period of the queue that the groups were seen in.
    pub range: DayRange,
    /// Currency of the queue.
    pub currency: Option<String>,
    /// Which.
    pub groups: GroupSelection,
    /// First day on which they are shown again; `null` wakes them.
    pub until: Option<String>,
}

/// A note on groups.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct NoteRequest {
    /// Dimension.
    pub dimension: String,
    /// Period of the queue that the groups were seen in.
    pub range: DayRange,
    /// Currency of the queue.
    pub currency: Option<String>,
    /// Which.
    pub groups: GroupSelection,
    /// The note; empty takes it away.
    pub text: String,
}

/// What a decision did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct TaggedView {
    /// One sentence for people.
    pub summary: String,
    /// Groups it was about.
    pub groups: u32,
    /// Series it was about.
    pub series: u32,
    /// Their spend in the period.
    pub amount: Amount,
    /// How much of the period is attributed now.
    pub meter: AttributionMeter,
    /// Closed months it would reach into, `YYYY-MM`; they stay as they are.
    pub closed_months: Vec<String>,
}

/// Why a series has its value on a day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhyRequest {
    /// Dimension.
    pub dimension: String,
    /// Series; `null` where a group is named.
    pub subject: Option<u32>,
    /// Group of the queue, whose largest series is explained; `null` where a series is named.
    pub group: Option<String>,
    /// Period of the queue.
    pub range: DayRange,
    /// Day; `null`: the last one on which it spent.
    pub on: Option<String>,
}

/// One thing that says what a value is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhyStepView {
    /// Value; `null`: that there is none.
    pub value: Option<String>,
    /// `hand`, `rule`, `metadata`, `owner`, `split`, `closed` or `nothing`.
    pub kind: String,
    /// Which: the rule's id, the column that told it, what is owned.
    pub name: String,
    /// One sentence: what it says and why it holds here.
    pub detail: String,
    /// When it was decided, RFC 3339; `null` where a source told it.
    pub at: Option<String>,
    /// Who decided it; `null` where a source told it.
    pub by: Option<String>,
    /// When it holds.
    pub dates: DatesView,
}

/// Half-open days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct DatesView {
    /// First day; `null`: without beginning.
    pub from: Option<String>,
    /// First day on which it no longer holds; `null`: without end.
    pub until: Option<String>,
}

/// Why a series has its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhyView {
    /// Series.
    pub subject: u32,
    /// What it tells.
    pub facts: Vec<FactView>,
    /// Day that is explained.
    pub on: String,
    /// What decides.
    pub winner: WhyStepView,
    /// What would decide without the winner, and so on: the runners-up.
    pub without: Vec<WhyStepView>,
    /// Its values over time.
    pub over_time: Vec<WhyStretchView>,
}

/// A value from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct WhyStretchView {
    /// First day; `null` on the first.
    pub from: Option<String>,
    /// Value; `null`: unattributed.
    pub value: Option<String>,
    /// As in `WhyStepView`.
    pub kind: String,
    /// Likewise.
    pub name: String,
}
