//! A thousand planted people who have themselves forgotten on their pages (S4, P3): no name, link or key of theirs is in any file, and the
//! journal is as it was but for what was cancelled.

use aho_corasick::AhoCorasick;
use server::people::Entry;

use crate::browser::Browser;
use crate::files;
use crate::program::{Program, by_mail};
use crate::support::{House, Wish, entry};
use crate::writings::{search, writings};

const PEOPLE: usize = 1_000;
/// Every so many takes a file with everything along.
const EXPORTS: usize = 10;
/// One household has so many of them; a crowd behind one address is slowed down.
const A_HOUSEHOLD: usize = 10;

fn planted(number: usize) -> Entry {
    let syllables = ["жера", "вило", "дука", "боме", "кытя"];
    let made_up: String = (0..5).map(|place| syllables[number / 5_usize.pow(place) % 5]).collect();
    entry(&format!("planted-box-{number:04}@mail.example"), "ru", [&format!("Ю{made_up}"), "Велимирослава"])
}

/// Which of these stand in a file, and where.
fn found(folder: &std::path::Path, search: &AhoCorasick) -> Option<String> {
    let files = files::all(folder);
    for part in ["floor.db", "people.db", "keys.db", "log"] {
        assert!(files.iter().any(|(path, bytes)| path.ends_with(part) && !bytes.is_empty()), "{part} is looked at");
    }
    let hit =
        |(path, bytes): &(std::path::PathBuf, Vec<u8>)| Some(format!("{}: {:?}", path.display(), search.find(bytes)?));
    files.iter().find_map(hit)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_who_delete_their_data_leave_no_name_and_no_key_in_any_file() {
    let house = tokio::task::spawn_blocking(House::of_today).await.unwrap();
    let entries: Vec<_> = (0..PEOPLE).map(planted).collect();
    let time = |slot: usize| format!("{}T{:02}:{:02}", house.some_day(), 9 + slot / 4, slot % 4 * 15);
    let times: Vec<_> = (0..16).map(time).collect();
    let booked = tokio::task::block_in_place(|| {
        let wishes: Vec<_> = entries.iter().enumerate().map(|(at, entry)| Wish::Book(entry, &times[at / 63])).collect();
        house.carry_out(&wishes)
    });
    let texts = entries.iter().zip(&booked).flat_map(|(entry, booked)| {
        let name = entry.name.family.as_str().to_owned();
        [name, booked.link.clone()]
    });
    let others = ["Велимирослава", "planted-box-", "7319 000001", "7319000001"].map(str::to_owned);
    let names = search(&texts.chain(others).flat_map(|text| writings(&text)).collect::<Vec<_>>());
    let all_keys = files::keys(&house.data());
    assert_eq!(all_keys.len(), PEOPLE);
    let keys = AhoCorasick::new(&all_keys).unwrap();
    let program = tokio::task::block_in_place(|| Program::start(&house, &by_mail(1), "trace"));
    let before = files::events(&house.data());
    assert!(found(house.folder.path(), &keys).is_some(), "the search finds what is there");
    for (number, booked) in booked.iter().enumerate() {
        let mut visitor = Browser::at(program.address);
        let household = number / A_HOUSEHOLD;
        visitor.from = Some(format!("127.1.{}.{}", household / 200, household % 200 + 1));
        if number.is_multiple_of(EXPORTS) {
            let export = visitor.get(&format!("/b/{}/data.json", booked.link)).await;
            assert!(export.html().contains(entries[number].name.family.as_str()), "{}", export.status);
        }
        let deleted = visitor.post(&format!("/b/{}/delete?lang=en", booked.link), &[("sure", "1")]).await;
        assert!(deleted.text().contains("Your data is deleted"), "{number}: {}", deleted.text());
    }
    assert_eq!((files::stages(&house.data()).len(), files::keys(&house.data()).len()), (0, 0));
    assert_eq!(found(house.folder.path(), &keys), None, "beside the running server");
    assert_eq!(found(house.folder.path(), &names), None);
    let after = files::events(&house.data());
    assert_eq!(after[..before.len()], before, "byte for byte");
    assert_eq!((after.len() - before.len(), files::cancelled_by(&after)), (PEOPLE, vec!["visitor".to_owned(); PEOPLE]));
    drop(program);
    assert_eq!(found(house.folder.path(), &keys), None, "after its end");
    assert_eq!(found(house.folder.path(), &names), None);
    assert!(server::journal::verify(&house.data()).unwrap().holds());
}
