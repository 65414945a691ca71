//! The staff's pages in a browser (S2): who sees what, and what ends it.

mod anew;
mod bookings;
mod day;
mod files;
mod floor;
mod now;
mod part;
mod period;
mod ratings;
mod roles;
mod sessions;
mod sign_in;
mod what_if;

use queue::floor::{Clerk, Role};
use queue::ids::ClerkId;
use server::run::Settings;

use crate::support::{Browser, Server, pin};

/// Everybody who works in the office of these tests beside its eight clerks, with their roles.
const PEOPLE: [(&str, &[Role]); 6] = [
    ("reception", &[Role::Receptionist]),
    ("manager", &[Role::Manager]),
    ("admin", &[Role::Administrator]),
    ("cleaner", &[]),
    ("both", &[Role::Clerk, Role::Receptionist]),
    ("head", &[Role::Clerk, Role::Manager]),
];

fn with_people(settings: &mut Settings) {
    for (login, roles) in PEOPLE {
        let id = ClerkId::new(login).unwrap();
        settings.floor.clerks.retain(|clerk| clerk.id != id);
        let person = Clerk { id, name: format!("Name of {login}").into(), roles: roles.iter().copied().collect() };
        settings.floor.clerks.push(person);
    }
    settings.floor.languages = ["ru", "en", "hy"].map(|key| queue::ids::Language::new(key).unwrap()).to_vec();
}

async fn office() -> Server {
    let server = Server::start_with(with_people).await;
    server.counted().await;
    server
}

fn browser(server: &Server) -> Browser {
    Browser::new(server.address, server.folder.path())
}

/// A browser in which somebody is signed in.
async fn signed_in(server: &Server, login: &str) -> Browser {
    let mut browser = browser(server);
    let page = browser.sign_in(login, &pin(server.folder.path(), login)).await;
    assert_eq!((page.status, page.header("location")), (303, "/staff"), "{}", page.text());
    browser
}
