//! What a log looks like by its beginning: rows under a header, lines of JSON, one JSON document; and the names in it.

use crate::fields::is_same;
use crate::format::{Framing, Sample};

/// Most names that are looked at.
const MOST_NAMES: usize = 4_096;

/// Deepest object whose names are looked at.
const DEEPEST: usize = 6;

/// How a log is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A header and rows.
    Rows,
    /// A JSON object per line.
    Lines,
    /// One JSON document, an array or an object.
    Document,
}

/// The layout of a log and the names in its first record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How it is laid out.
    pub layout: Layout,
    /// Names of columns, or dotted paths of keys; `[]` stands for the first element of a list. The array around the
    /// records of a document is left out.
    names: Vec<String>,
}

impl Shape {
    /// The shape of a log; `None` when it is neither JSON nor rows.
    pub fn of(sample: &Sample<'_>) -> Option<Self> {
        let head = sample.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample.head);
        let start = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let head = head.get(start..)?;
        match head.first()? {
            b'[' | b'{' => Some(json(head)),
            _ => rows(head),
        }
    }

    /// Whether there is a name, compared without case, `_`, `-` and spaces.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|there| is_same(there, name))
    }

    /// Whether all are there.
    pub fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Whether all are there in the records of the list `list`, or in the records themselves. The answer is how the log
    /// is to be cut then.
    pub fn records(&self, list: &'static str, names: &[&str]) -> Option<Framing> {
        if self.has_all(names) {
            return Some(match self.layout {
                Layout::Rows => Framing::Csv,
                Layout::Lines => Framing::JsonLines,
                Layout::Document => Framing::JsonDocument { path: "" },
            });
        }
        let is_page = names.iter().all(|name| self.has(&format!("{list}[].{name}")));
        match self.layout {
            _ if list.is_empty() || !is_page => None,
            Layout::Lines => Some(Framing::JsonLines),
            _ => Some(Framing::JsonDocument { path: list }),
        }
    }

    /// Whether one of the records, in the list `list` or bare, has the name.
    pub fn any(&self, list: &str, name: &str) -> bool {
        self.has(name) || self.has(&format!("{list}[].{name}"))
    }
}

fn rows(head: &[u8]) -> Option<Shape> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head);
    let mut row = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut row).ok()? || row.len() < 2 {
        return None;
    }
    let names: Option<Vec<String>> = row
        .iter()
        .take(MOST_NAMES)
        .map(|cell| Some(std::str::from_utf8(cell).ok()?.trim().to_owned()))
        .collect();
    Some(Shape { layout: Layout::Rows, names: names? })
}

fn json(head: &[u8]) -> Shape {
    let mut scan = Scan::default();
    let end = scan.run(head);
    let layout = match (head.first(), end) {
        (Some(b'['), _) => Layout::Document,
        (_, Some(end)) => {
            let (value, rest) = head.split_at(end);
            let has_more = rest.iter().any(|byte| !byte.is_ascii_whitespace());
            if has_more || !value.contains(&b'\n') { Layout::Lines } else { Layout::Document }
        }
        (_, None) if head.contains(&b'\n') => Layout::Document,
        (_, None) => Layout::Lines,
    };
    Shape { layout, names: scan.names }
}

/// Collects the names of one JSON value, which may be cut off. Only first elements of lists are looked into.
#[derive(Default)]
struct Scan {
    names: Vec<String>,
    path: Vec<Level>,
}

struct Level {
    is_list: bool,
    /// Elements or values seen before the present one.
    index: u64,
    /// The present key.
    key: String,
    /// Whether a string here is a key.
    is_key: bool,
}

impl Scan {
    /// The end of the value, when it is in `head`.
    fn run(&mut self, head: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = head.get(at) {
            match byte {
                b'{' | b'[' => {
                    let is_list = *byte == b'[';
                    self.path.push(Level { is_list, index: 0, key: String::new(), is_key: !is_list });
                }
                b'}' | b']' => {
                    self.path.pop();
                    if self.path.is_empty() {
                        return Some(at + 1);
                    }
                }
                b',' => {
                    if let Some(level) = self.path.last_mut() {
                        level.index += 1;
                        level.is_key = !level.is_list;
                    }
                }
                b'"' => {
                    let end = end_of_string(head, at)?;
                    self.string(head.get(at + 1..end).unwrap_or_default());
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    fn string(&mut self, text: &[u8]) {
        let Some(level) = self.path.last_mut().filter(|level| level.is_key) else { return };
        level.is_key = false;
        level.key = String::from_utf8_lossy(text.get(..text.len().min(200)).unwrap_or_default()).into_owned();
        let is_first = self.path.iter().all(|level| !level.is_list || level.index == 0);
        if is_first && self.path.len() <= DEEPEST && self.names.len() < MOST_NAMES {
            let mut name = String::new();
            for (depth, level) in self.path.iter().enumerate() {
                match (level.is_list, depth) {
                    (true, 0) => {}
                    (true, _) => name.push_str("[]"),
                    (false, _) => {
                        if !name.is_empty() {
                            name.push('.');
                        }
                        name.push_str(&level.key);
                    }
                }
            }
            self.names.push(name);
        }
    }
}

/// Position of the closing quote of the string that opens at `start`.
fn end_of_string(head: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match head.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shape(head: &str) -> Option<Shape> {
        Shape::of(&Sample { file_name: "a", folders: &[], head: head.as_bytes(), is_whole: true })
    }

    #[test]
    fn names_are_paths_into_the_first_record() {
        let page =
            shape("{\n \"data\": [{\"id\": \"a\", \"u\": {\"x\": 1}}, {\"other\": 1}], \"meta\": {}\n}")
                .unwrap();
        assert_eq!(page.layout, Layout::Document);
        assert!(page.has_all(&["data[].id", "data[].u.x", "meta"]) && !page.has("data[].other"));
        assert_eq!(page.records("data", &["id", "u"]), Some(Framing::JsonDocument { path: "data" }));
        let array = shape("[{\"id\": 1}]").unwrap();
        assert_eq!(array.records("data", &["id"]), Some(Framing::JsonDocument { path: "" }));
    }

    #[test]
    fn lines_and_rows_are_told_apart() {
        assert_eq!(shape("{\"a\":1}\n{\"a\":2}\n").unwrap().layout, Layout::Lines);
        assert_eq!(shape("{\"a\":1}").unwrap().layout, Layout::Lines);
        assert_eq!(shape("{\"a\":\"cut").unwrap().layout, Layout::Lines);
        assert_eq!(shape("a,\"B c\"\n1,2\n").unwrap().records("", &["a", "bc"]), Some(Framing::Csv));
        assert_eq!(shape("plain words"), None);
        assert_eq!(shape("  "), None);
    }

    proptest! {
        #[test]
        fn no_beginning_makes_it_panic(head in "[\\[\\]{}\":,\\\\a\\n ]{0,60}") {
            let _ = shape(&head);
        }
    }
}
