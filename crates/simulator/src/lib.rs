//! Provider billing APIs over loopback HTTP: a seeded company, its own books, and every fault.
//!
//! ```no_run
//! # async fn example() -> Result<(), showback_simulator::StartError> {
//! use showback_simulator::{Provider, Simulator, SimulatorOptions};
//!
//! let simulator = Simulator::start(SimulatorOptions::default()).await?;
//! let base = simulator.openai_base_url(); // in place of https://api.openai.com/v1
//! let key = &simulator.keys().openai_admin;
//! let books = simulator.books(); // what a perfect reader of the API would hold now
//! let from = "2026-10-01".parse().unwrap_or_default();
//! let to = "2026-11-01".parse().unwrap_or_default();
//! let october = books.total(Provider::OpenAi, from, to);
//! # let _ = (base, key, october);
//! # Ok(())
//! # }
//! ```
//!
//! Owns: an invented company ([`Company`]), what it used and was charged each day ([`Books`]), and a server that
//! answers as OpenAI and Anthropic do, refusals included.
//! Never does: depend on the core; it is the oracle the core is compared with.
//!
//! What holds:
//! - A day's figures are a function of (seed, provider, day); any day can be generated alone.
//! - Every charge is a whole number of nanos (10^-9 dollar) at the finest grain, so every sum is exact.
//! - At one instant the books and every cut, page size and bucket width of the answers agree to the last unit.
//! - Time is simulated and stands still until [`SimulatorHandle::set_now`]. OpenAI and Anthropic's admin reports know
//!   everything up to five minutes before it; Anthropic's analytics know everything up to `data_refreshed_at`, which
//!   moves every four hours. The running day is partial. Some cells of a day are restated until three days later
//!   (both providers) or up to thirty days later (Anthropic, rarely); a few arrive late altogether.
//! - OpenAI money is a JSON number, now and then a string of many decimals, and tiny amounts carry an exponent.
//! - With the feature `faults`, a scenario makes the provider misbehave, by seed and within bounds.
//!
//! # For other programs
//!
//! ```text
//! cargo run -p showback-simulator --features faults -- --seed 7 --today 2026-11-20T12:00:00Z --scenario FILE
//! ```
//!
//! prints one line of JSON with base URLs and keys and serves until it is stopped; `--print-books FROM TO` prints the
//! books instead. While it serves, `GET /simulator/books?from=&to=` answers the books at the simulated instant,
//! `POST /simulator/now` with `{"now": "2026-11-21T12:00:00Z"}` moves it, `GET /simulator/log` tells every request
//! with its injected fault. Scenario files are in `scenarios/`; a rule names a fault, the requests it concerns
//! (provider, part of the path), which of them it strikes (positions or a chance) and how often at most.

mod anthropic;
mod billing;
mod books;
mod cell;
mod company;
#[cfg(feature = "faults")]
mod faults;
mod gateway_log;
mod generate;
mod http;
mod keys;
mod openai;
mod options;
mod rates;
mod rng;
mod roster;
mod server;
mod tools;
mod workloads;
mod world;

pub use billing::{Billing, StalePrice, TokenDiscount};
pub use books::{BookCharge, BookUsage, Books};
pub use cell::{Meter, Provider, Stream};
pub use company::{Company, CompanyOptions, Key, Org, Owner, Person, Project, ServiceAccount};
#[cfg(feature = "faults")]
pub use faults::{BookLine, Fault, Rule, Scenario, Wait};
pub use keys::Keys;
pub use options::{Analytics, CostsByKey, SimulatorOptions};
pub use server::{RequestRecord, Simulator, SimulatorHandle, StartError};
pub use world::Surface;
