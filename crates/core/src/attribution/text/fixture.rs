//! Reading one test.

use std::collections::BTreeMap;

use toml::de::DeTable;

use super::Fixture;
use super::entry::{Entry, Report};
use crate::attribution::columns::META;

pub(super) fn read_fixture(header: usize, table: &DeTable<'_>, report: &mut Report<'_>) -> Option<Fixture> {
    let before = report.count();
    let mut entry = Entry::new("test", header, table, report);
    let name = entry.required_text("name");
    entry.name = name.clone().unwrap_or_default();
    if entry.get("on").is_none() {
        entry.refuse_field("on", "`on` is missing", "add the day, for example on = 2026-10-14");
    }
    let on = entry.day("on");
    let with = read_with(&mut entry);
    let expect = read_expect(&mut entry);
    entry.only(&["name", "with", "on", "expect"]);
    let is_whole = entry.report.count() == before;
    is_whole.then_some(())?;
    Some(Fixture { name: name?, with, on: on?, expect, line: None })
}

fn read_with(entry: &mut Entry<'_, '_, '_, '_>) -> BTreeMap<String, String> {
    let mut with = BTreeMap::new();
    let Some(table) = filled_table(entry, "with", "write for example with = { key = \"key_1\" }") else {
        return with;
    };
    for (key, value) in table.iter() {
        let (at, name) = (key.span().start, key.get_ref().as_ref());
        if let ("meta", Some(inner)) = (name, value.get_ref().as_table()) {
            for (key, value) in inner.iter() {
                let name = format!("{META}{}", key.get_ref());
                if let Some(text) = entry.text_of(&name, value).filter(|_| name != META) {
                    with.insert(name, text);
                }
            }
        } else if entry.is_known_column(at, name)
            && let Some(text) = entry.text_of(name, value)
        {
            with.insert(name.to_owned(), text);
        }
    }
    with
}

fn read_expect(entry: &mut Entry<'_, '_, '_, '_>) -> BTreeMap<String, Option<String>> {
    let mut expect = BTreeMap::new();
    let Some(table) = filled_table(entry, "expect", "write for example expect = { team = \"Search\" }")
    else {
        return expect;
    };
    for (key, value) in table.iter() {
        let (at, dimension) = (key.span().start, key.get_ref().as_ref());
        if !entry.is_known_dimension(at, dimension) {
            continue;
        }
        match value.get_ref().as_str() {
            Some("") => {
                expect.insert(dimension.to_owned(), None);
            }
            Some(text) => {
                expect.insert(dimension.to_owned(), Some(text.to_owned()));
            }
            None => {
                let remedy = "write a value in quotes, or \"\" for unattributed";
                entry.refuse(value.span().start, format!("`{dimension}` is not a text"), remedy);
            }
        }
    }
    expect
}

fn filled_table<'a, 'i>(
    entry: &mut Entry<'a, 'i, '_, '_>,
    field: &str,
    form: &str,
) -> Option<&'a DeTable<'i>> {
    let value = entry.get(field);
    let table = value.and_then(|value| value.get_ref().as_table()).filter(|table| !table.is_empty());
    if table.is_none() {
        let what = match value {
            None => format!("`{field}` is missing"),
            Some(_) => format!("`{field}` says nothing"),
        };
        entry.refuse_field(field, what, form);
    }
    table
}
