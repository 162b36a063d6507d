mod bench;
pub(crate) mod fixture;
mod merging;
mod random;
mod reading;
