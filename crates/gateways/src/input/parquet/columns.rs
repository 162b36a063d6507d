//! Decoded values of columns, and rows made of them.

use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::errors::Result;

use super::leaves::{Leaf, Role};
use super::values;

/// Some rows of one column.
pub(super) struct Column {
    reader: ColumnReader,
    values: Values,
    defined: Vec<i16>,
    repeated: Vec<i16>,
    /// The next level and the next value to hand out.
    level: usize,
    value: usize,
}

/// Values by physical type.
pub(super) enum Values {
    Bool(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// One value, or none.
#[derive(Clone, Copy)]
enum Slot {
    Value(usize),
    Null,
    /// Not even an element: the list is empty or absent.
    Nothing,
}

impl Column {
    pub(super) fn new(reader: ColumnReader) -> Self {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bool(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int32(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Int64(Vec::new()),
            ColumnReader::Int96ColumnReader(_) => Values::Int96(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
        };
        Self { reader, values, defined: Vec::new(), repeated: Vec::new(), level: 0, value: 0 }
    }

    /// Decodes that many rows; `None` when the column ends before.
    pub(super) fn decode(&mut self, rows: usize) -> Result<Option<()>> {
        self.defined.clear();
        self.repeated.clear();
        (self.level, self.value) = (0, 0);
        let (defined, repeated) = (&mut self.defined, &mut self.repeated);
        macro_rules! read {
            ($reader:ident, $values:ident) => {{
                $values.clear();
                $reader.read_records(rows, Some(defined), Some(repeated), $values)?.0
            }};
        }
        let read = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(reader), Values::Bool(values)) => read!(reader, values),
            (ColumnReader::Int32ColumnReader(reader), Values::Int32(values)) => read!(reader, values),
            (ColumnReader::Int64ColumnReader(reader), Values::Int64(values)) => read!(reader, values),
            (ColumnReader::Int96ColumnReader(reader), Values::Int96(values)) => read!(reader, values),
            (ColumnReader::FloatColumnReader(reader), Values::Float(values)) => read!(reader, values),
            (ColumnReader::DoubleColumnReader(reader), Values::Double(values)) => read!(reader, values),
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => read!(reader, values),
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Values::Fixed(values)) => {
                read!(reader, values)
            }
            _ => 0,
        };
        Ok((read == rows).then_some(()))
    }

    /// The next slot; `None` when there is none left.
    fn slot(&mut self, leaf: &Leaf) -> Option<Slot> {
        let most = leaf.about.max_def_level();
        let defined = if most == 0 { 0 } else { *self.defined.get(self.level)? };
        self.level += 1;
        if defined == most {
            self.value += 1;
            return Some(Slot::Value(self.value - 1));
        }
        let is_element = leaf.is_list() && defined >= leaf.about.repeated_ancestor_def_level();
        Some(if is_element { Slot::Null } else { Slot::Nothing })
    }

    /// Whether the next level goes on with the same row.
    fn goes_on(&self) -> bool {
        self.repeated.get(self.level).is_some_and(|level| *level > 0)
    }

    /// The slots of the next row of a list.
    fn slots(&mut self, leaf: &Leaf) -> Option<Vec<Slot>> {
        let mut slots = vec![self.slot(leaf)?];
        while self.goes_on() {
            slots.push(self.slot(leaf)?);
        }
        slots.retain(|slot| !matches!(slot, Slot::Nothing));
        Some(slots)
    }
}

/// Writes the next row as a JSON object; members that are not told are left out. `None` when a column has too few values.
pub(super) fn write_row(leaves: &[Leaf], columns: &mut [Column], out: &mut Vec<u8>) -> Option<()> {
    let mut open: Vec<&str> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    out.push(b'{');
    for (leaf, column) in leaves.iter().zip(columns) {
        if leaf.role == Role::Key {
            keys = self::keys(leaf, column)?;
            continue;
        }
        let slots = if leaf.is_list() { column.slots(leaf)? } else { vec![column.slot(leaf)?] };
        if slots.is_empty() || (!leaf.is_list() && !matches!(slots.first(), Some(Slot::Value(_)))) {
            continue;
        }
        name(&leaf.path, &mut open, out)?;
        match (leaf.role, leaf.is_list()) {
            (Role::Value, _) => {
                out.push(b'{');
                for (key, slot) in keys.iter().zip(&slots) {
                    separate(out);
                    values::write_text(key, out);
                    out.push(b':');
                    write_slot(leaf, &column.values, *slot, out)?;
                }
                out.push(b'}');
            }
            (_, true) => {
                out.push(b'[');
                for slot in &slots {
                    separate(out);
                    write_slot(leaf, &column.values, *slot, out)?;
                }
                out.push(b']');
            }
            (_, false) => write_slot(leaf, &column.values, *slots.first()?, out)?,
        }
    }
    open.iter().for_each(|_| out.push(b'}'));
    out.push(b'}');
    Some(())
}

fn keys(leaf: &Leaf, column: &mut Column) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    for slot in column.slots(leaf)? {
        let mut text = Vec::new();
        write_slot(leaf, &column.values, slot, &mut text)?;
        let text = String::from_utf8(text).ok()?;
        keys.push(serde_json::from_str::<String>(&text).unwrap_or(text));
    }
    Some(keys)
}

/// Closes and opens objects until the last name of the path can be written, and writes it.
fn name<'a>(path: &'a [String], open: &mut Vec<&'a str>, out: &mut Vec<u8>) -> Option<()> {
    let (last, above) = path.split_last()?;
    let shared = open.iter().zip(above).take_while(|(open, name)| **open == name.as_str()).count();
    while open.len() > shared {
        open.pop();
        out.push(b'}');
    }
    for name in above.get(shared..)? {
        separate(out);
        values::write_text(name, out);
        out.extend_from_slice(b":{");
        open.push(name);
    }
    separate(out);
    values::write_text(last, out);
    out.push(b':');
    Some(())
}

fn separate(out: &mut Vec<u8>) {
    if !matches!(out.last(), Some(b'{' | b'[')) {
        out.push(b',');
    }
}

fn write_slot(leaf: &Leaf, values: &Values, slot: Slot, out: &mut Vec<u8>) -> Option<()> {
    let Slot::Value(index) = slot else {
        out.extend_from_slice(b"null");
        return Some(());
    };
    let about = &leaf.about;
    match values {
        Values::Bool(values) => out.extend_from_slice(if *values.get(index)? { b"true" } else { b"false" }),
        Values::Int32(values) => values::write_int32(*values.get(index)?, about, out),
        Values::Int64(values) => values::write_int64(*values.get(index)?, about, out),
        Values::Int96(values) => values::write_int96(values.get(index)?, out),
        Values::Float(values) => values::write_float(&values.get(index)?.to_string(), out),
        Values::Double(values) => values::write_float(&values.get(index)?.to_string(), out),
        Values::Bytes(values) => values::write_bytes(values.get(index)?.data(), about, out),
        Values::Fixed(values) => values::write_bytes(values.get(index)?.data(), about, out),
    }
    Some(())
}
