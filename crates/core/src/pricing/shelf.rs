//! Books and pairs in memory: read once, used by every rating and every screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use showback_pricebook::{Book, MeterId};

use super::kept::{KeptBook, Pricing, pricing_by_id, read_kept_book};
use super::kept_error::KeptError;
use super::{Contract, Pricer};

/// Books kept in memory; a preview needs two at a time.
const BOOKS_KEPT: usize = 4;
/// Pairs kept in memory.
const PAIRS_KEPT: usize = 6;

/// By book hash and contract text: the same pair is the same in every workspace.
type Pairs = BTreeMap<(String, String), Arc<Ready>>;

/// Books and pairs in memory.
#[derive(Default)]
pub struct PriceShelf {
    books: Mutex<BTreeMap<String, Arc<Book>>>,
    pairs: Mutex<Pairs>,
}

/// A book and a contract ready to rate by.
#[derive(Debug)]
pub struct Ready {
    /// The book.
    pub book: Arc<Book>,
    /// The contract.
    pub contract: Arc<Contract>,
    /// What rates by both.
    pub pricer: Arc<Pricer>,
    /// Channels that charge for requests themselves; everywhere else they cost nothing by nature.
    pub charges_requests: BTreeSet<String>,
}

/// A kept pair, ready to rate by.
#[derive(Clone, Debug)]
pub struct LoadedPricing {
    /// The pair as kept.
    pub pricing: Arc<Pricing>,
    /// Its rates.
    pub ready: Arc<Ready>,
}

impl PriceShelf {
    /// The rates of a kept book.
    pub fn book(&self, reader: &Connection, kept: &KeptBook) -> Result<Arc<Book>, KeptError> {
        if let Some(known) = lock(&self.books).get(&kept.hash) {
            return Ok(Arc::clone(known));
        }
        let book = Arc::new(read_kept_book(reader, kept)?);
        let mut books = lock(&self.books);
        if books.len() >= BOOKS_KEPT {
            books.clear();
        }
        books.insert(kept.hash.clone(), Arc::clone(&book));
        Ok(book)
    }

    /// A kept pair, ready to rate by.
    pub fn load(&self, reader: &Connection, pricing: Pricing) -> Result<LoadedPricing, KeptError> {
        let key = (pricing.book.hash.clone(), pricing.contract.text.clone());
        if let Some(known) = lock(&self.pairs).get(&key) {
            return Ok(LoadedPricing { pricing: Arc::new(pricing), ready: Arc::clone(known) });
        }
        let book = self.book(reader, &pricing.book)?;
        let ready = Arc::new(Ready::new(book, &pricing.book.hash, &pricing.contract.text)?);
        let mut pairs = lock(&self.pairs);
        if pairs.len() >= PAIRS_KEPT {
            pairs.clear();
        }
        pairs.insert(key, Arc::clone(&ready));
        Ok(LoadedPricing { pricing: Arc::new(pricing), ready })
    }

    /// A kept pair by its id, ready to rate by.
    pub fn load_by_id(&self, reader: &Connection, id: i64) -> Result<LoadedPricing, KeptError> {
        self.load(reader, pricing_by_id(reader, id)?)
    }
}

impl Ready {
    /// Prepares a book and the text of a contract.
    pub fn new(book: Arc<Book>, book_hash: &str, contract: &str) -> Result<Self, KeptError> {
        let contract = Contract::parse(contract).map_err(|findings| KeptError::contract(&findings))?;
        let (contract, contract_hash) = (Arc::new(contract.clone()), contract.hash());
        let (held, given) = (Arc::clone(&book), Arc::clone(&contract));
        let pricer = Arc::new(Pricer::new(held, book_hash.to_owned(), given, contract_hash, None)?);
        let requests = MeterId::parse("requests");
        let charges = book.channels.iter().filter(|channel| {
            let mut rates = channel.models.iter().flat_map(|model| &model.rates).chain(&channel.fees);
            rates.any(|rate| Some(rate.meter) == requests)
        });
        let charges_requests = charges.map(|channel| channel.id.clone()).collect();
        Ok(Self { pricer, charges_requests, contract, book })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
