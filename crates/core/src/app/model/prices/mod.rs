//! Shapes of the Prices room that cross the border. Prices and amounts are exact decimal text.

mod book;
mod compare;
mod rates;
mod rerate;
mod what_if;

pub use book::*;
pub use compare::*;
pub use rates::*;
pub use rerate::*;
pub use what_if::*;
