//! Starts the server of one office floor.

fn main() {}
