//! Disks, kills and old files.
