//! What a network does in a storm, and what the storms brought. No checks here.

/// What a network does in a storm, beside its cuts and its darkness.
#[derive(Clone, Copy)]
pub struct Weather {
    pub days: u64,
    /// Of a hundred packets, those that take up to five seconds; then the server also hears what comes by a connection that its device has
    /// given up.
    pub very_late_percent: u64,
    pub repeats_percent: u64,
    /// The cable may be cut one way alone, and others act meanwhile.
    pub one_way: bool,
}

pub const GUSTS: Weather = Weather { days: 400, very_late_percent: 0, repeats_percent: 4, one_way: false };
pub const FIVE_SECONDS_LATE: Weather = Weather { days: 200, very_late_percent: 10, ..GUSTS };
pub const HALF_OF_IT_TWICE: Weather = Weather { days: 200, repeats_percent: 50, ..GUSTS };
pub const CUT_ONE_WAY: Weather = Weather { days: 200, one_way: true, ..GUSTS };

impl Weather {
    /// Which way a cable is cut.
    pub fn darkness(self, dice: &mut Dice) -> Dark {
        match self.one_way.then(|| dice.roll(3)) {
            Some(0) => Dark { up: true, down: false },
            Some(1) => Dark { up: false, down: true },
            Some(_) | None => Dark::BOTH,
        }
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
    }
}
