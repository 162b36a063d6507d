//! What is likely to come and what was not normal, asked of the open workspace. Daily series come from the questions over
//! spend of record; the rules stand in the room `outlook`.

mod forecasts;
mod months;
mod series;

pub use forecasts::forecast;
