//! Mail over SMTP: one connection a message. Which step failed says what is to be done: a server that cannot be reached, or refuses the
//! office itself, holds all mail up, while one that refuses the addressee or the mail has decided about this one alone.

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use lettre::{Address, Message, transport};

use super::carriers::{CarriersError, Failed, Failing, file, password};
use super::setup::{Security, SmtpLogin, SmtpSetup};

/// Ways in which the office says who it is, the first that the server knows.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// The field of the configuration that names further certificates.
const CA_FILE: &str = "smtp.ca_file";

type SmtpError = transport::smtp::Error;

/// A mail server that takes the office's mail.
pub struct Smtp {
    setup: SmtpSetup,
    from: Address,
    hello: ClientId,
    credentials: Option<Credentials>,
    tls: Option<TlsParameters>,
}

impl Smtp {
    /// Reads password and certificates; talks to nobody.
    pub fn open(setup: &SmtpSetup) -> Result<Self, CarriersError> {
        let (from, credentials, tls) = (from(setup)?, credentials(setup)?, secured(setup)?);
        let hello = ClientId::Domain(from.domain().to_owned());
        Ok(Self { setup: setup.clone(), from, hello, credentials, tls })
    }

    /// All that is wrong with what a setup names.
    pub fn amiss(setup: &SmtpSetup) -> impl Iterator<Item = CarriersError> + use<> {
        [from(setup).err(), credentials(setup).err(), secured(setup).err()].into_iter().flatten()
    }

    /// The domain that mail comes from.
    pub fn domain(&self) -> &str {
        self.from.domain()
    }

    /// The address in `From`, under a name.
    pub fn sender(&self, name: &str) -> Mailbox {
        Mailbox::new((!name.is_empty()).then(|| name.to_owned()), self.from.clone())
    }

    /// Hands a mail over; what the server answered when it took it.
    pub fn send(&self, mail: &Message) -> Result<String, Failed> {
        let mut connection = self.connect()?;
        let sent = self.talk(&mut connection, mail);
        if sent.is_ok() {
            let _said_goodbye = connection.quit();
        } else {
            connection.abort();
        }
        sent
    }

    fn connect(&self) -> Result<SmtpConnection, Failed> {
        let way = |step| move |error: SmtpError| failed(step, &error, Some(Failing::Way));
        let server = (self.setup.host.as_str(), self.setup.port);
        let at_once = self.tls.as_ref().filter(|_| self.setup.security == Security::Tls);
        let patience = Some(self.setup.patience);
        let mut connection =
            SmtpConnection::connect(server, patience, &self.hello, at_once, None).map_err(way("connect"))?;
        if self.setup.security == Security::StartTls
            && let Some(tls) = &self.tls
        {
            connection.starttls(tls, &self.hello).map_err(way("starttls"))?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&MECHANISMS, credentials).map_err(way("login"))?;
        }
        Ok(connection)
    }

    fn talk(&self, connection: &mut SmtpConnection, mail: &Message) -> Result<String, Failed> {
        connection
            .command(Mail::new(Some(self.from.clone()), Vec::new()))
            .map_err(|error| failed("sender", &error, Some(Failing::Way)))?;
        for to in mail.envelope().to() {
            let rcpt = Rcpt::new(to.clone(), Vec::new());
            connection.command(rcpt).map_err(|error| failed("addressee", &error, None))?;
        }
        connection.command(Data).map_err(|error| failed("data", &error, None))?;
        let taken = connection.message(&mail.formatted()).map_err(|error| failed("message", &error, None))?;
        Ok(said(&taken))
    }
}

fn from(setup: &SmtpSetup) -> Result<Address, CarriersError> {
    setup.from.parse().map_err(|_| CarriersError::From { address: setup.from.clone() })
}

fn credentials(setup: &SmtpSetup) -> Result<Option<Credentials>, CarriersError> {
    let Some(SmtpLogin { user, password_file }) = &setup.login else { return Ok(None) };
    let password = password("smtp.password_file", password_file)?;
    Ok(Some(Credentials::new(user.clone(), password.to_string())))
}

fn secured(setup: &SmtpSetup) -> Result<Option<TlsParameters>, CarriersError> {
    match setup.security {
        Security::StartTls | Security::Tls => tls(setup).map(Some),
        Security::None => Ok(None),
    }
}

fn tls(setup: &SmtpSetup) -> Result<TlsParameters, CarriersError> {
    let mut builder = TlsParameters::builder(setup.host.clone());
    if let Some(path) = &setup.ca_file {
        let bad = |problem: String| CarriersError::Certificates { field: CA_FILE, path: path.clone(), problem };
        let certificates = Certificate::from_pem(&file(CA_FILE, path)?).map_err(|error| bad(error.to_string()))?;
        builder = builder.add_root_certificate(certificates);
    }
    builder.build_rustls().map_err(|error| CarriersError::Tls(error.to_string()))
}

fn said(response: &Response) -> String {
    format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))
}

/// What a failure means: the code's where the server gave one, else that the way is closed.
fn failed(step: &'static str, error: &SmtpError, always: Option<Failing>) -> Failed {
    let by_code = match error.status().map(|code| code.severity) {
        Some(Severity::PermanentNegativeCompletion) => Failing::Never,
        Some(Severity::TransientNegativeCompletion) => Failing::Later,
        Some(Severity::PositiveCompletion | Severity::PositiveIntermediate) | None => Failing::Way,
    };
    let code = error.status().map(u16::from);
    Failed { failing: always.unwrap_or(by_code), step, code, said: error.to_string() }
}
