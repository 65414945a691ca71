//! The conversation with a known device: whatever comes first of its requests, their answers, new boards, and reasons to end.

mod own_window;

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use protocol::codec;
use protocol::limits::{FAULT_TEXT_LIMIT, FAULTS_LIMIT, FROM_DEVICE_LIMIT, PINGS_IN_SILENCE};
use protocol::message::{
    DeviceFault, DeviceRole, Failure, Farewell, FromDevice, FromServer, Reply, Report, Request, Show, Update,
};
use protocol::visitor::VisitorView;
use queue::state::ClerkDay;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout_at};

use super::asking::{self, Change, Done, Taken, Waiting};
use super::greeting::Guest;
use super::pace::{Pace, Verdict};
use super::visitors::{AtOwnWindow, Looking};
use super::wire::{Gone, Heard, Wire, unreadable};
use super::{End, Reception};
use crate::listen::raised;
use crate::publish::{BookedVisitors, ClerkDays, Frame, frame};

/// Time for answers on their way when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Talks until one side ends it.
pub async fn talk(wire: &mut Wire, guest: &mut Guest, reception: &Arc<Reception>) -> End {
    let mut talk = Talk::new(wire, guest, reception);
    match talk.course().await {
        Ok(end) | Err(end) => end,
    }
}

struct Talk<'a> {
    wire: &'a mut Wire,
    guest: &'a mut Guest,
    reception: &'a Arc<Reception>,
    feed: Feed,
    waiting: FuturesUnordered<Waiting>,
    pace: Pace,
    started: Instant,
    heard_at: Instant,
    signing_out: bool,
    shown_day: Option<ClerkDay>,
    /// Whom the clerk is shown, or will be as soon as they are looked up.
    at_window: Option<AtOwnWindow>,
    looking: FuturesUnordered<Looking>,
}

/// Where this role's updates come from.
struct Feed {
    floor: watch::Receiver<Frame>,
    board: watch::Receiver<Frame>,
    days: Option<watch::Receiver<ClerkDays>>,
    booked: Option<watch::Receiver<BookedVisitors>>,
    tokens: Option<watch::Receiver<u64>>,
}

enum Next {
    Heard(Heard),
    Answered(Option<Done>),
    Floor,
    Board,
    Days,
    Booked,
    LookedUp(VisitorView),
    Tokens,
    Own(Option<Show>),
    Ping,
    Over(Farewell),
    Stopping,
}

impl Feed {
    fn of(role: DeviceRole, reception: &Reception) -> Self {
        let screens = &reception.screens;
        let (board, console) = match role {
            DeviceRole::Kiosk => (&screens.kiosk, false),
            DeviceRole::Console => (&screens.console, true),
            DeviceRole::Hall => (&screens.hall, false),
        };
        Self {
            floor: screens.floor.clone(),
            board: board.clone(),
            days: console.then(|| screens.days.clone()),
            booked: console.then(|| screens.booked.clone()),
            tokens: console.then(|| reception.tokens.changes()),
        }
    }
}

impl<'a> Talk<'a> {
    fn new(wire: &'a mut Wire, guest: &'a mut Guest, reception: &'a Arc<Reception>) -> Self {
        let feed = Feed::of(guest.role, reception);
        let pace = Pace::new(reception.limits.messages_per_s, Duration::ZERO);
        let (started, waiting) = (Instant::now(), FuturesUnordered::new());
        Self {
            wire,
            guest,
            reception,
            feed,
            waiting,
            pace,
            started,
            heard_at: started,
            signing_out: false,
            shown_day: None,
            at_window: None,
            looking: FuturesUnordered::new(),
        }
    }

    async fn course(&mut self) -> Result<End, End> {
        let mut stopping = self.reception.stopping.clone();
        let mut ping = interval(self.reception.limits.silence / (PINGS_IN_SILENCE + 1));
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.show_floor().await?;
        self.show_board().await?;
        self.show_day().await?;
        self.show_visitor().await?;
        loop {
            let next = tokio::select! {
                biased;
                () = raised(&mut stopping) => Next::Stopping,
                farewell = over(&mut self.guest.place.over) => Next::Over(farewell),
                Some(done) = self.waiting.next() => Next::Answered(done),
                Ok(()) = self.feed.floor.changed() => Next::Floor,
                Ok(()) = self.feed.board.changed() => Next::Board,
                () = changed(&mut self.feed.days) => Next::Days,
                () = changed(&mut self.feed.booked) => Next::Booked,
                Some(visitor) = self.looking.next() => Next::LookedUp(visitor),
                () = changed(&mut self.feed.tokens) => Next::Tokens,
                show = own(&mut self.guest.place.own) => Next::Own(show),
                _ = ping.tick() => Next::Ping,
                heard = self.wire.hear() => Next::Heard(heard),
            };
            if let Some(end) = self.step(next).await? {
                return Ok(end);
            }
        }
    }

    async fn step(&mut self, next: Next) -> Result<Option<End>, End> {
        match next {
            Next::Heard(heard) => return self.heard(heard).await,
            Next::Answered(done) => self.answered(done).await?,
            Next::Floor => self.show_floor().await?,
            Next::Board => self.show_board().await?,
            Next::Days => self.show_day().await?,
            Next::Booked => self.show_visitor().await?,
            Next::LookedUp(visitor) => self.looked_up(visitor).await?,
            Next::Tokens => self.still_signed_in().await?,
            Next::Own(Some(show)) => self.show(show).await?,
            Next::Own(None) => {}
            Next::Ping if self.heard_at.elapsed() > self.reception.limits.silence => {
                return Ok(Some(End::Farewell(Farewell::Silent)));
            }
            Next::Ping => self.wire.ping().await?,
            Next::Over(farewell) => return Ok(Some(End::Farewell(farewell))),
            Next::Stopping => return self.last_answers().await.map(Some),
        }
        Ok(None)
    }

    async fn heard(&mut self, heard: Heard) -> Result<Option<End>, End> {
        let text = match heard {
            Heard::Gone => return Ok(Some(End::Gone)),
            Heard::Unreadable(problem) => return Ok(Some(End::Farewell(unreadable(&problem)))),
            Heard::Alive => None,
            Heard::Text(text) => Some(text),
        };
        self.heard_at = Instant::now();
        let verdict = self.pace.count(self.started.elapsed());
        if verdict == Verdict::Flood {
            return Ok(Some(End::Farewell(Farewell::Crowded)));
        }
        let Some(text) = text else { return Ok(None) };
        self.reception.devices.heard(&self.guest.place, self.reception.clock.now());
        match codec::decode(&text, FROM_DEVICE_LIMIT) {
            Ok(FromDevice::Request(request)) => self.request(request, verdict).await,
            Ok(FromDevice::Report(report)) => Ok(self.report(report)),
            Ok(FromDevice::Hello(_)) => Ok(Some(End::Farewell(unreadable("hello is said once")))),
            Err(problem) => Ok(Some(End::Farewell(unreadable(&problem.to_string())))),
        }
    }

    async fn request(&mut self, request: Request, verdict: Verdict) -> Result<Option<End>, End> {
        if verdict != Verdict::Fine || self.waiting.len() >= self.reception.limits.requests_at_once {
            self.reply(asking::failed(request.id, Failure::Busy)).await?;
            return Ok(None);
        }
        let signs_out = request.ask == protocol::message::Ask::SignOut;
        match asking::take(request, self.guest, self.reception) {
            Taken::Answered(reply) => self.reply(reply).await?,
            Taken::Waiting(waiting) => {
                self.signing_out |= signs_out;
                self.waiting.push(waiting);
            }
            Taken::Over => return Ok(Some(End::Farewell(over(&mut self.guest.place.over).await))),
        }
        Ok(None)
    }

    fn report(&self, report: Report) -> Option<End> {
        if report.faults.len() > FAULTS_LIMIT || report.faults.iter().any(|fault| fault_text(fault) > FAULT_TEXT_LIMIT)
        {
            let problem =
                format!("report.faults: at most {FAULTS_LIMIT}, each text at most {FAULT_TEXT_LIMIT} characters");
            return Some(End::Farewell(unreadable(&problem)));
        }
        let faults = report.faults.clone();
        if self.reception.devices.report(&self.guest.place, report) {
            let device = &self.guest.place.device;
            if faults.is_empty() {
                tracing::info!(%device, "device reports that its faults ended");
            } else {
                tracing::warn!(%device, ?faults, "device reports");
            }
        }
        None
    }

    /// Without an answer nothing is said: the device asks again after its reconnection.
    async fn answered(&mut self, done: Option<Done>) -> Result<(), End> {
        let Done { mut reply, change } = done.ok_or(End::Gone)?;
        let mut proved = None;
        match change {
            Change::None => {}
            Change::In(signed_in) => {
                self.reception.devices.signed_in(&self.guest.place, &signed_in.clerk);
                self.guest.clerk = Some(signed_in);
                self.shown_day = None;
            }
            Change::Out { done } => {
                self.signing_out = false;
                if done && let Some(signed_in) = self.guest.clerk.take() {
                    self.reception.tokens.end(&signed_in);
                }
            }
            Change::ToldTo(clerk) if self.clerk() == Some(&clerk) => {}
            Change::ToldTo(_) => reply = asking::failed(reply.id, Failure::NotAllowed),
            Change::Proved(ticket) => proved = Some(ticket),
        }
        self.reply(reply).await?;
        if let Some(ticket) = proved {
            self.show_proved(ticket).await?;
        }
        self.show_day().await?;
        self.show_visitor().await
    }

    async fn last_answers(&mut self) -> Result<End, End> {
        let until = Instant::now() + LAST_ANSWERS;
        while let Ok(Some(done)) = timeout_at(until, self.waiting.next()).await {
            self.answered(done).await?;
        }
        Ok(End::Farewell(Farewell::Stopping))
    }

    /// The clerk may have signed in elsewhere, or the day may have turned.
    async fn still_signed_in(&mut self) -> Result<(), End> {
        let ended = self.guest.clerk.as_ref().is_some_and(|signed_in| !self.reception.tokens.stands(signed_in));
        if ended && !self.signing_out {
            self.guest.clerk = None;
            self.shown_day = None;
            self.show_visitor().await?;
            self.show(Show::SessionEnded).await?;
        }
        Ok(())
    }

    async fn show_floor(&mut self) -> Result<(), End> {
        let frame = self.feed.floor.borrow_and_update().clone();
        self.say(frame).await
    }

    async fn show_board(&mut self) -> Result<(), End> {
        let frame = self.feed.board.borrow_and_update().clone();
        self.say(frame).await
    }

    async fn show_day(&mut self) -> Result<(), End> {
        let (Some(days), Some(signed_in)) = (&mut self.feed.days, &self.guest.clerk) else { return Ok(()) };
        let day = days.borrow_and_update().get(&signed_in.clerk).cloned().unwrap_or_default();
        if self.shown_day.as_ref() == Some(&day) {
            return Ok(());
        }
        self.shown_day = Some(day.clone());
        self.show(Show::MyDay(day)).await
    }

    async fn show(&mut self, show: Show) -> Result<(), End> {
        let (epoch, seq) = (self.reception.epoch, self.reception.screens.published.borrow().seq);
        let now = self.reception.clock.now();
        self.say(frame(Update { epoch, seq, now, show })).await
    }

    async fn say(&mut self, frame: Frame) -> Result<(), End> {
        if frame.0.is_empty() { Ok(()) } else { Ok(self.wire.say(frame.0).await?) }
    }

    async fn reply(&mut self, reply: Reply) -> Result<(), End> {
        Ok(self.wire.say(codec::encode(&FromServer::Reply(reply)).into()).await?)
    }
}

/// Waits for a change; for ever where there is nothing to change.
async fn changed<T>(receiver: &mut Option<watch::Receiver<T>>) {
    let changed = match receiver {
        Some(receiver) => receiver.changed().await.is_ok(),
        None => false,
    };
    if !changed {
        std::future::pending().await
    }
}

/// Why the connection no longer speaks for its device; waits for ever where it does.
async fn over(receiver: &mut watch::Receiver<Option<Farewell>>) -> Farewell {
    let over = match receiver.wait_for(Option::is_some).await {
        Ok(farewell) => farewell.clone(),
        // The list is gone: the server ends, and says so otherwise.
        Err(_) => None,
    };
    match over {
        Some(farewell) => farewell,
        None => std::future::pending().await,
    }
}

/// The next update for this device alone; for ever none once it is replaced.
async fn own(receiver: &mut mpsc::Receiver<Show>) -> Option<Show> {
    match receiver.recv().await {
        Some(show) => Some(show),
        None => std::future::pending().await,
    }
}

fn fault_text(fault: &DeviceFault) -> usize {
    match fault {
        DeviceFault::PrinterFault { what } | DeviceFault::Other { what } => what.chars().count(),
        DeviceFault::ClipMissing { clip } => clip.chars().count(),
        DeviceFault::NoPaper
        | DeviceFault::PaperLow
        | DeviceFault::CoverOpen
        | DeviceFault::PrinterSilent
        | DeviceFault::ScannerSilent
        | DeviceFault::NoSound => 0,
    }
}
