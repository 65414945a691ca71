//! The person at the device: asked in words, answering at the keyboard. What is asked is said by the contract.

use devices::contract::{Acted, PrinterAct, PrinterHands, PrinterSight, ScannerAct, ScannerHands, Seen};
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::io::{self, BufRead, Write};

/// Who stands at the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Somebody who does and looks.
    There,
    /// Nobody.
    Absent,
}

impl Person {
    /// From the `--unattended` of the command line.
    pub fn unless_unattended(unattended: bool) -> Self {
        if unattended { Self::Absent } else { Self::There }
    }

    fn ask(self, request: &str) -> Acted {
        match self {
            Self::Absent => Acted::CannotDo,
            Self::There => match answer(&format!("      please {request}; then Enter (s: skip) ")) {
                Some(answer) if !answer.starts_with('s') => Acted::Done,
                Some(_) | None => Acted::CannotDo,
            },
        }
    }
}

impl PrinterHands for Person {
    fn act(&mut self, act: PrinterAct) -> Acted {
        self.ask(act.request())
    }

    fn look(&mut self, sight: PrinterSight) -> Seen {
        match self {
            Self::Absent => Seen::NobodyLooked,
            Self::There => {
                let question =
                    format!("      look: {}\n      is it so? Enter for yes, or what you see: ", sight.question());
                match answer(&question) {
                    None => Seen::NobodyLooked,
                    Some(answer) if matches!(answer.as_str(), "" | "y" | "yes") => Seen::AsExpected,
                    Some(answer) => Seen::Otherwise(answer),
                }
            }
        }
    }
}

impl ScannerHands for Person {
    fn act(&mut self, act: ScannerAct) -> Acted {
        let code = match act {
            ScannerAct::Show(code) | ScannerAct::Hold(code) => QrCode::new(code).ok(),
            ScannerAct::Unplug | ScannerAct::UnplugInMidCode | ScannerAct::PlugIn => None,
        };
        if let (Self::There, Some(code)) = (*self, code) {
            println!("{}", code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build());
        }
        self.ask(&act.request())
    }
}

/// One line from the keyboard; `None` when there is none to come.
fn answer(question: &str) -> Option<String> {
    print!("{question}");
    io::stdout().flush().ok()?;
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim().to_lowercase()),
    }
}
