//! What an analyst does, from the first start on, through the contract and against the providers' simulator.

#![cfg(test)]

mod bad_input;
mod file_faults;
mod first_run;
mod keys;
mod provider_faults;
mod stage;
mod undo;
