//! The clerk's console: what it knows (`model`), what it shows (`view`), how that is drawn (`window`), what it does in the world
//! (`effects`), how it is set up (`config`), and the loop that holds them together (`console`). It knows the protocol and the queue's
//! words, never the server.

pub mod config;
pub mod console;
pub mod deed;
pub mod effects;
pub mod model;
pub mod notice;
pub mod view;
pub mod window;
