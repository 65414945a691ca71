//! How messages go out to visitors: by a mail server, by an SMS gateway, or both (B7, B8, P5).

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::document::Section;
use super::texts::shorten;
use crate::messages::fill::{Escape, Filling, Place, Template};
use crate::messages::setup::{Countries, Encoding, MessagesSetup, Method, Security, SmsSetup, SmtpLogin, SmtpSetup};
use crate::people::entered::email;

/// Longest address, header or body of a gateway, in characters.
const TEMPLATE_LIMIT: usize = 1000;
const HEADERS: usize = 16;
const COUNTRIES: usize = 20;
/// Figures of a country code, with those of a part of a country that share one.
const COUNTRY_FIGURES: RangeInclusive<usize> = 1..=4;
/// Seconds that the other side is waited for.
const PATIENCE_S: u16 = 20;
/// By this the office says that nobody else is on the way.
const IN_THE_OPEN: &str = "in_the_open";
/// What is wrong with a way on which others may be (P1).
const OPEN: &str = "would send contacts and links in the open";

/// The ways out; none where the table is missing.
pub fn messages(root: &mut Section<'_>, public_url: bool) -> Option<MessagesSetup> {
    const KEY: &str = "messages";
    let setup = root.optional_table(KEY, |section| MessagesSetup {
        smtp: section.optional_table("smtp", smtp),
        sms: section.optional_table("sms", sms),
    })?;
    if setup.smtp.is_none() && setup.sms.is_none() {
        root.wrong(KEY, "names no way out", "add [messages.smtp], [messages.sms] or both");
    }
    if !public_url {
        root.wrong(
            KEY,
            "has no address to link to",
            "add office.public_url = \"https://...\", where visitors reach their pages",
        );
    }
    Some(setup)
}

fn smtp(section: &mut Section<'_>) -> SmtpSetup {
    let host = section.string("host", "\"mail.office.example\"");
    let bad = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    if host.contains(bad) {
        section.wrong("host", format!("\"{}\" is no host", shorten(&host)), "write its name or its address alone");
    }
    let security = choice(
        section,
        "security",
        &[("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)],
    );
    let security = security.unwrap_or(Security::StartTls);
    let in_the_open = section.yes(IN_THE_OPEN, false);
    let port = section.optional_number("port", 1..=u16::MAX).unwrap_or(match security {
        Security::StartTls => 587,
        Security::Tls => 465,
        Security::None => 25,
    });
    let from = section.string("from", "\"queue@office.example\"");
    if !from.is_empty() && email(&from).is_err() {
        section.wrong(
            "from",
            format!("\"{}\" is no address", shorten(&from)),
            "write the address alone, as queue@office.example",
        );
    }
    let user = section.optional_string("user", "\"queue\"");
    let password_file = path(section, "password_file");
    let login = match (user, password_file) {
        (Some(user), Some(password_file)) => Some(SmtpLogin { user, password_file }),
        (Some(_), None) => {
            section.wrong("user", "has no password", "add password_file = \"/etc/queue/smtp-password\"");
            None
        }
        (None, Some(_)) => {
            section.wrong("password_file", "is nobody's", "add user = \"...\", or remove it");
            None
        }
        (None, None) => None,
    };
    if login.is_some() && security == Security::None {
        let mend = "write security = \"starttls\" or \"tls\", or remove user and password_file";
        section.wrong("security", "would send the password in the open", mend);
    }
    let ca_file = path(section, "ca_file");
    if ca_file.is_some() && security == Security::None {
        section.wrong("ca_file", "is used nowhere", "write security = \"starttls\" or \"tls\", or remove it");
    }
    if security == Security::None && !in_the_open && !is_here(&host) {
        let mend =
            "write security = \"starttls\" or \"tls\", or in_the_open = true where the network is the office's own";
        section.wrong("security", OPEN, mend);
    }
    SmtpSetup { host, port, security, login, from, ca_file, patience: patience(section) }
}

fn sms(section: &mut Section<'_>) -> SmsSetup {
    let url = section.long_string("url", "\"https://gateway.example/send\"", TEMPLATE_LIMIT);
    if !url.is_empty() && !sample(&url, Escape::Percent).is_some_and(|url| is_address(&url)) {
        section.wrong("url", "is no address", "write http:// or https://, a host and a path without spaces");
    }
    let in_the_open = section.yes(IN_THE_OPEN, false);
    if !in_the_open && url.strip_prefix("http://").is_some_and(|rest| !is_here(host(rest))) {
        section.wrong("url", OPEN, "write https://, or in_the_open = true where the network is the office's own");
    }
    let url = Template::parse(&url);
    let method = choice(section, "method", &[("post", Method::Post), ("get", Method::Get)]).unwrap_or(Method::Post);
    let encodings = [("json", Encoding::Json), ("form", Encoding::Form)];
    let encoding = choice(section, "encoding", &encodings).unwrap_or(Encoding::Json);
    let headers = headers(section);
    let body = body(section, method, encoding);
    for (place, name) in [(Place::To, "{to}"), (Place::Text, "{text}")] {
        if !url.has(place) && !body.as_ref().is_some_and(|body| body.has(place)) {
            section.wrong(
                "url",
                format!("and the body have no {name}"),
                format!("put {name} where the gateway wants it"),
            );
        }
    }
    let password_file = path(section, "password_file");
    let wanted = [Some(&url), body.as_ref()].into_iter().flatten().chain(headers.iter().map(|(_, value)| value));
    let wants_password = wanted.into_iter().any(|template| template.has(Place::Password));
    match (wants_password, &password_file) {
        (true, None) => {
            section.wrong("password_file", "is missing", "add the file that holds what stands for {password}");
        }
        (false, Some(_)) => {
            section.wrong("password_file", "is used nowhere", "put {password} into url, headers or body, or remove it");
        }
        (true, Some(_)) | (false, None) => {}
    }
    let countries = countries(section);
    let taken_if = section.optional_string("taken_if", "\"\\\"status\\\":\\\"ok\\\"\"");
    let (ca_file, patience) = (path(section, "ca_file"), patience(section));
    SmsSetup { method, url, headers, body, encoding, password_file, countries, taken_if, ca_file, patience }
}

fn countries(section: &mut Section<'_>) -> Countries {
    const KEY: &str = "countries";
    let Some(codes) = section.optional_strings(KEY) else { return Countries::default() };
    if codes.is_empty() {
        section.wrong(KEY, "names no country", "write countries = [\"+7\", \"+374\"], or remove it for every country");
    }
    if codes.len() > COUNTRIES {
        section.wrong(KEY, format!("has {} entries", codes.len()), format!("use at most {COUNTRIES}"));
    }
    let fits = |code: &str| {
        let figures = code.strip_prefix('+').unwrap_or_default();
        COUNTRY_FIGURES.contains(&figures.len()) && figures.bytes().all(|figure| figure.is_ascii_digit())
    };
    for code in codes.iter().filter(|code| !fits(code)) {
        let problem = format!("\"{}\" begins no telephone number", shorten(code));
        section.wrong(KEY, problem, "write + and 1 to 4 figures, such as \"+7\" or \"+374\"");
    }
    Countries(codes)
}

/// Whether what goes to a host stays on this machine.
fn is_here(host: &str) -> bool {
    let address = host.parse().map(|address: IpAddr| address.to_canonical());
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// The host of what follows an address's scheme.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.strip_prefix('[') {
        Some(six) => six.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn headers(section: &mut Section<'_>) -> Vec<(String, Template)> {
    const KEY: &str = "headers";
    let lines = section.long_strings(KEY, TEMPLATE_LIMIT);
    if lines.len() > HEADERS {
        section.wrong(KEY, format!("has {} entries", lines.len()), format!("use at most {HEADERS}"));
    }
    let mut headers = Vec::new();
    for line in lines {
        let token =
            |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let parts = line.split_once(':').map(|(name, value)| (name.trim(), value.trim()));
        match parts.filter(|(name, value)| token(name) && value.is_ascii()) {
            Some((name, value)) => {
                let value = Template::parse(value);
                if value.has(Place::To) || value.has(Place::Text) {
                    let mend = "put them into the address or the body; a header takes {id} and {password}";
                    section.wrong(KEY, format!("{name} has {{to}} or {{text}}"), mend);
                }
                headers.push((name.to_owned(), value));
            }
            None => section.wrong(
                KEY,
                format!("\"{}\" is no header", shorten(&line)),
                "write it as \"Authorization: Bearer {password}\", in plain letters",
            ),
        }
    }
    headers
}

fn body(section: &mut Section<'_>, method: Method, encoding: Encoding) -> Option<Template> {
    let text = section.optional_long_string("body", "'{\"to\": \"{to}\", \"text\": \"{text}\"}'", TEMPLATE_LIMIT)?;
    let whole = match encoding {
        Encoding::Json => {
            sample(&text, Escape::Json).is_some_and(|text| serde_json::from_str::<serde_json::Value>(&text).is_ok())
        }
        Encoding::Form => text.is_ascii() && !text.contains(' '),
    };
    if !whole && !text.is_empty() {
        let mend = match encoding {
            Encoding::Json => "write a JSON text with its places within quotes, or encoding = \"form\"",
            Encoding::Form => "write it as to={to}&text={text}, without spaces",
        };
        section.wrong("body", "is not what encoding says", mend);
    }
    if method == Method::Get {
        section.wrong("body", "goes with no GET", "put all into url, or write method = \"post\"");
    }
    Some(Template::parse(&text))
}

/// A template filled with what shows whether it holds together.
fn sample(text: &str, escape: Escape) -> Option<String> {
    let filling = Filling { to: "+37491000001", text: "\"a\" & b", id: "1@x", password: "p\"w" };
    (!text.is_empty()).then(|| Template::parse(text).fill(&filling, escape))
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?']).next()).unwrap_or_default();
    let plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '#');
    !host.is_empty() && !host.contains('@') && url.chars().all(plain)
}

fn choice<T: Copy>(section: &mut Section<'_>, key: &'static str, known: &[(&str, T)]) -> Option<T> {
    let names = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let text = section.optional_string(key, known.first().map_or("", |(name, _)| name))?;
    let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    if found.is_none() && !text.is_empty() {
        section.wrong(key, "is unknown", format!("write one of: {names}"));
    }
    found
}

fn path(section: &mut Section<'_>, key: &'static str) -> Option<PathBuf> {
    let path = PathBuf::from(section.optional_string(key, "\"/etc/queue/password\"")?);
    if !path.is_absolute() && !path.as_os_str().is_empty() {
        section.wrong(key, "is no whole path", "write it from the root: a service starts in a folder of its own");
    }
    Some(path)
}

fn patience(section: &mut Section<'_>) -> Duration {
    let seconds = section.optional_number("patience_s", 1..=120).unwrap_or(PATIENCE_S);
    Duration::from_secs(u64::from(seconds))
}
