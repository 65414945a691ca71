//! SMS by an HTTP gateway, asked as the office configured it. The gateway's answer decides: what it has taken, put off or refused.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue, Request, StatusCode, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use zeroize::Zeroizing;

use super::carriers::{CarriersError, Failed, Failing, file, password};
use super::fill::{Escape, Filling};
use super::setup::{Countries, Encoding, Method, SmsSetup};

/// The field of the configuration that names further certificates.
const CA_FILE: &str = "sms.ca_file";
/// Bytes of an answer that are looked at.
const ANSWER_LIMIT: u64 = 16 * 1024;
/// Characters of an answer that a technician is shown.
const SHOWN: usize = 300;

/// A gateway that sends SMS.
pub struct Gateway {
    setup: SmsSetup,
    agent: Agent,
    password: Zeroizing<String>,
}

impl Gateway {
    /// Reads password and certificates; talks to nobody.
    pub fn open(setup: &SmsSetup) -> Result<Self, CarriersError> {
        let (password, agent) = (secret(setup)?, agent(setup)?);
        Ok(Self { setup: setup.clone(), agent, password })
    }

    /// All that is wrong with what a setup names.
    pub fn amiss(setup: &SmsSetup) -> impl Iterator<Item = CarriersError> + use<> {
        [secret(setup).err(), agent(setup).err()].into_iter().flatten()
    }

    /// To whose telephones it sends.
    pub fn countries(&self) -> &Countries {
        &self.setup.countries
    }

    /// Hands a message over; what the gateway answered when it took it. Of a number of another country it hears nothing.
    pub fn send(&self, to: &str, text: &str, id: &str) -> Result<String, Failed> {
        if !self.setup.countries.serve(to) {
            let said = format!("the number begins with none of {}", self.setup.countries);
            return Err(Failed { failing: Failing::Never, step: "country", code: None, said });
        }
        let filling = Filling { to, text, id, password: &self.password };
        let request = self.request(&filling).map_err(|problem| Failed {
            failing: Failing::Way,
            step: "request",
            code: None,
            said: problem.to_string(),
        })?;
        let unreached = |problem: ureq::Error| {
            let said = problem.to_string();
            Failed { failing: Failing::Way, step: "connect", code: None, said }
        };
        let (head, body) = request.into_parts();
        let response = match self.setup.method {
            Method::Get => self.agent.run(Request::from_parts(head, ())),
            Method::Post => self.agent.run(Request::from_parts(head, body)),
        };
        let response = response.map_err(unreached)?;
        let status = response.status();
        let mut bytes = Vec::new();
        let read = response.into_body().into_reader().take(ANSWER_LIMIT).read_to_end(&mut bytes);
        let answer = String::from_utf8_lossy(&bytes);
        let said = format!(
            "{} {}",
            status.as_u16(),
            answer.chars().filter(|c| !c.is_control()).take(SHOWN).collect::<String>()
        );
        let no = |failing, step| Failed { failing, step, code: Some(status.as_u16()), said: said.clone() };
        if read.is_err() {
            return Err(no(Failing::Way, "answer"));
        }
        match judged(status) {
            Some(failing) => Err(no(failing, "answer")),
            None if self.setup.taken_if.as_ref().is_some_and(|text| !answer.contains(text)) => {
                Err(no(Failing::Later, "not taken"))
            }
            None => Ok(said),
        }
    }

    fn request(&self, filling: &Filling<'_>) -> Result<Request<String>, ureq::http::Error> {
        let setup = &self.setup;
        let method = match setup.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let mut request = Request::builder().method(method).uri(setup.url.fill(filling, Escape::Percent));
        let (kind, escape) = match setup.encoding {
            Encoding::Json => ("application/json", Escape::Json),
            Encoding::Form => ("application/x-www-form-urlencoded", Escape::Percent),
        };
        if setup.body.is_some() && !setup.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in &setup.headers {
            let value = HeaderValue::from_str(&value.fill(filling, Escape::Header))?;
            request = request.header(HeaderName::from_bytes(name.as_bytes())?, value);
        }
        request.body(setup.body.as_ref().map_or(String::new(), |body| body.fill(filling, escape)))
    }
}

/// What an answer's status means; none where the message was taken. One that blames the office, its address or the gateway itself says
/// nothing about the message; 403 may mean either, and must not let one number close the way for all.
fn judged(status: StatusCode) -> Option<Failing> {
    match status {
        _ if status.is_success() => None,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::GONE => Some(Failing::Never),
        StatusCode::FORBIDDEN => Some(Failing::Later),
        _ => Some(Failing::Way),
    }
}

fn secret(setup: &SmsSetup) -> Result<Zeroizing<String>, CarriersError> {
    match &setup.password_file {
        Some(path) => password("sms.password_file", path),
        None => Ok(Zeroizing::default()),
    }
}

fn agent(setup: &SmsSetup) -> Result<Agent, CarriersError> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(setup.patience))
        .max_idle_connections(1)
        .max_idle_age(Duration::from_secs(5))
        .user_agent("queue-server")
        .proxy(None)
        .tls_config(tls(setup)?)
        .build();
    Ok(config.into())
}

fn tls(setup: &SmsSetup) -> Result<TlsConfig, CarriersError> {
    let system = rustls_native_certs::load_native_certs().certs;
    let mut trusted: Vec<_> = system.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    if let Some(path) = &setup.ca_file {
        let bad = |problem: String| CarriersError::Certificates { field: CA_FILE, path: path.clone(), problem };
        let before = trusted.len();
        for item in parse_pem(&file(CA_FILE, path)?) {
            if let PemItem::Certificate(certificate) = item.map_err(|error| bad(error.to_string()))? {
                trusted.push(certificate);
            }
        }
        if trusted.len() == before {
            return Err(bad("there is none in it".to_owned()));
        }
    }
    let builder = TlsConfig::builder().provider(TlsProvider::Rustls).root_certs(RootCerts::from(trusted));
    Ok(builder.unversioned_rustls_crypto_provider(Arc::new(ring::default_provider())).build())
}
