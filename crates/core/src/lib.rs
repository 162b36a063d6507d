//! The whole product without a window.
//!
//! Rooms, from the ground up: [`kernel`], [`store`], [`ledger`], [`sources`], [`sync`], [`pricing`], [`explore`], [`adapters`],
//! [`app`], [`ipc`]. Imports go down only; `ARCHITECTURE.md` has the table and the tidy test holds it.

pub mod adapters;
pub mod app;
pub mod explore;
pub mod ipc;
pub mod kernel;
pub mod ledger;
pub mod pricing;

pub mod sources;
pub mod store;
pub mod sync;
