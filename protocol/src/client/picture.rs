//! A picture of the hall display, fetched from the server over a connection of its own: large files do not stand in the way of calls.

use std::time::Duration;

use queue::floor::PictureFile;
use queue::ids::DeviceId;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::http::Uri;

use super::socket::connect;
use super::wire::Unopened;
use crate::key_file::CertificateMark;
use crate::limits::PICTURE_LIMIT;

/// Longest time for a picture to come.
const FETCH_LIMIT: Duration = Duration::from_secs(10);
/// Largest head of an answer, in bytes.
const HEAD_LIMIT: usize = 16 * 1024;

/// Fetches a picture's file from the server of a device, whose address is that of its settings. Waits up to 10 s, on a thread that may.
///
/// # Errors
/// In words, when it does not come whole, is too large, or is not the file that was asked for.
pub fn fetch_picture(
    address: &str,
    office: Option<CertificateMark>,
    device: &DeviceId,
    file: &PictureFile,
) -> Result<Vec<u8>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|problem| format!("the system gives no sockets: {problem}"))?;
    let bytes = runtime.block_on(async { timeout(FETCH_LIMIT, fetch(address, office, device, file)).await });
    let bytes = bytes.unwrap_or_else(|_| Err("the server does not send it".to_owned()))?;
    if PictureFile::of_hash(Sha256::digest(&bytes).into()) != *file {
        return Err("the server sent another file".to_owned());
    }
    Ok(bytes)
}

async fn fetch(
    address: &str,
    office: Option<CertificateMark>,
    device: &DeviceId,
    file: &PictureFile,
) -> Result<Vec<u8>, String> {
    let uri: Uri = address.parse().map_err(|problem| format!("\"{address}\" is no address: {problem}"))?;
    let mut wire = connect(&uri, office, device).await.map_err(Unopened::into_words)?;
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let request = format!("GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", place(&uri, file));
    let cut_off = |problem: std::io::Error| format!("the connection broke off: {problem}");
    wire.write_all(request.as_bytes()).await.map_err(cut_off)?;
    let mut said = Vec::new();
    loop {
        if let Some(body) = body(&said)? {
            return Ok(body.to_vec());
        }
        if wire.read_buf(&mut said).await.map_err(cut_off)? == 0 {
            return Err("the answer ends too early".to_owned());
        }
    }
}

/// Where the picture lies: beside the devices' own address.
fn place(uri: &Uri, file: &PictureFile) -> String {
    let folder = uri.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/picture/{file}")
}

/// The body of an answer; nothing as long as more is to come.
fn body(said: &[u8]) -> Result<Option<&[u8]>, String> {
    let Some(ends) = said.windows(4).position(|four| four == b"\r\n\r\n").filter(|ends| *ends <= HEAD_LIMIT) else {
        return if said.len() > HEAD_LIMIT { Err("the answer is none of a server".to_owned()) } else { Ok(None) };
    };
    let head = String::from_utf8_lossy(&said[..ends]);
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        return Err(format!("the server has it not: {status:.3}"));
    }
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = lengths.next().and_then(|(_, value)| value.trim().parse().ok());
    let length: usize = length.ok_or_else(|| "the answer does not say its length".to_owned())?;
    if length > PICTURE_LIMIT {
        return Err(format!("it has {length} bytes, at most {PICTURE_LIMIT} are read"));
    }
    Ok(said[ends + 4..].get(..length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whole_and_nothing_beyond_it() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\ncontent-length: 4\r\n\r\nbody";
        for end in 0..answer.len() {
            assert_eq!(body(&answer[..end]), Ok(None), "{end}");
        }
        assert_eq!(body(answer), Ok(Some(b"body".as_slice())));
        assert_eq!(body(&[answer.as_slice(), b"more"].concat()), Ok(Some(b"body".as_slice())));
    }

    #[test]
    fn what_is_no_picture_is_refused_by_its_head() {
        let too_large = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", PICTURE_LIMIT + 1);
        for (answer, why) in [
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "length"),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "length"),
            (too_large.as_str(), "at most"),
            (&"x".repeat(HEAD_LIMIT + 1), "none of a server"),
        ] {
            let problem = body(answer.as_bytes()).unwrap_err();
            assert!(problem.contains(why), "{problem}");
        }
    }

    #[test]
    fn a_picture_lies_beside_the_address_of_the_devices() {
        let file = PictureFile::of_hash([7; 32]);
        for (address, folder) in [("wss://192.0.2.1:7700/device", ""), ("wss://gate.test/queue/device", "/queue")] {
            assert_eq!(place(&address.parse().unwrap(), &file), format!("{folder}/picture/{file}"));
        }
    }
}
