//! Reading one entry's fields, with a finding for each that is not as it should be.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use rust_decimal::Decimal;
use showback_pricebook::{Instant, MeterId, TIERS};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::finding::{ContractFinding, ContractFindingLevel};
use super::view::EntryKind;
use crate::kernel::Currency;
use crate::text_form::place;

/// Decimals of an amount of money: one nano is the least.
const MONEY_DECIMALS: u32 = 9;
/// Whole digits of an amount or a price: more than any contract, and far from where arithmetic ends.
const MOST_UNITS: i64 = 1_000_000_000;

/// Findings of one text, with their places.
pub(super) struct Report<'t> {
    text: &'t str,
    findings: Vec<ContractFinding>,
}

impl<'t> Report<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, findings: Vec::new() }
    }

    pub(super) fn add(&mut self, at: usize, subject: Subject<'_>, what: String, remedy: impl Into<String>) {
        let (line, column) = place(self.text, at);
        self.findings.push(ContractFinding {
            line: Some(line),
            column: Some(column),
            level: ContractFindingLevel::Error,
            entry: subject.entry.map(str::to_owned),
            field: subject.field.map(str::to_owned),
            what,
            remedy: remedy.into(),
        });
    }

    pub(super) const fn text(&self) -> &'t str {
        self.text
    }

    pub(super) const fn count(&self) -> usize {
        self.findings.len()
    }

    /// In the order of the text.
    pub(super) fn finish(mut self) -> Vec<ContractFinding> {
        self.findings.sort();
        self.findings
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Default)]
pub(super) struct Subject<'a> {
    pub(super) entry: Option<&'a str>,
    pub(super) field: Option<&'a str>,
}

/// The fields of one entry. Each is asked for by name; what was not asked for is unknown in the end.
pub(super) struct Fields<'a, 'i, 'r, 't> {
    pub(super) kind: EntryKind,
    /// Empty while it is not read.
    pub(super) id: String,
    header: usize,
    table: &'a DeTable<'i>,
    asked: Vec<&'static str>,
    report: &'r mut Report<'t>,
}

impl<'a, 'i, 'r, 't> Fields<'a, 'i, 'r, 't> {
    pub(super) fn new(
        kind: EntryKind,
        header: usize,
        table: &'a DeTable<'i>,
        report: &'r mut Report<'t>,
    ) -> Self {
        Self { kind, id: String::new(), header, table, asked: Vec::new(), report }
    }

    /// The entry as findings name it: `discount "q3"`.
    pub(super) fn name(&self) -> String {
        if self.id.is_empty() {
            format!("a {}", self.kind.word())
        } else {
            format!("{} \"{}\"", self.kind.word(), self.id)
        }
    }

    /// A finding about a field; it stands at the field, or at the entry when the field is absent.
    pub(super) fn refuse(&mut self, field: &'static str, what: String, remedy: impl Into<String>) {
        let at = self.table.get(field).map_or(self.header, |value| value.span().start);
        self.refuse_at(at, field, what, remedy);
    }

    fn refuse_at(&mut self, at: usize, field: &str, what: String, remedy: impl Into<String>) {
        let what = format!("{}: {what}", self.name());
        let entry = (!self.id.is_empty()).then_some(self.id.as_str());
        self.report.add(at, Subject { entry, field: Some(field) }, what, remedy);
    }

    fn find(&mut self, field: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        if !self.asked.contains(&field) {
            self.asked.push(field);
        }
        self.table.get(field)
    }

    fn missing<T>(&mut self, field: &'static str) -> Option<T> {
        self.refuse(field, format!("`{field}` is missing"), format!("add `{field}`"));
        None
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, field: &'static str) -> Option<String> {
        let value = self.find(field)?;
        let Some(text) = value.get_ref().as_str() else {
            self.refuse(field, format!("`{field}` is not a text"), "write it in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.refuse(field, format!("`{field}` is empty"), "say what it is, or leave the field out");
            return None;
        }
        Some(text.to_owned())
    }

    pub(super) fn required_text(&mut self, field: &'static str) -> Option<String> {
        if self.table.contains_key(field) { self.text(field) } else { self.absent(field) }
    }

    fn absent<T>(&mut self, field: &'static str) -> Option<T> {
        self.find(field);
        self.missing(field)
    }

    /// One of a closed list of words.
    pub(super) fn word<T: Copy>(&mut self, field: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.required_text(field)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse(
                field,
                format!("`{field}` does not know \"{text}\""),
                format!("use {}", known.join(" or ")),
            );
        }
        found
    }

    /// A price, an amount or a percentage: a decimal in quotes, not negative.
    pub(super) fn decimal(&mut self, field: &'static str) -> Option<Decimal> {
        let value = self.find(field)?;
        let (at, read) = (value.span().start, plain_decimal(value.get_ref()));
        self.keep_decimal(at, field, read)
    }

    pub(super) fn required_decimal(&mut self, field: &'static str) -> Option<Decimal> {
        if self.table.contains_key(field) { self.decimal(field) } else { self.absent(field) }
    }

    fn keep_decimal(&mut self, at: usize, field: &str, read: Result<Decimal, String>) -> Option<Decimal> {
        match read {
            Ok(value) => Some(value),
            Err(what) => {
                let remedy = "write a plain decimal in quotes, for example \"12.5\"";
                self.refuse_at(at, field, format!("`{field}` {what}"), remedy);
                None
            }
        }
    }

    /// An amount of money: at most nine decimals.
    pub(super) fn money(&mut self, field: &'static str) -> Option<Decimal> {
        let amount = self.decimal(field)?;
        if amount.normalize().scale() > MONEY_DECIMALS {
            self.refuse(
                field,
                format!("`{field}` has more than nine decimals"),
                "round it to the billionth of a unit",
            );
            return None;
        }
        Some(amount)
    }

    pub(super) fn required_money(&mut self, field: &'static str) -> Option<Decimal> {
        if self.table.contains_key(field) { self.money(field) } else { self.absent(field) }
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&mut self, field: &'static str) -> Option<u64> {
        let value = self.find(field)?;
        let read = whole(value.get_ref());
        if read.is_none() {
            let what = format!("`{field}` is not a whole number from 0 on");
            self.refuse(field, what, "write digits without quotes, for example 200_000");
        }
        read
    }

    /// `true` or `false`; absent is `false`.
    pub(super) fn flag(&mut self, field: &'static str) -> bool {
        let Some(value) = self.find(field) else { return false };
        let read = value.get_ref().as_bool();
        if read.is_none() {
            self.refuse(field, format!("`{field}` is neither true nor false"), "write true or false");
        }
        read.unwrap_or(false)
    }

    /// ISO 4217, upper case.
    pub(super) fn currency(&mut self) -> Option<String> {
        let text = self.required_text("currency")?;
        match Currency::parse(&text) {
            Ok(currency) => Some(currency.code().to_owned()),
            Err(error) => {
                self.refuse("currency", error.to_string(), "write an ISO 4217 code such as USD");
                None
            }
        }
    }

    /// A day, as its first instant, or an instant with an offset.
    pub(super) fn date(&mut self, field: &'static str) -> Option<Instant> {
        let value = self.find(field)?;
        let read = value.get_ref().as_datetime().and_then(instant_of);
        if read.is_none() {
            self.refuse(
                field,
                format!("`{field}` is not a date"),
                "write a day such as 2026-07-01 or an instant such as 2026-07-01T16:00:00Z, without quotes",
            );
        }
        read
    }

    /// Tier of the closed list.
    pub(super) fn tier(&mut self) -> Option<String> {
        let tier = self.text("tier")?;
        if !TIERS.contains(&tier.as_str()) {
            self.refuse("tier", unknown_tier(&tier), tiers_known());
            return None;
        }
        Some(tier)
    }

    /// A list of meters; empty when absent.
    pub(super) fn meters(&mut self, field: &'static str) -> Vec<MeterId> {
        let Some(value) = self.find(field) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.refuse(field, format!("`{field}` is not a list"), "write [\"input\", \"output\"]");
            return Vec::new();
        };
        let mut meters = Vec::new();
        for item in items.iter() {
            let at = item.span().start;
            let name = item.get_ref().as_str().unwrap_or_default().to_owned();
            match MeterId::parse(&name) {
                None => self.refuse_at(at, field, unknown_meter(&name), METERS_KNOWN),
                Some(meter) if meters.contains(&meter) => {
                    self.refuse_at(at, field, format!("\"{meter}\" stands twice"), "remove one of them");
                }
                Some(meter) => meters.push(meter),
            }
        }
        meters.sort_unstable();
        meters
    }

    /// Prices by meter; empty when absent.
    pub(super) fn prices(&mut self) -> BTreeMap<MeterId, Decimal> {
        let mut prices = BTreeMap::new();
        let Some(table) = self.table_of("price", "write { input = \"2.5\", output = \"10\" }") else {
            return prices;
        };
        for (key, value) in table.iter() {
            match MeterId::parse(key.get_ref()) {
                None => {
                    self.refuse_at(key.span().start, "price", unknown_meter(key.get_ref()), METERS_KNOWN);
                }
                Some(meter) => {
                    let read = plain_decimal(value.get_ref());
                    if let Some(price) = self.keep_decimal(value.span().start, "price", read) {
                        prices.insert(meter, price);
                    }
                }
            }
        }
        prices
    }

    /// A table inside the entry.
    pub(super) fn table_of(&mut self, field: &'static str, form: &str) -> Option<&'a DeTable<'i>> {
        let value = self.find(field)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.refuse(field, format!("`{field}` is not a table"), form);
        }
        table
    }

    /// Refuses what nobody asked for.
    pub(super) fn finish(mut self) {
        let unknown: Vec<(String, Range<usize>)> = self
            .table
            .iter()
            .filter(|(key, _)| !self.asked.iter().any(|asked| key.get_ref() == asked))
            .map(|(key, _)| (key.get_ref().to_string(), key.span()))
            .collect();
        let remedy = format!("a {} has: {}", self.kind.word(), self.asked.join(", "));
        for (key, span) in unknown {
            self.refuse_at(span.start, &key, format!("the field \"{key}\" is not known"), remedy.clone());
        }
    }
}

pub(super) const METERS_KNOWN: &str = "use a meter of the catalogue, for example input, cache_read or output";

pub(super) fn unknown_meter(name: &str) -> String {
    format!("the meter \"{name}\" is not known")
}

pub(super) fn unknown_tier(name: &str) -> String {
    format!("the tier \"{name}\" is not known")
}

pub(super) fn tiers_known() -> String {
    format!("use one of {}", TIERS.join(", "))
}

pub(super) fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok()
}

fn plain_decimal(value: &DeValue<'_>) -> Result<Decimal, String> {
    let Some(text) = value.as_str() else { return Err("is not a decimal in quotes".to_owned()) };
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let read = Decimal::from_str_exact(text).ok().filter(|_| is_plain);
    let decimal = read.ok_or_else(|| format!("\"{text}\" is not a plain decimal from 0 on"))?;
    if decimal >= Decimal::from(MOST_UNITS) {
        return Err(format!("\"{text}\" is larger than {MOST_UNITS}"));
    }
    Ok(decimal)
}

fn instant_of(datetime: &Datetime) -> Option<Instant> {
    let date = datetime.date?;
    let day = NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?;
    let Some(time) = datetime.time else {
        return datetime.offset.is_none().then(|| day.and_time(NaiveTime::MIN).and_utc());
    };
    let clock = NaiveTime::from_hms_nano_opt(
        u32::from(time.hour),
        u32::from(time.minute),
        u32::from(time.second.unwrap_or(0)),
        time.nanosecond.unwrap_or(0),
    )?;
    let minutes_east = match datetime.offset? {
        Offset::Z => 0,
        Offset::Custom { minutes } => i32::from(minutes),
    };
    let zone = FixedOffset::east_opt(minutes_east.checked_mul(60)?)?;
    Some(zone.from_local_datetime(&day.and_time(clock)).single()?.with_timezone(&Utc))
}
