//! A simulated printer that runs until it is ended, steered by lines on its standard input: a failure's name (now or
//! after so many bytes, `paper-out@120`), `mend`, or `power-cycle`.

use crate::Acceptance;
use crate::arguments::SimulatorAsked;
use crate::render::frame;
use anyhow::Context;
use devices::simulator::{FailureAt, SimulatedPrinter, SimulatorOptions};
use std::io::{self, BufRead};

pub fn run(asked: &SimulatorAsked) -> anyhow::Result<Acceptance> {
    let options = SimulatorOptions {
        width_dots: asked.width_mm.dots(),
        baud: asked.baud,
        folder: Some(asked.out.clone()),
        frame: frame(asked.margins),
        ..SimulatorOptions::default()
    };
    let printer = match (&asked.wire.listen, &asked.wire.pty) {
        (Some(address), _) => {
            SimulatedPrinter::on_tcp(*address, options).with_context(|| format!("listening on {address}"))?
        }
        (None, Some(name)) => {
            SimulatedPrinter::on_pty(name, options).with_context(|| format!("plugging in {}", name.display()))?
        }
        (None, None) => anyhow::bail!("say where: --listen ADDRESS:PORT or --pty LINKPATH"),
    };
    for FailureAt { failure, byte } in &asked.failures {
        printer.fail(*failure, *byte);
    }
    match (printer.address(), &asked.wire.pty) {
        (Some(address), _) => println!("printer on {address}"),
        (None, Some(name)) => println!("printer on {}", name.display()),
        (None, None) => {}
    }
    for line in io::stdin().lock().lines() {
        match line.context("reading standard input")?.trim() {
            "" => {}
            "mend" => {
                printer.mend();
                println!("mended");
            }
            wrong => match wrong.parse::<FailureAt>() {
                Ok(FailureAt { failure, byte }) => {
                    printer.fail(failure, byte);
                    println!("{wrong}");
                }
                Err(error) => println!("{error}; or mend"),
            },
        }
    }
    // Started without a keyboard, it runs until it is ended from outside.
    loop {
        std::thread::park();
    }
}
