//! Pages as they leave the server: in one piece with their look, strict with browsers, kept by nobody.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sha2::{Digest, Sha256};

/// What a browser may do with some pages, in each of which their style stands.
pub struct Look {
    policy: HeaderValue,
    referrer: HeaderValue,
}

impl Look {
    /// Pages without forms: nothing but their own style is loaded or run, and nobody learns where a reader came from.
    pub fn plain(style: &'static str) -> Self {
        Self::of(style, "", "", "'none'", "no-referrer")
    }

    /// The same with a script of ours in each page, which may ask this server for the page anew.
    pub fn plain_with_script(style: &'static str, script: &'static str) -> Self {
        Self::of(style, &allowed(script), "", "'none'", "no-referrer")
    }

    /// Pages with forms that go to this server alone. With "no-referrer" browsers would hide from this server, too, where a form
    /// was sent from; this policy tells nobody else either.
    pub fn with_forms(style: &'static str) -> Self {
        Self::of(style, "", "", "'self'", "same-origin")
    }

    /// The same with pictures of this server.
    pub fn with_pictures(style: &'static str) -> Self {
        Self::of(style, "", " 'self'", "'self'", "same-origin")
    }

    /// The same with a script of ours in each page, which may ask this server for the page anew.
    pub fn with_script(style: &'static str, script: &'static str) -> Self {
        Self::of(style, &allowed(script), "", "'self'", "same-origin")
    }

    fn of(style: &'static str, scripts: &str, pictures: &str, forms: &str, referrer: &'static str) -> Self {
        let hash = base64(&Sha256::digest(style));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}';{scripts} img-src data:{pictures}; base-uri 'none'; form-action {forms}; frame-ancestors 'none'"
        );
        let policy = HeaderValue::try_from(policy).expect("a policy is plain ASCII");
        Self { policy, referrer: HeaderValue::from_static(referrer) }
    }

    /// A page as an answer.
    pub fn page(&self, status: StatusCode, page: askama::Result<String>) -> Response {
        match page {
            Ok(page) => self.strict((status, Html(page)).into_response()),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// Any answer, with the headers of a page.
    pub fn strict(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(header::REFERRER_POLICY, self.referrer.clone());
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (HeaderName::from_static("x-robots-tag"), "noindex"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

fn allowed(script: &str) -> String {
    format!(" script-src 'sha256-{}'; connect-src 'self';", base64(&Sha256::digest(script)))
}

/// Bytes in base 64.
pub fn base64(bytes: &[u8]) -> String {
    const FIGURES: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let figure = FIGURES[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() { '=' } else { char::from(figure) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_written_down() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, encoded) in pairs {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
