//! The price book from its files to an update: reading, checks, canonical text, difference, signatures.
#![cfg(test)]

mod canonical;
mod differences;
mod support;
mod updates;
