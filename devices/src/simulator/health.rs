//! How the simulated printer is, and how its status bytes say it: bit for bit as the maker's reference has them.

use super::failure::Failure;

/// Paper, cover, cutter and head.
#[derive(Debug, Clone, Copy)]
pub(super) struct Health {
    paper: Roll,
    cover_open: bool,
    jam: Trouble,
    cutter: Trouble,
    hot: bool,
    broken: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Roll {
    Enough,
    Low,
    Out,
}

/// A fault whose cause a person removes and which the printer then holds until it is told to recover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Present,
    CauseRemoved,
}

impl Health {
    pub(super) fn well() -> Self {
        Self {
            paper: Roll::Enough,
            cover_open: false,
            jam: Trouble::None,
            cutter: Trouble::None,
            hot: false,
            broken: false,
        }
    }

    /// What a person can mend is mended; errors stay held.
    pub(super) fn mended(self) -> Self {
        let removed = |trouble| if trouble == Trouble::None { Trouble::None } else { Trouble::CauseRemoved };
        Self { jam: removed(self.jam), cutter: removed(self.cutter), ..Self::well() }
    }

    /// Told to recover, or switched off and on.
    pub(super) fn recover(&mut self) {
        for trouble in [&mut self.jam, &mut self.cutter] {
            if *trouble == Trouble::CauseRemoved {
                *trouble = Trouble::None;
            }
        }
    }

    /// Failures of the mechanics; those of voice, power and plug are not its own.
    pub(super) fn suffer(&mut self, failure: Failure) {
        match failure {
            Failure::PaperOut => self.paper = Roll::Out,
            Failure::PaperLow => self.paper = Roll::Low,
            Failure::CoverOpen => self.cover_open = true,
            Failure::Jam => self.jam = Trouble::Present,
            Failure::CutterStuck => self.cutter = Trouble::Present,
            Failure::Overheat => self.hot = true,
            Failure::Break => self.broken = true,
            Failure::Silence
            | Failure::GarbledStatus
            | Failure::LateStatus(_)
            | Failure::PowerCycle
            | Failure::Unplug => {}
        }
    }

    /// Whether an error is held that a command can end.
    pub(super) fn is_in_error(&self) -> bool {
        self.jam != Trouble::None || self.cutter != Trouble::None
    }

    /// Whether it prints nothing now.
    pub(super) fn is_off_line(&self) -> bool {
        self.paper == Roll::Out || self.cover_open || self.hot || self.broken || self.is_in_error()
    }

    /// The answer to GS r 1; asked off line it is not reached.
    pub(super) fn paper_sensor(&self) -> u8 {
        if self.paper == Roll::Low { 0x0C } else { 0x00 }
    }

    /// The answer to DLE EOT n.
    pub(super) fn answer(&self, question: u8) -> u8 {
        let Self { paper, cover_open, jam, cutter, hot, broken } = *self;
        let bit = |set: bool, bits: u8| if set { bits } else { 0 };
        let error = self.is_in_error() || hot || broken;
        0x12 | match question {
            1 => bit(self.is_off_line(), 0x08),
            2 => bit(cover_open, 0x04) | bit(paper == Roll::Out, 0x20) | bit(error, 0x40),
            3 => {
                let held = bit(jam != Trouble::None, 0x04) | bit(cutter != Trouble::None, 0x08);
                held | bit(broken, 0x20) | bit(hot, 0x40)
            }
            _ => bit(paper != Roll::Enough, 0x0C) | bit(paper == Roll::Out, 0x60),
        }
    }
}
