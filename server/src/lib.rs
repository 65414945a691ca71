//! The server of one office floor.
#![recursion_limit = "256"]

pub mod published;
