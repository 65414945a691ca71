//! The sum of the letters: how high the calls stand on this screen, how far they carry, and how many fit beside the newest.
//!
//! Pure arithmetic on the configuration. Colours and the places of things inside a row belong to the screens.

use std::cmp::Ordering;
use std::f64::consts::PI;

/// The height of a capital or figure of Noto Sans, as a share of its size.
pub const CAPITAL: f64 = 0.714;

/// The least angle under which a letter may be seen, in degrees (EN 301 549 5.1.4).
pub const LEAST_ANGLE_DEG: f64 = 0.7;

/// How the screen hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Orientation {
    /// Wider than high, drawn for 1920 x 1080.
    Landscape,
    /// Higher than wide, drawn for 1080 x 1920.
    Portrait,
}

/// The screen as it hangs, in its own pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screen {
    /// How it hangs.
    pub orientation: Orientation,
    /// Pixels from left to right.
    pub width_px: u32,
    /// Pixels from top to bottom.
    pub height_px: u32,
    /// Pixels of the screen on one of its millimetres.
    pub px_per_mm: f64,
}

/// How far away the readers are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hall {
    /// The farthest place from which the newest call must be read, in metres.
    pub depth_m: f64,
    /// The farthest place from which the calls that still stand must be read, in metres.
    pub standing_depth_m: f64,
}

/// How the calls share the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Standing calls beside each other.
    pub columns: u32,
    /// Standing calls below each other.
    pub rows: u32,
    /// The size of the standing letters in the look's pixels, before the screen's scale.
    pub standing_size: f64,
    /// Whether the whereabouts of the windows stand below the standing calls.
    pub guided: bool,
    /// How wide a line of them may be, in the look's pixels.
    pub whereabouts_px: f64,
    /// How high the capitals of the newest call are, in millimetres.
    pub newest_mm: f64,
    /// How high the capitals of the standing calls are, in millimetres.
    pub standing_mm: f64,
}

impl Plan {
    /// How many calls stand beside the newest.
    pub fn places(&self) -> usize {
        (self.columns * self.rows) as usize
    }
}

/// Which letters fall short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    /// Those of the newest call.
    Newest,
    /// Those of the calls that still stand.
    Standing,
}

/// The letters are too low for the hall; the text spells out the sum and the mend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FallsShort {
    /// Which letters.
    pub letters: Letters,
    /// How high they are, in millimetres.
    pub height_mm: f64,
    /// From how far they must be read, in metres.
    pub depth_m: f64,
    /// The screen that they stand on.
    pub screen: Screen,
}

impl FallsShort {
    /// How high the letters must be, in millimetres.
    pub fn needed_mm(&self) -> f64 {
        needed_mm(self.depth_m)
    }

    /// From how far the letters can be read, in metres.
    pub fn carries_m(&self) -> f64 {
        carries_m(self.height_mm)
    }
}

impl FallsShort {
    /// The field of the display's file that says the depth.
    pub fn field(&self) -> &'static str {
        match self.letters {
            Letters::Newest => "depth_m",
            Letters::Standing => "standing_depth_m",
        }
    }

    /// The sum.
    pub fn sum(&self) -> String {
        let what = match self.letters {
            Letters::Newest => "the newest call",
            Letters::Standing => "the calls that still stand",
        };
        format!(
            "the letters of {what} are {:.1} mm high, and from {:.1} m they need {:.1} mm ({LEAST_ANGLE_DEG} degrees)",
            self.height_mm,
            self.depth_m,
            self.needed_mm(),
        )
    }

    /// How to mend it.
    pub fn mend(&self) -> String {
        let inches = self.screen.diagonal_inches();
        let carries = whole_dm(self.carries_m());
        let needed_inches = (inches * self.needed_mm() / self.height_mm).ceil();
        format!(
            "they carry {carries:.1} m: hang a screen of {needed_inches:.0} inches instead of {inches:.0}, or hang it nearer and write \
             {} = {carries:.1}; check px_per_mm = {} (pixels over the measured width in millimetres)",
            self.field(),
            self.screen.px_per_mm,
        )
    }
}

impl std::fmt::Display for FallsShort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}; {}", self.sum(), self.mend())
    }
}

impl std::error::Error for FallsShort {}

/// The least height of a letter that is read from `depth_m` metres, in millimetres: 61 at 5 m, 122 at 10 m.
pub fn needed_mm(depth_m: f64) -> f64 {
    depth_m * 1000.0 * (LEAST_ANGLE_DEG * PI / 180.0).tan()
}

/// From how many metres a letter of `height_mm` can be read.
pub fn carries_m(height_mm: f64) -> f64 {
    height_mm / needed_mm(1.0)
}

/// What the floor asks of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Calls beside the newest: one less than the hall has windows.
    pub places: usize,
    /// Whether the windows say where they are.
    pub guided: bool,
}

/// Lays out the board so that it shows the newest call and up to `wanted.places` more.
///
/// The look's own four places are the least. More places come first and the windows' whereabouts second, both by smaller
/// letters, down to what `hall.standing_depth_m` allows.
///
/// # Errors
/// When the letters of the newest call, or those of the look's own four places, do not carry.
pub fn plan(screen: Screen, hall: Hall, wanted: Wanted) -> Result<Plan, FallsShort> {
    let design = Design::of(screen.orientation);
    let mm = |size: f64| size * CAPITAL * screen.scale() / screen.px_per_mm;
    let short = |letters, size, depth_m| FallsShort { letters, height_mm: mm(size), depth_m, screen };

    if mm(design.newest) < needed_mm(hall.depth_m) {
        return Err(short(Letters::Newest, design.newest, hall.depth_m));
    }
    let mut grids: Vec<Grid> = design.grids(screen, false).collect();
    if wanted.guided {
        grids.extend(design.grids(screen, true));
    }
    let best_size = grids.iter().map(|grid| grid.size).fold(0.0, f64::max);
    let carrying = grids.into_iter().filter(|grid| mm(grid.size) >= needed_mm(hall.standing_depth_m));
    let chosen = carrying.reduce(|best, grid| best.better(grid, wanted.places));
    let grid = chosen.ok_or_else(|| short(Letters::Standing, best_size, hall.standing_depth_m))?;
    Ok(Plan {
        columns: grid.columns,
        rows: grid.rows,
        standing_size: grid.size,
        guided: grid.guided,
        whereabouts_px: grid.line,
        newest_mm: mm(design.newest),
        standing_mm: mm(grid.size),
    })
}

/// The most calls beside the newest below which the whereabouts of their windows have room; none where they have none.
pub fn most_guided(screen: Screen, hall: Hall) -> usize {
    let design = Design::of(screen.orientation);
    let carries =
        |grid: &Grid| grid.size * CAPITAL * screen.scale() / screen.px_per_mm >= needed_mm(hall.standing_depth_m);
    design.grids(screen, true).filter(carries).map(|grid| grid.places()).max().unwrap_or(0)
}

/// The sum in words: the letters, how far they carry, how many calls stand at once, and whether their windows' whereabouts do.
///
/// # Errors
/// When the letters do not carry.
pub fn sum(screen: Screen, hall: Hall) -> Result<String, FallsShort> {
    let look = plan(screen, hall, Wanted { places: 0, guided: false })?;
    let most = plan(screen, hall, Wanted { places: usize::MAX, guided: false })?;
    let line = |what: &str, height_mm: f64, depth_m: f64| {
        let (needed, carries) = (needed_mm(depth_m), whole_dm(carries_m(height_mm)));
        format!("{what}: {height_mm:.1} mm high, {depth_m:.1} m need {needed:.1} mm; read from up to {carries:.1} m\n")
    };
    let (inches, px_per_mm) = (screen.diagonal_inches(), screen.px_per_mm);
    let size = format!("{} x {} px, {px_per_mm} px/mm", screen.width_px, screen.height_px);
    let newest = line("newest call", look.newest_mm, hall.depth_m);
    let standing = line("standing calls", look.standing_mm, hall.standing_depth_m);
    let places = match most.places() {
        most if most == look.places() => format!("{most}, also where there are more windows"),
        most => format!("{}, and up to {most} where there are more windows", look.places()),
    };
    let whereabouts = match most_guided(screen, hall) {
        0 => "left out: a smaller standing_depth_m or a larger screen makes room".to_owned(),
        guided if guided >= most.places() => "below each of them".to_owned(),
        guided => {
            format!("below up to {guided} of them; where more windows than {} are, they are left out", guided + 1)
        }
    };
    Ok(format!(
        "screen: {inches:.0} inches, {size}\n{newest}{standing}calls beside the newest: {places}\n\
         whereabouts of their windows: {whereabouts}\n"
    ))
}

/// Rounded down to a tenth of a metre, so that no promise is made by rounding.
fn whole_dm(metres: f64) -> f64 {
    (metres * 10.0).floor() / 10.0
}

impl Screen {
    /// Pixels of this screen on one pixel of the look.
    pub fn scale(&self) -> f64 {
        let design = Design::of(self.orientation);
        (f64::from(self.width_px) / design.width).min(f64::from(self.height_px) / design.height)
    }

    fn diagonal_inches(&self) -> f64 {
        f64::from(self.width_px).hypot(f64::from(self.height_px)) / self.px_per_mm / 25.4
    }
}

/// The drawn board, in the look's pixels.
struct Design {
    width: f64,
    height: f64,
    newest: f64,
    /// The largest letters of the standing calls.
    standing: f64,
    /// The header, the band of the newest call and the bar at the foot.
    taken: f64,
    columns: u32,
    rows: u32,
}

/// One way to share the area of the standing calls.
#[derive(Clone, Copy)]
struct Grid {
    columns: u32,
    rows: u32,
    guided: bool,
    size: f64,
    /// How wide a line below a call may be.
    line: f64,
}

/// Between the screen's edge and the letters.
pub(crate) const MARGIN: f64 = 64.0;

/// Between two calls.
const LINE: f64 = 2.0;

/// Past this a row is too low to be worth a letter on any screen.
const MOST_ROWS: u32 = 12;

impl Design {
    fn of(orientation: Orientation) -> Self {
        match orientation {
            Orientation::Landscape => Design {
                width: 1920.0,
                height: 1080.0,
                newest: 360.0,
                standing: 176.0,
                taken: 104.0 + 440.0 + 120.0,
                columns: 2,
                rows: 2,
            },
            Orientation::Portrait => Design {
                width: 1080.0,
                height: 1920.0,
                newest: 360.0,
                standing: 192.0,
                taken: 120.0 + 808.0 + 192.0,
                columns: 1,
                rows: 4,
            },
        }
    }

    /// The look's own grid first, then those with more places.
    fn grids(&self, screen: Screen, guided: bool) -> impl Iterator<Item = Grid> + '_ {
        let width = f64::from(screen.width_px) / screen.scale();
        let area = f64::from(screen.height_px) / screen.scale() - self.taken;
        (self.columns..=self.columns + 1).flat_map(move |columns| {
            (self.rows..=MOST_ROWS).map(move |rows| {
                let margin = self.cell_margin(columns);
                let cell = ((width - 2.0 * (MARGIN - margin)) / f64::from(columns), area / f64::from(rows));
                let line = cell.0 - 2.0 * margin - LINE;
                Grid { columns, rows, guided, size: self.letters_in(cell, margin, guided), line }
            })
        })
    }

    /// Beside a call: the screen's margin, or half of it between more columns than the look has.
    fn cell_margin(&self, columns: u32) -> f64 {
        if columns > self.columns { MARGIN / 2.0 } else { MARGIN }
    }

    /// The largest letters that a cell holds: a wide letter with three digits, the shortest arrow, and a window of two digits.
    fn letters_in(&self, (width, height): (f64, f64), margin: f64, guided: bool) -> f64 {
        // Above and below the letters; with the whereabouts below them it is a share of their size.
        const AIR: f64 = 22.0;
        const GUIDED_AIR: f64 = 0.098;
        const LEAST_AIR: f64 = 10.0;
        // The line of the whereabouts and the gap above it.
        const WHEREABOUTS: f64 = 40.0;
        // Number column, two digits, arrow and gap, each as a share of the letters' size.
        const CONTENT: f64 = 2.76 + 2.0 * 0.572 + 0.41 + 0.292;
        // What rounding the number column up to the grid can add.
        const ROUNDING: f64 = 8.0;
        let by_height = if guided {
            let room = height - LINE - WHEREABOUTS;
            (room / (CAPITAL + 2.0 * GUIDED_AIR)).min((room - 2.0 * LEAST_AIR) / CAPITAL)
        } else {
            (height - LINE - 2.0 * AIR) / CAPITAL
        };
        let by_width = (width - 2.0 * margin - LINE - ROUNDING) / CONTENT;
        by_height.min(by_width).min(self.standing).floor().max(0.0)
    }
}

impl Grid {
    fn places(&self) -> usize {
        (self.columns * self.rows) as usize
    }

    /// Enough places before the whereabouts, and these before larger letters.
    fn better(self, other: Grid, wanted: usize) -> Grid {
        let rank = |grid: &Grid| (grid.places().min(wanted), grid.guided);
        match rank(&other).cmp(&rank(&self)) {
            Ordering::Greater => other,
            Ordering::Less => self,
            Ordering::Equal if other.size > self.size => other,
            Ordering::Equal => self,
        }
    }
}
