//! The configuration file: TOML as typed, checked once into what the server runs by. All problems are listed together, each with
//! its line and its mend. `document` reads TOML, the other files each know one part of the floor, `references` holds them together.

mod booking;
mod coupon;
mod document;
pub mod export;
mod fault;
pub(crate) mod languages;
mod messages;
mod notes;
mod office;
mod people;
mod pictures;
mod problem;
mod references;
mod report;
mod services;
#[cfg(test)]
mod tests;
pub(crate) mod texts;

use std::fs::File;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use queue::Floor;

use crate::messages::setup::{MessagesSetup, ReportSetup};
use crate::proxies::TrustedProxies;
use crate::tls::VisitorsFiles;
use document::Document;
pub use fault::Fault;
pub use notes::notes;
pub use pictures::SHOWN_S;
#[cfg(test)]
pub use pictures::demo_with_a_picture;
pub use problem::{Problem, report};

/// Largest configuration file, in bytes.
pub const FILE_LIMIT: u64 = 1024 * 1024;
/// Where devices connect unless the file says otherwise.
const LISTEN: &str = "127.0.0.1:7700";
/// What an address for visitors may look like; without one they have no listener.
const VISITORS_LISTEN: &str = "127.0.0.1:7780";

/// What of the file is the machine's and not the floor's.
const MACHINES: [&str; 8] = [
    "listen",
    "visitors_listen",
    "trusted_proxies",
    "visitors_certificate",
    "visitors_key",
    "personal_data",
    "messages",
    "report",
];

/// A checked configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where devices connect.
    pub listen: SocketAddr,
    /// Where visitors' phones reach the page of their ticket and nothing else; on `listen` alone if missing.
    pub visitors_listen: Option<SocketAddr>,
    /// The certificate of `visitors_listen`; without it a proxy before the server has one.
    pub visitors_files: Option<VisitorsFiles>,
    /// Who may say from where a visitor asks; nobody if missing.
    pub trusted_proxies: TrustedProxies,
    /// The folder of the keys of personal data; `keys` in the data folder if missing.
    pub keys: Option<PathBuf>,
    /// Days for which personal data is kept after the visit (P3).
    pub keep_days: u16,
    /// How messages go out to visitors; not at all where it is missing.
    pub messages: Option<MessagesSetup>,
    /// The day report by mail; to nobody where it is missing.
    pub report: Option<ReportSetup>,
    /// The floor.
    pub floor: Floor,
}

/// Reads and checks a file. The error is the whole report, ready to print.
pub fn load(path: &Path) -> Result<Config, String> {
    let name = path.display().to_string();
    let bytes = read(path).map_err(|problem| format!("{name} cannot be read: {problem}\n"))?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(format!("{name} has more than {FILE_LIMIT} bytes: name the floor's configuration file\n"));
    }
    let text = String::from_utf8(bytes).map_err(|problem| not_text(&name, &problem))?;
    parse(&text).map_err(|problems| report(&problems, &name, &text))
}

/// A little more than is allowed at most, also of what never ends.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_text(name: &str, problem: &FromUtf8Error) -> String {
    let before = problem.utf8_error().valid_up_to();
    let line = problem.as_bytes()[..before].split(|byte| *byte == b'\n').count();
    format!("{name}: line {line} is not UTF-8 text: save the file as UTF-8\n")
}

/// Checks a configuration's text. The problems are in the order of their lines.
pub fn parse(text: &str) -> Result<Config, Vec<Problem>> {
    let document = Document::new(text);
    if let Some(problems) = document.broken() {
        return Err(problems);
    }
    let config = document.read(|root| {
        let listen = root.address("listen", LISTEN);
        let visitors_listen = root.optional_address("visitors_listen", VISITORS_LISTEN);
        if visitors_listen == Some(listen) && listen.port() != 0 {
            root.wrong("visitors_listen", "is where the devices connect", "give the visitors a port of their own");
        }
        let trusted_proxies = office::trusted_proxies(root);
        let visitors_files = office::visitors_files(root, visitors_listen, &trusted_proxies);
        let (keys, keep_days) = office::personal_data(root);
        let floor = floor(root);
        let messages = messages::messages(root, floor.public_url.is_some());
        let mail = messages.as_ref().is_some_and(|messages| messages.smtp.is_some());
        let report = report::report(root, mail);
        references::check(root, &floor);
        Config { listen, visitors_listen, visitors_files, trusted_proxies, keys, keep_days, messages, report, floor }
    });
    document.finish(config)
}

/// Checks the floor of a configuration's text: what is the machine's may stand there, and is not looked at.
pub fn parse_floor(text: &str) -> Result<Floor, Vec<Problem>> {
    let document = Document::new(text);
    if let Some(problems) = document.broken() {
        return Err(problems);
    }
    let floor = document.read(|root| {
        root.pass_over(&MACHINES);
        let floor = floor(root);
        references::check(root, &floor);
        floor
    });
    document.finish(floor)
}

fn floor(root: &mut document::Section<'_>) -> Floor {
    let mut office = office::office(root);
    root.speak(&office.spoken);
    let hours = office::hours(root, office.calendar.day_turns_at);
    Floor {
        rules: office::rules(root),
        halls: office::halls(root),
        groups: office::groups(root),
        categories: office::categories(root),
        services: services::services(root, &hours, office.calendar.day_turns_at),
        windows: people::windows(root),
        clerks: people::clerks(root),
        reasons: office::reasons(root),
        notices: office.take_notices(root),
        coupon: coupon::coupon(root),
        pictures: pictures::pictures(root),
        devices: people::devices(root),
        office: office.name,
        languages: office.spoken.languages,
        public_url: office.public_url,
        calendar: office.calendar,
    }
}
