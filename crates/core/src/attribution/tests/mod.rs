//! Rules on examples, and against an evaluator that is slow and plain.

mod differential;
mod directory_csv;
mod examples;
mod fixtures;
mod lint;
mod plain;
mod propose;
