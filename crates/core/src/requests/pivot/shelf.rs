//! Roll-ups in memory: each month and day is read once, column by column, and added up from there until a roll-up changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState as Hasher;
use rusqlite::Connection;

use super::queries::{self, Grain};
use crate::requests::Column;

/// Bytes of values kept; what was not used for longest goes first.
const MOST_BYTES: usize = 64 << 20;

/// Which roll-up: a month `YYYY-MM` or a day `YYYY-MM-DD`, told apart by their length.
type Stretch = String;

/// Roll-ups of one workspace in memory.
#[derive(Default)]
pub struct RollUpShelf(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// How often roll-ups had changed when these were read.
    changes: i64,
    blocks: HashMap<Stretch, (u64, Arc<Block>), Hasher>,
    bytes: usize,
    uses: u64,
}

/// What a row of a roll-up is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockRow {
    pub source: i64,
    /// Row id of the series.
    pub series: usize,
    /// Place in the block's currencies.
    pub currency: usize,
}

/// One month or day of all sources.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub rows: Arc<[BlockRow]>,
    pub currencies: Arc<[String]>,
    columns: Vec<(Column, Arc<[i64]>)>,
}

impl Block {
    /// The values of a column, one for each row.
    pub(super) fn column(&self, column: Column) -> &[i64] {
        self.columns.iter().find(|(known, _)| *known == column).map_or(&[], |(_, values)| values)
    }

    fn has_all(&self, columns: &[Column]) -> bool {
        columns.iter().all(|column| self.columns.iter().any(|(known, _)| known == column))
    }

    fn bytes(&self) -> usize {
        self.rows.len() * (size_of::<BlockRow>() + self.columns.len() * size_of::<i64>())
    }
}

impl RollUpShelf {
    /// The roll-up of a month or day with those columns at least, as the reader's snapshot has it.
    pub(super) fn block(
        &self,
        reader: &Connection,
        changes: i64,
        grain: Grain,
        stretch: &str,
        columns: &[Column],
    ) -> rusqlite::Result<Arc<Block>> {
        let known = self.lock().known(changes, stretch);
        if let Some(block) = known.as_ref().filter(|block| block.has_all(columns)) {
            return Ok(Arc::clone(block));
        }
        let known_columns = known.iter().flat_map(|block| block.columns.iter().map(|(column, _)| *column));
        let mut all: Vec<Column> = known_columns.chain(columns.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let block = Arc::new(read(reader, grain, stretch, all)?);
        self.lock().keep(changes, stretch, &block);
        Ok(block)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn known(&mut self, changes: i64, stretch: &str) -> Option<Arc<Block>> {
        if self.changes != changes {
            return None;
        }
        self.uses += 1;
        let (used, block) = self.blocks.get_mut(stretch)?;
        *used = self.uses;
        Some(Arc::clone(block))
    }

    fn keep(&mut self, changes: i64, stretch: &str, block: &Arc<Block>) {
        // A reader that began before the last change keeps nothing for those after it.
        if changes < self.changes {
            return;
        }
        if changes > self.changes {
            *self = Self { changes, uses: self.uses, ..Self::default() };
        }
        self.bytes += block.bytes();
        if let Some((_, before)) = self.blocks.insert(stretch.to_owned(), (self.uses, Arc::clone(block))) {
            self.bytes = self.bytes.saturating_sub(before.bytes());
        }
        while self.bytes > MOST_BYTES {
            let oldest = self.blocks.iter().min_by_key(|(_, (used, _))| *used);
            let Some(oldest) = oldest.map(|(stretch, _)| stretch.clone()) else { break };
            if let Some((_, gone)) = self.blocks.remove(&oldest) {
                self.bytes = self.bytes.saturating_sub(gone.bytes());
            }
        }
    }
}

fn read(reader: &Connection, grain: Grain, stretch: &str, columns: Vec<Column>) -> rusqlite::Result<Block> {
    let mut rows = Vec::new();
    let mut currencies: Vec<String> = Vec::new();
    let mut values: Vec<Vec<i64>> = vec![Vec::new(); columns.len()];
    queries::each_row(reader, grain, stretch, &columns, |told, of_row| {
        let known = currencies.iter().position(|known| known == told.currency);
        let currency = known.unwrap_or_else(|| {
            currencies.push(told.currency.to_owned());
            currencies.len() - 1
        });
        let series = usize::try_from(told.series).unwrap_or(usize::MAX);
        rows.push(BlockRow { source: told.source, series, currency });
        for (values, value) in values.iter_mut().zip(of_row) {
            values.push(*value);
        }
    })?;
    let columns = columns.into_iter().zip(values.into_iter().map(Arc::from)).collect();
    Ok(Block { rows: rows.into(), currencies: currencies.into(), columns })
}
