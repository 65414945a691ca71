//! Whether a form comes from a page of this server.

use axum::http::{HeaderMap, header};

/// Whether a page of this server sent the form. Browsers say from where it comes; what says nothing is no browser of another site.
pub fn is_ours(headers: &HeaderMap, public_url: Option<&str>) -> bool {
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
