//! What is likely to come and what was not normal, asked of the open workspace. Daily series come from the questions over
//! spend of record; the rules stand in the room `outlook`.

mod anomalies;
mod budgets;
mod forecasts;
mod months;
mod series;
#[cfg(test)]
mod tests;

pub use anomalies::{anomalies, feedback};
pub use budgets::{budgets, put, remove};
pub use forecasts::forecast;
