//! A form that came: from a page of ours over the same private connection, whole, small and in time. [`form`] is the only way of one that
//! changes anything but who is signed in, and nothing of it is read before its sender is known to be a reader of the page.

use std::future::Future;
use std::sync::Arc;

use axum::extract::{Form, FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Pages;
use super::visit::{Seen, Visit};
use crate::permits::StaffPage;
use crate::web::forms::COME_TIME;

/// What a form holds.
pub trait Sent: Sized + Send {
    /// Reads it; the response says why it cannot be.
    fn read(visit: &Visit, request: Request) -> impl Future<Output = Result<Self, Response>> + Send;
}

impl<T: DeserializeOwned + Send> Sent for Form<T> {
    async fn read(visit: &Visit, request: Request) -> Result<Self, Response> {
        match tokio::time::timeout(COME_TIME, Self::from_request(request, &())).await {
            Ok(Ok(form)) => Ok(form),
            Ok(Err(_)) | Err(_) => Err(visit.not_whole()),
        }
    }
}

/// A form without fields.
#[derive(Deserialize)]
pub struct Nothing {}

/// A form for a page's readers alone.
pub fn form<T, F, Shown>(page: StaffPage, take: F) -> MethodRouter<Arc<Pages>>
where
    T: Sent + 'static,
    F: Fn(Seen, T) -> Shown + Clone + Send + Sync + 'static,
    Shown: Future<Output = Response> + Send + 'static,
{
    post(async move |State(pages): State<Arc<Pages>>, request: Request| match read(page, request, &pages).await {
        Ok((seen, form)) => take(seen, form).await,
        Err(response) => response,
    })
}

async fn read<T: Sent>(page: StaffPage, request: Request, pages: &Arc<Pages>) -> Result<(Seen, T), Response> {
    let (visit, request) = came(request, pages).await?;
    let seen = Seen::of(visit, page).map_err(|response| *response)?;
    let form = T::read(&seen.visit, request).await?;
    Ok((seen, form))
}

/// Who sent a form; one of anything but a page of ours is not taken.
async fn came(request: Request, pages: &Arc<Pages>) -> Result<(Visit, Request), Response> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, pages).await?;
    if is_ours(&parts.headers) {
        Ok((visit, Request::from_parts(parts, body)))
    } else {
        let words = visit.words;
        Err(visit.sorry(StatusCode::FORBIDDEN, &words.not_whole, &words.from_elsewhere))
    }
}

/// A form of whoever sent it, signed in or not.
pub struct Anybodys<T>(pub Visit, pub T);

impl<T: DeserializeOwned + Send> FromRequest<Arc<Pages>> for Anybodys<T> {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Arc<Pages>) -> Result<Self, Response> {
        let (visit, request) = came(request, pages).await?;
        let Form(form) = Form::read(&visit, request).await?;
        Ok(Self(visit, form))
    }
}

/// Whether a page of this very address sent the form. Every browser says so of a form; what does not say it is refused.
fn is_ours(headers: &HeaderMap) -> bool {
    let only = |name: header::HeaderName| {
        let mut values = headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok())
    };
    let origin = only(header::ORIGIN).and_then(|origin| origin.strip_prefix("https://"));
    origin.zip(only(header::HOST)).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_form_of_anything_but_a_page_of_this_address_is_refused() {
        let ours = |lines: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            is_ours(&headers)
        };
        let (host, origin) = (("host", "10.0.0.5:7700"), ("origin", "https://10.0.0.5:7700"));
        assert!(ours(&[host, origin]) && ours(&[("host", "Queue:7700"), ("origin", "https://queue:7700")]));
        assert!(!ours(&[host]) && !ours(&[origin]) && !ours(&[]));
        assert!(!ours(&[host, origin, ("origin", "https://evil.example")]) && !ours(&[host, host, origin]));
        for origin in [
            "http://10.0.0.5:7700",
            "https://10.0.0.5:7780",
            "https://10.0.0.5",
            "https://evil.example",
            "https://10.0.0.5:7700.evil.example",
            "null",
            "",
            "10.0.0.5:7700",
        ] {
            assert!(!ours(&[host, ("origin", origin)]), "{origin}");
        }
    }
}
