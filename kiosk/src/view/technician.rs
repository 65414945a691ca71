//! The technician's screens: the keypad, and the state of the kiosk with what can be tried.

use super::{Language, LineCause};

/// The technician's screens.
#[derive(Clone, Debug, PartialEq)]
pub enum Technician {
    /// The keypad.
    Pin {
        /// Digits typed so far.
        digits: usize,
        /// What was said of the last try.
        state: PinState,
    },
    /// The state of the kiosk and what can be tried.
    Menu(TechnicianMenu),
}

/// What was said of the last PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinState {
    /// Nothing yet.
    Entering,
    /// It was wrong.
    Wrong,
    /// Too many tries: seconds until the keypad works again.
    Locked {
        /// Seconds left.
        left_s: u32,
    },
}

/// The state of the kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TechnicianMenu {
    /// The printer.
    pub printer: Supply,
    /// What is wrong with the printer, where it says.
    pub printer_fault: Option<PrinterFault>,
    /// The paper.
    pub paper: Supply,
    /// The scanner.
    pub scanner: Supply,
    /// The line to the server.
    pub line: Supply,
    /// What stands against the line and must be mended.
    pub line_cause: Option<LineCause>,
    /// The test print.
    pub print_trial: Trial,
    /// The scanner test; `None` where there is no scanner.
    pub scan_trial: Option<Trial>,
    /// The version of the program.
    pub program_version: String,
    /// The version of the protocol.
    pub protocol_version: String,
    /// The name of the device.
    pub device: String,
    /// The language in which the kiosk starts.
    pub own_language: Language,
    /// Whether the window fills the screen.
    pub full_screen: bool,
}

/// The state of one part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supply {
    /// In order.
    Good,
    /// Running low.
    Low,
    /// Broken or empty.
    Fault,
    /// The kiosk has none.
    Absent,
    /// It cannot be told.
    Unknown,
}

/// What is wrong with a printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrinterFault {
    /// Its wire or address cannot be opened.
    Unreachable,
    /// Its wire broke.
    Unplugged,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck.
    CutterStuck,
    /// Paper is jammed.
    Jammed,
    /// The head is too hot.
    Overheated,
    /// Only repair mends it.
    Broken,
    /// It is off line and does not say why.
    Offline,
    /// It does not answer.
    Silent,
    /// Its answers cannot be read.
    Garbled,
    /// It takes no data.
    TakesNoData,
    /// The slip cannot be printed.
    Unprintable,
}

/// A trial that the technician started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trial {
    /// Not started.
    #[default]
    None,
    /// Under way.
    Running,
    /// It worked.
    Passed,
    /// It failed.
    Failed,
}

/// What a technician can choose behind the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Print a test coupon.
    TestPrint,
    /// Try the scanner.
    TestScan,
    /// Start in the next language from now on.
    NextOwnLanguage,
    /// Leave full screen.
    LeaveFullScreen,
    /// Fill the screen again.
    FillScreen,
    /// End the program.
    Close,
}
