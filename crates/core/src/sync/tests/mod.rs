mod bench;
mod due;
mod faults;
mod runs;
mod scripted;
