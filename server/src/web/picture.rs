//! A picture of the hall display, for the displays and the administrators' pages: known by the hash of its bytes, so it never changes. It is
//! hung up in a hall, so nobody is asked who they are.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use queue::floor::PictureFile;

use crate::session::Reception;

/// What is handed to a connection at once, in bytes.
const PIECE: usize = 64 * 1024;
/// Its address.
pub const ADDRESS: &str = "/picture/{file}";

/// The address of a file.
pub fn address(file: &PictureFile) -> String {
    format!("/picture/{file}")
}

/// The file, if it is kept.
pub async fn show(State(reception): State<Arc<Reception>>, Path(file): Path<String>) -> Response {
    let Ok(file) = PictureFile::new(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let Some((turn, kind, bytes)) = reception.pictures.sent(file).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (length, bytes) = (bytes.len(), Bytes::from(bytes));
    let pieces = (0..length).step_by(PIECE).map(move |from| {
        // It goes on until the last piece is taken, or whoever asked is gone.
        let _turn = &turn;
        Ok::<_, Infallible>(bytes.slice(from..length.min(from + PIECE)))
    });
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, Body::from_stream(stream::iter(pieces))).into_response()
}
