//! A table of a source file, read field by field, so that one wrong field hides no other.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::values::Expected;
use crate::finding::{Finding, Severity};
use crate::places::{Place, Places};

/// What reading collects on its way: the places and the faults.
pub(super) struct Log {
    pub(super) places: Places,
    pub(super) findings: Vec<Finding>,
}

impl Log {
    pub(super) fn error(&mut self, place: Place, rule: &'static str, what: String, remedy: &str) {
        let finding = self.places.finding(place, Severity::Error, rule, what, remedy.to_owned());
        self.findings.push(finding);
    }
}

/// A value with its place.
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// One table and the fields that were asked for.
pub(super) struct Fields<'t> {
    /// What the table is, for findings: `a rate`.
    what: &'static str,
    pub(super) place: Place,
    table: &'t DeTable<'t>,
    asked: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    pub(super) fn new(what: &'static str, place: Place, table: &'t DeTable<'t>) -> Self {
        Self { what, place, table, asked: Vec::new() }
    }

    fn find(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        self.table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
    }

    fn place_of<T>(&self, value: &Spanned<T>) -> Place {
        Place { file: self.place.file, offset: value.span().start }
    }

    /// A field that may be absent.
    pub(super) fn maybe<T>(
        &mut self,
        log: &mut Log,
        key: &'static str,
        read: fn(&DeValue<'_>) -> Result<T, Expected>,
    ) -> Option<Placed<T>> {
        let value = self.find(key)?;
        let place = self.place_of(value);
        match read(value.get_ref()) {
            Ok(value) => Some(Placed { value, place }),
            Err(expected) => {
                let what = format!("`{key}` of {} is not {expected}", self.what);
                log.error(place, "value", what, "write it in that form");
                None
            }
        }
    }

    /// A field that may be absent, without its place.
    pub(super) fn option<T>(
        &mut self,
        log: &mut Log,
        key: &'static str,
        read: fn(&DeValue<'_>) -> Result<T, Expected>,
    ) -> Option<T> {
        self.maybe(log, key, read).map(|placed| placed.value)
    }

    /// A field that must be there.
    pub(super) fn need<T>(
        &mut self,
        log: &mut Log,
        key: &'static str,
        read: fn(&DeValue<'_>) -> Result<T, Expected>,
    ) -> Option<T> {
        if !self.table.iter().any(|(name, _)| name.get_ref() == key) {
            self.missing(log, key);
        }
        self.option(log, key, read)
    }

    pub(super) fn missing(&self, log: &mut Log, key: &str) {
        log.error(self.place, "missing-field", format!("{} has no `{key}`", self.what), "add the field");
    }

    /// A list of values; empty when absent.
    pub(super) fn list<T>(
        &mut self,
        log: &mut Log,
        key: &'static str,
        read: fn(&DeValue<'_>) -> Result<T, Expected>,
    ) -> Vec<Placed<T>> {
        let mut values = Vec::new();
        for item in self.items(log, key) {
            let place = self.place_of(item);
            match read(item.get_ref()) {
                Ok(value) => values.push(Placed { value, place }),
                Err(expected) => {
                    let what = format!("an entry of `{key}` of {} is not {expected}", self.what);
                    log.error(place, "value", what, "write it in that form");
                }
            }
        }
        values
    }

    /// A list of tables; empty when absent.
    pub(super) fn tables(&mut self, log: &mut Log, key: &'static str, what: &'static str) -> Vec<Self> {
        let mut tables = Vec::new();
        for item in self.items(log, key) {
            let place = self.place_of(item);
            match item.get_ref() {
                DeValue::Table(table) => tables.push(Self::new(what, place, table)),
                _ => log.error(
                    place,
                    "value",
                    format!("an entry of `{key}` of {} is not a table", self.what),
                    "write it as { ... }",
                ),
            }
        }
        tables
    }

    /// A table whose keys are data: each key with its value.
    pub(super) fn entries(
        &mut self,
        log: &mut Log,
        key: &'static str,
    ) -> Vec<(String, Place, &'t Spanned<DeValue<'t>>)> {
        let Some(value) = self.find(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            let what = format!("`{key}` of {} is not a table", self.what);
            log.error(self.place_of(value), "value", what, "write it as { name = value, ... }");
            return Vec::new();
        };
        let file = self.place.file;
        let entry = |(name, value): (&'t Spanned<_>, _)| {
            let name: &'t Spanned<std::borrow::Cow<'t, str>> = name;
            (name.get_ref().clone().into_owned(), Place { file, offset: name.span().start }, value)
        };
        table.iter().map(entry).collect()
    }

    fn items(&mut self, log: &mut Log, key: &'static str) -> Vec<&'t Spanned<DeValue<'t>>> {
        let Some(value) = self.find(key) else { return Vec::new() };
        if let DeValue::Array(items) = value.get_ref() {
            return items.iter().collect();
        }
        let what = format!("`{key}` of {} is not a list", self.what);
        log.error(self.place_of(value), "value", what, "write it as [ ... ]");
        Vec::new()
    }

    /// Refuses every field that nobody asked for.
    pub(super) fn finish(self, log: &mut Log) {
        for (name, _) in self.table {
            if !self.asked.contains(&name.get_ref().as_ref()) {
                let what = format!("{} has an unknown field `{}`", self.what, name.get_ref());
                let remedy = format!("correct the spelling or remove it; known: {}", self.asked.join(", "));
                log.error(self.place_of(name), "unknown-field", what, &remedy);
            }
        }
    }
}
