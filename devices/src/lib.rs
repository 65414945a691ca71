//! What hangs on a wire: printers of coupons, scanners of QR codes and loudspeakers. This crate knows no queue, no protocol and no
//! screen; its callers know no ESC/POS, no serial port and no time-out.
//!
//! ```no_run
//! use devices::escpos::{CodeLine, CouponSlip};
//! use devices::printer::{self, LinkConfig, Outcome, PrinterConfig};
//!
//! // Usually `PrinterConfig` is read from `[printer]` by serde: kind = "serial" | "network" | "usb" | "file" | "none".
//! let mut printer = printer::open(&PrinterConfig::at(LinkConfig::Network { address: "192.168.1.40:9100".into() }));
//! let coupon = CouponSlip {
//!     copy_mark: None,
//!     office: "Отдел по вопросам миграции".into(),
//!     number: "А012".into(),
//!     service: "Загранпаспорт: подача документов".into(),
//!     category: Some("ОБЩАЯ ОЧЕРЕДЬ".into()),
//!     facts: vec![("17.11.2026".into(), "09:42".into())],
//!     code: Some(CodeLine { payload: "https://ochered.example/t/7KQ4".into(), caption: "Очередь в телефоне".into() }),
//!     note: None,
//!     thanks: "Спасибо, что ждёте.".into(),
//! };
//! match printer.print(&coupon.to_slip()).outcome {
//!     Outcome::Printed(_) => println!("take your coupon"),
//!     Outcome::NotPrinted(fault) => println!("copy the number; staff: {fault}"),
//!     Outcome::Uncertain(fault) => println!("copy the number, a reprint is marked as a copy; staff: {fault}"),
//! }
//! ```
//!
//! - [`printer`]: `open(&PrinterConfig)` gives a `Box<dyn Printer>`: `status()`, `print(&Slip) -> JobReport`,
//!   `profile().columns()`. Calls block, at worst for the sum of the configured limits: give the printer a thread. A
//!   printer that is not there is a fault, not an error; it is opened when it appears. A job is over when `print`
//!   returns, in every case: nothing of it comes out later.
//! - [`escpos`]: `Slip` and `CouponSlip` say what stands on the paper, `Encoder` turns them into a `Job` of bytes. Text is
//!   cleaned on the way: nothing that is said can reach the printer as a command.
//! - [`scanner`]: `open(&ScannerConfig)` gives a `Box<dyn Scanner>`, watched by a thread of its own: `next(wait)`, `state()`.
//! - `loudspeaker` (feature `sound`): the machine's sound device, for whoever has samples.
//! - [`contract`]: what every printer and scanner must do, real or simulated; run by the tests and by hardware-tests.
//! - `simulator` (feature `simulator`): a printer on TCP or a pseudo-terminal that draws what it prints and fails at any
//!   byte on command, and a scanner to put codes before. For tests, the demo and hardware-tests.

pub mod contract;
pub mod escpos;
mod font;
#[cfg(feature = "sound")]
pub mod loudspeaker;
pub mod printer;
pub mod scanner;
mod serial_port;
mod settings;
#[cfg(feature = "simulator")]
pub mod simulator;
