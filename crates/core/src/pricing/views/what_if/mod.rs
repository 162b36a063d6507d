//! Other rates for the same usage: a question, never history. Nothing is written.

mod batch;
mod bridge;
mod evaluate;
mod load;
mod moved;
mod question;
mod run;

pub use load::{Accounts, Workload, load};
pub use moved::ModelMove;
pub use question::{Answer, Asked, Change, Ends, Row, Step};
pub use run::what_if;
