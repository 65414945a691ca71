//! What a network does in a storm, and what the storms brought. No checks here.

use std::collections::BTreeMap;

/// What a network does in a storm, beside its cuts and its darkness.
#[derive(Clone, Copy)]
pub struct Weather {
    pub days: u64,
    /// Of a hundred packets, those that take up to five seconds; then the server also hears what comes by a connection that its device has
    /// given up.
    pub very_late_percent: u64,
    pub repeats_percent: u64,
    /// Of a hundred packets, those that are lost; TCP repeats them, later and later, and what was sent after them waits for them.
    pub lost_percent: u64,
    /// The cable may be cut one way alone, and others act meanwhile.
    pub one_way: bool,
}

pub const GUSTS: Weather =
    Weather { days: 400, very_late_percent: 0, repeats_percent: 4, lost_percent: 0, one_way: false };
pub const FIVE_SECONDS_LATE: Weather = Weather { days: 200, very_late_percent: 10, ..GUSTS };
pub const HALF_OF_IT_TWICE: Weather = Weather { days: 200, repeats_percent: 50, ..GUSTS };
pub const CUT_ONE_WAY: Weather = Weather { days: 200, one_way: true, ..GUSTS };
pub const A_THIRD_LOST: Weather = Weather { days: 200, lost_percent: 30, repeats_percent: 0, ..GUSTS };

impl Weather {
    /// Which way a cable is cut.
    pub fn darkness(self, dice: &mut Dice) -> Dark {
        match self.one_way.then(|| dice.roll(3)) {
            Some(0) => Dark { up: true, down: false },
            Some(1) => Dark { up: false, down: true },
            Some(_) | None => Dark::BOTH,
        }
    }

    /// How often a packet is lost before it arrives, and how many milliseconds later it comes for that.
    pub fn losses(self, packet: &Packet, dice: &mut Dice) -> (u32, u64) {
        if self.lost_percent == 0 {
            return (0, 0);
        }
        let arrives = 100 - self.lost_percent;
        let lost_percent = if packet.is_opening() { 100 - arrives * arrives / 100 } else { self.lost_percent };
        let repeats = packet.repeats();
        let lost = repeats.iter().take_while(|_| dice.percent(lost_percent)).count();
        (lost as u32, lost.checked_sub(1).map_or(0, |last| repeats[last]))
    }
}

pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.roll(100) < chance
    }
}

/// What is on its way: when it comes, with its number; on which connection, when it was sent, what.
pub type Air = BTreeMap<(u64, u64), (u64, u64, Packet)>;

/// When something comes by TCP, which hands nothing over before what was sent before it the same way.
pub fn in_turn(air: &Air, connection: u64, packet: &Packet, due_ms: u64) -> u64 {
    let before = air.iter().filter(|(_, (on, _, sent))| *on == connection && sent.goes_up() == packet.goes_up());
    before.map(|((due_ms, _), _)| *due_ms).fold(due_ms, u64::max)
}

/// Something on its way on the connection with this number.
#[derive(Clone)]
pub enum Packet {
    Opens,
    Fails,
    Up(String),
    Ping,
    Down(String),
    Pong,
}

impl Packet {
    fn is_opening(&self) -> bool {
        matches!(self, Self::Opens | Self::Fails)
    }

    fn goes_up(&self) -> bool {
        match self {
            Self::Opens | Self::Fails | Self::Up(_) | Self::Ping => true,
            Self::Down(_) | Self::Pong => false,
        }
    }

    /// Milliseconds after which TCP sends it again, as long as it does not arrive.
    pub fn repeats(&self) -> &'static [u64] {
        if self.is_opening() { &[1_000, 3_000, 7_000] } else { &[200, 600, 1_400, 3_000, 6_200, 12_600, 25_400] }
    }
}

/// Where nothing arrives, and nobody is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Dark {
    pub up: bool,
    pub down: bool,
}

impl Dark {
    pub const LIGHT: Self = Self { up: false, down: false };
    pub const BOTH: Self = Self { up: true, down: true };

    /// A connection opens by word and answer.
    pub fn holds(self, packet: &Packet) -> bool {
        match packet {
            Packet::Up(_) | Packet::Ping => self.up,
            Packet::Down(_) | Packet::Pong => self.down,
            Packet::Opens | Packet::Fails => self != Self::LIGHT,
        }
    }
}

/// What the storms brought; a storm without any of it would show nothing.
#[derive(Default)]
pub struct Met {
    pub cuts_told: u32,
    pub silences_told: u32,
    pub answered_after_resend: u32,
    pub expired: u32,
    pub stale: u32,
    pub heard_late: u32,
    pub carried_out_late: u32,
    pub repeated: u32,
    pub heard_unheard: u32,
    pub lost: u32,
}

impl Met {
    pub fn add(&mut self, met: &Self) {
        self.cuts_told += met.cuts_told;
        self.silences_told += met.silences_told;
        self.answered_after_resend += met.answered_after_resend;
        self.expired += met.expired;
        self.stale += met.stale;
        self.heard_late += met.heard_late;
        self.carried_out_late += met.carried_out_late;
        self.repeated += met.repeated;
        self.heard_unheard += met.heard_unheard;
        self.lost += met.lost;
    }
}
