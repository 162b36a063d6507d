mod cascade;
mod days;
mod fixture;
mod random;
mod size;
mod stored;
