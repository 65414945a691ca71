//! Sessions of the staff in browsers: one for each sign-in, in memory alone, found by the hash of a random token. Nothing here
//! reaches the consoles' sessions. Pure: time and floor come in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use queue::Floor;
use queue::floor::Role;
use queue::ids::ClerkId;
use sha2::{Digest, Sha256};

use crate::credentials::random;

/// The longest that a session lasts.
const LONGEST: Duration = Duration::from_secs(8 * 3_600);
/// A session ends when nothing was asked for so long; a page that only shows itself anew asks nothing.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// Sessions of one person at a time; the one that was used least of late makes room.
const EACH: usize = 8;

type Hash = [u8; 32];

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Key; also the login.
    pub id: ClerkId,
    /// Name as colleagues know it.
    pub name: Arc<str>,
    /// What they may do now.
    pub roles: BTreeSet<Role>,
    pin: Hash,
}

impl Person {
    /// Whether this is still the PIN with which they signed in.
    pub fn has_pin(&self, stored: Option<&str>) -> bool {
        stored.is_some_and(|stored| pin_mark(stored) == self.pin)
    }
}

/// The moment at which somebody signs in or asks.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// By the steady clock.
    pub steady: Duration,
    /// The business day.
    pub day: Option<Date>,
    /// The floor's configuration.
    pub floor: &'a Floor,
}

/// All sessions.
#[derive(Default)]
pub struct Sessions(Mutex<BTreeMap<Hash, Session>>);

struct Session {
    clerk: ClerkId,
    roles: BTreeSet<Role>,
    /// Of the stored hash of the PIN.
    pin: Hash,
    day: Option<Date>,
    began: Duration,
    used: Duration,
}

impl Sessions {
    /// Begins a session of somebody whose PIN was right, and gives its token; none for one whom the floor does not know.
    pub fn begin(&self, clerk: &ClerkId, stored_pin: &str, moment: &Moment<'_>) -> Option<String> {
        let roles = moment.floor.clerk(clerk)?.roles.clone();
        let token: String = random::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        let (day, now) = (moment.day, moment.steady);
        let session = Session { clerk: clerk.clone(), roles, pin: pin_mark(stored_pin), day, began: now, used: now };
        let mut sessions = self.lock();
        sessions.retain(|_, session| session.stands(moment));
        let own = || sessions.iter().filter(|(_, session)| session.clerk == *clerk);
        if own().count() >= EACH
            && let Some(quietest) = own().min_by_key(|(_, session)| session.used).map(|(hash, _)| *hash)
        {
            sessions.remove(&quietest);
        }
        sessions.insert(mark(&token), session);
        Some(token)
    }

    /// Who goes by a token. `asks` is whether they did something, or only their page showed itself anew.
    pub fn person(&self, token: &str, moment: &Moment<'_>, asks: bool) -> Option<Person> {
        let hash = mark(token);
        let mut sessions = self.lock();
        let session = sessions.get_mut(&hash)?;
        if !session.stands(moment) {
            sessions.remove(&hash);
            return None;
        }
        if asks {
            session.used = moment.steady;
        }
        let clerk = moment.floor.clerk(&session.clerk)?;
        Some(Person {
            id: clerk.id.clone(),
            name: Arc::clone(&clerk.name),
            roles: clerk.roles.clone(),
            pin: session.pin,
        })
    }

    /// Ends a session.
    pub fn end(&self, token: &str) {
        self.lock().remove(&mark(token));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Hash, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// Neither too old nor idle nor of another day, and no role has been taken away since.
    fn stands(&self, moment: &Moment<'_>) -> bool {
        let since = |then: Duration| moment.steady.saturating_sub(then);
        let keeps_roles = moment.floor.clerk(&self.clerk).is_some_and(|clerk| self.roles.is_subset(&clerk.roles));
        since(self.began) < LONGEST && since(self.used) < IDLE && self.day == moment.day && keeps_roles
    }
}

fn mark(token: &str) -> Hash {
    Sha256::digest(token).into()
}

fn pin_mark(stored: &str) -> Hash {
    Sha256::digest(stored).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const DEMO: &str = include_str!("../../../../assets/demo/floor.toml");

    struct Story {
        floor: Floor,
        sessions: Sessions,
        day: Option<Date>,
    }

    impl Story {
        fn new() -> Self {
            let floor = crate::config::parse(DEMO).unwrap().floor;
            Self { floor, sessions: Sessions::default(), day: Some("2026-11-17".parse().unwrap()) }
        }

        fn moment(&self, steady: Duration) -> Moment<'_> {
            Moment { steady, day: self.day, floor: &self.floor }
        }

        fn begin(&self, login: &str, at: Duration) -> String {
            let clerk = ClerkId::new(login).unwrap();
            self.sessions.begin(&clerk, "the stored hash", &self.moment(at)).unwrap()
        }

        fn is_in(&self, token: &str, at: Duration, asks: bool) -> bool {
            self.sessions.person(token, &self.moment(at), asks).is_some()
        }

        fn set_roles(&mut self, login: &str, roles: &[Role]) {
            let clerk = self.floor.clerks.iter_mut().find(|clerk| clerk.id.as_str() == login).unwrap();
            clerk.roles = roles.iter().copied().collect();
        }
    }

    #[test]
    fn a_token_is_256_random_bits_and_is_not_kept_itself() {
        let story = Story::new();
        let (one, two) = (story.begin("petrosyan", MINUTE), story.begin("petrosyan", MINUTE));
        assert!(one.len() == 64 && one != two && one.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let kept: Vec<_> = story.sessions.lock().keys().copied().collect();
        let as_text = |hash: &Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert!(kept.iter().all(|hash| as_text(hash) != one && as_text(hash) != two));
        assert!(!story.is_in("", MINUTE, true) && !story.is_in(&as_text(&kept[0]), MINUTE, true));
    }

    #[test]
    fn a_session_ends_after_half_an_hour_without_use_and_a_page_that_shows_itself_anew_is_no_use() {
        let story = Story::new();
        let token = story.begin("petrosyan", Duration::ZERO);
        assert!(story.is_in(&token, 29 * MINUTE, true));
        for minute in 30..59 {
            assert!(story.is_in(&token, minute * MINUTE, false), "{minute}");
        }
        assert!(!story.is_in(&token, 59 * MINUTE, false));
        assert!(!story.is_in(&token, 30 * MINUTE, true), "what has ended stays so");
    }

    #[test]
    fn a_session_ends_after_eight_hours_however_much_it_is_used() {
        let story = Story::new();
        let token = story.begin("petrosyan", Duration::ZERO);
        for minute in 1..480 {
            assert!(story.is_in(&token, minute * MINUTE, true), "{minute}");
        }
        assert!(!story.is_in(&token, 480 * MINUTE, true));
    }

    #[test]
    fn a_new_business_day_ends_it() {
        let mut story = Story::new();
        let token = story.begin("petrosyan", Duration::ZERO);
        story.day = Some("2026-11-18".parse().unwrap());
        assert!(!story.is_in(&token, MINUTE, true));
    }

    #[test]
    fn a_role_taken_away_ends_it_and_one_given_is_there_at_once() {
        let mut story = Story::new();
        let token = story.begin("petrosyan", Duration::ZERO);
        story.set_roles("petrosyan", &[Role::Clerk, Role::Manager, Role::Administrator]);
        let person = story.sessions.person(&token, &story.moment(MINUTE), true).unwrap();
        assert!(person.roles.contains(&Role::Administrator));
        story.set_roles("petrosyan", &[Role::Clerk]);
        assert!(!story.is_in(&token, MINUTE, true));
        story.set_roles("petrosyan", &[Role::Clerk, Role::Manager]);
        assert!(!story.is_in(&token, MINUTE, true), "what has ended stays so");

        let token = story.begin("petrosyan", MINUTE);
        story.floor.clerks.retain(|clerk| clerk.id.as_str() != "petrosyan");
        assert!(!story.is_in(&token, MINUTE, true), "nobody goes on whom the floor does not know");
        let gone = ClerkId::new("petrosyan").unwrap();
        assert_eq!(story.sessions.begin(&gone, "the stored hash", &story.moment(MINUTE)), None);
    }

    #[test]
    fn another_pin_is_known_by_its_stored_hash() {
        let story = Story::new();
        let token = story.begin("petrosyan", Duration::ZERO);
        let person = story.sessions.person(&token, &story.moment(MINUTE), true).unwrap();
        assert!(person.has_pin(Some("the stored hash")));
        assert!(!person.has_pin(Some("another stored hash")) && !person.has_pin(None));
    }

    #[test]
    fn the_quietest_of_too_many_sessions_ends_and_those_of_others_stay() {
        let story = Story::new();
        let other = story.begin("orlov", Duration::ZERO);
        let tokens: Vec<_> = (0..8).map(|_| story.begin("petrosyan", Duration::ZERO)).collect();
        assert!(tokens.iter().skip(1).all(|token| story.is_in(token, MINUTE, true)));
        story.begin("petrosyan", 2 * MINUTE);
        assert!(!story.is_in(&tokens[0], 2 * MINUTE, true));
        assert!(tokens.iter().skip(1).chain([&other]).all(|token| story.is_in(token, 2 * MINUTE, true)));
        story.sessions.end(&tokens[1]);
        assert!(!story.is_in(&tokens[1], 2 * MINUTE, true) && story.is_in(&tokens[2], 2 * MINUTE, true));
    }
}
