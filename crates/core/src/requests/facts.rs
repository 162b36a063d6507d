//! What is told of an import beside its requests, and what came of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use showback_gateways::{CostBasis, Teller};

/// A source of request records as an import names it. It is made when its label is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSource {
    /// Its name, unique; the `gateway` of its series.
    pub label: String,
    /// Format id, or `mapped`.
    pub format: String,
    /// Who tells.
    pub teller: Teller,
    /// The connection that reads it; `None` for files.
    pub connection_id: Option<i64>,
    /// Carried metadata keys and the like, as JSON; taken when the source is made.
    pub settings_json: String,
}

/// A file of an import as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagedFile {
    /// Ordinal in the import, from 0.
    pub ordinal: u32,
    /// Name without its folder.
    pub name: String,
    /// Folder it stands in.
    pub folder: String,
    /// Format it was read as.
    pub format: String,
    /// Form inside the format.
    pub variant: String,
    /// Bytes read, compressed or not.
    pub bytes: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
    /// Lines, elements or rows.
    pub records: u64,
    /// Records of no concern, by reason.
    pub skipped: Vec<(String, u64)>,
}

/// What an import is recorded with.
#[derive(Clone, Debug)]
pub struct ImportFacts {
    /// Who tells.
    pub source: NewSource,
    /// The sync run that read it; `None` for files.
    pub run_id: Option<i64>,
    /// Price book and contract by which its requests were rated; `None` when none is recorded.
    pub pricing_id: Option<i64>,
    /// When it is applied.
    pub applied_at: DateTime<Utc>,
    /// Milliseconds that reading took; applying is added.
    pub took_ms: u64,
}

/// What staged requests are beside those of the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// Not known before.
    pub new: u64,
    /// Known, and told word for word as before.
    pub same: u64,
    /// Known, and told otherwise.
    pub changed: u64,
    /// Met more than once in the files of this import; each counts once above.
    pub repeated: u64,
    /// Ids that stand for calls at more than one instant; all of them are kept.
    pub collisions: u64,
    /// New ones of days whose rows retention dropped already; they are added to the roll-ups of those days.
    pub late: u64,
}

/// What staged outcomes are beside those of the workspace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    /// Not known before.
    pub new: u64,
    /// Known, and told as before.
    pub same: u64,
    /// Known, and told otherwise.
    pub changed: u64,
}

/// Money of requests, each kind by itself: no two of them are ever added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestMoney {
    /// Rated nanos by currency.
    pub rated: BTreeMap<String, i128>,
    /// What the source charged, nanos by currency.
    pub reported: BTreeMap<String, i128>,
    /// What the source computed, nanos by currency.
    pub estimated: BTreeMap<String, i128>,
    /// What it would have cost, nanos by currency.
    pub notional: BTreeMap<String, i128>,
}

impl RequestMoney {
    /// Adds an amount told by a source.
    pub(super) fn tell(&mut self, basis: CostBasis, currency: &str, nanos: i128) {
        let sums = match basis {
            CostBasis::Reported => &mut self.reported,
            CostBasis::Estimated => &mut self.estimated,
            CostBasis::Notional => &mut self.notional,
        };
        add(sums, currency, nanos);
    }

    /// Adds a rated amount.
    pub(super) fn rate(&mut self, currency: &str, nanos: i128) {
        add(&mut self.rated, currency, nanos);
    }

    /// Adds other money, kind by kind.
    pub fn add(&mut self, other: &Self) {
        for (sums, others) in [
            (&mut self.rated, &other.rated),
            (&mut self.reported, &other.reported),
            (&mut self.estimated, &other.estimated),
            (&mut self.notional, &other.notional),
        ] {
            for (currency, nanos) in others {
                add(sums, currency, *nanos);
            }
        }
    }
}

fn add(sums: &mut BTreeMap<String, i128>, currency: &str, nanos: i128) {
    if let Some(sum) = sums.get_mut(currency) {
        *sum += nanos;
    } else {
        sums.insert(currency.to_owned(), nanos);
    }
}

/// Requests and money of one UTC day of an import, or of all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreviewSums {
    /// All staged requests.
    pub requests: u64,
    /// Of them, not known before.
    pub new: u64,
    /// Of them, told otherwise than before.
    pub changed: u64,
    /// Of the new and changed ones, with quantities and without a price.
    pub unpriced: u64,
    /// Of the new and changed ones, priced in part: at least that much.
    pub partial: u64,
    /// Of the new and changed ones, charged or perhaps charged, without quantities.
    pub usage_unknown: u64,
    /// Money of the new and changed ones.
    pub money: RequestMoney,
    /// Money of all staged requests.
    pub money_all: RequestMoney,
}

impl PreviewSums {
    pub(super) fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.new += other.new;
        self.changed += other.changed;
        self.unpriced += other.unpriced;
        self.partial += other.partial;
        self.usage_unknown += other.usage_unknown;
        self.money.add(&other.money);
        self.money_all.add(&other.money_all);
    }
}

/// What an import would do. Nothing of it is in the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Requests.
    pub requests: RequestCounts,
    /// Outcomes.
    pub outcomes: OutcomeCounts,
    /// Records that could not be read, by code, most first.
    pub rejected: Vec<(String, u64)>,
    /// Records of no concern, by reason, most first.
    pub skipped: Vec<(String, u64)>,
    /// Notes of the reader on staged requests, most first.
    pub notes: Vec<(&'static str, u64)>,
    /// Start of the first staged request, microseconds since 1970; `None` when there is none.
    pub first_us: Option<i64>,
    /// Start of the last one.
    pub last_us: Option<i64>,
    /// Distinct series of the staged requests.
    pub series: u64,
    /// By UTC day, `YYYY-MM-DD`, in order.
    pub days: Vec<(String, PreviewSums)>,
    /// All days together.
    pub total: PreviewSums,
    /// The files.
    pub files: Vec<StagedFile>,
    /// Files that were imported before, by ordinal, with the instant of it.
    pub known_files: Vec<(u32, String)>,
}

impl Preview {
    /// All records that could not be read.
    pub fn rejected_total(&self) -> u64 {
        self.rejected.iter().map(|(_, count)| count).sum()
    }
}

/// What an applied import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Row of `imports`; `None` when a sync run brought nothing that was not known.
    pub import_id: Option<i64>,
    /// Row of `log_sources`.
    pub source_id: i64,
    /// Requests.
    pub requests: RequestCounts,
    /// Outcomes.
    pub outcomes: OutcomeCounts,
    /// Records that could not be read.
    pub rejected: u64,
    /// UTC days whose figures changed, in order.
    pub days: Vec<String>,
    /// Money and more of the new and changed requests.
    pub figures: super::Figures,
}

/// A record that could not be read, as it is staged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedRejection {
    /// Ordinal of its file.
    pub file: u32,
    /// Line, element or row, from 1.
    pub record: u64,
    /// Byte offset in the decompressed file.
    pub offset: u64,
    /// Bounded code.
    pub code: String,
    /// What is wrong and what to do.
    pub reason: String,
}
