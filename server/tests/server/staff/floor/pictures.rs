//! Pictures of the hall display: added on the page, previewed, on every hall display, taken back; and files that are none.

use std::io::Cursor;
use std::time::Instant;

use image::{ImageFormat, Rgb, RgbImage};
use protocol::client::fetch_picture;
use protocol::key_file::KeyFile;
use protocol::limits::PICTURE_LIMIT;
use protocol::message::{Answer, FromServer, Outcome, Show};
use queue::floor::{Picture, PictureFile};
use queue::ids::DeviceId;
use server::pictures::FOLDER;
use sha2::{Digest, Sha256};

use super::forms::{EDIT, change, typed};
use super::{bent, confirm, exported, floor, hidden, journaled, office, preview, tell_live};
use crate::staff::signed_in;
use crate::support::{Browser, Dev, Page, Server, http_get, take};

pub const PICTURE: &str = "/staff/floor/picture";
const SAYS: [(&str, &str); 3] =
    [("says.ru", "Фото на документы"), ("says.en", "Photos for documents"), ("says.hy", "Լուսանկարներ")];

fn picture(shade: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let shades = RgbImage::from_fn(160, 90, |x, y| Rgb([shade, x as u8, y as u8]));
    shades.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn named(bytes: &[u8]) -> PictureFile {
    PictureFile::of_hash(Sha256::digest(bytes).into())
}

/// Uploads a picture and fills its form in; gives the preview.
async fn add(admin: &mut Browser, bytes: &[u8], changes: &[(&str, &str)]) -> Page {
    let sent = admin.post_file(PICTURE, "file", "poster.png", bytes).await;
    assert_eq!(sent.header("location"), format!("{EDIT}?part=picture&file={}", named(bytes)), "{}", sent.text());
    let form = admin.get(sent.header("location")).await;
    assert!(form.body.contains(&format!("<img src=\"/picture/{}\"", named(bytes))), "{}", form.body);
    let changes: Vec<_> = SAYS.iter().chain(changes).copied().collect();
    let fields = typed(&form, &changes);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sent = admin.post(EDIT, &fields).await;
    preview(admin, sent).await
}

/// The pictures of the next floor that a device is shown.
async fn shown(hall: &mut Dev, version: u32) -> Vec<Picture> {
    loop {
        if let FromServer::Update(update) = hall.next().await
            && let Show::Floor(view) = update.show
            && view.version == version
        {
            return view.pictures;
        }
    }
}

/// As a hall display fetches it.
async fn fetched(server: &Server, scheme: &str, file: &PictureFile) -> Result<Vec<u8>, String> {
    let key = KeyFile::read(&server.folder.path().join("credentials/hall-1.key")).unwrap();
    let (address, file) = (format!("{scheme}://{}/device", server.address), file.clone());
    tokio::task::spawn_blocking(move || fetch_picture(&address, key.office, &DeviceId::new("hall-1").unwrap(), &file))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_added_previewed_and_with_the_hall_displays_and_taken_back() {
    let server = office().await;
    let (mut hall, mut kiosk) = (server.connect("hall-1").await, server.connect("kiosk-1").await);
    assert_eq!(shown(&mut hall, 1).await, []);
    assert!(matches!(kiosk.ask(take("registration")).await, Outcome::Done(Answer::Ticket(_))));
    let mut admin = signed_in(&server, "admin").await;
    let bytes = picture(7, ImageFormat::Jpeg);
    let page = add(&mut admin, &bytes, &[("hall", "hall-1"), ("shown_s", "20")]).await;
    assert!(page.body.contains(&format!("<img src=\"/picture/{}\"", named(&bytes))), "it is seen: {}", page.body);
    assert!(page.text().contains("As they will be shown Photos for documents Hall 1, 20 s"), "{}", page.text());
    assert!(page.header("content-security-policy").contains("img-src data: 'self';"));
    let confirmed = Instant::now();
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    let pictures = shown(&mut hall, 2).await;
    let [one] = pictures.as_slice() else { panic!("{pictures:?}") };
    assert_eq!((one.id.as_str(), &one.file, one.shown_s), ("picture-1", &named(&bytes), 20));
    assert_eq!(fetched(&server, "wss", &one.file).await.as_ref(), Ok(&bytes));
    tell_live("a picture", confirmed);
    assert_eq!(fetched(&server, "ws", &one.file).await.as_ref(), Ok(&bytes));

    let Outcome::Done(Answer::Ticket(next)) = kiosk.ask(take("registration")).await else { panic!("no ticket") };
    assert_eq!(next.number.to_string(), "P002", "the tickets of the day stay");
    let listed = admin.get("/staff/floor").await;
    assert!(listed.text().contains("Photos for documents Hall 1, 20 s"), "{}", listed.text());
    let sent = admin.post("/staff/floor/version", &[("version", "1")]).await;
    let page = preview(&mut admin, sent).await;
    assert!(page.text().contains("Photos for documents removed"), "{}", page.text());
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    assert_eq!(shown(&mut hall, 3).await, []);
    let sent = admin.post("/staff/floor/version", &[("version", "2")]).await;
    let page = preview(&mut admin, sent).await;
    assert_eq!(confirm(&mut admin, &page).await.status, 303, "its file is kept for whoever wants it back");
    assert_eq!(shown(&mut hall, 4).await, pictures);
    let (folder, ..) = server.stop().await;
    assert_eq!(journaled(folder.path()).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_picture_says_where_and_in_which_place_is_changed_in_its_form() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    for shade in [1, 2, 3] {
        let page = add(&mut admin, &picture(shade, ImageFormat::Png), &[]).await;
        assert_eq!(confirm(&mut admin, &page).await.status, 303);
    }
    let order = |floor: &queue::Floor| floor.pictures.iter().map(|one| one.id.to_string()).collect::<Vec<_>>();
    let before = floor(&mut admin).await;
    assert_eq!(order(&before), ["picture-1", "picture-2", "picture-3"]);
    assert_eq!((before.pictures[2].shown_s, &before.pictures[2].hall), (15, &None), "every hall, unless it is said");
    let moved = change(&mut admin, "part=picture&id=picture-3", &[("order", "-"), ("shown_s", "30")]).await;
    assert_eq!(order(&moved), ["picture-3", "picture-1", "picture-2"]);
    assert_eq!(moved.pictures[0], Picture { shown_s: 30, ..before.pictures[2].clone() });
    let gone = change(&mut admin, "part=picture&id=picture-1", &[("remove", "yes")]).await;
    assert_eq!(order(&gone), ["picture-3", "picture-2"]);
    let text = exported(&mut admin).await;
    assert!(text.contains(&format!("file = \"{}\"", named(&picture(2, ImageFormat::Png)))), "{text}");
    let page = admin.get(&format!("{EDIT}?part=picture&id=picture-2")).await;
    let fields = typed(&page, &[("says.hy", ""), ("shown_s", "4")]);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let wrong = admin.post(EDIT, &fields).await;
    assert!(wrong.status == 422 && wrong.text().contains("a whole number from 5 to 120"), "{}", wrong.text());
    assert!(wrong.body.contains("/picture/"), "the picture is still seen");
    let nameless = admin.get(&format!("{EDIT}?part=picture")).await;
    assert_eq!(nameless.header("location"), PICTURE, "first the file");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_each_with_its_sentence_and_nothing_is_written() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let whole = picture(9, ImageFormat::Png);
    let mut bomb = whole.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let sum = crc32fast::hash(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&sum.to_be_bytes());
    let jpeg = picture(9, ImageFormat::Jpeg);
    for (name, bytes, status, said) in [
        ("large.png", vec![0x89; PICTURE_LIMIT + 1], 413, "The file has more than 2 MiB"),
        ("huge.png", vec![0x89; 8 * PICTURE_LIMIT], 413, "The file has more than 2 MiB"),
        ("cut.png", whole[..whole.len() / 2].to_vec(), 422, "The file is no whole picture"),
        ("cut.jpg", jpeg[..jpeg.len() / 2].to_vec(), 422, "The file is no whole picture"),
        ("vector.svg", b"<svg onload=\"alert(1)\"/>".to_vec(), 422, "The file is neither PNG nor JPEG"),
        ("page.png", b"<script>alert(1)</script>".to_vec(), 422, "The file is neither PNG nor JPEG"),
        ("bomb.png", bomb, 422, "The picture has 65535 × 65535 pixels"),
        ("nothing.png", Vec::new(), 422, "No file was chosen"),
    ] {
        let page = admin.post_file(PICTURE, "file", name, &bytes).await;
        assert_eq!(page.status, status, "{name}: {}", page.text());
        assert!(page.text().contains(said), "{name}: {}", page.text());
        assert!(page.body.contains("role=\"alert\""), "{name}");
    }
    assert!(!server.folder.path().join(FOLDER).exists(), "nothing was written");
    // The name of a file is not looked at: what is kept has its hash for a name.
    let sent = admin.post_file(PICTURE, "file", "..\\..\\../../credentials/kiosk-1.key", &whole).await;
    assert_eq!(sent.status, 303);
    let kept: Vec<_> = std::fs::read_dir(server.folder.path().join(FOLDER)).unwrap().collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].as_ref().unwrap().file_name().to_str(), Some(named(&whole).as_str()));
    assert!(KeyFile::read(&server.folder.path().join("credentials/kiosk-1.key")).is_ok());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_floor_that_names_a_file_which_is_not_here_is_refused_until_it_is() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let bytes = picture(5, ImageFormat::Png);
    let new = format!(
        "[[picture]]\nid = \"poster\"\nfile = \"{}\"\nsays = {{ ru = \"Афиша\", en = \"Poster\", hy = \"Պաստառ\" }}\n\n[reasons]",
        named(&bytes)
    );
    let text = bent(&exported(&mut admin).await, "[reasons]", &new);
    let sent = admin.post_text("/staff/floor/import", "text", &text).await;
    let page = preview(&mut admin, sent).await;
    let why = format!(
        "The file of the picture “Poster” is not on this server: add the picture on these pages, or put its file {}",
        named(&bytes)
    );
    assert!(page.text().contains(&why), "{}", page.text());
    assert!(!page.body.contains("name=\"on\""), "it cannot be confirmed");
    let name = page.body.split("?name=").nth(1).unwrap().split(['"', '&']).next().unwrap().to_owned();
    let forced = admin.post("/staff/floor/change", &[("name", &name), ("on", "1")]).await;
    assert!(forced.status == 409 && forced.text().contains(&why), "{}", forced.text());
    assert_eq!(floor(&mut admin).await.pictures, []);
    let odd = bent(&text, named(&bytes).as_str(), "../office.pem");
    let wrong = admin.post_text("/staff/floor/import", "text", &odd).await;
    assert!(wrong.status == 422 && wrong.text().contains("../office.pem"), "{}", wrong.text());

    // As whoever takes the floor over from another server does.
    std::fs::create_dir(server.folder.path().join(FOLDER)).unwrap();
    let path = server.folder.path().join(FOLDER).join(named(&bytes).as_str());
    std::fs::write(&path, b"\x89PNG\r\n\x1a\nsomething else").unwrap();
    let page = admin.get(&format!("/staff/floor/change?name={name}")).await;
    assert!(page.text().contains(&why), "another file is not that one");
    assert!(fetched(&server, "ws", &named(&bytes)).await.is_err());
    std::fs::write(&path, &bytes).unwrap();
    let page = admin.get(&format!("/staff/floor/change?name={name}")).await;
    assert_eq!(hidden(&page, "on"), "1");
    assert_eq!(confirm(&mut admin, &page).await.status, 303);
    assert_eq!(floor(&mut admin).await.pictures[0].file, named(&bytes));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_given_out_under_its_hash_alone_and_for_ever() {
    let server = office().await;
    let mut admin = signed_in(&server, "admin").await;
    let bytes = picture(3, ImageFormat::Png);
    assert_eq!(admin.post_file(PICTURE, "file", "x", &bytes).await.status, 303);
    let (head, body) = admin.download(&format!("/picture/{}", named(&bytes))).await;
    assert_eq!(body, bytes);
    for line in ["content-type: image/png", "immutable", "nosniff", "default-src 'none'"] {
        assert!(head.contains(line), "{line} in {head}");
    }
    let other = named(b"other");
    for path in [other.as_str(), "x", "..%2Foffice.pem", "%2e%2e%2fcredentials%2fkiosk-1.key"] {
        let said = admin.get(&format!("/picture/{path}")).await;
        assert_eq!((said.status, said.body.as_str()), (404, ""), "{path}");
    }
    assert_eq!(http_get(server.address, &format!("/picture/{other}")).await.as_deref(), Some(""));
    server.stop().await;
}
