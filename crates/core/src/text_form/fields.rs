//! Changing the fields of one entry; lines that say the same as before stay as they are.

use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// A field with its value as it stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name, and those of the tables it lies in, the outermost first.
    pub path: Vec<String>,
    /// Its value, written.
    pub value: String,
}

impl Field {
    /// A field of the entry itself.
    pub fn of(name: &str, value: impl Into<String>) -> Self {
        Self { path: vec![name.to_owned()], value: value.into() }
    }

    /// A field of a table of the entry.
    pub fn inside(tables: &[&str], name: &str, value: impl Into<String>) -> Self {
        let path = tables.iter().chain(std::iter::once(&name)).map(|name| (*name).to_owned());
        Self { path: path.collect(), value: value.into() }
    }
}

/// An entry's own text, which opens with `[[kind]]`, with the fields it has `after`. `before` are the fields it has: what is
/// the same in both stays as it is written, and so do fields that neither names, unless `all` others are to go. An error
/// says why the text cannot be taken apart.
pub fn change_fields(
    own: &str,
    kind: &str,
    before: &[Field],
    after: &[Field],
    all: bool,
) -> Result<String, String> {
    let mut document: DocumentMut = own.parse().map_err(|error| format!("{error}"))?;
    let tables = document.get_mut(kind).and_then(Item::as_array_of_tables_mut);
    let table = tables.and_then(|tables| tables.get_mut(0));
    let table = table.ok_or_else(|| "its opening line is not found".to_owned())?;
    if all {
        table.retain(|name, _| after.iter().any(|field| field.path.first().is_some_and(|head| head == name)));
    }
    for gone in before.iter().filter(|field| !after.iter().any(|stays| stays.path == field.path)) {
        remove(table, &gone.path);
    }
    for field in after {
        let was = before.iter().find(|was| was.path == field.path);
        if was.is_some_and(|was| was.value == field.value) && has(table, &field.path) {
            continue;
        }
        set(table, &field.path, &field.value)?;
    }
    Ok(document.to_string())
}

fn has(table: &dyn TableLike, path: &[String]) -> bool {
    match path {
        [] => true,
        [name] => table.contains_key(name),
        [name, rest @ ..] => {
            table.get(name).and_then(Item::as_table_like).is_some_and(|inner| has(inner, rest))
        }
    }
}

/// Takes a field out, and the tables that are empty without it.
fn remove(table: &mut dyn TableLike, path: &[String]) {
    let Some((name, rest)) = path.split_first() else { return };
    let inner = table.get_mut(name).and_then(Item::as_table_like_mut);
    let is_empty = match inner {
        Some(inner) if !rest.is_empty() => {
            remove(inner, rest);
            inner.is_empty()
        }
        _ => rest.is_empty(),
    };
    if is_empty {
        table.remove(name);
    }
}

fn set(table: &mut dyn TableLike, path: &[String], written: &str) -> Result<(), String> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    if !rest.is_empty() {
        if !table.get(name).is_some_and(Item::is_table_like) {
            let mut inner = InlineTable::new();
            inner.set_dotted(true);
            table.remove(name);
            table.insert(name, Item::Value(Value::InlineTable(inner)));
        }
        let inner = table.get_mut(name).and_then(Item::as_table_like_mut);
        return inner.map_or(Ok(()), |inner| set(inner, rest, written));
    }
    let mut value: Value = written.parse().map_err(|error| format!("{error}"))?;
    match table.get_mut(name) {
        Some(Item::Value(present)) if !present.as_inline_table().is_some_and(InlineTable::is_dotted) => {
            *value.decor_mut() = present.decor().clone();
            *present = value;
        }
        // Replaced where it stands: what comes after it stays after it.
        Some(present) => *present = Item::Value(value),
        None => {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(())
}
