//! A form that came: from a page of ours, whole, small and in time. Anything else is answered with a page.

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
/// Pages that a form costs: it makes the server do more.
const COST: f64 = 2.0;

/// A form and who sent it.
pub struct Posted<T>(pub Visit, pub T);

/// Whether the page that sent a request came by an encrypted connection; also where a proxy ends that.
pub fn came_encrypted(headers: &HeaderMap) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes().starts_with(b"https:"))
}

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

/// Whether a page of this server sent the form. Browsers say from where it comes; what says nothing is no browser of another site.
fn is_ours(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text(header::ORIGIN.as_str()), text("sec-fetch-site")) {
        (Some(origin), _) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            let asked = text(header::HOST.as_str());
            let public = public_url.is_some_and(|url| origin_of(url).eq_ignore_ascii_case(origin));
            public || host.zip(asked).is_some_and(|(host, asked)| host.eq_ignore_ascii_case(asked))
        }
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
    }
}

/// Scheme and host of an address.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |place| place + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn a_form_of_another_site_is_refused() {
        let ours = |lines: &[(&'static str, &'static str)]| {
            let line = |(name, value): &(&'static str, &'static str)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            };
            let headers: HeaderMap = lines.iter().map(line).collect();
            is_ours(&headers, Some("https://queue.example/office"))
        };
        let host = ("host", "10.0.0.5:7780");
        assert!(ours(&[host, ("origin", "http://10.0.0.5:7780")]));
        assert!(ours(&[("host", "inner"), ("origin", "https://queue.example")]), "behind a proxy");
        assert!(ours(&[host]), "no browser");
        assert!(ours(&[host, ("sec-fetch-site", "same-origin")]));
        for origin in
            ["http://evil.example", "null", "http://10.0.0.5", "https://queue.example.evil", "", "10.0.0.5:7780"]
        {
            assert!(!ours(&[host, ("origin", origin)]), "{origin}");
        }
        for site in ["cross-site", "same-site", "x"] {
            assert!(!ours(&[host, ("sec-fetch-site", site)]), "{site}");
        }
    }
}
