mod cascade;
mod days;
mod fixture;
mod interleaving;
mod random;
mod size;
mod stored;
