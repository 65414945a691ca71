//! A form with a file, as browsers send it (`multipart/form-data`). What is no such form gives nothing.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use crate::web::staff::visit::Visit;

/// Longest line that parts a form, in bytes; the standard allows no longer one.
const BOUNDARY_LIMIT: usize = 70;
/// Time for a form to come.
const COME_TIME: Duration = Duration::from_secs(20);
/// So much of a form that is too large is heard out, in bytes: a browser that is cut off shows no answer.
const HEARD_OUT: usize = 32 * 1024 * 1024;

/// A form that has come whole.
pub struct Upload {
    body: Vec<u8>,
    boundary: String,
}

impl Upload {
    /// The value of a field; of several with this name, the first that is not empty.
    pub fn field(&self, name: &str) -> Option<&[u8]> {
        field(&self.body, &self.boundary, name)
    }
}

/// Reads a form of at most `limit` bytes; nothing of one that is larger.
pub async fn read(visit: &Visit, request: Request, limit: usize) -> Result<Option<Upload>, Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let Some(boundary) = kind.and_then(boundary).map(str::to_owned) else { return Err(visit.not_whole()) };
    match whole(request.into_body(), limit).await {
        Ok(body) => Ok(body.map(|body| Upload { body, boundary })),
        Err(Cut) => Err(visit.not_whole()),
    }
}

/// The form came only in part, or too slowly.
struct Cut;

/// Nothing of what is larger than the limit; that is known before all of it has come.
async fn whole(body: Body, limit: usize) -> Result<Option<Vec<u8>>, Cut> {
    let (mut pieces, ends) = (body.into_data_stream(), Instant::now() + COME_TIME);
    let (mut read, mut heard) = (Vec::new(), 0);
    loop {
        let piece = match timeout_at(ends, pieces.next()).await {
            Ok(Some(Ok(piece))) => piece,
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) if heard > limit => break,
            Ok(Some(Err(_))) | Err(_) => return Err(Cut),
        };
        heard += piece.len();
        if heard <= limit {
            read.extend_from_slice(&piece);
        } else if heard > HEARD_OUT {
            break;
        }
    }
    Ok((heard <= limit).then_some(read))
}

/// The line between the parts, out of the header that names it.
fn boundary(content_type: &str) -> Option<&str> {
    let rest = content_type.strip_prefix("multipart/form-data")?;
    let named = rest.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?;
    let boundary = named.trim_matches('"');
    let fits = !boundary.is_empty() && boundary.len() <= BOUNDARY_LIMIT;
    (fits && boundary.bytes().all(|byte| byte.is_ascii_graphic())).then_some(boundary)
}

/// The value of a field; of several with this name, the first that is not empty.
fn field<'a>(body: &'a [u8], boundary: &str, name: &str) -> Option<&'a [u8]> {
    let line = format!("--{boundary}");
    let named = format!("name=\"{name}\"");
    // The first line stands at the very beginning, all others after the end of a line.
    let mut rest = body.strip_prefix(line.as_bytes())?;
    let between = format!("\r\n{line}");
    while let Some(end) = find(rest, between.as_bytes()) {
        let part = rest[..end].strip_prefix(b"\r\n")?;
        rest = &rest[end + between.len()..];
        let head = find(part, b"\r\n\r\n")?;
        let (lines, value) = (&part[..head], &part[head + 4..]);
        let lines = String::from_utf8_lossy(lines).to_lowercase();
        let disposition = lines.lines().find_map(|line| line.strip_prefix("content-disposition:"));
        let ours = disposition.is_some_and(|said| said.split(';').any(|piece| piece.trim() == named));
        if ours && !value.is_empty() {
            return Some(value);
        }
    }
    None
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=----WebKitFormBoundaryAbC";

    fn form(parts: &[(&str, &str)]) -> Vec<u8> {
        let part = |(name, value): &(&str, &str)| {
            format!(
                "------WebKitFormBoundaryAbC\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"\r\nContent-Type: text/plain\r\n\r\n{value}\r\n"
            )
        };
        (parts.iter().map(part).collect::<String>() + "------WebKitFormBoundaryAbC--\r\n").into_bytes()
    }

    #[test]
    fn each_field_is_found_with_its_bytes() {
        let body = form(&[("text", ""), ("file", "[office]\r\n--x\r\n\r\nname = 1\n"), ("text", "later")]);
        let boundary = boundary(TYPE).unwrap();
        assert_eq!(field(&body, boundary, "file"), Some(b"[office]\r\n--x\r\n\r\nname = 1\n".as_slice()));
        assert_eq!(field(&body, boundary, "text"), Some(b"later".as_slice()));
        assert_eq!(field(&body, boundary, "other"), None);
    }

    #[test]
    fn what_is_no_such_form_gives_nothing() {
        for odd in [
            "",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/form-data; boundary=\"\"",
        ] {
            assert_eq!(boundary(odd), None, "{odd}");
        }
        assert_eq!(boundary(&format!("multipart/form-data; boundary={}", "x".repeat(71))), None);
        let whole = form(&[("file", "value")]);
        for end in 0..whole.len() {
            let found = field(&whole[..end], "----WebKitFormBoundaryAbC", "file");
            assert!(found.is_none() || found == Some(b"value"), "{end}");
        }
        assert_eq!(field(b"------WebKitFormBoundaryAbC", "----WebKitFormBoundaryAbC", "file"), None);
        assert_eq!(field(&[0xff; 300], "x", "file"), None);
    }
}
