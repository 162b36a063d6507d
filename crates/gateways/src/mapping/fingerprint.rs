//! Knowing a log again by its header.

use std::collections::{BTreeSet, HashMap};

use xxhash_rust::xxh3::Xxh3;

use super::flatten::flatten;
use super::model::{Mapping, Shape};
use crate::format::{Framing, Sample};

/// Records of a sample whose names make the header of a JSON log.
const RECORDS: usize = 50;

/// What two logs of one make share: the names of their columns, sorted, and how they are cut. 32 hexadecimal digits after
/// the name of the shape.
pub fn fingerprint(names: &[String], shape: Shape) -> String {
    let sorted: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut hash = Xxh3::new();
    for name in sorted {
        hash.update(name.as_bytes());
        hash.update(&[0]);
    }
    format!("{}-{:032x}", shape.name(), hash.digest128())
}

/// Whether a log with these columns has every column that a mapping reads. JSON leaves members out where they are empty,
/// so that its fingerprint may differ between two logs of one make: ask this of the newest mappings of the same shape.
pub fn covers(mapping: &Mapping, names: &[String]) -> bool {
    let there: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    !mapping.columns.is_empty() && mapping.columns.iter().all(|column| there.contains(column.column.as_str()))
}

/// Header names as a mapping knows them: the second of two equal names is `name (2)`, an empty one is `column 3` by its
/// place.
pub fn numbered(names: &[String]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let numbered = names.iter().enumerate().map(|(index, name)| {
        let name = name.trim().trim_start_matches('\u{feff}');
        let name = if name.is_empty() { format!("column {}", index + 1) } else { name.to_owned() };
        let times = seen.entry(name.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *times > 1 { format!("{name} ({times})") } else { name }
    });
    numbered.collect()
}

/// Names of the columns of a log, as far as its beginning tells: the header of a CSV log, the members of the first 50
/// records of a JSON log. `None` for Parquet, whose header stands at its end, and where nothing can be read.
pub fn head_names(sample: &Sample<'_>, framing: Framing) -> Option<Vec<String>> {
    match framing {
        Framing::Csv => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(sample.head);
            let header = reader.byte_headers().ok()?;
            let names: Vec<String> =
                header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            (!names.is_empty()).then(|| numbered(&names))
        }
        Framing::JsonLines => {
            let lines = sample.head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            members(lines)
        }
        Framing::JsonDocument { .. } | Framing::Parquet => None,
    }
}

/// Dotted paths of the first records, in order of appearance.
fn members<'a>(records: impl Iterator<Item = &'a [u8]>) -> Option<Vec<String>> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for record in records.take(RECORDS) {
        // The last line of a sample may be cut.
        let _ = flatten(record, &mut |_| true, &mut |path, _| {
            if seen.insert(path.to_owned()) {
                names.push(path.to_owned());
            }
        });
    }
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::{ColumnMap, Target};

    fn own(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn order_of_columns_does_not_change_a_fingerprint_and_the_shape_does() {
        let there = fingerprint(&own(&["b", "a"]), Shape::Csv);
        assert_eq!(there, fingerprint(&own(&["a", "b"]), Shape::Csv));
        assert_ne!(there, fingerprint(&own(&["a", "b"]), Shape::JsonLines));
        assert_ne!(there, fingerprint(&own(&["ab"]), Shape::Csv));
    }

    #[test]
    fn a_stored_fingerprint_reads_the_same_for_ever() {
        insta::assert_snapshot!(fingerprint(&own(&["time", "model", "tokens"]), Shape::Csv), @"csv-fda1971189e258c729643ff38fb49726");
    }

    #[test]
    fn equal_names_are_told_apart() {
        assert_eq!(numbered(&own(&["id", "", "id"])), ["id", "column 2", "id (2)"]);
    }

    #[test]
    fn a_mapping_covers_a_log_that_has_all_its_columns() {
        let mut mapping = Mapping::new(Shape::JsonLines);
        assert!(!covers(&mapping, &own(&["at"])));
        mapping.columns.push(ColumnMap::plain("at", Target::StartedAt));
        assert!(covers(&mapping, &own(&["at", "other"])) && !covers(&mapping, &own(&["other"])));
    }
}
