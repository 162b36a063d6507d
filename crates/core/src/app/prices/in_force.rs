//! The book and the contract in force, loaded once and kept while they are in force.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use showback_pricebook::Book;

use crate::app::App;
use crate::kernel::Problem;
use crate::pricing::{KeptBook, Pricing, active_pricing, ensure_active_pricing, read_kept_book};

/// Books kept in memory; a preview needs two at a time.
const BOOKS_KEPT: usize = 4;

/// Books by hash: the same book is the same in every workspace.
#[derive(Default)]
pub(crate) struct PriceShelf {
    books: Mutex<BTreeMap<String, Arc<Book>>>,
}

/// What rates new usage, with its rates at hand.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    /// The pair as kept.
    pub pricing: Pricing,
    /// Its book.
    pub book: Arc<Book>,
}

impl PriceShelf {
    /// The rates of a kept book.
    pub fn book(&self, reader: &Connection, kept: &KeptBook) -> Result<Arc<Book>, Problem> {
        if let Some(known) = self.books().get(&kept.hash) {
            return Ok(Arc::clone(known));
        }
        let book = Arc::new(read_kept_book(reader, kept)?);
        let mut books = self.books();
        if books.len() >= BOOKS_KEPT {
            books.clear();
        }
        books.insert(kept.hash.clone(), Arc::clone(&book));
        Ok(book)
    }

    fn books(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Book>>> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// The book and contract in force.
    pub(crate) fn in_force(&self) -> Result<InForce, Problem> {
        let workspace = self.workspace()?;
        let known = workspace.store.read::<_, Problem>(|reader| Ok(active_pricing(reader)?))?;
        let pricing = match known {
            Some(known) => known,
            None => workspace.store.write::<_, Problem>(|tx| Ok(ensure_active_pricing(tx, self.now())?))?,
        };
        let book = workspace.store.read::<_, Problem>(|reader| self.shelf().book(reader, &pricing.book))?;
        Ok(InForce { pricing, book })
    }
}
