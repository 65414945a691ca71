//! Pictures of the hall display on the administrators' pages: a file is looked at and kept first; what it says, where and for how long is then
//! a form like any other, and it is shown in the preview.

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use protocol::limits::{PICTURE_LIMIT, PICTURE_SIDE_PX};
use queue::Floor;
use queue::floor::{Picture, PictureFile};
use queue::ids::PictureId;
use toml::{Table, Value};

use super::form::{Part, Target, address};
use super::upload::Upload;
use super::words::Words;
use super::{EDIT, PICTURE, upload};
use crate::config::SHOWN_S;
use crate::permits::StaffPage;
use crate::pictures::{NoPicture, NotKept};
use crate::web::picture;
use crate::web::staff::frame::{self, Frame};
use crate::web::staff::posted::Sent;
use crate::web::staff::visit::{Seen, Visit};
use crate::web::staff::{LOOK, STYLE};
use crate::web::words::filled;

/// Largest form around a file, in bytes.
const AROUND: usize = 16 * 1024;

#[derive(Template)]
#[template(path = "staff/floor_picture.html")]
struct PicturePage {
    style: &'static str,
    frame: Frame,
    w: &'static Words,
    problem: Option<String>,
    action: &'static str,
    back: &'static str,
}

/// A picture as a page shows it.
pub struct Pictured {
    pub src: String,
    pub says: String,
    pub beside: String,
    pub edit: String,
}

/// Where a file is given.
pub async fn ask(seen: Seen) -> Response {
    page(&seen, StatusCode::OK, None)
}

fn page(seen: &Seen, status: StatusCode, problem: Option<String>) -> Response {
    let words = seen.visit.floor_words();
    let page = PicturePage {
        style: STYLE,
        frame: seen.frame(&words.add_picture).shown_at(PICTURE),
        w: words,
        problem,
        action: PICTURE,
        back: frame::address(StaffPage::Floor),
    };
    LOOK.page(status, page.render())
}

/// A form with a picture's file; nothing of one that is too large.
pub struct Given(Option<Upload>);

impl Sent for Given {
    async fn read(visit: &Visit, request: Request) -> Result<Self, Response> {
        upload::read(visit, request, PICTURE_LIMIT + AROUND).await.map(Self)
    }
}

/// Keeps a file, and leads to the form of what it says.
pub async fn take(seen: Seen, Given(upload): Given) -> Response {
    let visit = &seen.visit;
    let kept = match upload {
        Some(upload) => {
            let bytes = upload.field("file").unwrap_or_default().to_vec();
            visit.pages.reception.pictures.keep(bytes).await
        }
        None => Err(NotKept::NoPicture(NoPicture::TooLarge)),
    };
    match kept {
        Ok(file) => visit.on_to(&format!("{EDIT}?part={}&file={file}", Part::Picture.key())),
        Err(why) => {
            let (status, said) = refusal(visit.floor_words(), &why);
            page(&seen, status, Some(said))
        }
    }
}

fn refusal(words: &'static Words, why: &NotKept) -> (StatusCode, String) {
    let no_picture = |said: &String| (StatusCode::UNPROCESSABLE_ENTITY, said.clone());
    match why {
        NotKept::NoPicture(NoPicture::Nothing) => no_picture(&words.p_nothing),
        NotKept::NoPicture(NoPicture::TooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, words.p_too_large.clone()),
        NotKept::NoPicture(NoPicture::OtherKind) => no_picture(&words.p_other_kind),
        NotKept::NoPicture(NoPicture::TooManyPixels { width, height }) => {
            let sides = [width.to_string(), height.to_string(), PICTURE_SIDE_PX.to_string()];
            no_picture(&filled(&words.p_too_many_pixels, &sides.each_ref().map(String::as_str)))
        }
        NotKept::NoPicture(NoPicture::Broken) => no_picture(&words.p_broken),
        NotKept::Full => (StatusCode::INSUFFICIENT_STORAGE, words.p_full.clone()),
        NotKept::Storage(_) | NotKept::Versions(_) => {
            tracing::error!(problem = %why, "a picture is not kept");
            (StatusCode::SERVICE_UNAVAILABLE, words.p_unwritten.clone())
        }
    }
}

/// Puts a picture that is yet to be named among those of the file.
pub fn add_nameless(root: &mut Table, file: &PictureFile) {
    let entries = root.entry(Part::Picture.key()).or_insert_with(|| Value::Array(Vec::new()));
    let fields = [("id", "".into()), ("file", file.as_str().into()), ("shown_s", i64::from(SHOWN_S).into())];
    let entry: Table = fields.map(|(key, value): (&str, Value)| (key.to_owned(), value)).into_iter().collect();
    if let Some(entries) = entries.as_array_mut() {
        entries.push(Value::Table(entry));
    }
}

/// All that there are, in their order.
pub fn all(visit: &Visit) -> Vec<Pictured> {
    visit.floor.pictures.iter().map(|picture| pictured(visit, &visit.floor, picture)).collect()
}

fn pictured(visit: &Visit, floor: &Floor, picture: &Picture) -> Pictured {
    let words = visit.floor_words();
    let hall = picture.hall.as_ref().and_then(|hall| floor.hall(hall)).map(|hall| visit.said(&hall.name));
    let hall = hall.unwrap_or_else(|| words.every_hall.clone());
    Pictured {
        src: picture::address(&picture.file),
        says: visit.said(&picture.says),
        beside: filled(&words.picture_in, &[&hall, &picture.shown_s.to_string()]),
        edit: address(Target { part: Part::Picture, of: "", id: picture.id.as_str() }),
    }
}

/// Those of a change that are not on the screens as they are now.
pub fn new_ones(visit: &Visit, old: &Floor, new: &Floor) -> Vec<Pictured> {
    let is_new = |picture: &&Picture| old.picture(&picture.id) != Some(*picture);
    new.pictures.iter().filter(is_new).map(|picture| pictured(visit, new, picture)).collect()
}

/// Why a change cannot be as long as the file of a picture that it brings is not here. What is on the floor already holds up nothing else.
pub async fn missing(visit: &Visit, floor: &Floor) -> Vec<String> {
    let words = visit.floor_words();
    let known = |one: &Picture| visit.floor.pictures.iter().any(|present| present.file == one.file);
    let brought = floor.pictures.iter().filter(|one| !known(one)).cloned().collect();
    let missing = visit.pages.reception.pictures.missing(brought).await;
    let named = |id: &PictureId, says: String| if says.is_empty() { id.to_string() } else { says };
    let said = |one: &Picture| filled(&words.r_picture, &[&named(&one.id, visit.said(&one.says)), one.file.as_str()]);
    missing.iter().map(said).collect()
}
