//! What time alone will cause next.
