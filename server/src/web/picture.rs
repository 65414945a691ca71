//! A picture of the hall display, for the displays and the administrators' pages: known by the hash of its bytes, so it never changes. It is
//! hung up in a hall, so nobody is asked who they are.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use queue::floor::PictureFile;

use crate::session::Reception;

/// Its address.
pub const ADDRESS: &str = "/picture/{file}";

/// The address of a file.
pub fn address(file: &PictureFile) -> String {
    format!("/picture/{file}")
}

/// The file, if it is kept.
pub async fn show(State(reception): State<Arc<Reception>>, Path(file): Path<String>) -> Response {
    let Ok(file) = PictureFile::new(&file) else { return StatusCode::NOT_FOUND.into_response() };
    let Some((kind, bytes)) = reception.pictures.read(file).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    (headers, bytes).into_response()
}
