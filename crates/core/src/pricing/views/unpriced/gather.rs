//! Groups of usage that could not be rated exactly, and the money beside them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use crate::kernel::Period;
use crate::ledger::{Meter, MeterKind};
use crate::pricing::ratings::{SeriesFacts, read_series};
use crate::pricing::views::queries_rated::{PrimarySlot, Quantity, Rated, buckets, each_quantity, notes};
use crate::pricing::views::reason_words::{is_of_range, is_of_unpriced, reason_code};
use crate::pricing::{Note, Reason, ReasonCode};

/// How a group stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupStatus {
    /// No price is known.
    Unpriced,
    /// It lies between two.
    Range,
}

impl GroupStatus {
    /// The stored word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unpriced => "unpriced",
            Self::Range => "range",
        }
    }
}

/// Usage of one kind that could not be rated exactly for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// How it stands.
    pub status: GroupStatus,
    /// Why.
    pub reason: Reason,
    /// Channel id.
    pub channel: String,
    /// Model as the source names it.
    pub name: Option<String>,
    /// Model of the book or the contract, where one was found.
    pub model: Option<String>,
    /// Tier or lane as told.
    pub tier: Option<String>,
    /// Speed mode as told.
    pub speed: Option<String>,
    /// Place as told.
    pub geo: Option<String>,
    /// Quantities by day and meter.
    pub days: BTreeMap<String, BTreeMap<String, i128>>,
    /// Low end in nanos; 0 when unpriced.
    pub low: i128,
    /// High end.
    pub high: i128,
    /// ISO 4217; empty when unpriced.
    pub currency: String,
}

impl Group {
    /// Names the group.
    pub fn id(&self) -> String {
        let told = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".to_owned());
        [
            self.status.name().to_owned(),
            reason_code(self.reason.code),
            self.channel.clone(),
            told(&self.name),
            told(&self.tier),
            told(&self.speed),
            told(&self.geo),
            self.currency.clone(),
        ]
        .join("|")
    }

    /// Quantities by meter, the largest first.
    pub fn meters(&self) -> Vec<(String, i128)> {
        let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
        for (meter, quantity) in self.days.values().flatten() {
            *sums.entry(meter).or_default() += quantity;
        }
        let mut meters: Vec<_> = sums.into_iter().map(|(meter, sum)| (meter.to_owned(), sum)).collect();
        meters.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
        meters
    }

    /// Tokens in all.
    pub fn tokens(&self) -> i128 {
        self.meters().iter().filter(|(meter, _)| is_tokens(meter)).map(|(_, quantity)| quantity).sum()
    }
}

/// What was rated exactly, what was not, and how much stands on assumptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpriced {
    /// Most tokens first, then most money between both ends.
    pub groups: Vec<Group>,
    /// Tokens rated exactly, with a range, and without a price.
    pub tokens_priced: i128,
    /// Tokens with a range.
    pub tokens_range: i128,
    /// Tokens without a price, those not rated yet included.
    pub tokens_unpriced: i128,
    /// ISO 4217 of the amounts: the currency with most rated money.
    pub currency: String,
    /// Contracted cost of what is priced exactly, nanos.
    pub priced: i128,
    /// Low end of the ranges.
    pub range_low: i128,
    /// High end.
    pub range_high: i128,
    /// Part of the priced cost that stands on assumptions: of the contract, or a tier that was not told.
    pub assumed: i128,
}

/// Money of one currency.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    priced: i128,
    low: i128,
    high: i128,
    assumed: i128,
}

/// One not exactly rated line of a series, before its explanation is read.
type Line = (i64, i64, bool);

/// Quantities by day and meter, and both ends.
#[derive(Default)]
struct LineSums {
    days: BTreeMap<String, BTreeMap<String, i128>>,
    low: i128,
    high: i128,
    currency: String,
}

/// Reads a period.
pub fn unpriced(reader: &Connection, slots: &[PrimarySlot], period: Period) -> rusqlite::Result<Unpriced> {
    let mut reading = Reading::default();
    for bucket in buckets(reader, slots, period)? {
        each_quantity(reader, &bucket, |row| reading.add(&bucket.day, &row))?;
    }
    let wanted: BTreeSet<i64> =
        reading.priced.keys().map(|(note, _)| *note).chain(reading.lines.keys().map(|line| line.1)).collect();
    let notes = notes(reader, &wanted)?;
    Ok(reading.finish(&notes, &read_series(reader)?))
}

#[derive(Default)]
struct Reading {
    found: Unpriced,
    /// Nanos by explanation and currency.
    priced: HashMap<(i64, String), i128>,
    lines: HashMap<Line, LineSums>,
}

impl Reading {
    fn add(&mut self, day: &str, row: &Quantity<'_>) {
        let tokens = if is_tokens(row.meter) { i128::from(row.quantity) } else { 0 };
        let Some(rated) = row.rated else {
            self.found.tokens_unpriced += tokens;
            return;
        };
        match rated.status {
            "not_billable" => {}
            "priced" => {
                self.found.tokens_priced += tokens;
                let nanos = i128::from(rated.contracted_nanos.unwrap_or(0));
                match self.priced.get_mut(&(rated.note, rated.currency.to_owned())) {
                    Some(sum) => *sum += nanos,
                    None => {
                        self.priced.insert((rated.note, rated.currency.to_owned()), nanos);
                    }
                }
            }
            "range" => {
                self.found.tokens_range += tokens;
                self.add_line(day, row, &rated, true);
            }
            _ => {
                self.found.tokens_unpriced += tokens;
                self.add_line(day, row, &rated, false);
            }
        }
    }

    fn add_line(&mut self, day: &str, row: &Quantity<'_>, rated: &Rated<'_>, is_range: bool) {
        let sums = self.lines.entry((row.series, rated.note, is_range)).or_default();
        let low = i128::from(rated.contracted_nanos.unwrap_or(0));
        sums.low += low;
        sums.high += rated.contracted_high_nanos.map_or(low, i128::from);
        if sums.currency != rated.currency {
            rated.currency.clone_into(&mut sums.currency);
        }
        if !sums.days.contains_key(day) {
            sums.days.insert(day.to_owned(), BTreeMap::new());
        }
        let Some(meters) = sums.days.get_mut(day) else { return };
        match meters.get_mut(row.meter) {
            Some(sum) => *sum += i128::from(row.quantity),
            None => {
                meters.insert(row.meter.to_owned(), i128::from(row.quantity));
            }
        }
    }

    fn finish(mut self, notes: &HashMap<i64, Note>, series: &HashMap<i64, SeriesFacts>) -> Unpriced {
        let mut money: BTreeMap<String, Sums> = BTreeMap::new();
        for ((note, currency), nanos) in self.priced {
            let sums = money.entry(currency).or_default();
            sums.priced += nanos;
            if notes.get(&note).is_some_and(is_assumed) {
                sums.assumed += nanos;
            }
        }
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for ((id, note, is_range), sums) in self.lines {
            let (Some(facts), Some(note)) = (series.get(&id), notes.get(&note)) else { continue };
            if is_range {
                let of_currency = money.entry(sums.currency.clone()).or_default();
                of_currency.low += sums.low;
                of_currency.high += sums.high;
            }
            let made = group(facts, note, is_range, sums);
            match groups.get_mut(&made.id()) {
                Some(known) => join(known, made),
                None => {
                    groups.insert(made.id(), made);
                }
            }
        }
        let mut groups: Vec<(i128, Group)> =
            groups.into_values().map(|group| (group.tokens(), group)).collect();
        groups.sort_by(|(left_tokens, left), (right_tokens, right)| {
            let money = |group: &Group| group.high - group.low;
            right_tokens
                .cmp(left_tokens)
                .then(money(right).cmp(&money(left)))
                .then(left.id().cmp(&right.id()))
        });
        self.found.groups = groups.into_iter().map(|(_, group)| group).collect();
        let largest = money.into_iter().max_by_key(|(_, sums)| sums.priced + sums.high);
        let (currency, sums) = largest.unwrap_or_else(|| ("USD".to_owned(), Sums::default()));
        Unpriced {
            currency,
            priced: sums.priced,
            range_low: sums.low,
            range_high: sums.high,
            assumed: sums.assumed,
            ..self.found
        }
    }
}

/// Whether the analyst or the rules took something for granted that the source does not tell. The place of processing
/// does not count: most channels have but one price for all places.
fn is_assumed(note: &Note) -> bool {
    let assumed = [ReasonCode::Assumption, ReasonCode::TierAssumed, ReasonCode::StandardAssumed];
    note.reasons.iter().any(|reason| assumed.contains(&reason.code))
}

fn group(facts: &SeriesFacts, note: &Note, is_range: bool, sums: LineSums) -> Group {
    let is_why = |reason: &&Reason| {
        if is_range { is_of_range(reason.code) } else { is_of_unpriced(reason.code) }
    };
    let unknown = || Reason { code: ReasonCode::DisputedPrice, subject: String::new() };
    let reason = note.reasons.iter().find(is_why).cloned().unwrap_or_else(unknown);
    let is_batch = facts.lane.as_deref() == Some("batch");
    Group {
        status: if is_range { GroupStatus::Range } else { GroupStatus::Unpriced },
        reason,
        channel: facts.channel.clone(),
        name: facts.model().map(str::to_owned),
        model: note.model.clone(),
        tier: if is_batch { Some("batch".to_owned()) } else { facts.service_tier.clone() },
        speed: facts.speed.clone().filter(|speed| !matches!(speed.as_str(), "" | "standard")),
        geo: facts.region.clone(),
        days: sums.days,
        low: sums.low,
        high: sums.high,
        currency: sums.currency,
    }
}

fn join(known: &mut Group, other: Group) {
    known.low += other.low;
    known.high += other.high;
    for (day, meters) in other.days {
        let of_day = known.days.entry(day).or_default();
        for (meter, quantity) in meters {
            *of_day.entry(meter).or_default() += quantity;
        }
    }
}

/// Whether quantities of a meter are tokens.
pub(super) fn is_tokens(meter: &str) -> bool {
    Meter::parse(meter).map(Meter::kind) == Some(MeterKind::Tokens)
}
