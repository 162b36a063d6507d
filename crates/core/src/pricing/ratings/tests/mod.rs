mod fixture;
mod passes;
