mod bench;
mod due;
mod faults;
mod plans;
mod runs;
mod scripted;
