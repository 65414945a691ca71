//! The checks of a printer (trust.md, O3). What hands do and see is asked for here and done elsewhere.

use super::{Acted, Finding, Seen, Verdict};
use crate::escpos::Slip;
use crate::printer::{Fault, Outcome, Printer, Status};
use std::time::{Duration, Instant};

/// How long a printer may take to be well again after it was mended or switched on.
const RECOVERY: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What hands do to a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterAct {
    /// Take the roll out and close the cover.
    TakePaperOut,
    /// Put a roll in.
    PutPaperIn,
    /// See to it that the paper ends in the middle of the next slip.
    LetPaperEndInNextSlip,
    /// Open the cover.
    OpenCover,
    /// Close it.
    CloseCover,
    /// Switch it off and on.
    SwitchOffAndOn,
}

/// What hands look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterSight {
    /// The test slip came out.
    TestSlip,
    /// The slip of bad text came out as one piece.
    HostileSlip,
    /// Nothing came out since the last look but blank paper.
    NothingMore,
    /// One slip marked as a copy came out whole, on a piece of its own.
    WholeCopyAlone,
}

/// Whoever stands at the printer: a person, or a simulator's controls.
pub trait PrinterHands {
    /// Does something to it.
    fn act(&mut self, act: PrinterAct) -> Acted;

    /// Looks at what came out since the last look.
    fn look(&mut self, sight: PrinterSight) -> Seen;
}

impl PrinterAct {
    /// What to ask of a person.
    #[must_use]
    pub fn request(self) -> &'static str {
        match self {
            Self::TakePaperOut => "take the paper roll out and close the cover",
            Self::PutPaperIn => "put the paper roll in and close the cover",
            Self::LetPaperEndInNextSlip => {
                "put in a strip of 10 cm in place of the roll, so that the next slip runs out of paper"
            }
            Self::OpenCover => "open the cover",
            Self::CloseCover => "close the cover",
            Self::SwitchOffAndOn => "switch the printer off and on",
        }
    }
}

impl PrinterSight {
    /// What a person must see.
    #[must_use]
    pub fn question(self) -> &'static str {
        match self {
            Self::TestSlip => {
                "one slip: Cyrillic and Armenian words without a wrong letter, A012 at least 15 mm high, white on black, \
                 lines across the whole paper, values at the right edge, a QR code that a telephone reads, a clean cut"
            }
            Self::HostileSlip => {
                "one slip in one piece with A012 on it and harmless words; nothing large, no early cut, no noise"
            }
            Self::NothingMore => "nothing came out but blank paper",
            Self::WholeCopyAlone => "one whole slip marked КОПИЯ, alone on its piece of paper",
        }
    }
}

/// A slip with everything a coupon has: every letter of the Russian alphabet, a line no code page holds, number, mark,
/// rule, pair, code and cut. Also the technician's test print.
#[must_use]
pub fn test_slip() -> Slip {
    Slip::new()
        .gap(24)
        .text("Проверка принтера")
        .gap(16)
        .rule()
        .gap(32)
        .number("A012")
        .gap(24)
        .bold("Съешь ещё этих мягких французских булок, да выпей чаю")
        .text("СЪЕШЬ ЕЩЁ ЭТИХ МЯГКИХ ФРАНЦУЗСКИХ БУЛОК, ДА ВЫПЕЙ ЧАЮ")
        .text("Հերթի կտրոն")
        .text("The quick brown fox 0123456789 № \"-,.:;()\"")
        .gap(16)
        .chip("ПРОВЕРКА")
        .gap(24)
        .rule()
        .gap(16)
        .pair("17.11.2026", "09:42")
        .pair("Слева", "справа")
        .gap(16)
        .rule()
        .gap(32)
        .code("https://ochered.example/t/TEST-0001")
        .gap(16)
        .text("Код читается телефоном")
        .gap(48)
        .cut()
}

/// A slip whose words hold the commands that would cut, feed, clear, enlarge and ask, if they reached the printer.
#[must_use]
pub fn hostile_slip() -> Slip {
    Slip::new()
        .gap(24)
        .text("\u{1b}@\u{1d}!\u{77}\u{1d}VA\0Имя с командами\u{1b}d\u{1f}\u{1b}i\u{1b}m")
        .text("\u{10}\u{4}\u{1}\u{10}\u{5}\u{2}\u{10}\u{14}\u{8}\u{1}\u{3}\u{14}\u{1}\u{6}\u{2}\u{8}тише\u{7}")
        .number("A012")
        .bold("\u{202e}направо\u{2066} и\u{301}\u{301}\u{301} прямо 😀")
        .pair("\u{1d}v0\0\u{ff}\u{ff}", "\u{1c}p\u{1}\0конец\u{c}")
        .gap(48)
        .cut()
}

fn copy_slip() -> Slip {
    Slip::new().gap(24).chip("КОПИЯ").number("A012").gap(48).cut()
}

/// Runs every check against a printer.
pub fn check_printer(printer: &mut dyn Printer, hands: &mut dyn PrinterHands) -> Vec<Finding> {
    let mut run = Run { printer, hands, findings: Vec::new() };
    if run.check("it is ready before a job", Run::ready) == Go::Stop {
        return run.findings;
    }
    run.check("it prints the test slip", Run::prints_test_slip);
    run.check("it is ready after a job", Run::ready);
    run.check("commands in words stay words", Run::prints_hostile_slip);
    run.check("it reports an open cover", Run::reports_open_cover);
    run.check("it reports missing paper and prints nothing later", Run::reports_missing_paper);
    run.check("a slip broken off by the paper's end is forgotten", Run::forgets_broken_slip);
    run.check("after a power cut nothing old comes out", Run::forgets_on_power_cycle);
    run.findings
}

#[derive(PartialEq, Eq)]
enum Go {
    On,
    Stop,
}

/// A check that ended early, with its verdict.
type Ended = Verdict;

struct Run<'a> {
    printer: &'a mut dyn Printer,
    hands: &'a mut dyn PrinterHands,
    findings: Vec<Finding>,
}

impl Run<'_> {
    fn check(&mut self, check: &'static str, steps: fn(&mut Self) -> Result<(), Ended>) -> Go {
        let verdict = steps(self).err().unwrap_or(Verdict::Passed);
        let go = if matches!(verdict, Verdict::Failed(_)) { Go::Stop } else { Go::On };
        self.findings.push(Finding { check, verdict });
        go
    }

    fn ready(&mut self) -> Result<(), Ended> {
        match self.printer.status() {
            Status::Ready(_) => Ok(()),
            Status::Unknown => Err(Verdict::Skipped("this printer cannot say how it is".to_owned())),
            Status::Faulty(fault) => Err(Verdict::Failed(fault.to_string())),
        }
    }

    fn prints_test_slip(&mut self) -> Result<(), Ended> {
        self.prints(&test_slip())?;
        self.sees(PrinterSight::TestSlip)
    }

    fn prints_hostile_slip(&mut self) -> Result<(), Ended> {
        self.prints(&hostile_slip())?;
        self.sees(PrinterSight::HostileSlip)
    }

    fn reports_open_cover(&mut self) -> Result<(), Ended> {
        self.must_answer()?;
        self.act(PrinterAct::OpenCover)?;
        let status = self.printer.status();
        let outcome = self.printer.print(&test_slip()).outcome;
        self.act(PrinterAct::CloseCover)?;
        self.becomes_ready()?;
        // Some covers lift the paper off its sensor.
        let expected = [Fault::CoverOpen, Fault::NoPaper];
        match (status, outcome) {
            (Status::Faulty(said), Outcome::NotPrinted(why)) if expected.contains(&said) && expected.contains(&why) => {
                self.sees(PrinterSight::NothingMore)
            }
            other => Err(Verdict::Failed(format!("{other:?}"))),
        }
    }

    fn reports_missing_paper(&mut self) -> Result<(), Ended> {
        self.must_answer()?;
        self.act(PrinterAct::TakePaperOut)?;
        let status = self.printer.status();
        let outcome = self.printer.print(&test_slip()).outcome;
        self.act(PrinterAct::PutPaperIn)?;
        self.becomes_ready()?;
        match (status, outcome) {
            (Status::Faulty(Fault::NoPaper), Outcome::NotPrinted(Fault::NoPaper)) => {
                self.sees(PrinterSight::NothingMore)
            }
            other => Err(Verdict::Failed(format!("{other:?}"))),
        }
    }

    fn forgets_broken_slip(&mut self) -> Result<(), Ended> {
        self.must_answer()?;
        self.act(PrinterAct::LetPaperEndInNextSlip)?;
        let outcome = self.printer.print(&test_slip()).outcome;
        let _the_stub = self.hands.look(PrinterSight::NothingMore);
        self.act(PrinterAct::PutPaperIn)?;
        self.becomes_ready()?;
        let (Outcome::NotPrinted(Fault::NoPaper) | Outcome::Uncertain(Fault::NoPaper)) = outcome else {
            return Err(Verdict::Failed(format!("{outcome:?}")));
        };
        self.sees(PrinterSight::NothingMore)?;
        self.prints(&copy_slip())?;
        self.sees(PrinterSight::WholeCopyAlone)
    }

    fn forgets_on_power_cycle(&mut self) -> Result<(), Ended> {
        self.must_answer()?;
        self.act(PrinterAct::SwitchOffAndOn)?;
        self.becomes_ready()?;
        self.sees(PrinterSight::NothingMore)?;
        self.prints(&copy_slip())?;
        self.sees(PrinterSight::WholeCopyAlone)
    }

    fn must_answer(&mut self) -> Result<(), Ended> {
        match self.printer.status() {
            Status::Unknown => Err(Verdict::Skipped("this printer cannot say how it is".to_owned())),
            Status::Ready(_) | Status::Faulty(_) => Ok(()),
        }
    }

    fn prints(&mut self, slip: &Slip) -> Result<(), Ended> {
        let report = self.printer.print(slip);
        match (report.outcome, report.before, report.after) {
            (Outcome::Printed(_), Status::Ready(_) | Status::Unknown, Status::Ready(_) | Status::Unknown) => Ok(()),
            _ => Err(Verdict::Failed(format!("{report:?}"))),
        }
    }

    fn becomes_ready(&mut self) -> Result<(), Ended> {
        let deadline = Instant::now() + RECOVERY;
        loop {
            match self.printer.status() {
                Status::Ready(_) => return Ok(()),
                status if Instant::now() >= deadline => {
                    return Err(Verdict::Failed(format!("not ready again within 30 s: {status:?}")));
                }
                Status::Faulty(_) | Status::Unknown => std::thread::sleep(LOOK_EVERY),
            }
        }
    }

    fn act(&mut self, act: PrinterAct) -> Result<(), Ended> {
        match self.hands.act(act) {
            Acted::Done => Ok(()),
            Acted::CannotDo => Err(Verdict::Skipped(format!("nobody could {}", act.request()))),
        }
    }

    fn sees(&mut self, sight: PrinterSight) -> Result<(), Ended> {
        match self.hands.look(sight) {
            Seen::AsExpected => Ok(()),
            Seen::Otherwise(what) => Err(Verdict::Failed(what)),
            Seen::NobodyLooked => Err(Verdict::LookAt(sight.question().to_owned())),
        }
    }
}
