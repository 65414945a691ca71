//! The hall display: shows and speaks the calls of one hall.
//!
//! The parts: `layout` (the sum of the letters), `calls` (what stands and what is announced), `clock` (the floor's), `model` (what the display knows
//! and does), `view` (what the hall reads), `window` (the only file that knows Slint), `config` (the display's file), `effects`
//! (connection, voice and window, put together), `trial` (the voice tried on the spot), `parts` (texts longer than their place), `pictures` (whose turn it is), `fetch` and `raster`
//! (where they come from, and how they fit).

pub mod calls;
mod clock;
pub mod config;
pub mod effects;
pub mod fetch;
pub mod layout;
pub mod model;
pub mod parts;
pub mod pictures;
pub mod raster;
pub mod trial;
pub mod view;
pub mod voice;
pub mod window;
