//! The office's pictures: which there are, and whose turn it is while no call is new. Pure.
//!
//! A picture never stands in the place of a number: it takes the room of the calls that still stand where none does, and that of the band
//! as well where nobody is called at all.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use queue::floor::{Picture, PictureFile};
use queue::ids::HallId;

use crate::calls::Calls;
use crate::layout::{MARGIN, Orientation, Screen};
use crate::raster::Fitted;

/// For so long after a call, and again after each round of the pictures, the screen says what it says without them.
pub const REST: Duration = Duration::from_secs(10);

/// Where there is room for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Nobody is called: between the header and the bar.
    Whole,
    /// The band has a call that was announced, and none stands below it.
    Below,
}

impl Room {
    /// The pixels of `screen` that a picture may take here, as width and height; `layout.slint` has the same heights.
    pub fn size_px(self, screen: Screen) -> (u32, u32) {
        /// Above and below a picture.
        const INSET: f64 = 24.0;
        let scale = screen.scale();
        // The header, the bar, and the band where it stays.
        let taken = match (screen.orientation, self) {
            (Orientation::Landscape, Room::Whole) => 104.0 + 120.0,
            (Orientation::Landscape, Room::Below) => 104.0 + 120.0 + 440.0,
            (Orientation::Portrait, Room::Whole) => 120.0 + 192.0,
            (Orientation::Portrait, Room::Below) => 120.0 + 192.0 + 808.0,
        };
        let room = |length: u32, without: f64| (f64::from(length) - without * scale).floor().max(1.0) as u32;
        (room(screen.width_px, 2.0 * MARGIN), room(screen.height_px, taken + 2.0 * INSET))
    }
}

/// A picture that came, or why it did not.
pub type Had = Result<Arc<Fitted>, String>;

/// What is known of the pictures.
#[derive(Clone, Debug, Default)]
pub struct Pictures {
    /// Those of the display's hall, in their order.
    ours: Vec<Picture>,
    had: BTreeMap<PictureFile, Had>,
    quiet: Option<(Room, Duration)>,
}

impl Pictures {
    /// Takes those of the floor as it is now. Gives the files that are needed from now on, if they are others.
    pub fn take(&mut self, all: &[Picture], hall: &HallId) -> Option<Vec<PictureFile>> {
        let before = self.files();
        self.ours = all.iter().filter(|one| one.hall.as_ref().is_none_or(|its| its == hall)).cloned().collect();
        let files = self.files();
        self.had.retain(|file, _| files.contains(file));
        (files != before).then_some(files)
    }

    /// A picture has come, or cannot be had.
    pub fn came(&mut self, file: PictureFile, had: Had) {
        if self.ours.iter().any(|picture| picture.file == file) {
            self.had.insert(file, had);
        }
    }

    /// Looks whether the screen has room now.
    pub fn look(&mut self, calls: &Calls, now: Duration) {
        let room = room(calls, now);
        if self.quiet.map(|(room, _)| room) != room {
            self.quiet = room.map(|room| (room, now));
        }
    }

    /// The picture whose turn it is, and where.
    pub fn shown(&self, now: Duration) -> Option<(Room, &Picture, &Arc<Fitted>)> {
        let (room, since) = self.quiet?;
        let mut gone = self.gone_of_round(since, now)?.checked_sub(REST)?;
        for (picture, fitted) in self.ready() {
            match gone.checked_sub(turn(picture)) {
                Some(rest) => gone = rest,
                None => return Some((room, picture, fitted)),
            }
        }
        None
    }

    /// When the next turn begins.
    pub fn next_turn(&self, now: Duration) -> Option<Duration> {
        let (_, since) = self.quiet?;
        let gone = self.gone_of_round(since, now)?;
        let mut ends = REST;
        let mut turns = self.ready().map(|(picture, _)| turn(picture));
        while ends <= gone {
            ends += turns.next()?;
        }
        Some(now + (ends - gone))
    }

    /// The pictures that are not shown, and why.
    pub fn faults(&self) -> impl Iterator<Item = String> {
        self.ours.iter().filter_map(|picture| {
            let problem = self.had.get(&picture.file)?.as_ref().err()?;
            Some(format!("{} is not shown: {problem}", picture.id))
        })
    }

    fn files(&self) -> Vec<PictureFile> {
        let mut files: Vec<PictureFile> = Vec::new();
        for picture in &self.ours {
            if !files.contains(&picture.file) {
                files.push(picture.file.clone());
            }
        }
        files
    }

    fn ready(&self) -> impl Iterator<Item = (&Picture, &Arc<Fitted>)> {
        self.ours.iter().filter_map(|picture| Some((picture, self.had.get(&picture.file)?.as_ref().ok()?)))
    }

    /// How far the round of rest and pictures is; nothing where there is no picture.
    fn gone_of_round(&self, since: Duration, now: Duration) -> Option<Duration> {
        let pictures: Duration = self.ready().map(|(picture, _)| turn(picture)).sum();
        let round = (!pictures.is_zero()).then_some(REST + pictures)?;
        let gone = now.saturating_sub(since).as_millis() % round.as_millis();
        Some(Duration::from_millis(u64::try_from(gone).unwrap_or(0)))
    }
}

fn turn(picture: &Picture) -> Duration {
    Duration::from_secs(u64::from(picture.shown_s))
}

fn room(calls: &Calls, now: Duration) -> Option<Room> {
    if calls.announced_since().is_some() || !calls.standing(now).is_empty() {
        return None;
    }
    Some(if calls.newest(now).is_some() { Room::Below } else { Room::Whole })
}
