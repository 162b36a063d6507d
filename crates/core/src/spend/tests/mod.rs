mod cascade;
mod days;
mod fixture;
mod random;
mod stored;
