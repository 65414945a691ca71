//! One future: windows become free, visitors come, each window calls whoever is due by the floor's policy.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chance::{Future, Use};
use super::coming::whole;
use super::scene::{Leg, Person, Scene, later};
use super::windows::{Busy, Window};
use crate::floor::PlaceRule;
use crate::turn::{Standing, pick, seconds_between};

/// Nobody is told of a longer wait, in seconds.
const FARTHEST_S: i64 = 12 * 3600;

/// The seconds that each of the scene's asking people waits in one future.
pub fn waits_s(scene: &Scene<'_>, future: Future<'_>) -> Vec<u32> {
    let mut play = Play::begin(scene, future);
    play.run();
    play.waits
}

/// A window in this future.
struct Desk {
    free_at: i64,
    /// Nobody was there for it; it waits for whoever comes.
    idle: bool,
    generals: u8,
    /// When it pauses and for how long, soonest last.
    pauses: Vec<(i64, i64)>,
}

/// Those of a group who still wait.
#[derive(Clone, Default)]
struct Line {
    /// How many of the scene's line were called.
    called: usize,
    /// Who came since, by place.
    came: Vec<usize>,
}

/// Who comes, when, to which group; of a class that goes on coming, which and how many came.
type Comes = (i64, usize, usize, Option<(usize, u64)>);

struct Play<'s, 'a> {
    scene: &'s Scene<'a>,
    future: Future<'s>,
    desks: Vec<Desk>,
    lines: Vec<Line>,
    /// Who came in this future, behind the scene's people.
    came: Vec<Person>,
    coming: BinaryHeap<Reverse<Comes>>,
    waits: Vec<u32>,
    asked: usize,
    /// Heads of lines at the window that calls; kept for its room.
    heads: Vec<(usize, usize)>,
}

impl<'s, 'a> Play<'s, 'a> {
    fn begin(scene: &'s Scene<'a>, future: Future<'s>) -> Self {
        let farthest = u32::try_from(FARTHEST_S).unwrap_or(u32::MAX);
        let mut play = Self {
            scene,
            future,
            desks: scene.windows.iter().map(|window| Desk::begin(scene, future, window)).collect(),
            lines: vec![Line::default(); scene.groups.len()],
            came: Vec::new(),
            coming: BinaryHeap::new(),
            waits: vec![farthest; scene.asking.len()],
            asked: scene.asking.len(),
            heads: Vec::new(),
        };
        let coming = &scene.coming;
        play.coming.extend(coming.not_yet.iter().map(|(at, group, person)| Reverse((*at, *group, *person, None))));
        for booked in &coming.booked {
            if let Some((at, group, person)) = booked.comes(future, &coming.chances, scene.now) {
                play.will_come(at, group, person, None);
            }
        }
        for parked in &coming.parked {
            let (at, group, person) = parked.comes(future, &coming.chances);
            play.will_come(at, group, person, None);
        }
        (0..coming.overtakers.len()).for_each(|class| play.overtaker(class, 0, 0));
        play
    }

    fn run(&mut self) {
        while self.asked > 0 {
            let desks = self.desks.iter().enumerate().filter(|(_, desk)| !desk.idle);
            let next = desks.map(|(at, desk)| (desk.free_at, at)).min();
            let coming = self.coming.peek().map(|Reverse((at, ..))| *at);
            match (next, coming) {
                (_, Some(at)) if at < FARTHEST_S && next.is_none_or(|(free_at, _)| at <= free_at) => self.comes(),
                (Some((free_at, desk)), _) if free_at < FARTHEST_S => self.calls(desk, free_at),
                _ => return,
            }
        }
    }

    fn person(&self, index: usize) -> &Person {
        let known = self.scene.people.len();
        if index < known { &self.scene.people[index] } else { &self.came[index - known] }
    }

    fn head(&self, group: usize) -> Option<usize> {
        let line = &self.lines[group];
        let (waiting, came) = (self.scene.groups[group].get(line.called), line.came.first());
        match (waiting, came) {
            (Some(waiting), Some(came)) => {
                let place = |index: usize| self.person(index).standing.by_place();
                Some(if place(*came) < place(*waiting) { *came } else { *waiting })
            }
            (one, other) => one.or(other).copied(),
        }
    }

    fn calls(&mut self, desk: usize, free_at: i64) {
        if self.desks[desk].pauses(free_at) {
            return;
        }
        let (scene, at) = (self.scene, later(self.scene.now, free_at));
        let mut heads = std::mem::take(&mut self.heads);
        heads.clear();
        let all = scene.windows[desk].groups.iter().filter_map(|group| Some((*group, self.head(*group)?)));
        let calls_here = |person: &Person| person.bound.is_none_or(|(bound, until)| bound == desk || free_at >= until);
        heads.extend(all.filter(|(_, head)| calls_here(self.person(*head))));
        let standings = heads.iter().map(|(_, head)| self.person(*head).standing);
        let due = pick(&scene.floor.rules, self.desks[desk].generals, at, standings);
        let is_due = |head: usize| due.as_ref().is_some_and(|(due, _)| self.person(head).standing.id == due.id);
        let found = heads.iter().copied().find(|(_, head)| is_due(*head));
        self.heads = heads;
        let Some((group, head)) = found else {
            self.desks[desk].idle = true;
            return;
        };
        let line = &mut self.lines[group];
        if line.came.first() == Some(&head) {
            line.came.remove(0);
        } else {
            line.called += 1;
        }
        self.receives(desk, (group, head), free_at);
    }

    fn receives(&mut self, desk: usize, (group, head): (usize, usize), at: i64) {
        if let Some(asks) = self.person(head).asks {
            self.waits[asks] = u32::try_from(at).unwrap_or(u32::MAX);
            self.asked -= 1;
        }
        let person = self.person(head);
        if person.newcomer {
            return;
        }
        let (key, service, preferential) = (person.key, person.service, person.standing.preferential);
        let chances = &self.scene.coming.chances;
        let waited_s = f64::from(seconds_between(person.standing.place, later(self.scene.now, at)));
        #[allow(clippy::cast_precision_loss)] // Hours at most.
        let waits_on_s = waited_s.min(at as f64);
        if self.future.share(Use::Leaves, key) < chances.leaves_within(waits_on_s) {
            self.desks[desk].free_at = at;
            return;
        }
        let stays_away = self.future.share(Use::Stays, key) < chances.no_show_after(waited_s);
        let length = self.scene.windows[desk].lengths[service];
        let takes_s = if stays_away { chances.no_show_s } else { length.seconds(self.future, key, 0.0) };
        let ends = at + whole(takes_s + chances.between_s).clamp(1, FARTHEST_S);
        if !stays_away {
            let parked = self.future.share(Use::Parked, key) < chances.parked;
            if parked { self.parks(head, group, ends) } else { self.goes_on(head, ends) }
        }
        let desk = &mut self.desks[desk];
        desk.free_at = ends;
        desk.generals = if preferential { 0 } else { desk.generals.saturating_add(1) };
    }

    /// A visit that is broken off goes on once its visitor is back, at the old place.
    fn parks(&mut self, head: usize, group: usize, at: i64) {
        let person = self.person(head);
        let key = person.key.wrapping_add(2);
        let back = Person { then: person.then.clone(), ..Person::plain(person.standing, key, person.service) };
        let away_s = self.scene.coming.chances.away.seconds(self.future, Use::Away, key, 0.0);
        self.will_come(at.saturating_add(whole(away_s)), group, back, None);
    }

    /// The next service of a visit waits, at the place that the rules give.
    fn goes_on(&mut self, head: usize, at: i64) {
        let person = self.person(head);
        let Some((Leg { service, group, limit_s }, rest)) = person.then.split_last() else { return };
        let (service, group, limit_s) = (*service, *group, *limit_s);
        let place = match self.scene.floor.rules.place_next_service {
            PlaceRule::KeepsTime | PlaceRule::Front => person.standing.place,
            PlaceRule::Back => later(self.scene.now, at),
        };
        let standing = Standing { place, limit_s, booked: None, ..person.standing };
        let next = Person { then: rest.to_vec(), ..Person::plain(standing, person.key.wrapping_add(1), service) };
        self.will_come(at, group, next, None);
    }

    fn overtaker(&mut self, class: usize, nth: u64, after: i64) {
        let overtakers = &self.scene.coming.overtakers[class];
        if let Some((at, person)) = overtakers.comes(self.future, nth, after, self.scene.now) {
            self.will_come(at, overtakers.group, person, Some((class, nth)));
        }
    }

    fn will_come(&mut self, at: i64, group: usize, person: Person, class: Option<(usize, u64)>) {
        self.coming.push(Reverse((at, group, self.scene.people.len() + self.came.len(), class)));
        self.came.push(person);
    }

    fn comes(&mut self) {
        let Some(Reverse((at, group, index, class))) = self.coming.pop() else { return };
        let place = self.person(index).standing.by_place();
        let mut came = std::mem::take(&mut self.lines[group].came);
        came.insert(came.partition_point(|other| self.person(*other).standing.by_place() < place), index);
        self.lines[group].came = came;
        for (desk, window) in self.desks.iter_mut().zip(&self.scene.windows) {
            if desk.idle && window.groups.contains(&group) {
                desk.looks_up(at);
            }
        }
        if let Some((class, nth)) = class {
            self.overtaker(class, nth + 1, at);
        }
    }
}

impl Desk {
    fn begin(scene: &Scene<'_>, future: Future<'_>, window: &Window) -> Self {
        let pauses = window.pauses.iter().flat_map(|pause| pause.in_future(future));
        let mut pauses: Vec<_> =
            pauses.map(|(begins_s, lasts_s)| (whole(begins_s), whole(lasts_s).clamp(1, FARTHEST_S))).collect();
        pauses.sort_unstable_by_key(|pause| Reverse(*pause));
        Self { free_at: free_at(scene, future, &window.busy), idle: false, generals: window.generals, pauses }
    }

    /// Somebody came to an idle window: the pauses that fell due meanwhile were made.
    fn looks_up(&mut self, at: i64) {
        self.idle = false;
        while self.pauses(at) {}
        self.free_at = self.free_at.max(at);
    }

    /// Makes the pause that is due by `at`, if one is.
    fn pauses(&mut self, at: i64) -> bool {
        let Some((begins, lasts)) = self.pauses.pop_if(|(begins, _)| *begins <= at) else { return false };
        self.free_at = self.free_at.max(begins) + lasts;
        true
    }
}

/// When a window can call for the first time.
fn free_at(scene: &Scene<'_>, future: Future<'_>, busy: &Busy) -> i64 {
    let chances = &scene.coming.chances;
    let seconds = match busy {
        Busy::Free => return 0,
        Busy::Visitor { key, length, lasted_s, came } => {
            // Who was called and is not there yet may be a no-show; the longer it takes the more so.
            let overdue = *lasted_s > chances.no_show_s / 2.0;
            let stays_away = if overdue { chances.no_show.max(0.5) } else { chances.no_show };
            if !came && future.share(Use::Stays, *key) < stays_away {
                (chances.no_show_s - lasted_s).max(20.0) + chances.between_s
            } else {
                length.seconds(future, *key, *lasted_s) - lasted_s + chances.between_s
            }
        }
        Busy::Paused { key, lasting, lasted_s } => lasting.seconds(future, Use::PauseLasts, *key, *lasted_s) - lasted_s,
        Busy::Away { key, opens } => match opens.at_s(future, Use::Opens, *key) {
            Some(at_s) => at_s,
            None => return FARTHEST_S,
        },
    };
    whole(seconds).clamp(1, FARTHEST_S)
}
