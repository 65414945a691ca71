//! The clerk's console: what it knows (`model`), what it shows (`view`), how that is drawn (`window`), what it asks of the world
//! (`effects`), and how it is set up (`config`). It knows the protocol and the queue's words, never the server.

pub mod deed;
pub mod notice;
pub mod view;
pub mod window;
