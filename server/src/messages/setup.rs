//! What an office configures for its messages. Secrets are not here: they lie in files of their own, which are read when the carriers open.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Time;
use queue::ids::Language;

use super::fill::Template;

/// How mail and SMS go out; at least one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagesSetup {
    /// Mail.
    pub smtp: Option<SmtpSetup>,
    /// SMS.
    pub sms: Option<SmsSetup>,
}

/// The day report that is mailed each evening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSetup {
    /// Who gets it.
    pub to: Vec<String>,
    /// When, by the office's clock.
    pub at: Time,
    /// In which language; the floor's first if missing.
    pub language: Option<Language>,
}

/// A mail server that takes the office's mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpSetup {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is secured.
    pub security: Security,
    /// Name and file of the password, where the server wants them.
    pub login: Option<SmtpLogin>,
    /// The address in `From`.
    pub from: String,
    /// A file with certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for the server at each step.
    pub patience: Duration,
}

/// Who the office is to the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmtpLogin {
    /// Its name.
    pub user: String,
    /// The file with the password.
    pub password_file: PathBuf,
}

/// How a connection to a mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: for a server on the same machine, or on a network of the office's own.
    None,
}

/// An HTTP gateway that sends SMS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsSetup {
    /// How it is asked.
    pub method: Method,
    /// Where; what is filled in is percent-encoded.
    pub url: Template,
    /// Name and value of each header.
    pub headers: Vec<(String, Template)>,
    /// What is sent, if anything; filled in as `encoding` says.
    pub body: Option<Template>,
    /// How the body is written.
    pub encoding: Encoding,
    /// The file with what stands for `{password}`.
    pub password_file: Option<PathBuf>,
    /// To whose telephones messages go.
    pub countries: Countries,
    /// A text that the answer holds where the gateway has taken the message; any answer of success where it is missing.
    pub taken_if: Option<String>,
    /// A file with certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for the gateway.
    pub patience: Duration,
}

/// The countries to whose telephones SMS go, by the beginnings of their numbers such as `+374`; every one where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Countries(pub Vec<String>);

impl Countries {
    /// Whether SMS go to a number: a code to a number that is dear to call brings somebody money at the office's cost (S6).
    pub fn serve(&self, number: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|code| number.starts_with(code))
    }
}

impl fmt::Display for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// How a gateway is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// All stands in the address.
    Get,
    /// With a body.
    Post,
}

/// How a gateway's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JSON.
    Json,
    /// A form, as a page would send it.
    Form,
}
