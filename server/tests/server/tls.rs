//! Private connections: the device knows the office by its certificate, nothing on the way can be read, and another server is refused.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use protocol::client::{self, Client, Incoming, Settings, Untrusted};
use protocol::key_file::{CertificateMark, KeyFile};
use protocol::message::{Farewell, Outcome, RequestId};
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};

use crate::program::Program;
use crate::support::{Server, hello, take, wait_for};

const PATIENCE: Duration = Duration::from_secs(20);

fn key_file(server: &Server, device: &str) -> KeyFile {
    KeyFile::read(&server.folder.path().join(format!("credentials/{device}.key"))).unwrap()
}

fn start(address: &str, file: &KeyFile, office: Option<CertificateMark>) -> (Client, Receiver<Incoming>) {
    let hello = hello("kiosk-1", &file.key);
    let (tell, told) = channel();
    let client = client::start(Settings { address: address.to_owned(), office, hello }, move |incoming| {
        // The test may have seen enough.
        let _ = tell.send(incoming);
    });
    (client, told)
}

fn wait<T>(told: &Receiver<Incoming>, wanted: impl Fn(&Incoming) -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let incoming = told.recv_timeout(left).expect("it comes in time");
        if let Some(found) = wanted(&incoming) {
            return found;
        }
    }
}

fn connected(incoming: &Incoming) -> Option<()> {
    matches!(incoming, Incoming::Connected(_)).then_some(())
}

fn untrusted(incoming: &Incoming) -> Option<(Untrusted, String)> {
    match incoming {
        Incoming::Untrusted { why, problem } => Some((*why, problem.clone())),
        Incoming::Lost { problem } => panic!("no connection is said for {problem}"),
        Incoming::Connected(_)
        | Incoming::Farewell(_)
        | Incoming::Update(_)
        | Incoming::Reply(_)
        | Incoming::Expired { .. } => None,
    }
}

/// Somebody on the way, who keeps every byte of both directions.
fn eavesdropper(server: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    thread::spawn(move || {
        for device in listener.incoming() {
            let (device, server) = (device.unwrap(), TcpStream::connect(server).unwrap());
            for (from, to) in [(&device, &server), (&server, &device)] {
                let (mut from, mut to, kept) = (from.try_clone().unwrap(), to.try_clone().unwrap(), Arc::clone(&kept));
                thread::spawn(move || {
                    let mut some = [0; 4096];
                    while let Ok(read @ 1..) = from.read(&mut some) {
                        kept.lock().unwrap().extend(&some[..read]);
                        if to.write_all(&some[..read]).is_err() {
                            return;
                        }
                    }
                });
            }
        }
    });
    (address, heard)
}

fn get_coupon(client: &Client, told: &Receiver<Incoming>) {
    let id = RequestId::random();
    client.ask(id.clone(), take("passport"));
    let outcome = wait(told, |incoming| match incoming {
        Incoming::Reply(reply) if reply.id == id => Some(reply.outcome.clone()),
        _ => None,
    });
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
}

/// A coupon is taken; says whether somebody on the way could read what the server said.
fn take_one(server: &Server, scheme: &str) -> bool {
    let file = key_file(server, "kiosk-1");
    let (way, heard) = eavesdropper(server.address);
    let (client, told) = start(&format!("{scheme}://{way}/device"), &file, file.office);
    wait(&told, connected);
    get_coupon(&client, &told);
    let heard = heard.lock().unwrap();
    let said = b"\"epoch\"";
    heard.windows(said.len()).any(|part| part == said)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_private_connection_can_be_read_on_the_way() {
    let server = Server::start().await;
    assert!(tokio::task::block_in_place(|| take_one(&server, "ws")), "the eavesdropper hears");
    assert!(!tokio::task::block_in_place(|| take_one(&server, "wss")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_another_certificate_is_not_told_the_key_and_the_mend_is_named() {
    let (server, other) = (Server::start().await, Server::start().await);
    let file = key_file(&server, "kiosk-1");
    let others = key_file(&other, "kiosk-1").office;
    assert_ne!(file.office, others);
    let address = format!("wss://{}/device", server.address);
    for (office, cause, words) in [
        (others, Untrusted::OtherServer, ["another certificate", "the right address, or a new key file (`"]),
        (None, Untrusted::NoMark, ["does not name the office's certificate", "a new one (`"]),
    ] {
        let (why, problem) = tokio::task::block_in_place(|| wait(&start(&address, &file, office).1, untrusted));
        assert_eq!(why, cause);
        assert!(words.iter().all(|word| problem.contains(word)), "{problem}");
        assert!(problem.contains("(`queue-server new-key --data DIR --device kiosk-1`"), "as it is typed: {problem}");
    }
    let devices = server.health().await["devices"].to_string();
    assert!(!devices.contains("\"connected\":true"), "{devices}");
}

/// The office's certificate as one that ended long ago, and the key file that names it.
async fn with_a_certificate_of_long_ago() -> (Server, KeyFile) {
    let (folder, settings, clock) = Server::start().await.stop().await;
    let name = "queue-server";
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let both = format!("{}{}", certificate.pem(), key.serialize_pem());
    std::fs::write(folder.path().join(server::tls::FILE), both).unwrap();
    let server = Server::start_on(folder, settings, clock).await;
    let file = KeyFile { office: Some(CertificateMark::of(certificate.der())), ..key_file(&server, "kiosk-1") };
    (server, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_has_ended_is_known_by_its_mark_as_before_and_by_no_other() {
    let (server, file) = with_a_certificate_of_long_ago().await;
    let address = format!("wss://{}/device", server.address);
    tokio::task::block_in_place(|| {
        let (client, told) = start(&address, &file, file.office);
        wait(&told, connected);
        get_coupon(&client, &told);
        let before = key_file(&server, "kiosk-1").office;
        assert_ne!(before, file.office, "the certificate is another one than at the first start");
        assert_eq!(wait(&start(&address, &file, before).1, untrusted).0, Untrusted::OtherServer);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_trusts_another_certificate_is_one_warning_a_minute_in_the_servers_log() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::start(folder.path(), "exec");
    program.ready(folder.path()).await;
    let file = KeyFile::read(&folder.path().join("data/credentials/kiosk-1.key")).unwrap();
    let address = format!("wss://{}/device", program.address);
    let others = Some(CertificateMark::of(b"the certificate of another office"));
    tokio::task::block_in_place(|| {
        for _ in 0..3 {
            wait(&start(&address, &file, others).1, untrusted);
        }
    });
    wait_for(async || !program.said("trusts another certificate").is_empty()).await;
    tokio::task::block_in_place(|| wait(&start(&address, &file, file.office).1, connected));
    let said = program.said("trusts another certificate");
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!((said[0]["level"].as_str(), said[0]["fields"]["address"].as_str()), (Some("WARN"), Some("127.0.0.1")));
    let message = said[0]["fields"]["message"].as_str().unwrap();
    assert!(message.contains("address") && message.contains("new-key"), "either mend is named: {said:?}");
}

/// A server that takes no console openly from this machine either stands for one on another machine: tests have this machine alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_would_send_pins_openly_is_told_the_mend_and_comes_over_tls_s2() {
    let server = Server::start_with(|settings| settings.limits.open_consoles_here = false).await;
    let file = key_file(&server, "console-1");
    let start = |scheme: &str| {
        let hello = hello("console-1", &file.key);
        let (tell, told) = channel();
        let settings =
            Settings { address: format!("{scheme}://{}/device", server.address), office: file.office, hello };
        let client = client::start(settings, move |incoming| {
            // The test may have seen enough.
            let _ = tell.send(incoming);
        });
        (client, told)
    };
    let said = tokio::task::block_in_place(|| {
        let (_client, told) = start("ws");
        wait(&told, |incoming| match incoming {
            Incoming::Farewell(farewell) => Some(farewell.clone()),
            Incoming::Connected(_) => panic!("PINs could be read on the way"),
            Incoming::Lost { .. }
            | Incoming::Untrusted { .. }
            | Incoming::Reply(_)
            | Incoming::Update(_)
            | Incoming::Expired { .. } => None,
        })
    });
    assert_eq!(said, Farewell::NotPrivate);
    let devices = server.health().await["devices"].to_string();
    assert!(!devices.contains("\"connected\":true"), "{devices}");
    tokio::task::block_in_place(|| wait(&start("wss").1, connected));
    assert!(tokio::task::block_in_place(|| take_one(&server, "ws")), "no PIN is typed at a kiosk");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_handshake_and_garbage_after_its_first_byte_hold_nobody_up() {
    let server = Server::start().await;
    let mut half = Vec::new();
    for bytes in [&[22_u8][..], &[22, 3, 1, 0, 5], &[22; 4000], &[22, 3, 1, 255, 255, 1, 255, 255, 255]] {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.write_all(bytes).unwrap();
        half.push(stream);
    }
    let file = key_file(&server, "kiosk-1");
    let (_client, told) = start(&format!("wss://{}/device", server.address), &file, file.office);
    tokio::task::block_in_place(|| wait(&told, connected));
    assert_eq!(server.health().await["status"], "well");
    for mut stream in half {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut rest = Vec::new();
        // An alert or a reset: either way it is over within the time for a request's head.
        let over = tokio::task::block_in_place(|| stream.read_to_end(&mut rest));
        assert!(over.map_or_else(|problem| problem.kind() != std::io::ErrorKind::WouldBlock, |_| true));
    }
}
