//! A form that came: from a page of ours, whole, small and in time. Anything else is answered with a page.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::Pages;
use super::visit::Visit;
use crate::web::forms::COME_TIME;
use crate::web::same_site::is_ours;

/// Pages that a form costs: it makes the server do more.
const COST: f64 = 2.0;

/// A form and who sent it.
pub struct Posted<T>(pub Visit, pub T);

impl<T: DeserializeOwned> FromRequest<Arc<Pages>> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Arc<Pages>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, pages).await?;
        visit.pages.cost(&visit.guest, COST);
        let words = visit.words;
        if !is_ours(&parts.headers, visit.floor.public_url.as_deref()) {
            return Err(visit.sorry(StatusCode::FORBIDDEN, &words.not_whole, &words.from_elsewhere));
        }
        let reading = Form::<T>::from_request(Request::from_parts(parts, body), pages);
        match tokio::time::timeout(COME_TIME, reading).await {
            Ok(Ok(Form(form))) => Ok(Self(visit, form)),
            Ok(Err(_)) | Err(_) => Err(visit.sorry(StatusCode::BAD_REQUEST, &words.not_whole, &words.not_whole_note)),
        }
    }
}
