//! What a Parquet file claims of itself, held against what can be true, before any of it is believed.

use std::io::{Read, Seek, SeekFrom};

use super::thrift::{Broken, LIST, STOP, STRUCT, Walk};
use super::{COLUMNS_LIMIT, NESTING_LIMIT};
use crate::input::{InputError, RECORD_LIMIT};

/// Largest footer. Those of a hundred columns and a thousand row groups have about 10 MB.
const FOOTER_LIMIT: u64 = 64 << 20;

/// Bytes in which the header of a page must end; statistics stand in it.
const PAGE_HEADER: u64 = 64 << 10;

/// Values beyond one per row that a column of lists may claim for each of its bytes.
const VALUES_PER_BYTE: u64 = 250;

/// The same for any column, whatever its bytes.
const VALUES_FREE: u64 = 1_000_000;

pub(super) const fn broken(why: &'static str) -> InputError {
    InputError::Parquet { why }
}

fn failed(source: std::io::Error) -> InputError {
    InputError::Read { offset: 0, source }
}

/// Looks at the footer: its size, how deep its schema nests, how many columns there are, how long its lists are.
pub(super) fn check_footer<R: Read + Seek>(source: &mut R) -> Result<u64, InputError> {
    let length = source.seek(SeekFrom::End(0)).map_err(failed)?;
    if length < 12 {
        return Err(broken("it is too short to be one"));
    }
    let mut tail = [0_u8; 8];
    source.seek(SeekFrom::Start(length - 8)).map_err(failed)?;
    source.read_exact(&mut tail).map_err(failed)?;
    let [a, b, c, d, magic @ ..] = tail;
    match &magic {
        b"PAR1" => {}
        b"PARE" => return Err(broken("its footer is encrypted: export it without encryption")),
        _ => return Err(broken("its end is not that of one: the file is cut, copy it again")),
    }
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    if footer > FOOTER_LIMIT {
        return Err(broken("its footer is larger than that of any log"));
    }
    let start =
        (length - 8).checked_sub(footer).ok_or(broken("its footer claims to be larger than the file"))?;
    source.seek(SeekFrom::Start(start)).map_err(failed)?;
    let mut bytes = Vec::new();
    source.take(footer).read_to_end(&mut bytes).map_err(failed)?;
    let columns = schema(&mut Walk::new(&bytes))?;
    if columns > COLUMNS_LIMIT {
        return Err(broken("it has more than 4,096 columns: export only those of the log"));
    }
    Ok(length)
}

const FOOTER: InputError = broken("its footer is damaged: copy the file again");

/// Columns of the schema; the whole footer is walked over.
fn schema(walk: &mut Walk<'_>) -> Result<usize, InputError> {
    let (mut number, mut columns) = (0, None);
    loop {
        let (next, kind) = walk.field(number).map_err(|Broken| FOOTER)?;
        if kind == STOP {
            return columns.ok_or(FOOTER);
        }
        number = next;
        if (number, kind) == (2, LIST) {
            columns = Some(elements(walk)?);
        } else {
            walk.skip(kind, 0).map_err(|Broken| FOOTER)?;
        }
    }
}

/// Columns among the elements of a schema, which stand in depth-first order with the number of their children.
fn elements(walk: &mut Walk<'_>) -> Result<usize, InputError> {
    let (count, kind) = walk.list().map_err(|Broken| FOOTER)?;
    if kind != STRUCT || count == 0 {
        return Err(FOOTER);
    }
    let mut columns = 0;
    let mut open: Vec<i64> = Vec::new();
    for _ in 0..count {
        let children = children(walk).map_err(|Broken| FOOTER)?;
        if let Some(left) = open.last_mut() {
            *left -= 1;
        }
        if children > 0 {
            open.push(children);
        } else {
            columns += 1;
        }
        if open.len() > NESTING_LIMIT {
            return Err(broken("its columns nest deeper than those of any log"));
        }
        while open.last().is_some_and(|left| *left <= 0) {
            open.pop();
        }
    }
    Ok(columns)
}

fn children(walk: &mut Walk<'_>) -> Result<i64, Broken> {
    let (mut number, mut children) = (0, 0);
    loop {
        let (next, kind) = walk.field(number)?;
        if kind == STOP {
            return Ok(children);
        }
        number = next;
        if (number, kind) == (5, 5) { children = walk.number()? } else { walk.skip(kind, 0)? }
    }
}

/// Where the pages of a column stand in the file, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pages {
    pub(super) start: u64,
    pub(super) bytes: u64,
    /// Rows of its row group.
    pub(super) rows: u64,
    /// Whether a row may have several values.
    pub(super) is_list: bool,
}

const PAGE: InputError = broken("a page of it is damaged: copy the file again");

/// Looks at the header of each page of a column: how large it becomes, how many values it has.
pub(super) fn check_pages<R: Read + Seek>(source: &mut R, pages: Pages) -> Result<(), InputError> {
    let end = pages.start.checked_add(pages.bytes).ok_or(PAGE)?;
    let (mut at, mut values, mut head) = (pages.start, 0_u64, Vec::new());
    while at < end {
        head.clear();
        source.seek(SeekFrom::Start(at)).map_err(failed)?;
        source.take(PAGE_HEADER.min(end - at)).read_to_end(&mut head).map_err(failed)?;
        let mut walk = Walk::new(&head);
        let page = page(&mut walk).map_err(|Broken| PAGE)?;
        let limit = RECORD_LIMIT as u64;
        if page.uncompressed > limit || page.compressed > limit {
            return Err(broken("a page of it is larger than 64 MB: write it with smaller pages"));
        }
        values = values.saturating_add(page.values);
        let header = head.len() - walk.left();
        at = at.saturating_add(header as u64).saturating_add(page.compressed);
    }
    let most =
        pages.bytes.saturating_mul(VALUES_PER_BYTE).saturating_add(VALUES_FREE).saturating_add(pages.rows);
    if pages.is_list && values > most {
        return Err(broken("a column of lists claims more values than its bytes can hold"));
    }
    if at == end { Ok(()) } else { Err(PAGE) }
}

#[derive(Debug, Default)]
struct Page {
    uncompressed: u64,
    compressed: u64,
    values: u64,
}

fn page(walk: &mut Walk<'_>) -> Result<Page, Broken> {
    let mut page = Page::default();
    let mut number = 0;
    let size = |walk: &mut Walk<'_>| u64::try_from(walk.number()?).map_err(|_| Broken);
    loop {
        let (next, kind) = walk.field(number)?;
        number = next;
        match (number, kind) {
            (_, STOP) => return Ok(page),
            (2, 5) => page.uncompressed = size(walk)?,
            (3, 5) => page.compressed = size(walk)?,
            (5 | 8, STRUCT) => page.values = values(walk)?,
            _ => walk.skip(kind, 0)?,
        }
    }
}

/// The first field of either header of data pages.
fn values(walk: &mut Walk<'_>) -> Result<u64, Broken> {
    let (mut number, mut values) = (0, 0);
    loop {
        let (next, kind) = walk.field(number)?;
        if kind == STOP {
            return Ok(values);
        }
        number = next;
        if (number, kind) == (1, 5) {
            values = u64::try_from(walk.number()?).map_err(|_| Broken)?;
        } else {
            walk.skip(kind, 0)?;
        }
    }
}
