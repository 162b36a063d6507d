//! Everything that is tagged, in memory: subjects with their texts, and what they spent by month.

mod queries;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use rusqlite::Connection;

use super::columns::{COLUMNS, META, SubjectColumn, Told};
use super::engine::Subjects;
use super::matches::MatchCache;
use super::names::model_family;
use crate::kernel::{Day, Period};
use crate::spend::{self, SubjectRow};
use queries::{ConnectionRow, Series};

pub(super) use queries::{each_closed, insert_closed};

/// Months whose days are kept; the one used longest ago goes first.
const MOST_MONTHS: usize = 36;

/// Spend of a subject in a month or on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Place of the subject.
    pub subject: u32,
    /// Place of the month.
    pub month: u16,
    /// Day of the month from 1; 0 for the whole month.
    pub day: u8,
    /// Place of the currency.
    pub currency: u8,
    /// Evidence: `A`, `B`, `C`, or a space where nothing says.
    pub grade: u8,
    /// Place of the book.
    pub basis: u8,
    /// A bit for each day with spend, the first the lowest.
    pub days: u32,
    /// Nanos.
    pub nanos: i64,
}

/// What a subject is, beside its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectKey {
    /// Stored id.
    pub id: i64,
    /// Connection; 0 when no account is known.
    pub connection: i64,
    /// Whether requests tell it.
    pub is_seen: bool,
    /// Whether some usage explains it.
    pub is_explained: bool,
    /// Series of its requests; 0: none.
    pub requests: i64,
}

/// Requests of a subject in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestSum {
    /// Attempts.
    pub attempts: i64,
    /// Tokens of all classes.
    pub tokens: i64,
}

/// Everything that is tagged.
pub struct Holdings {
    /// Texts, by place.
    pub subjects: Subjects,
    /// By place.
    pub keys: Vec<SubjectKey>,
    places: HashMap<i64, usize>,
    /// `YYYY-MM`, in order.
    pub months: Vec<String>,
    /// ISO 4217.
    pub currencies: Vec<String>,
    /// Stored words of books.
    pub bases: Vec<String>,
    sums: Vec<Sum>,
    starts: Vec<usize>,
    requests: HashMap<(u32, u16), RequestSum>,
    /// Names of things by column and id.
    pub names: HashMap<(&'static str, String), String>,
    /// Labels of connections.
    pub labels: BTreeMap<i64, String>,
    /// Closed months.
    pub closed: BTreeSet<String>,
    /// What conditions match.
    pub cache: MatchCache,
    days: Mutex<HashMap<u16, Arc<Vec<Sum>>>>,
}

/// What tells whether holdings are current.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldingsVersion(i64, String, BTreeSet<String>);

impl HoldingsVersion {
    /// As the reader's snapshot has it.
    pub fn of(reader: &Connection) -> rusqlite::Result<Self> {
        Ok(Self(
            spend::spend_changes(reader)?,
            queries::names_version(reader)?,
            queries::closed_months(reader)?,
        ))
    }
}

impl Holdings {
    /// Reads everything.
    pub fn read(reader: &Connection) -> rusqlite::Result<Self> {
        let stored = queries::stored_columns();
        let (series, connections) = (queries::series(reader, &stored)?, queries::connections(reader)?);
        let names = queries::names(reader)?;
        let rows = spend::subjects(reader)?;
        let reading = Reading { stored: &stored, series: &series, connections: &connections, names: &names };
        let subjects = reading.subjects(&rows);
        let keys: Vec<SubjectKey> = rows.iter().map(key_of).collect();
        let places = rows.iter().enumerate().map(|(place, row)| (row.id, place)).collect();
        let mut holdings = Self {
            subjects,
            keys,
            places,
            months: Vec::new(),
            currencies: Vec::new(),
            bases: Vec::new(),
            sums: Vec::new(),
            starts: Vec::new(),
            requests: HashMap::new(),
            labels: connections.iter().map(|(id, row)| (*id, row.label.clone())).collect(),
            names,
            closed: queries::closed_months(reader)?,
            cache: MatchCache::default(),
            days: Mutex::default(),
        };
        holdings.read_months(reader)?;
        holdings.read_requests(reader)?;
        Ok(holdings)
    }

    fn read_months(&mut self, reader: &Connection) -> rusqlite::Result<()> {
        let mut sums = Vec::new();
        let (mut months, mut currencies, mut bases) = (Vec::new(), Vec::new(), Vec::new());
        let places = &self.places;
        spend::each_month(reader, |row| {
            let Some(subject) = places.get(&row.subject) else { return };
            sums.push(Sum {
                subject: u32::try_from(*subject).unwrap_or(u32::MAX),
                month: u16::try_from(place_of(&mut months, row.time)).unwrap_or(u16::MAX),
                day: 0,
                currency: u8::try_from(place_of(&mut currencies, row.currency)).unwrap_or(u8::MAX),
                grade: row.grade.bytes().next().unwrap_or(b' '),
                basis: u8::try_from(place_of(&mut bases, row.basis)).unwrap_or(u8::MAX),
                days: row.days,
                nanos: row.nanos,
            });
        })?;
        // Months come in their order, since that is how they are stored.
        sums.sort_unstable_by_key(|sum| (sum.subject, sum.month, sum.currency, sum.grade, sum.basis));
        self.starts = starts(&sums, self.keys.len());
        (self.sums, self.months, self.currencies, self.bases) = (sums, months, currencies, bases);
        Ok(())
    }

    /// Requests of a series count at the subject of it that spent most in the month.
    fn read_requests(&mut self, reader: &Connection) -> rusqlite::Result<()> {
        let mut largest: HashMap<(i64, u16), (i64, u32)> = HashMap::new();
        for sum in &self.sums {
            let Some(key) = self.keys.get(sum.subject as usize).filter(|key| key.requests != 0) else {
                continue;
            };
            let found = largest.entry((key.requests, sum.month)).or_insert((i64::MIN, sum.subject));
            if sum.nanos > found.0 {
                *found = (sum.nanos, sum.subject);
            }
        }
        let mut requests = HashMap::new();
        let months: HashMap<&str, u16> = self.months.iter().map(String::as_str).zip(0_u16..).collect();
        spend::each_series_month(reader, |month, series, attempts, tokens| {
            let Some(month) = months.get(month) else { return };
            if let Some((_, subject)) = largest.get(&(series, *month)) {
                requests.insert((*subject, *month), RequestSum { attempts, tokens });
            }
        })?;
        self.requests = requests;
        Ok(())
    }

    /// Place of a stored subject.
    pub fn place(&self, id: i64) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// Spend of a subject by month, in order.
    pub fn sums(&self, subject: usize) -> &[Sum] {
        let (from, to) = (self.starts.get(subject), self.starts.get(subject + 1));
        from.zip(to).and_then(|(from, to)| self.sums.get(*from..*to)).unwrap_or(&[])
    }

    /// Spend of everything by month.
    pub fn all_sums(&self) -> &[Sum] {
        &self.sums
    }

    /// Requests of a subject in a month; `None` where no gateway saw any.
    pub fn requests(&self, subject: usize, month: u16) -> Option<RequestSum> {
        self.requests.get(&(u32::try_from(subject).ok()?, month)).copied()
    }

    /// Attempts of all subjects in all months; `None` where no gateway saw any.
    pub fn all_requests(&self) -> Option<i128> {
        self.requests.values().map(|sum| i128::from(sum.attempts)).reduce(|one, other| one + other)
    }

    /// Spend of every subject by day of a month, by subject.
    pub fn days(&self, reader: &Connection, month: u16) -> rusqlite::Result<Arc<Vec<Sum>>> {
        let mut kept = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(days) = kept.get(&month) {
            return Ok(Arc::clone(days));
        }
        let text = self.months.get(usize::from(month)).map_or("", String::as_str);
        let mut days = Vec::new();
        spend::each_day(reader, text, |row| {
            let place = |known: &[String], text: &str| known.iter().position(|known| known == text);
            let found = self.places.get(&row.subject).zip(place(&self.currencies, row.currency));
            let Some(((subject, currency), basis)) = found.zip(place(&self.bases, row.basis)) else { return };
            days.push(Sum {
                subject: u32::try_from(*subject).unwrap_or(u32::MAX),
                month,
                day: row.time.get(8..).and_then(|day| day.parse().ok()).unwrap_or(0),
                currency: u8::try_from(currency).unwrap_or(u8::MAX),
                grade: row.grade.bytes().next().unwrap_or(b' '),
                basis: u8::try_from(basis).unwrap_or(u8::MAX),
                days: row.days,
                nanos: row.nanos,
            });
        })?;
        days.sort_unstable_by_key(|sum| (sum.subject, sum.day));
        let days = Arc::new(days);
        if kept.len() >= MOST_MONTHS {
            kept.clear();
        }
        kept.insert(month, Arc::clone(&days));
        Ok(days)
    }

    /// First day of a month, and the first day after.
    pub fn month_period(&self, month: u16) -> Option<Period> {
        month_period(self.months.get(usize::from(month))?)
    }

    /// First and last day on which a subject spent.
    pub fn seen(&self, subject: usize) -> Option<(Day, Day)> {
        let sums = self.sums(subject).iter().filter(|sum| sum.days != 0);
        let day = |sum: &Sum, bit: u32| self.month_period(sum.month)?.start().with_day(bit + 1);
        let first = sums.clone().filter_map(|sum| day(sum, sum.days.trailing_zeros())).min()?;
        let last = sums.filter_map(|sum| day(sum, 31 - sum.days.leading_zeros())).max()?;
        Some((first, last))
    }

    /// The currency with most money, of those that occur.
    pub fn main_currency(&self) -> Option<u8> {
        let mut totals = vec![0_i128; self.currencies.len()];
        for sum in &self.sums {
            if let Some(total) = totals.get_mut(usize::from(sum.currency)) {
                *total += i128::from(sum.nanos.unsigned_abs());
            }
        }
        let largest =
            totals.iter().enumerate().max_by_key(|(place, total)| (**total, std::cmp::Reverse(*place)));
        largest.and_then(|(place, _)| u8::try_from(place).ok())
    }
}

/// First day of a month `YYYY-MM`, and the first day after.
pub fn month_period(month: &str) -> Option<Period> {
    let first = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok()?;
    Period::new(first, first.checked_add_months(chrono::Months::new(1))?).ok()
}

fn place_of(known: &mut Vec<String>, text: &str) -> usize {
    known.iter().rposition(|known| known == text).unwrap_or_else(|| {
        known.push(text.to_owned());
        known.len() - 1
    })
}

fn starts(sums: &[Sum], subjects: usize) -> Vec<usize> {
    let mut starts = Vec::with_capacity(subjects + 1);
    let mut at = 0;
    for subject in 0..=subjects {
        while sums.get(at).is_some_and(|sum| (sum.subject as usize) < subject) {
            at += 1;
        }
        starts.push(at);
    }
    starts
}

const fn key_of(row: &SubjectRow) -> SubjectKey {
    let is_seen = row.kind != 0;
    SubjectKey {
        id: row.id,
        connection: row.connection,
        is_seen,
        is_explained: row.first != 0,
        requests: if is_seen { row.first } else { 0 },
    }
}

/// What the texts of subjects are read from.
struct Reading<'a> {
    stored: &'a [String],
    series: &'a HashMap<i64, Series>,
    connections: &'a HashMap<i64, ConnectionRow>,
    names: &'a HashMap<(&'static str, String), String>,
}

impl Reading<'_> {
    fn subjects(&self, rows: &[SubjectRow]) -> Subjects {
        let extra: BTreeSet<String> =
            self.series.values().flat_map(|series| series.extra.keys().cloned()).collect();
        let meta = extra.iter().map(|name| format!("{META}{name}"));
        let columns: Vec<String> = COLUMNS.iter().map(|column| column.name.to_owned()).chain(meta).collect();
        let mut subjects = Subjects::of_columns(&columns);
        for row in rows {
            let family = self.told(row, "model").map(model_family);
            subjects.add(|column| match column {
                "model_family" => family.as_deref(),
                other => self.told(row, other),
            });
        }
        subjects
    }

    fn told(&self, row: &SubjectRow, name: &str) -> Option<&str> {
        if let Some(meta) = name.strip_prefix(META) {
            let of = |id| self.series.get(&id).and_then(|series| series.extra.get(meta)).map(String::as_str);
            return of(row.first).or_else(|| (row.kind == 0).then(|| of(row.second)).flatten());
        }
        let column = COLUMNS.iter().find(|column| column.name == name)?;
        match column.of {
            Told::Name(of) => {
                let id = self.told(row, of)?;
                self.names.get(&(of, id.to_owned())).map(String::as_str)
            }
            Told::Itself => self.itself(row, name),
            _ => self.stored(row, column).or_else(|| match name {
                "account" => {
                    let account = &self.connections.get(&row.connection)?.account;
                    Some(account.as_str()).filter(|account| !account.is_empty())
                }
                _ => None,
            }),
        }
    }

    fn itself(&self, row: &SubjectRow, name: &str) -> Option<&str> {
        match name {
            "connection" => self.connections.get(&row.connection).map(|connection| connection.label.as_str()),
            "evidence" if row.kind != 0 => Some("seen"),
            "evidence" if row.first != 0 => Some("not_seen"),
            "evidence" => Some("not_explained"),
            _ => None,
        }
    }

    /// The first that tells a value, else the first that says there is none.
    fn stored(&self, row: &SubjectRow, column: &SubjectColumn) -> Option<&str> {
        let is_key = column.name == "key";
        let pair = match (row.kind, column.of) {
            (0, Told::Charge) => [row.second, row.first],
            (0, _) => [row.first, row.second],
            // A gateway's own names of projects and keys are not the provider's.
            (1, Told::Owner) => [0, 0],
            (2, Told::Owner) if is_key => [0, 0],
            (2 | 3, Told::Owner) => [row.second, 0],
            _ => [row.first, 0],
        };
        let told = || {
            pair.iter()
                .filter_map(|id| self.series.get(id))
                .flat_map(|series| column.stored.iter().filter_map(|name| series.text(self.stored, name)))
        };
        told().find(|value| !value.is_empty()).or_else(|| told().next())
    }
}
