mod asks;
mod fixture;
mod footing;
mod overviews;
mod questions;
mod rated;
mod record;
mod why;
