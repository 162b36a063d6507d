//! The engine against the real book, the contract, and the properties every rating has.

mod examples;
mod support;
