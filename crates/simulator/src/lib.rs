//! Provider billing APIs over loopback HTTP.
