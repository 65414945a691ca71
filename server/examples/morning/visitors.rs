//! Who comes on this morning, and for what.

use queue::ids::{CategoryId, Language, ServiceId};

/// Somebody who takes a coupon.
pub struct Visitor {
    pub comes_s: i64,
    pub service: ServiceId,
    pub category: CategoryId,
    pub language: Language,
}

/// A service with the minute at which its first visitor comes, and the minutes between two.
struct Stream(&'static str, f64, f64);

const STREAMS: [Stream; 8] = [
    Stream("passport-apply", 1.0, 5.4),
    Stream("passport-collect", 3.0, 11.0),
    Stream("residence", 2.0, 16.0),
    Stream("registration", 4.0, 10.5),
    Stream("work-permit", 12.0, 24.0),
    Stream("invitations", 7.0, 25.0),
    Stream("certificates", 6.0, 14.0),
    Stream("citizenship", 20.0, 45.0),
];
/// Longer than any morning that is written.
const LAST_MIN: f64 = 240.0;
/// Among so many visitors one has the right to be preferred; among so many one reads the other languages.
const PREFERRED_EACH: usize = 9;
const ENGLISH_EACH: usize = 7;
const ARMENIAN_EACH: usize = 10;

/// In the order of their coming.
pub fn all() -> anyhow::Result<Vec<Visitor>> {
    let mut coming: Vec<_> = STREAMS
        .iter()
        .flat_map(|Stream(service, first, between)| {
            let minutes = std::iter::successors(Some(*first), move |minute| Some(minute + between));
            minutes.take_while(|minute| *minute < LAST_MIN).map(move |minute| ((minute * 60.0) as i64, *service))
        })
        .collect();
    coming.sort_unstable();
    let visitors = coming.into_iter().enumerate().map(|(count, (comes_s, service))| {
        let category = if count % PREFERRED_EACH == 5 { "infant" } else { "general" };
        let language = if count % ENGLISH_EACH == 3 {
            "en"
        } else if count % ARMENIAN_EACH == 6 {
            "hy"
        } else {
            "ru"
        };
        Ok(Visitor {
            comes_s,
            service: ServiceId::new(service)?,
            category: CategoryId::new(category)?,
            language: Language::new(language)?,
        })
    });
    visitors.collect()
}
