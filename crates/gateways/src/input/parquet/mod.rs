//! Parquet, read row group by row group into JSON objects, which is how rows of it reach every reader.
//!
//! Owns: what a file may claim (`claims`, `thrift`), its columns as members of an object (`leaves`), their values as exact
//! text (`values`). Never does: opening files; the caller gives a source that can be read at any place. Invariants: memory
//! follows the width of a row and the size of its pages, never the number of rows; decimals keep every digit, instants
//! are ISO 8601 in microseconds; a damaged file is an error that quotes nothing of it.

mod claims;
mod columns;
mod leaves;
#[cfg(test)]
mod tests;
mod thrift;
mod values;

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};

use self::claims::{Pages, broken, check_footer, check_pages};
use self::columns::Column;
use self::leaves::Leaf;
use super::chunk::Shape;
use super::{BLOCK, Chunk, InputError};
use crate::format::{Findings, Reader};
use crate::record::Place;

/// Columns a file may have.
pub const COLUMNS_LIMIT: usize = 4_096;

/// Depth a schema may have.
const NESTING_LIMIT: usize = 64;

/// Values decoded at a time over all columns.
const CELLS: usize = 128 << 10;

/// Rows a file may claim for each of its bytes; genuine logs have far fewer than one.
const ROWS_PER_BYTE: u64 = 250;

/// The rows of one Parquet file as chunks of JSON objects, in order.
pub struct ParquetRows<R: Read + Seek + Send + 'static> {
    file: SerializedFileReader<Shared<R>>,
    source: Shared<R>,
    length: u64,
    leaves: Vec<Leaf>,
    header: Vec<String>,
    /// The next row group to open.
    group: usize,
    columns: Vec<Column>,
    /// Rows of the open row group that are not decoded yet.
    rows_left: usize,
    /// Decoded rows that are not handed out yet.
    decoded: usize,
    /// Rows handed out.
    given: u64,
}

impl<R: Read + Seek + Send + 'static> std::fmt::Debug for ParquetRows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetRows")
            .field("group", &self.group)
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

const DAMAGED: InputError = broken("it is damaged: copy the file again");

impl<R: Read + Seek + Send + 'static> ParquetRows<R> {
    /// Opens a file: looks at what it claims, then reads its footer.
    ///
    /// # Errors
    /// [`InputError::Parquet`] when it is damaged, encrypted, too wide, or claims what cannot be;
    /// [`InputError::Read`] when the source fails.
    pub fn open(mut source: R) -> Result<Self, InputError> {
        let length = check_footer(&mut source)?;
        let source = Shared { inner: Arc::new(Mutex::new(source)), length };
        let file = guarded(|| SerializedFileReader::new(source.clone()).map_err(told))?;
        let metadata = file.metadata();
        let rows = u64::try_from(metadata.file_metadata().num_rows()).map_err(|_| DAMAGED)?;
        if rows > length.saturating_mul(ROWS_PER_BYTE) {
            return Err(broken("it claims more rows than its bytes can hold"));
        }
        let leaves = guarded(|| Ok(leaves::of(metadata.file_metadata().schema_descr())))?;
        let header = leaves::names(&leaves);
        Ok(Self {
            file,
            source,
            length,
            leaves,
            header,
            group: 0,
            columns: Vec::new(),
            rows_left: 0,
            decoded: 0,
            given: 0,
        })
    }

    /// Names of its columns, dotted where they nest, for [`Reader::header`] of every worker's reader.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Rows of the whole file, as it claims them, and rows handed out; for showing progress.
    pub fn progress(&self) -> (u64, u64) {
        (self.given, u64::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or_default())
    }

    /// The next chunk, made in a buffer that [`Chunk::into_buffer`] gave back; `None` after the last.
    ///
    /// # Errors
    /// [`InputError`] when the file cannot be read further.
    pub fn next_chunk_in(&mut self, buffer: Vec<u8>) -> Result<Option<Chunk>, InputError> {
        let mut chunk = Chunk {
            bytes: buffer,
            offset: 0,
            first_record: self.given + 1,
            shape: Shape::Spans(Vec::new()),
            rejected: Vec::new(),
        };
        let mut row = Vec::new();
        while chunk.bytes.len() < BLOCK {
            if self.decoded == 0 && !self.decode()? {
                break;
            }
            row.clear();
            columns::write_row(&self.leaves, &mut self.columns, &mut row).ok_or(DAMAGED)?;
            self.decoded -= 1;
            self.given += 1;
            let place = Place { record: self.given, offset: 0 };
            if row.len() > super::RECORD_LIMIT {
                chunk.rejected.push(super::chunk::too_long(place));
            } else {
                chunk.push(&row, place);
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }

    /// Lets one reader read the whole file in order, its header and end included.
    ///
    /// # Errors
    /// As [`ParquetRows::next_chunk_in`].
    pub fn read(mut self, reader: &mut dyn Reader, found: &mut Findings) -> Result<(), InputError> {
        reader.header(&self.header);
        let mut buffer = Vec::new();
        while let Some(chunk) = self.next_chunk_in(std::mem::take(&mut buffer))? {
            chunk.read(reader, found);
            buffer = chunk.into_buffer();
        }
        reader.end(found);
        Ok(())
    }

    /// Decodes some rows; whether there are any.
    fn decode(&mut self) -> Result<bool, InputError> {
        while self.rows_left == 0 {
            if self.group >= self.file.num_row_groups() {
                return Ok(false);
            }
            self.open_group()?;
        }
        let rows = (CELLS / self.leaves.len().max(1)).clamp(16, 1024).min(self.rows_left);
        let columns = &mut self.columns;
        guarded(|| {
            columns.iter_mut().try_for_each(|column| column.decode(rows).map_err(told)?.ok_or(DAMAGED))
        })?;
        self.rows_left -= rows;
        self.decoded = rows;
        Ok(true)
    }

    /// Opens the next row group, after a look at its pages.
    fn open_group(&mut self) -> Result<(), InputError> {
        let metadata = self.file.metadata();
        let group = metadata.row_groups().get(self.group).ok_or(DAMAGED)?;
        let rows = u64::try_from(group.num_rows()).map_err(|_| DAMAGED)?;
        if group.columns().len() != self.leaves.len() {
            return Err(DAMAGED);
        }
        for (column, leaf) in group.columns().iter().zip(&self.leaves) {
            if matches!(column.compression(), Compression::BROTLI(_) | Compression::LZO) {
                return Err(broken(
                    "it is compressed by Brotli or LZO: write it with zstd, gzip, snappy or lz4",
                ));
            }
            let first = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
            let start = u64::try_from(first.min(column.data_page_offset())).map_err(|_| DAMAGED)?;
            let bytes = u64::try_from(column.compressed_size()).map_err(|_| DAMAGED)?;
            if start.checked_add(bytes).is_none_or(|end| end > self.length) {
                return Err(DAMAGED);
            }
            let pages = Pages { start, bytes, rows, is_list: leaf.is_list() };
            check_pages(&mut *self.source.lock(), pages)?;
        }
        let (file, index, leaves) = (&self.file, self.group, &self.leaves);
        self.columns = guarded(|| {
            let group = file.get_row_group(index).map_err(told)?;
            let open = |place| group.get_column_reader(place).map(Column::new).map_err(told);
            (0..leaves.len()).map(open).collect()
        })?;
        self.group += 1;
        self.rows_left = usize::try_from(rows).map_err(|_| DAMAGED)?;
        Ok(())
    }
}

/// The library's messages quote values, which may be prompts: only what kind of failure it is remains.
fn told(error: ParquetError) -> InputError {
    match error {
        ParquetError::NYI(_) => {
            broken("it uses an encoding that is not read: write it anew with a common tool")
        }
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => InputError::Read { offset: 0, source: *source },
            Err(_) => DAMAGED,
        },
        _ => DAMAGED,
    }
}

/// The library asserts what a damaged file breaks: such a stop is an error of the file, too.
fn guarded<T>(run: impl FnOnce() -> Result<T, InputError>) -> Result<T, InputError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or(Err(DAMAGED))
}

/// A source that several columns read from.
struct Shared<R> {
    inner: Arc<Mutex<R>>,
    length: u64,
}

impl<R> Shared<R> {
    fn lock(&self) -> std::sync::MutexGuard<'_, R> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), length: self.length }
    }
}

impl<R: Send> Length for Shared<R> {
    fn len(&self) -> u64 {
        self.length
    }
}

impl<R: Read + Seek + Send + 'static> ChunkReader for Shared<R> {
    type T = BufReader<Part<R>>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(BufReader::with_capacity(16 << 10, Part { source: self.clone(), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let is_inside = start.checked_add(length as u64).is_some_and(|end| end <= self.length);
        if !is_inside {
            return Err(ParquetError::EOF(String::new()));
        }
        let mut source = self.lock();
        source.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::with_capacity(length);
        let read = (&mut *source).take(length as u64).read_to_end(&mut bytes)?;
        if read == length { Ok(bytes.into()) } else { Err(ParquetError::EOF(String::new())) }
    }
}

/// Reads on from a place, whatever others read in between.
struct Part<R> {
    source: Shared<R>,
    at: u64,
}

impl<R: Read + Seek> Read for Part<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let mut source = self.source.lock();
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}
