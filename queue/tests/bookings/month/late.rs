//! A booked visitor who waited longer than may be, and whether that may be: where each clerk who could have called was busy with a visit that
//! had begun before the wait was over (B5). No pause excuses a wait.

use jiff::SignedDuration;
use queue::Ticket;
use queue::ids::WindowId;

use super::{MOST_S, Month, Occupied, TICK_S, Timestamp, With};

/// Who waited so long.
pub struct Late {
    /// Who, and what each window was occupied with that could have called.
    pub named: String,
    /// Whether each of them had a visit since before the wait was over.
    pub excused: bool,
}

impl Month {
    /// What each window that could have called was occupied with when the wait was over. The one that calls now is judged by what it has
    /// just ended: had it begun that later, it took somebody else before.
    pub(super) fn excuse(&self, ticket: &Ticket, due: Timestamp, here: &WindowId) -> Late {
        let over = due + SignedDuration::from_secs(MOST_S);
        let clock = |at| self.day.floor().calendar.zone.local(at).time().strftime("%H:%M:%S").to_string();
        let serving = self.day.floor().windows.iter().filter(|window| window.services.contains(ticket.service()));
        let (mut excused, mut reasons) = (true, Vec::new());
        for window in serving {
            let occupied = if window.id == *here { &self.before } else { &self.busy }.get(&window.id);
            let excuses = |one: &&Occupied| {
                let till = one.until + SignedDuration::from_secs(TICK_S);
                one.with == With::Visit && one.since < over && till >= over
            };
            excused &= occupied.as_ref().is_some_and(excuses);
            reasons.push(match occupied {
                Some(Occupied { with: With::Visit, since, .. }) => {
                    format!("{} had a visit since {}", window.id, clock(*since))
                }
                Some(Occupied { with: With::Nobody, since, .. }) => {
                    format!("{} called since {}", window.id, clock(*since))
                }
                Some(Occupied { with: With::Pause, since, .. }) => {
                    format!("{} rested since {}", window.id, clock(*since))
                }
                None => format!("{} was free", window.id),
            });
        }
        let date = ticket.day;
        let named = format!(
            "{date} {} booked for {} was called at {} by {here}: {}",
            ticket.number,
            clock(due),
            clock(self.day.now),
            reasons.join(", ")
        );
        Late { named, excused }
    }
}
