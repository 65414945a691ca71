//! Pages that show themselves anew, by a script or, without one, by coming again; their reader can let them stand still.

use super::visit::Visit;
use super::{LIVE_LOOK, LOOK, SCRIPT};
use crate::web::strict::Look;
use crate::web::words::filled;

/// How a page shows itself anew.
#[derive(Clone, Debug)]
pub struct Live {
    /// Whether it does.
    pub on: bool,
    /// What lets it, in the page itself.
    pub script: &'static str,
    /// Seconds from one time to the next.
    pub every_s: u32,
    /// The same where no scripts run.
    pub refresh_s: u32,
    /// The pace in words.
    pub pace: String,
    /// Where it comes anew from.
    pub again: String,
    /// The same page that stands still, or goes on.
    pub other: String,
}

impl Live {
    /// The page that was asked for. What it shows may be another thing a while later: `kept` names the thing in the address, such as the day.
    pub fn of(visit: &Visit, every_s: u32, refresh_s: u32, kept: Option<(&'static str, String)>) -> Self {
        let kept = kept.map(|(name, value)| format!("{name}={value}"));
        let with = |pair: Option<&str>| {
            let without = ["still", "again"].into_iter().chain(kept.as_deref().and_then(|kept| kept.split('=').next()));
            visit.address_with(&without.collect::<Vec<_>>(), kept.as_deref().into_iter().chain(pair))
        };
        let on = !visit.still;
        Self {
            on,
            script: SCRIPT,
            every_s,
            refresh_s,
            pace: filled(&visit.words.anew_every, &[&every_s.to_string()]),
            again: with(Some("again=1")),
            other: with(on.then_some("still=1")),
        }
    }

    /// What a browser may do with a page that shows itself anew in this way, or not at all.
    pub fn look(live: Option<&Self>) -> &'static Look {
        if live.is_some_and(|live| live.on) { &LIVE_LOOK } else { &LOOK }
    }
}
