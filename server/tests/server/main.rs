//! The real server on a real socket with real database files: what devices, clerks, clocks and disks may do to it.

mod counting;
mod frames;
mod order;
mod people;
mod roles;
mod screens;
mod storage;
mod support;
mod time;
