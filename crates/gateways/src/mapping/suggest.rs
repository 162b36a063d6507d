//! A first mapping of a log, with a reason for each column.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::guesses::{by_name, holds_content, plain};
use super::model::{ColumnMap, Constant, InputConvention, Mapping, Reading, TimeForm, Unit};
use super::profile::{ColumnProfile, Kinds, Profile};
use super::target::{Target, TargetKind};

/// How sure a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nothing speaks for a target.
    None,
    /// Name or values could mean it.
    Guess,
    /// The name means it and the values fit.
    Likely,
    /// The best-known name of it, and every value fits.
    Sure,
}

/// What was decided about one column, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnSuggestion {
    /// Name of the column.
    pub column: String,
    /// What it is taken for; `None` when it is ignored.
    pub target: Option<Target>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Why, in a sentence.
    pub reason: String,
}

/// A first mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// To be looked at, changed and saved by the analyst.
    pub mapping: Mapping,
    /// One entry for each column of the profile, in its order.
    pub columns: Vec<ColumnSuggestion>,
    /// What was assumed for the whole log: the input convention, a currency, a zone.
    pub notes: Vec<String>,
}

/// Guesses a mapping from names and values. Pure: the same profile gives the same suggestion.
pub fn suggest(profile: &Profile) -> Suggestion {
    let chosen = choose(profile);
    let mut mapping = Mapping::new(profile.shape);
    let (mut columns, mut notes) = (Vec::new(), Vec::new());
    for column in &profile.columns {
        let found = chosen.get(column.name.as_str());
        if let Some((target, _)) = found {
            let reading = reading(column, *target, &mut notes);
            mapping.columns.push(ColumnMap { column: column.name.clone(), target: *target, reading });
        }
        columns.push(explain(column, found.copied(), &chosen));
    }
    convention(profile, &mut mapping, &mut notes);
    currency(&mut mapping, &mut notes);
    Suggestion { mapping, columns, notes }
}

type Chosen<'a> = BTreeMap<&'a str, (Target, Confidence)>;

/// Gives each target to its best column: by rank of the name, then by how often it is filled, then by place.
fn choose(profile: &Profile) -> Chosen<'_> {
    let mut offers: Vec<(usize, std::cmp::Reverse<u64>, usize, Target, &ColumnProfile)> = Vec::new();
    for (place, column) in profile.columns.iter().enumerate() {
        for (target, rank) in by_name(&column.name) {
            if misfit(column, target).is_none() {
                offers.push((rank, std::cmp::Reverse(column.filled), place, target, column));
            }
        }
    }
    offers.sort_by_key(|(rank, filled, place, target, _)| (*rank, *filled, *place, *target));
    let mut chosen = Chosen::new();
    for (rank, _, _, target, column) in offers {
        let is_taken = chosen.values().any(|(taken, _)| *taken == target);
        if !is_taken && !chosen.contains_key(column.name.as_str()) {
            let confidence = if rank < 4 { Confidence::Sure } else { Confidence::Likely };
            chosen.insert(&column.name, (target, confidence));
        }
    }
    only_time(profile, &mut chosen);
    chosen
}

/// Without a start by name, the one column of times is it.
fn only_time<'a>(profile: &'a Profile, chosen: &mut Chosen<'a>) {
    if chosen.values().any(|(target, _)| *target == Target::StartedAt) {
        return;
    }
    let mut times = profile.columns.iter().filter(|column| {
        column.filled > 0
            && column.kinds.times() == column.kinds.all()
            && !chosen.contains_key(column.name.as_str())
    });
    if let (Some(column), None) = (times.next(), times.next()) {
        chosen.insert(&column.name, (Target::StartedAt, Confidence::Guess));
    }
}

/// Why the values of a column cannot be that target; `None` when they can.
fn misfit(column: &ColumnProfile, target: Target) -> Option<&'static str> {
    let kinds = &column.kinds;
    let all = kinds.all();
    if all == 0 {
        return Some("it is empty in the whole log");
    }
    match target.kind() {
        TargetKind::Time => (kinds.times() != all).then_some("not every value is a time"),
        TargetKind::Count if kinds.numbers() != all => Some("not every value is a number"),
        TargetKind::Count if kinds.negative > 0 => Some("it holds numbers below zero"),
        TargetKind::Count => (kinds.fraction > 0).then_some("it holds fractions"),
        TargetKind::Duration if kinds.negative > 0 => Some("it holds numbers below zero"),
        TargetKind::Duration | TargetKind::Amount => {
            (kinds.numbers() != all).then_some("not every value is a number")
        }
        TargetKind::HttpStatus => {
            let lies = |bound: Option<Decimal>| {
                bound.is_some_and(|bound| bound >= Decimal::ZERO && bound < Decimal::ONE_THOUSAND)
            };
            let fits = kinds.whole == all && lies(column.smallest) && lies(column.largest);
            (!fits).then_some("not every value is a status of three digits")
        }
        TargetKind::Words => {
            (kinds.nested > 0 || column.longest > 32 || column.distinct.is_none_or(|count| count > 24))
                .then_some("it holds too many different values for yes and no")
        }
        TargetKind::Text if kinds.nested > 0 => Some("it holds lists or objects"),
        TargetKind::Text if column.longest > 256 => Some("its values are too long for a name or an id"),
        TargetKind::Text if holds_content(&column.name) => {
            Some("columns of this name hold prompts or answers")
        }
        TargetKind::Text => None,
    }
}

fn reading(column: &ColumnProfile, target: Target, notes: &mut Vec<String>) -> Reading {
    match target.kind() {
        TargetKind::Time => {
            let form = time_form(&column.kinds);
            if form == TimeForm::Iso && column.kinds.time_without_zone > 0 {
                notes.push(format!("the times of \"{}\" name no zone: UTC is assumed", column.name));
            }
            Reading::Time { form, offset_minutes: 0 }
        }
        TargetKind::Duration => Reading::Duration { unit: unit(column, notes) },
        TargetKind::Amount if target == Target::Cost => Reading::Number { scale: money_scale(&column.name) },
        kind => Reading::plain(kind),
    }
}

fn time_form(kinds: &Kinds) -> TimeForm {
    let forms = [
        (kinds.epoch_seconds, TimeForm::EpochSeconds),
        (kinds.epoch_millis, TimeForm::EpochMillis),
        (kinds.epoch_micros, TimeForm::EpochMicros),
        (kinds.epoch_nanos, TimeForm::EpochNanos),
        (kinds.time_with_zone + kinds.time_without_zone, TimeForm::Iso),
    ];
    forms.into_iter().max_by_key(|(count, _)| *count).map_or(TimeForm::Iso, |(_, form)| form)
}

/// By the end of the name, else by size: seconds have fractions and are small.
fn unit(column: &ColumnProfile, notes: &mut Vec<String>) -> Unit {
    let name = column.name.to_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if ends(&["ms", "millis", "milliseconds"]) {
        Unit::Milliseconds
    } else if ends(&["_us", "micros", "microseconds"]) {
        Unit::Microseconds
    } else if ends(&["_ns", "nanos", "nanoseconds"]) {
        Unit::Nanoseconds
    } else if ends(&["_s", "_sec", "seconds", "secs"]) {
        Unit::Seconds
    } else {
        let is_small = column.largest.is_some_and(|largest| largest < Decimal::from(1_000));
        let unit = if column.kinds.fraction > 0 && is_small { Unit::Seconds } else { Unit::Milliseconds };
        let word = if unit == Unit::Seconds { "seconds" } else { "milliseconds" };
        notes
            .push(format!("\"{}\" names no unit: {word} are assumed by the size of its values", column.name));
        unit
    }
}

fn money_scale(name: &str) -> Decimal {
    let name = plain(name);
    if name.contains("cents") {
        Decimal::new(1, 2)
    } else if name.contains("nano") {
        Decimal::new(1, 9)
    } else if name.contains("micro") {
        Decimal::new(1, 6)
    } else {
        Decimal::ONE
    }
}

/// Whether input holds cached tokens: by the numbers where they prove it, else by whose words the columns use.
fn convention(profile: &Profile, mapping: &mut Mapping, notes: &mut Vec<String>) {
    let column = |target| {
        let name = &mapping.column(target)?.column;
        profile.columns.iter().find(|column| column.name == *name)
    };
    let Some(input) = column(Target::Input) else { return };
    let Some(cached) = column(Target::CacheRead) else { return };
    let is_more = cached.largest > input.largest;
    let name = plain(input.name.rsplit('.').next().unwrap_or(&input.name));
    let cached_name = plain(cached.name.rsplit('.').next().unwrap_or(&cached.name));
    let (convention, why) = if is_more {
        (InputConvention::Exclusive, "more tokens are read from the cache than are input in some record")
    } else if cached_name == "cachereadinputtokens" && name == "inputtokens" {
        (InputConvention::Exclusive, "the columns have Anthropic's names")
    } else {
        (InputConvention::Inclusive, "most sources count them inside")
    };
    let word = if convention == InputConvention::Exclusive { "without" } else { "with" };
    notes.push(format!("input is read {word} cached tokens, because {why}"));
    mapping.input = convention;
}

fn currency(mapping: &mut Mapping, notes: &mut Vec<String>) {
    let Some(cost) = mapping.column(Target::Cost) else { return };
    if mapping.tells(Target::Currency) {
        return;
    }
    let name = plain(&cost.column);
    let named = ["usd", "eur", "gbp", "chf"].into_iter().find(|code| name.ends_with(code));
    let code = named.unwrap_or("usd").to_uppercase();
    if named.is_none() {
        notes.push(format!("no column names a currency: {code} is assumed"));
    }
    mapping.constants.push(Constant { target: Target::Currency, value: code });
}

fn explain(
    column: &ColumnProfile,
    found: Option<(Target, Confidence)>,
    chosen: &Chosen<'_>,
) -> ColumnSuggestion {
    let (target, confidence) = found.map_or((None, Confidence::None), |(target, sure)| (Some(target), sure));
    let reason = match found {
        Some((target, Confidence::Guess)) => {
            format!("it is the only column of times, so it is taken for \"{}\"", target.label())
        }
        Some((target, _)) => format!("its name means \"{}\", and {}", target.label(), fit(target.kind())),
        None => ignored(column, chosen),
    };
    ColumnSuggestion { column: column.name.clone(), target, confidence, reason }
}

const fn fit(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Time => "every value is a time",
        TargetKind::Duration | TargetKind::Amount => "every value is a number",
        TargetKind::Count => "every value is a whole number from zero",
        TargetKind::HttpStatus => "every value is a status of three digits",
        TargetKind::Words => "its values are few words",
        TargetKind::Text => "its values are short",
    }
}

fn ignored(column: &ColumnProfile, chosen: &Chosen<'_>) -> String {
    let Some((target, _)) = by_name(&column.name).into_iter().min_by_key(|(_, rank)| *rank) else {
        return match column.filled {
            0 => "it is empty in the whole log".to_owned(),
            _ if holds_content(&column.name) => "columns of this name hold prompts or answers".to_owned(),
            _ => "its name says nothing that is known here".to_owned(),
        };
    };
    if let Some(misfit) = misfit(column, target) {
        return format!("its name could mean \"{}\", but {misfit}", target.label());
    }
    let other = chosen.iter().find(|(_, (taken, _))| *taken == target).map(|(name, _)| *name);
    match other {
        Some(other) => format!("\"{}\" is told by \"{other}\"", target.label()),
        None => "its name says nothing that is known here".to_owned(),
    }
}
