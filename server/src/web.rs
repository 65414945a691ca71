//! What the server answers over HTTP: devices' sockets, the visitors' pages, and how the server is.

mod health;

use std::sync::Arc;

use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;

use crate::session::{self, MESSAGE_LIMIT, READ_BUFFER, Reception, WRITE_BUFFER_LIMIT};

pub use health::Health;

/// Every address of the server.
pub fn router(reception: Arc<Reception>, health: Arc<Health>) -> Router {
    let devices = Router::new().route("/device", get(device)).with_state(Arc::clone(&reception));
    let health = Router::new().route("/health", get(health::show)).with_state((health, reception));
    devices.merge(health)
}

async fn device(upgrade: WebSocketUpgrade, State(reception): State<Arc<Reception>>) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_LIMIT)
        .max_message_size(MESSAGE_LIMIT)
        .max_frame_size(MESSAGE_LIMIT)
        .on_upgrade(move |socket| session::serve(socket, reception))
}
