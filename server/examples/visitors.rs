//! The visitors' and the staff's pages of a floor on one morning, for the tests in a real browser: `visitors FLOOR DATA` prints the visitors'
//! address and the office's own, then each one-time code beside its contact. The clock begins at that morning, or at a moment that is told after
//! them; it goes on by itself, and at once by as many seconds as are read on a line.
#![allow(missing_docs)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use queue::ids::Language;
use server::clock::SetClock;
use server::messages::{Busy, Delivery, Messages, Post, Reach, Receipt};
use server::office::Tick;
use server::people::entered::Contact;
use server::proxies::TrustedProxies;
use server::run::{FloorFile, Listeners, Settings};
use server::session::Limits;
use tokio::net::TcpListener;

const MORNING: &str = "2026-11-17T06:42:00Z";
const SECOND: Duration = Duration::from_secs(1);

/// Prints what it is given to carry.
struct Printed;

impl Post for Printed {
    fn reach(&self) -> Reach {
        Reach { email: true, phone: true }
    }

    fn send_code(&self, to: &Contact, language: &Language, code: &str) -> Result<Receipt, Busy> {
        let to = match to {
            Contact::Email(email) => email.as_str(),
            Contact::Phone(phone) => phone.as_str(),
        };
        println!("code {code} {language} {to}");
        Ok(Receipt::of(Delivery::Taken))
    }
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    tracing_subscriber::fmt().without_time().with_max_level(tracing::Level::DEBUG).with_writer(std::io::stderr).init();
    let (floor, data) = arguments.next().zip(arguments.next()).context("visitors FLOOR DATA [MOMENT]")?;
    let moment = arguments.next().map_or(MORNING.to_owned(), |moment| moment.to_string_lossy().into_owned());
    let mut config = server::config::load(&floor).map_err(anyhow::Error::msg)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let devices = TcpListener::bind("127.0.0.1:0").await?;
        let visitors = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", visitors.local_addr()?);
        let inside = format!("https://{}", devices.local_addr()?);
        config.floor.public_url = Some(address.as_str().into());
        let settings = Settings {
            data,
            floor: config.floor,
            file: FloorFile::Apply,
            visitors_files: None,
            trusted_proxies: TrustedProxies::default(),
            keys: None,
            keep_days: config.keep_days,
            messages: Messages::by(Arc::new(Printed)),
            limits: Limits::default(),
            tick: Tick::Rehearsed,
        };
        let clock = Arc::new(SetClock::at(moment.parse()?));
        println!("{address}");
        println!("{inside}");
        let goes = Arc::clone(&clock);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(SECOND);
                goes.advance(SECOND);
            }
        });
        let leaps = Arc::clone(&clock);
        std::thread::spawn(move || {
            for seconds in std::io::stdin().lines().map_while(|line| line.ok()?.parse::<u64>().ok()) {
                leaps.advance(Duration::from_secs(seconds));
                println!("passed {seconds}");
            }
        });
        let until_told = async {
            // Without a handler ctrl-c ends the process, which is as well here.
            let _told = tokio::signal::ctrl_c().await;
        };
        let listeners = Listeners { devices, visitors: Some(visitors) };
        server::run(listeners, settings, clock, until_told).await.context("the server")
    })
}
