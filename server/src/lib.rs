//! The server of one office floor: devices talk to it, the queue decides, the journal keeps, every screen sees.
//!
//! The course of every act: `session -> translate -> office -> queue -> writer -> journal -> publish -> session`.

pub mod alive;
mod appointment;
pub mod backtest;
pub mod cli;
pub mod clock;
pub mod clock_alarm;
pub mod config;
pub mod credentials;
pub mod data_folder;
pub mod database;
mod day_report;
pub mod devices;
mod evening;
pub mod floor_clock;
pub mod fresh;
pub mod journal;
mod key_watch;
mod listen;
pub mod messages;
pub mod office;
pub mod office_key;
pub mod own_data;
pub mod people;
pub mod permits;
pub mod pictures;
pub mod proxies;
pub mod publish;
pub mod published;
pub mod ratings;
pub mod retention;
pub mod run;
pub mod session;
pub mod statistics;
pub mod tls;
pub mod translate;
mod typeface;
mod web;
pub mod writer;

pub use run::run;
pub use web::guarded_addresses;
