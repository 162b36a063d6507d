mod comparing;
mod fixture;
mod queue;
