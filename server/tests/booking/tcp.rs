//! What the system tells of connections within this machine. No checks here.

use std::time::Duration;

use tokio::net::TcpStream;

use super::SOON;

/// Waits until the other end has read what was sent over this connection.
pub async fn until_read(stream: &TcpStream) {
    let reading = async {
        while is_unread(stream) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(SOON, reading).await.expect("it is read in time");
}

fn is_unread(stream: &TcpStream) -> bool {
    let [here, there] =
        [stream.local_addr(), stream.peer_addr()].map(|address| format!(":{:04X}", address.unwrap().port()));
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    // Of each connection: its own end, the other, its state, and what waits to be sent and to be read.
    let mut rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.any(|row| row[1].ends_with(&there) && row[2].ends_with(&here) && !row[4].ends_with(":00000000"))
}
