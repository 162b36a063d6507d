//! Reading the fields of one entry, with a finding for each that is not as it should be.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Tables;
use super::finding::{RuleFinding, RuleFindingLevel};
use crate::attribution::columns::{META, subject_columns};
use crate::kernel::Day;
use crate::text_form::place;

/// Findings that are told of one text; nobody reads more.
const MOST_FINDINGS: usize = 200;

/// Findings of one text, and what its entries may name.
pub(super) struct Report<'t> {
    text: &'t str,
    dimensions: &'t BTreeSet<String>,
    pub(super) tables: Tables,
    findings: Vec<RuleFinding>,
    count: usize,
}

impl<'t> Report<'t> {
    pub(super) const fn new(text: &'t str, dimensions: &'t BTreeSet<String>) -> Self {
        Self { text, dimensions, tables: Tables::new(), findings: Vec::new(), count: 0 }
    }

    pub(super) fn add(&mut self, at: usize, rule: Option<&str>, what: String, remedy: impl Into<String>) {
        self.count += 1;
        if self.findings.len() >= MOST_FINDINGS {
            return;
        }
        let (line, column) = place(self.text, at);
        self.findings.push(RuleFinding {
            line: Some(line),
            column: Some(column),
            rule: rule.map(str::to_owned),
            level: RuleFindingLevel::Error,
            what,
            remedy: remedy.into(),
        });
    }

    pub(super) const fn text(&self) -> &'t str {
        self.text
    }

    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// In the order of the text.
    pub(super) fn finish(mut self) -> Vec<RuleFinding> {
        self.findings.sort();
        let untold = self.count - self.findings.len();
        if untold > 0 {
            self.findings.push(RuleFinding {
                line: None,
                column: None,
                rule: None,
                level: RuleFindingLevel::Error,
                what: format!("{untold} more things are wrong with the text"),
                remedy: "mend what is told first".to_owned(),
            });
        }
        self.findings
    }
}

/// Whether rules can look at a column.
pub(super) fn is_column(name: &str) -> bool {
    let is_meta = name.strip_prefix(META).is_some_and(|name| !name.is_empty());
    is_meta || subject_columns().iter().any(|column| column.name == name)
}

/// One `[[...]]` while it is read.
pub(super) struct Entry<'a, 'i, 'r, 't> {
    kind: &'static str,
    /// Id of a rule, name of a test; empty while it is not read.
    pub(super) name: String,
    header: usize,
    table: &'a DeTable<'i>,
    pub(super) report: &'r mut Report<'t>,
}

impl<'a, 'i, 'r, 't> Entry<'a, 'i, 'r, 't> {
    pub(super) const fn new(
        kind: &'static str,
        header: usize,
        table: &'a DeTable<'i>,
        report: &'r mut Report<'t>,
    ) -> Self {
        Self { kind, name: String::new(), header, table, report }
    }

    /// A finding at a byte of the text.
    pub(super) fn refuse(&mut self, at: usize, what: impl AsRef<str>, remedy: impl Into<String>) {
        let what = what.as_ref();
        let what = match self.name.as_str() {
            "" => format!("a {}: {what}", self.kind),
            name => format!("{} \"{name}\": {what}", self.kind),
        };
        let rule = (self.kind == "rule" && !self.name.is_empty()).then_some(self.name.as_str());
        self.report.add(at, rule, what, remedy);
    }

    /// A finding at a field, or at the entry when the field is absent.
    pub(super) fn refuse_field(&mut self, field: &str, what: impl AsRef<str>, remedy: impl Into<String>) {
        let at = self.table.get(field).map_or(self.header, |value| value.span().start);
        self.refuse(at, what, remedy);
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.table.get(field)
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        let value = self.get(field)?;
        self.text_of(field, value)
    }

    pub(super) fn text_of(&mut self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let at = value.span().start;
        let Some(text) = value.get_ref().as_str() else {
            self.refuse(at, format!("`{name}` is not a text"), "write it in quotes");
            return None;
        };
        if text.trim().is_empty() {
            self.refuse(at, format!("`{name}` is empty"), "say what it is, or leave the field out");
            return None;
        }
        Some(text.to_owned())
    }

    pub(super) fn required_text(&mut self, field: &str) -> Option<String> {
        if self.get(field).is_none() {
            self.refuse_field(field, format!("`{field}` is missing"), format!("add `{field}`"));
        }
        self.text(field)
    }

    /// `false` when absent.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        let Some(value) = self.get(field) else { return false };
        let read = value.get_ref().as_bool();
        if read.is_none() {
            self.refuse_field(
                field,
                format!("`{field}` is neither true nor false"),
                "write true or false, without quotes",
            );
        }
        read.unwrap_or(false)
    }

    pub(super) fn day(&mut self, field: &str) -> Option<Day> {
        let datetime = self.get(field)?.get_ref().as_datetime();
        let date = datetime.filter(|datetime| datetime.time.is_none()).and_then(|datetime| datetime.date);
        let day = date.and_then(|date| {
            NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        });
        if day.is_none() {
            let remedy = "write a day such as 2026-10-12, without quotes and without a time";
            self.refuse_field(field, format!("`{field}` is not a day"), remedy);
        }
        day
    }

    /// Refuses fields that such an entry has not.
    pub(super) fn only(&mut self, known: &[&str]) {
        let unknown = self.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        for key in unknown {
            let remedy = format!("a {} has: {}", self.kind, known.join(", "));
            self.refuse(key.span().start, format!("the field \"{}\" is not known", key.get_ref()), remedy);
        }
    }

    pub(super) fn is_known_column(&mut self, at: usize, name: &str) -> bool {
        let is_known = is_column(name);
        if !is_known {
            let known: Vec<&str> = subject_columns().iter().map(|column| column.name).collect();
            let remedy = format!("use {}, or meta.NAME for further metadata", known.join(", "));
            self.refuse(at, format!("the column \"{name}\" is not known"), remedy);
        }
        is_known
    }

    pub(super) fn is_known_dimension(&mut self, at: usize, name: &str) -> bool {
        let is_known = self.report.dimensions.contains(name);
        if !is_known {
            let known: Vec<&str> = self.report.dimensions.iter().map(String::as_str).collect();
            let remedy = format!("use {}, or add the dimension first", known.join(", "));
            self.refuse(at, format!("the dimension \"{name}\" is not known"), remedy);
        }
        is_known
    }
}
