//! Questions about prices that change nothing: what a model costs where, what could not be rated, what other rates
//! would give, where rated and billed part.
//!
//! Owns: the rules of those answers and the SQL that reads for them. Never does: write.
//! Invariants: rows foot to their totals; an unknown price is absent and never zero; every sentence of doubt stands
//! with the figure it is about.

mod book_words;
pub mod compare;
mod error;
mod our_price;
mod page;
mod present;
mod queries_rated;
mod reason_words;
mod search;
mod sellers;
#[cfg(test)]
mod tests;
pub mod unpriced;
mod used;
pub mod what_if;
mod words;

pub use book_words::{clock_words, doubt_words, status_word};
pub use error::{PriceViewError, checked_length};
pub use our_price::our_rate_price;
pub use page::{known_words, names, ordered_rates, page_notes, terms_of};
pub use queries_rated::{PrimarySlot, connection_labels, project_names};
pub use reason_words::{reason_code, reason_text};
pub use search::{Found, FoundModel, ModelPrices, ModelSearch, find_model, model_prices, search_models};
pub use sellers::{MixShares, Seller, sellers};
pub use used::{Mix, Used, model_of};
pub use words::spaced;
