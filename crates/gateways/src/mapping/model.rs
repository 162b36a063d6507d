//! The mapping itself.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::target::{Target, TargetKind};
use crate::format::Framing;
use crate::record::CostBasis;

/// The form of [`Mapping`] as JSON; a later form gets another number and reads this one.
pub const VERSION: u32 = 1;

/// How a log is cut, as a mapping and a fingerprint name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A header and rows.
    Csv,
    /// One JSON object per line.
    JsonLines,
    /// One JSON document that holds the objects in an array.
    JsonDocument,
    /// Parquet; rows reach a reader as JSON objects.
    Parquet,
}

impl Shape {
    /// The shape of a framing.
    pub const fn of(framing: Framing) -> Self {
        match framing {
            Framing::Csv => Self::Csv,
            Framing::JsonLines => Self::JsonLines,
            Framing::JsonDocument { .. } => Self::JsonDocument,
            Framing::Parquet => Self::Parquet,
        }
    }

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "json_lines",
            Self::JsonDocument => "json_document",
            Self::Parquet => "parquet",
        }
    }
}

/// How the records of one kind of log become attempts and outcomes. A record makes an attempt when a start is mapped, an
/// outcome when a verdict, a score or a label is; it may make both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// [`VERSION`].
    pub version: u32,
    /// How the logs it is for are cut.
    pub shape: Shape,
    /// Columns that are read, in the order of the log; a column that is not here is ignored.
    pub columns: Vec<ColumnMap>,
    /// Values that are the same for every record: a provider, a currency, an environment.
    #[serde(default)]
    pub constants: Vec<Constant>,
    /// What the input count of the source holds.
    #[serde(default)]
    pub input: InputConvention,
    /// Where reasoning tokens stand.
    #[serde(default)]
    pub reasoning: ReasoningPlace,
    /// What the amounts of the source are.
    #[serde(default)]
    pub cost_basis: BasisWord,
    /// Columns whose values together make the id of a record, when no column is mapped to [`Target::EventId`]. Empty: all
    /// mapped columns, so that two records alike in all of them count once.
    #[serde(default)]
    pub id_columns: Vec<String>,
}

impl Mapping {
    /// A mapping that reads nothing yet.
    pub const fn new(shape: Shape) -> Self {
        Self {
            version: VERSION,
            shape,
            columns: Vec::new(),
            constants: Vec::new(),
            input: InputConvention::Exclusive,
            reasoning: ReasoningPlace::Inside,
            cost_basis: BasisWord::Estimated,
            id_columns: Vec::new(),
        }
    }

    /// The first column mapped to that target.
    pub fn column(&self, target: Target) -> Option<&ColumnMap> {
        self.columns.iter().find(|column| column.target == target)
    }

    /// The value that every record has for that target; `None` when there is none.
    pub fn constant(&self, target: Target) -> Option<&str> {
        self.constants
            .iter()
            .find(|constant| constant.target == target)
            .map(|constant| constant.value.as_str())
    }

    /// Whether a column or a constant tells that target.
    pub fn tells(&self, target: Target) -> bool {
        self.column(target).is_some() || self.constant(target).is_some()
    }

    /// Whether its records are attempts.
    pub fn makes_attempts(&self) -> bool {
        self.column(Target::StartedAt).is_some() || self.columns.iter().any(|column| column.target.is_usage())
    }

    /// Whether its records are outcomes.
    pub fn makes_outcomes(&self) -> bool {
        [Target::Verdict, Target::Score, Target::Label]
            .into_iter()
            .any(|target| self.column(target).is_some())
    }
}

/// One column and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// Name in the header, or dotted path in a JSON object: `usage.prompt_tokens`. The second of two columns of one name
    /// is `name (2)`.
    pub column: String,
    /// What it is.
    pub target: Target,
    /// How its values are read; must suit the kind of the target.
    pub reading: Reading,
}

impl ColumnMap {
    /// A column read in the plain way of its target.
    pub fn plain(column: impl Into<String>, target: Target) -> Self {
        Self { column: column.into(), target, reading: Reading::plain(target.kind()) }
    }
}

/// A value that every record has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constant {
    /// What it is; only text targets and [`Target::Batch`], [`Target::IsStream`] (`true`, `false`).
    pub target: Target,
    /// The value.
    pub value: String,
}

/// How the values of one column are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reading {
    /// As it stands, without white space around it.
    Text,
    /// An instant.
    Time {
        /// How it is written.
        form: TimeForm,
        /// Minutes east of UTC of a time that names no zone itself; 0 for UTC.
        #[serde(default)]
        offset_minutes: i32,
    },
    /// A duration.
    Duration {
        /// What one stands for.
        unit: Unit,
    },
    /// A number times a scale: 0.01 for cents, 0.000000001 for nanos, 1000 for thousands of tokens.
    Number {
        /// As a decimal string; never zero or below.
        scale: Decimal,
    },
    /// A word that stands for yes or no: success or failure, true or false, hit or miss. Compared without case. Numbers
    /// compare by their text; a word in neither list rejects the record, an empty value is "not told".
    Words {
        /// Success, true, hit.
        yes: Vec<String>,
        /// Failure, false, miss.
        no: Vec<String>,
        /// Told as not known: neither.
        #[serde(default)]
        unknown: Vec<String>,
    },
}

impl Reading {
    /// The reading a target of that kind has unless told otherwise.
    pub fn plain(kind: TargetKind) -> Self {
        match kind {
            TargetKind::Text | TargetKind::HttpStatus => Self::Text,
            TargetKind::Time => Self::Time { form: TimeForm::Iso, offset_minutes: 0 },
            TargetKind::Duration => Self::Duration { unit: Unit::Milliseconds },
            TargetKind::Count | TargetKind::Amount => Self::Number { scale: Decimal::ONE },
            TargetKind::Words => {
                let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
                Self::Words { yes: own(YES), no: own(NO), unknown: own(NOT_KNOWN) }
            }
        }
    }

    /// Whether it can read values of that kind.
    pub const fn suits(&self, kind: TargetKind) -> bool {
        match self {
            Self::Text => matches!(kind, TargetKind::Text | TargetKind::HttpStatus),
            Self::Time { .. } => matches!(kind, TargetKind::Time),
            Self::Duration { .. } => matches!(kind, TargetKind::Duration),
            Self::Number { .. } => matches!(kind, TargetKind::Count | TargetKind::Amount),
            Self::Words { .. } => matches!(kind, TargetKind::Words),
        }
    }
}

/// Words for yes that sources use.
pub(crate) const YES: &[&str] = &[
    "true",
    "1",
    "yes",
    "y",
    "t",
    "ok",
    "success",
    "successful",
    "succeeded",
    "resolved",
    "passed",
    "pass",
    "completed",
    "complete",
    "done",
    "solved",
    "accepted",
    "hit",
    "stop",
    "good",
    "correct",
    "positive",
    "thumbs_up",
    "200",
];

/// Words for no that sources use.
pub(crate) const NO: &[&str] = &[
    "false",
    "0",
    "no",
    "n",
    "f",
    "error",
    "failure",
    "fail",
    "failed",
    "unresolved",
    "rejected",
    "miss",
    "missed",
    "timeout",
    "cancelled",
    "canceled",
    "aborted",
    "bad",
    "incorrect",
    "negative",
    "thumbs_down",
    "abandoned",
];

/// Words for "told as not known" that sources use.
pub(crate) const NOT_KNOWN: &[&str] = &["unknown", "missing", "pending", "none", "null", "n/a", "na"];

/// How an instant is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeForm {
    /// `2026-11-03T10:15:00Z`, with a space or a `T`, with fractions, with or without a zone; a date alone is its midnight.
    Iso,
    /// Seconds since 1970, with fractions.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// Microseconds since 1970.
    EpochMicros,
    /// Nanoseconds since 1970.
    EpochNanos,
}

/// What one of a duration stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 1 s.
    Seconds,
    /// 1 ms.
    Milliseconds,
    /// 1 us.
    Microseconds,
    /// 1 ns.
    Nanoseconds,
}

/// What the input count of a source holds. The record is exclusive whatever the source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputConvention {
    /// Neither cache reads nor cache writes.
    #[default]
    Exclusive,
    /// Cache reads; writes stand beside it.
    InclusiveOfReads,
    /// Cache reads and cache writes.
    Inclusive,
}

/// Where reasoning tokens stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasoningPlace {
    /// Inside the output count.
    #[default]
    Inside,
    /// Beside it: the output of the record is the sum of both.
    Beside,
}

/// What the amounts of a source are; [`CostBasis`] as a mapping writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasisWord {
    /// The source charged it.
    Reported,
    /// The source computed it from a price list.
    #[default]
    Estimated,
    /// What it would have cost.
    Notional,
}

impl From<BasisWord> for CostBasis {
    fn from(word: BasisWord) -> Self {
        match word {
            BasisWord::Reported => Self::Reported,
            BasisWord::Estimated => Self::Estimated,
            BasisWord::Notional => Self::Notional,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_mapping_reads_the_same_for_ever() {
        let mut mapping = Mapping::new(Shape::JsonLines);
        mapping.columns = vec![
            ColumnMap::plain("at", Target::StartedAt),
            ColumnMap::plain("usage.input", Target::Input),
            ColumnMap::plain("took", Target::Latency),
        ];
        mapping.constants = vec![Constant { target: Target::Provider, value: "openai".to_owned() }];
        let json = serde_json::to_string(&mapping).expect("a mapping is JSON");
        insta::assert_snapshot!(json, @r#"{"version":1,"shape":"json_lines","columns":[{"column":"at","target":"started_at","reading":{"as":"time","form":"iso","offset_minutes":0}},{"column":"usage.input","target":"input","reading":{"as":"number","scale":"1"}},{"column":"took","target":"latency","reading":{"as":"duration","unit":"milliseconds"}}],"constants":[{"target":"provider","value":"openai"}],"input":"exclusive","reasoning":"inside","cost_basis":"estimated","id_columns":[]}"#);
        assert_eq!(serde_json::from_str::<Mapping>(&json).expect("its own JSON"), mapping);
    }
}
