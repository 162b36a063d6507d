//! The contract over loopback HTTP.
