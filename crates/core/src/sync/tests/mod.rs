mod bench;
mod runs;
mod scripted;
