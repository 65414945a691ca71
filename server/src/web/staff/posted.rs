//! A form that came: from a page of ours over the same private connection, whole, small and in time.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::de::DeserializeOwned;

use super::Pages;
use super::visit::Visit;

/// Time for a form to come.
const COME_TIME: Duration = Duration::from_secs(10);

/// A form and who sent it.
pub struct Posted<T>(pub Visit, pub T);

impl<T: DeserializeOwned> FromRequest<Arc<Pages>> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, pages: &Arc<Pages>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, pages).await?;
        let words = visit.words;
        if !is_ours(&parts.headers) {
            return Err(visit.sorry(StatusCode::FORBIDDEN, &words.not_whole, &words.from_elsewhere));
        }
        let reading = Form::<T>::from_request(Request::from_parts(parts, body), pages);
        match tokio::time::timeout(COME_TIME, reading).await {
            Ok(Ok(Form(form))) => Ok(Self(visit, form)),
            Ok(Err(_)) | Err(_) => Err(visit.sorry(StatusCode::BAD_REQUEST, &words.not_whole, &words.not_whole_note)),
        }
    }
}

/// Whether a page of this very address sent the form. Every browser says so of a form; what does not say it is refused.
pub fn is_ours(headers: &HeaderMap) -> bool {
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
