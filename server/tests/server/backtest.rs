//! `queue-server backtest` on the journal that a server left.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use protocol::message::{Answer, Ask, Outcome};

use crate::support::Server;

fn backtest(folder: &Path, more: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_queue-server");
    Command::new(program).args(["backtest", "--data"]).arg(folder).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_backtest_tells_how_good_the_expected_waits_of_recorded_days_were() {
    let server = Server::start().await;
    let mut kiosk = server.connect("kiosk-1").await;
    let mut console = server.window(1).await;
    for _ in 0..3 {
        kiosk.take().await;
    }
    for ask in [Ask::CallNext, Ask::Start] {
        assert_eq!(console.ask(ask).await, Outcome::Done(Answer::Done));
    }
    server.clock.advance(Duration::from_secs(300));
    assert_eq!(console.ask(Ask::CallNext).await, Outcome::Done(Answer::Done));
    drop((kiosk, console));
    let (folder, _settings, _clock) = server.stop().await;
    let table = said(&backtest(folder.path(), &[]));
    assert!(table.contains("\nall                2  ") && table.contains("\ngeneral            2  "), "{table}");
    assert!(!table.contains("\nbooked") && table.contains("still waiting: 1."), "{table}");
    let other_days = said(&backtest(folder.path(), &["--from", "2099-01-01"]));
    assert!(!other_days.contains("\nall") && other_days.contains("still waiting: 0."), "{other_days}");
    let nowhere = backtest(&folder.path().join("elsewhere"), &[]);
    assert_eq!(nowhere.status.code(), Some(1));
    let told = String::from_utf8(nowhere.stderr).unwrap();
    assert!(told.contains("no server has run with this data folder: name the data folder of the server"), "{told}");
    assert!(!told.contains("see to the disk"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_read_enough_of_a_report_ends_it_without_an_error() {
    let server = Server::start().await;
    server.connect("kiosk-1").await.take().await;
    let (folder, ..) = server.stop().await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_queue-server"));
    command.args(["backtest", "--data"]).arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
}
