//! Pictures over real sockets and into pixels: what comes is fitted whole into each of its places, and what does not come says why.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hall_display::fetch::{Fetcher, Source};
use hall_display::layout::{Orientation, Screen};
use hall_display::pictures::{Had, Room};
use hall_display::raster::fitted;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use queue::floor::PictureFile;
use queue::ids::DeviceId;

const LANDSCAPE: Screen =
    Screen { orientation: Orientation::Landscape, width_px: 1920, height_px: 1080, px_per_mm: 2.02 };
const PORTRAIT: Screen =
    Screen { orientation: Orientation::Portrait, width_px: 1080, height_px: 1920, px_per_mm: 2.02 };
/// A third of one that hangs, so that a test needs no second for its pixels.
const SMALL: Screen = Screen { width_px: 640, height_px: 360, ..LANDSCAPE };
const SOON: Duration = Duration::from_secs(30);

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    // Red above, blue below, so that what is turned is seen.
    let shade = |_, y| if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) };
    RgbImage::from_fn(width, height, shade).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A server that has these answers, by path; of all else it has nothing.
fn server(answers: Arc<Mutex<BTreeMap<String, Vec<u8>>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                asked.push(byte[0]);
            }
            let path = String::from_utf8(asked).unwrap().split(' ').nth(1).unwrap().to_owned();
            let none = || b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
            let answer = answers.lock().unwrap().get(&path).cloned().unwrap_or_else(none);
            // One that has heard enough is gone.
            let _ = stream.write_all(&answer);
        }
    });
    format!("ws://{address}/device")
}

fn answer(body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// The hash of a file as the system's own program says it.
fn named(bytes: &[u8]) -> PictureFile {
    use std::process::{Command, Stdio};
    let mut sum = Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    sum.stdin.take().unwrap().write_all(bytes).unwrap();
    let said = String::from_utf8(sum.wait_with_output().unwrap().stdout).unwrap();
    PictureFile::new(said.split(' ').next().unwrap()).unwrap()
}

fn fetcher(address: &str) -> (Fetcher, Receiver<(PictureFile, Had)>) {
    let (tell, told) = channel();
    let device = DeviceId::new("hall-1").unwrap();
    let source = Source { address: address.to_owned(), office: None, device, screen: SMALL };
    (Fetcher::start(source, move |file, had| drop(tell.send((file, had)))).unwrap(), told)
}

#[test]
fn what_is_needed_is_fetched_and_what_does_not_come_says_why() {
    let whole = picture(320, 180, ImageFormat::Png);
    let cut = whole[..whole.len() / 2].to_vec();
    let (lacking, other) = (named(b"lacking"), named(b"other"));
    let answers = Arc::new(Mutex::new(BTreeMap::from([
        (format!("/picture/{}", named(&whole)), answer(&whole)),
        (format!("/picture/{}", named(&cut)), answer(&cut)),
        (format!("/picture/{other}"), answer(b"something else")),
    ])));
    let (fetcher, told) = fetcher(&server(Arc::clone(&answers)));
    fetcher.need(vec![named(&whole), named(&cut), lacking.clone(), other.clone()]);
    let (file, had) = told.recv_timeout(SOON).unwrap();
    assert_eq!(file, named(&whole));
    assert_eq!((had.as_ref().unwrap().whole.width, had.unwrap().whole.height), (478, 269));
    for (wanted, why) in [(named(&cut), "its file is broken"), (lacking, "404"), (other, "another file")] {
        let (file, had) = told.recv_timeout(SOON).unwrap();
        assert_eq!(file, wanted);
        let problem = had.unwrap_err();
        assert!(problem.contains(why), "{problem}");
    }
}

#[test]
fn a_server_that_is_away_is_told_and_asked_again_when_something_else_is_needed() {
    let answers = Arc::new(Mutex::new(BTreeMap::new()));
    let (fetcher, told) = fetcher(&server(Arc::clone(&answers)));
    let file = picture(8, 8, ImageFormat::Jpeg);
    fetcher.need(vec![named(&file)]);
    assert!(told.recv_timeout(SOON).unwrap().1.is_err());
    answers.lock().unwrap().insert(format!("/picture/{}", named(&file)), answer(&file));
    fetcher.need(vec![]);
    fetcher.need(vec![named(&file)]);
    let (_, had) = told.recv_timeout(SOON).unwrap();
    assert!(had.is_ok(), "{had:?}");
    fetcher.need(vec![]);
    fetcher.need(vec![named(&file)]);
    assert!(told.recv_timeout(SOON).unwrap().1.is_ok(), "one that was not needed for a moment is told again");
    fetcher.need(vec![named(&file)]);
    assert!(told.recv_timeout(Duration::from_millis(300)).is_err(), "one that is there is not fetched again");
}

#[test]
fn every_picture_stands_whole_in_each_of_its_places_and_is_never_bent() {
    let rooms = [
        (LANDSCAPE, (1_792, 808), (1_792, 368)),
        (PORTRAIT, (952, 1_560), (952, 752)),
        (SMALL, (597, 269), (597, 122)),
    ];
    for (screen, whole, below) in rooms {
        assert_eq!((Room::Whole.size_px(screen), Room::Below.size_px(screen)), (whole, below));
    }
    for (wide, high) in [(1_600, 900), (900, 1_600), (300, 300), (2_000, 40), (1, 1)] {
        let fitted = fitted(&picture(wide, high, ImageFormat::Png), SMALL).unwrap();
        for room in [Room::Whole, Room::Below] {
            let ((width, height), made) = (room.size_px(SMALL), fitted.of(room));
            let said = format!("{wide} x {high} became {} x {}", made.width, made.height);
            assert!(made.width <= width && made.height <= height, "{said}");
            assert!(made.width == width || made.height == height, "{said}: as large as may be");
            let bent = f64::from(made.width) * f64::from(high) - f64::from(made.height) * f64::from(wide);
            // Half a pixel of rounding in either side, in both steps.
            assert!(bent.abs() <= 2.0 * f64::from(wide.max(high)), "{said}");
            assert_eq!(made.rgb.len(), (made.width * made.height * 3) as usize);
        }
    }
}

#[test]
fn a_photograph_is_turned_as_it_was_taken_and_what_lets_light_through_stands_on_white() {
    let jpeg = picture(64, 32, ImageFormat::Jpeg);
    // What a telephone writes that was held upright: "turn it by 90 degrees".
    let exif = b"\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let made = fitted(&turned, SMALL).unwrap().whole;
    assert!(made.height > made.width, "{} x {}", made.width, made.height);
    assert!(made.rgb[2] > made.rgb[0], "what was below is left: {:?}", &made.rgb[..3]);

    let mut bytes = Cursor::new(Vec::new());
    RgbaImage::from_pixel(16, 16, Rgba([0, 0, 0, 0])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    let made = fitted(&bytes.into_inner(), SMALL).unwrap().whole;
    assert!(made.rgb.iter().all(|shade| *shade == 255));
}

#[test]
fn what_is_no_picture_or_too_large_a_one_is_refused() {
    for odd in [b"".as_slice(), b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a"] {
        assert!(fitted(odd, SMALL).is_err(), "{odd:?}");
    }
    let mut bomb = picture(64, 64, ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    assert!(fitted(&bomb, SMALL).is_err());
}
