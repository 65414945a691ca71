//! A gateway of the tests: a real HTTP listener that keeps what it is asked and answers as it is told. No checks here.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use crate::mailbox::SOON;

/// One ask as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A gateway that runs until the test ends.
pub struct Listener {
    pub address: SocketAddr,
    asks: Receiver<Asked>,
}

impl Listener {
    /// `answer` makes of each ask a status and a body; none hangs.
    pub fn start(mut answer: impl FnMut(&Asked) -> Option<(u16, String)> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, asks) = channel();
        std::thread::spawn(move || {
            let mut hanging = Vec::new();
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                if let Some(stream) = serve(stream, &mut answer, &tell) {
                    hanging.push(stream);
                }
            }
        });
        Self { address, asks }
    }

    pub fn next(&self) -> Asked {
        self.asks.recv_timeout(SOON).expect("the gateway is asked")
    }

    pub fn is_quiet(&self, time: Duration) -> bool {
        self.asks.recv_timeout(time).is_err()
    }
}

fn serve(
    stream: TcpStream,
    answer: &mut impl FnMut(&Asked) -> Option<(u16, String)>,
    tell: &Sender<Asked>,
) -> Option<TcpStream> {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let first = line();
    let mut headers = Vec::new();
    loop {
        let header = line();
        let Some((name, value)) = header.split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut asked = Asked { line: first, headers, body: String::new() };
    let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    asked.body = String::from_utf8(body).unwrap();
    let said = answer(&asked);
    let _test_is_over = tell.send(asked);
    let mut stream = reader.into_inner();
    let Some((status, body)) = said else { return Some(stream) };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _gone = stream.write_all(format!("{head}{body}").as_bytes());
    None
}
