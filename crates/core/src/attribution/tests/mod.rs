//! Rules on examples, and against an evaluator that is slow and plain.

mod differential;
mod examples;
mod fixtures;
mod plain;
mod propose;
