mod bench;
mod fixture;
mod merging;
