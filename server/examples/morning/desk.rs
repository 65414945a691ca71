//! A clerk at a window: calls, waits, receives, and goes on to the next.

use queue::ids::{ClerkId, ReasonId, WindowId};
use queue::{Act, Actor, Rejection, Ticket};

use crate::Morning;

/// Who sits where, and how many seconds after the moment of the story they call; window 1 has nobody. Four windows have just
/// called when window 4 does, so that several calls stand in the hall.
const STAFF: [(&str, &str, i64); 5] = [
    ("sargsyan", "w2", -55),
    ("orlov", "w3", -50),
    ("kovaleva", "w4", 0),
    ("belova", "w5", -45),
    ("petrosyan", "w6", -40),
];
/// The second of the morning at which the visitor of the story is called to window 4.
const STORY_S: i64 = 88 * 60;
/// Nobody is called in the last minutes before it, or the visit would go on beyond it.
const QUIET_S: i64 = 5 * 60;
/// Whoever is called for the story walks until it has been told.
const STORY_WALK_S: i64 = 80;
/// From the call to the window, at least.
const WALK_S: i64 = 25;
/// Between two visitors.
const BETWEEN_S: i64 = 10;
/// Who does not come, and who comes back later.
const ABSENT: [&str; 2] = ["K003", "A005"];
const PARKED: [(&str, &str); 2] = [("A008", "pays-fee"), ("A013", "makes-copy")];
const PARKED_AFTER_S: i64 = 240;
/// Who is refused, with the reason, and after how long.
const REFUSED: [(&str, &str); 1] = [("P010", "documents-missing")];
const REFUSED_AFTER_S: i64 = 90;
/// Who calls somebody out of turn, at which second of the morning, and why.
const OUT_OF_TURN: [(&str, i64, &str); 2] = [("kovaleva", 6_300, "unwell"), ("orlov", 9_000, "comes-back")];
/// When the first of them has lunch, how much later each next one, and for how long.
const LUNCH_S: i64 = 2 * 3_600;
const LUNCH_BETWEEN_S: i64 = 900;
const LUNCH_LASTS_S: i64 = 840;
/// How long visits take, in hundredths of the service's norm, in turn.
const LENGTHS: [i64; 6] = [70, 95, 60, 110, 85, 75];

pub struct Desk {
    pub clerk: ClerkId,
    pub window: WindowId,
    /// The second at which it calls for the story.
    story_s: i64,
    does: Does,
    visits: usize,
    /// The second at which lunch begins; none once it was had.
    lunch_s: Option<i64>,
    /// The second of a call out of turn with its reason, until it was made.
    out_of_turn: Option<(i64, &'static str)>,
}

/// What goes on, and since which second of the morning.
#[derive(Clone, Copy)]
enum Does {
    Nothing(i64),
    Waits { since: i64, recalled: bool },
    Receives { since: i64, lasts_s: i64 },
    Lunches { since: i64 },
}

pub fn all() -> anyhow::Result<Vec<Desk>> {
    let desks = STAFF.iter().zip(0..).map(|((clerk, window, after_s), visits)| {
        Ok(Desk {
            clerk: ClerkId::new(clerk)?,
            window: WindowId::new(window)?,
            story_s: STORY_S + after_s,
            does: Does::Nothing(0),
            visits,
            lunch_s: i64::try_from(visits).ok().map(|place| LUNCH_S + place * LUNCH_BETWEEN_S),
            out_of_turn: OUT_OF_TURN.iter().find(|(who, ..)| who == clerk).map(|(_, at_s, why)| (*at_s, *why)),
        })
    });
    desks.collect()
}

impl Desk {
    /// Does what is due at this moment.
    pub fn work(&mut self, morning: &mut Morning) -> anyhow::Result<()> {
        let now = morning.passed_s();
        match self.does {
            Does::Nothing(_) if self.lunch_s.is_some_and(|at_s| now >= at_s) => self.have_lunch(morning),
            Does::Nothing(since) if now >= since + BETWEEN_S && self.may_call(now) => self.call(morning),
            Does::Lunches { since } if now >= since + LUNCH_LASTS_S => {
                self.does = Does::Nothing(now);
                morning.ask(&self.clerk, Act::ResumeWindow)
            }
            Does::Waits { since, recalled } => self.wait(morning, since, recalled),
            Does::Receives { since, lasts_s } => self.receive(morning, since, lasts_s),
            Does::Nothing(_) | Does::Lunches { .. } => Ok(()),
        }
    }

    fn may_call(&self, now: i64) -> bool {
        now < self.story_s - QUIET_S || now >= self.story_s
    }

    fn have_lunch(&mut self, morning: &mut Morning) -> anyhow::Result<()> {
        (self.lunch_s, self.does) = (None, Does::Lunches { since: morning.passed_s() });
        morning.ask(&self.clerk, Act::PauseWindow { reason: ReasonId::new("lunch")? })
    }

    fn call(&mut self, morning: &mut Morning) -> anyhow::Result<()> {
        let act = self.whom(morning)?;
        match morning.act(Actor::Staff(self.clerk.clone()), act)? {
            Ok(()) => self.does = Does::Waits { since: morning.passed_s(), recalled: false },
            Err(Rejection::NobodyWaiting) => {}
            Err(rejection) => return Err(rejection.into()),
        }
        Ok(())
    }

    /// Whoever is due, or once the last of those who wait.
    fn whom(&mut self, morning: &Morning) -> anyhow::Result<Act> {
        let due = self.out_of_turn.filter(|(at_s, _)| morning.passed_s() >= *at_s);
        let waiting = queue::turn::order(&morning.state, &self.window, morning.now);
        let Some(((_, reason), last)) = due.zip(waiting.last().filter(|_| waiting.len() > 1)) else {
            return Ok(Act::CallNext);
        };
        self.out_of_turn = None;
        Ok(Act::CallTicket { ticket: last.id, reason: ReasonId::new(reason)? })
    }

    fn wait(&mut self, morning: &mut Morning, since: i64, recalled: bool) -> anyhow::Result<()> {
        let (now, number) = (morning.passed_s(), self.number(morning));
        if ABSENT.contains(&number.as_str()) {
            if !recalled && now >= since + 50 {
                morning.ask(&self.clerk, Act::Recall)?;
                self.does = Does::Waits { since, recalled: true };
            } else if now >= since + 120 {
                morning.ask(&self.clerk, Act::NoShow)?;
                self.does = Does::Nothing(now);
            }
            return Ok(());
        }
        let walk_s = if since - self.story_s < 10 && since >= self.story_s { STORY_WALK_S } else { WALK_S };
        if now >= since + walk_s {
            morning.ask(&self.clerk, Act::Start)?;
            self.does = Does::Receives { since: now, lasts_s: self.lasts_s(morning) };
            self.visits += 1;
        }
        Ok(())
    }

    fn receive(&mut self, morning: &mut Morning, since: i64, lasts_s: i64) -> anyhow::Result<()> {
        let (now, number) = (morning.passed_s(), self.number(morning));
        if let Some((_, reason)) = PARKED.iter().find(|(parked, _)| *parked == number)
            && now >= since + PARKED_AFTER_S
        {
            let reason = ReasonId::new(reason)?;
            morning.ask(&self.clerk, Act::Park { reason, alarm_min: None })?;
            self.does = Does::Nothing(now);
        } else if let Some((_, reason)) = REFUSED.iter().find(|(refused, _)| *refused == number)
            && now >= since + REFUSED_AFTER_S
        {
            morning.ask(&self.clerk, Act::Refuse { reason: ReasonId::new(reason)? })?;
            self.does = Does::Nothing(now);
        } else if now >= since + lasts_s {
            morning.ask(&self.clerk, Act::Finish)?;
            self.does = Does::Nothing(now);
        }
        Ok(())
    }

    /// How long the visit takes; none that begins before the story goes on beyond it.
    fn lasts_s(&self, morning: &Morning) -> i64 {
        let norm_s = morning.visitor(&self.window).map_or(600, |ticket| norm_s(morning, ticket));
        let usual_s = norm_s * LENGTHS[self.visits % LENGTHS.len()] / 100;
        let left_s = self.story_s - morning.passed_s() - BETWEEN_S - 5;
        if left_s > 0 { usual_s.min(left_s) } else { usual_s }
    }

    fn number(&self, morning: &Morning) -> String {
        morning.visitor(&self.window).map_or(String::new(), |ticket| ticket.number.to_string())
    }
}

fn norm_s(morning: &Morning, ticket: &Ticket) -> i64 {
    let service = morning.state.floor.as_deref().and_then(|floor| floor.service(ticket.service()));
    service.map_or(600, |service| i64::from(service.service_norm_min) * 60)
}
