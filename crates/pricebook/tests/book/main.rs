//! The price book from its files to an update: reading, checks, canonical text, difference, signatures.
#![cfg(test)]

mod canonical;
mod differences;
mod form_faults;
mod history;
mod mutations;
mod reading_faults;
mod sense_faults;
mod support;
mod time_faults;
mod updates;
