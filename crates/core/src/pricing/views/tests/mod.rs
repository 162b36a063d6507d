mod comparing;
mod fixture;
mod questions;
mod queue;
