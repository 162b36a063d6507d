//! The whole product without a window.
//!
//! Rooms, from the ground up: [`kernel`], [`text_form`], [`store`], [`ledger`], [`sources`], [`sync`], [`pricing`], [`requests`], [`imports`],
//! [`spend`], [`explore`], [`outlook`], [`adapters`], [`app`], [`ipc`]. Imports go down only; `ARCHITECTURE.md` has the table and the tidy test holds it.

pub mod adapters;
pub mod app;
pub mod attribution;
pub mod explore;
pub mod imports;
pub mod ipc;
pub mod kernel;
pub mod ledger;
pub mod outlook;
pub mod pricing;
pub mod requests;
pub mod sources;
pub mod spend;
pub mod store;
pub mod sync;
pub mod text_form;
