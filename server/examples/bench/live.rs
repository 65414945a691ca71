//! From the confirmation of a change of the floor on the staff's pages to the last kiosk, console and hall display of an office at work,
//! beside one commit: coupons are taken at each kiosk, and at each console a clerk calls and receives.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use protocol::message::{Ask, DeviceRole, FromDevice, FromServer, Outcome, Request, RequestId};
use tokio::sync::mpsc;
use tokio::time::{interval, sleep, timeout};

use crate::browser::Browser;
use crate::floor::{ADMINISTRATOR, HALLS_OF_OFFICE, OF_EACH};
use crate::press::{Commits, connect, coupon, say, sit_down, text};
use crate::process::Process;
use crate::size::Size;
use crate::table::{Row, Table, percentile_ms};
use crate::way::Socket;

const DEVICES: usize = 2 * OF_EACH + HALLS_OF_OFFICE;
/// Between two changes, so that none has to wait for the one before it.
const REST: Duration = Duration::from_millis(60);
/// From one step of a kiosk or a clerk to the next.
const PACE: Duration = Duration::from_secs(1);
/// A device that is not shown a change by then never will be.
const NEVER: Duration = Duration::from_secs(60);
/// The service whose name is changed, as it is called before.
const NAMED: &str = "\"Service A\"";
/// Of an update with the floor's description.
const SHOWS_FLOOR: &str = "\"show\":{\"floor\":";
const EXPORT: &str = "/staff/floor/floor.toml";
const IMPORT: &str = "/staff/floor/import";
const CHANGE: &str = "/staff/floor/change";

pub fn measure(table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Process::start(&["office".as_ref(), folder.path().as_ref()])?;
    let changed = changes(server.port, folder.path(), table.size);
    let (mut delays, mut commits) = tokio::runtime::Runtime::new()?.block_on(changed)?;
    table.add(Row {
        name: "change of the floor to the last of 20 kiosks and 20 consoles at work and 4 hall displays: longest of 20 (floor: one commit)",
        unit: "ms",
        value: percentile_ms(&mut delays, 1.0),
        floor: Some(percentile_ms(&mut commits, 0.5)),
        goal: "<= 1000",
    });
    Ok(())
}

/// From each confirmation to the last device; and single commits on the same disk in between. The browser waits for its answers on this
/// thread while the devices read on others.
async fn changes(port: u16, folder: &Path, size: Size) -> anyhow::Result<(Vec<Duration>, Vec<Duration>)> {
    let (shown, mut told) = mpsc::channel(2 * DEVICES);
    let notes = Notes { shown, done: Arc::default() };
    for number in 1..=HALLS_OF_OFFICE {
        watch(shown_floor(port, &format!("hall-{number}"), DeviceRole::Hall).await?, Vec::new(), &notes);
    }
    for number in 1..=OF_EACH {
        let kiosk = shown_floor(port, &format!("kiosk-{number}"), DeviceRole::Kiosk).await?;
        watch(kiosk, vec![coupon()?], &notes);
        let mut console = shown_floor(port, &format!("console-{number}"), DeviceRole::Console).await?;
        sit_down(&mut console, folder, number).await?;
        watch(console, vec![Ask::CallNext, Ask::Start, Ask::Finish], &notes);
    }
    let mut administrator = Browser::signed_in(port, folder, ADMINISTRATOR)?;
    let exported = String::from_utf8(administrator.get(EXPORT)?.body)?;
    // The first line names the version of the export, which the first change overtakes.
    let (_, floor) = exported.split_once('\n').context("the line of the version")?;
    anyhow::ensure!(floor.contains(NAMED), "{NAMED} in {floor}");
    let mut bare = Commits::new(folder)?;
    let (mut delays, mut commits) = (Vec::new(), Vec::new());
    for change in 0..size.of(20, 2) {
        let name = format!("\"Service A {change}\"");
        let form = proposed(&mut administrator, &floor.replace(NAMED, &name))?;
        let confirmed_at = Instant::now();
        let confirmed = administrator.post(CHANGE, &form)?;
        let is_done = confirmed.is(303) && confirmed.header("location")?.contains("done=");
        anyhow::ensure!(is_done, "{}", confirmed.head);
        let mut last = confirmed_at;
        for _ in 0..DEVICES {
            let next = timeout(NEVER, told.recv()).await.context("every device is shown it")?;
            let (at, update): (Instant, String) = next.context("the devices are there")?;
            anyhow::ensure!(update.contains(&name), "{name} in {update}");
            last = last.max(at);
        }
        delays.push(last.duration_since(confirmed_at));
        commits.push(bare.one(change)?);
        sleep(REST).await;
    }
    let done = notes.done.load(Ordering::Relaxed);
    anyhow::ensure!(done > size.of(OF_EACH, 0), "the office was at work: {done} steps were done");
    Ok((delays, commits))
}

/// What the devices note.
#[derive(Clone)]
struct Notes {
    /// Another floor was shown.
    shown: mpsc::Sender<(Instant, String)>,
    /// Steps that were done.
    done: Arc<AtomicUsize>,
}

/// A device that was shown the floor as it is.
async fn shown_floor(port: u16, name: &str, role: DeviceRole) -> anyhow::Result<Socket> {
    let mut device = connect(port, name, role).await?;
    let first = text(&mut device).await?;
    anyhow::ensure!(first.contains(SHOWS_FLOOR), "the floor as it is comes first: {first}");
    Ok(device)
}

/// Notes whenever the device is shown another floor; meanwhile it does its steps, over and over.
fn watch(mut device: Socket, steps: Vec<Ask>, notes: &Notes) {
    let notes = notes.clone();
    tokio::spawn(async move {
        let (mut pace, mut steps) = (interval(PACE), steps.iter().cycle());
        loop {
            tokio::select! {
                update = text(&mut device) => {
                    let Ok(update) = update else { return };
                    if notes.take(update).await.is_err() {
                        return;
                    }
                }
                _ = pace.tick() => {
                    let Some(step) = steps.next() else { continue };
                    let request = Request { id: RequestId::random(), age_ms: 0, ask: step.clone() };
                    if say(&mut device, &FromDevice::Request(request)).await.is_err() {
                        return;
                    }
                }
            }
        }
    });
}

impl Notes {
    /// An error where nobody measures any more.
    async fn take(&self, update: String) -> anyhow::Result<()> {
        let at = Instant::now();
        if update.contains(SHOWS_FLOOR) {
            return Ok(self.shown.send((at, update)).await?);
        }
        if update.starts_with("{\"reply\"")
            && let FromServer::Reply(reply) = serde_json::from_str(&update)?
            && matches!(reply.outcome, Outcome::Done(_))
        {
            self.done.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Brings a text in; gives the form that confirms it, as its preview has it.
fn proposed(administrator: &mut Browser, floor: &str) -> anyhow::Result<String> {
    let sent = administrator.post_text(IMPORT, floor)?;
    anyhow::ensure!(sent.is(303), "{}: {}", sent.head, String::from_utf8_lossy(&sent.body));
    let preview = administrator.get(sent.header("location")?)?;
    anyhow::ensure!(preview.is(200), "{}", preview.head);
    let page = String::from_utf8(preview.body)?;
    Ok(format!("name={}&on={}", hidden(&page, "name")?, hidden(&page, "on")?))
}

/// What stands in a hidden field of a form.
fn hidden<'a>(page: &'a str, name: &str) -> anyhow::Result<&'a str> {
    let (_, rest) =
        page.split_once(&format!("<input type=\"hidden\" name=\"{name}\" value=\"")).context("the field")?;
    rest.split('"').next().context("its value")
}
