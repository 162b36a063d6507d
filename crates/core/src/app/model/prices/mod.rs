//! Shapes of the Prices room that cross the border. Prices and amounts are exact decimal text.

mod book;
mod compare;
mod contract;
mod rates;
mod rerate;
mod unpriced;
mod what_if;

pub use book::*;
pub use compare::*;
pub use contract::*;
pub use rates::*;
pub use rerate::*;
pub use unpriced::*;
pub use what_if::*;
