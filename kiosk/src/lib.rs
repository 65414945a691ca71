//! The kiosk: a visitor takes a coupon. The library holds all of it so that tests can drive the real window; `main` only starts it.

pub mod app;
pub mod config;
pub mod coupon;
pub mod effects;
pub mod model;
pub mod pages;
pub mod view;
pub mod window;
