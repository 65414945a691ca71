//! Whoever asks for a visitors' page: from where, and in which language.

use std::net::IpAddr;

use axum::extract::Query;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use queue::Floor;
use queue::ids::Language;
use serde::Deserialize;

use super::way;
use crate::proxies::TrustedProxies;

/// Languages of a phone that are looked at.
const ACCEPTED: usize = 8;

/// Whoever asks.
#[derive(Clone, Debug)]
pub struct Guest {
    /// The address on the net, as far as it is known.
    pub address: IpAddr,
    asked: Option<Language>,
    accepts: Vec<Language>,
}

/// What may stand behind the question mark of every page.
#[derive(Default, Deserialize)]
struct Asked {
    lang: Option<String>,
}

impl Guest {
    /// Reads who asks from the request's head.
    pub fn of(parts: &Parts, trusted: &TrustedProxies) -> Self {
        let asked = Query::<Asked>::try_from_uri(&parts.uri).map(|Query(asked)| asked).unwrap_or_default();
        let address = trusted.visitor(way::peer(&parts.extensions), &parts.headers);
        let asked = asked.lang.as_deref().and_then(|key| Language::new(key).ok());
        Self { address, asked, accepts: accepted(&parts.headers) }
    }

    /// The language asked for, else that of what is shown, else the phone's, else the office's; always one of the floor's.
    pub fn language(&self, floor: Option<&Floor>, of_shown: Option<&Language>) -> Language {
        let languages = floor.map_or(&[][..], |floor| &floor.languages);
        let mut wanted = self.asked.iter().chain(of_shown).chain(&self.accepts);
        let language = wanted.find(|language| languages.contains(language)).or(languages.first()).cloned();
        language.unwrap_or_else(|| Language::new("en").expect("en is a key"))
    }
}

/// The languages that a phone asks for, in its order.
fn accepted(headers: &HeaderMap) -> Vec<Language> {
    let text = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let key = |part: &str| {
        let tag = part.split([';', '-']).next().unwrap_or_default().trim().to_ascii_lowercase();
        Language::new(&tag).ok()
    };
    text.split(',').take(ACCEPTED).filter_map(key).collect()
}
