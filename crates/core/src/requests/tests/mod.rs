mod bench;
mod fixture;
mod merging;
mod random;
mod reading;
