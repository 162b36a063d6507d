pub(crate) mod fixture;
mod passes;
mod rerates;
