//! Golden pictures of the office's pictures in each of their rooms: out of the night, whole, never bent, and gone at once.
//!
//! `UPDATE_GOLDEN=1 cargo test -p hall-display --test poster_pictures` draws them anew; look at each before it is kept.
#![allow(clippy::unwrap_used)] // A test may fail where it stands.

mod stage;

use std::sync::Arc;
use std::time::Duration;

use hall_display::layout::Screen;
use hall_display::model::Motion;
use hall_display::pictures::Room;
use hall_display::raster::fitted;
use hall_display::view::{Band, Nobody, Pictured, View};
use stage::{LANDSCAPE, PORTRAIT, board, on_stage, story};

const PHOTOS: &[u8] = include_bytes!("../../assets/demo/pictures/photos.png");
const DOCUMENTS: &[u8] = include_bytes!("../../assets/demo/pictures/documents.png");

/// A picture of the demo in a room of the board, once it has come out of the night.
fn posted(name: &str, (screen, side): (Screen, &str), room: Room, file: &'static [u8], change: fn(&mut View)) {
    let golden = format!("{name}-{side}");
    on_stage(screen, Motion::Full, move |stage| {
        let mut view = story(screen);
        board(&mut view).standing.clear();
        change(&mut view);
        stage.window.show(&view);
        let bare = stage.picture();
        let fitted = Arc::new(fitted(file, screen).expect("a picture of the demo"));
        // On the left edge of the picture, half way down.
        let x = (screen.width_px - fitted.of(room).width) as usize / 2 + 8;
        let foot = if screen == PORTRAIT { 192 } else { 120 };
        let y = (screen.height_px - foot - 24 - room.size_px(screen).1 / 2) as usize;
        board(&mut view).picture = Some(Pictured { room, fitted, says: "Картинка".to_owned() });
        stage.window.show(&view);
        stage.pass(Duration::from_millis(1));
        let night = stage.picture();
        assert_eq!(night.pixel(x, y), (0x0c, 0x1a, 0x22), "it begins in the night");
        stage.pass(Duration::from_millis(200));
        let half = stage.picture().pixel(x, y);
        assert!(half.0 > 0x20 && half.0 < 0xd0, "half way: {half:?}");
        stage.pass(Duration::from_millis(250));
        stage.picture().is_golden(&golden);
        board(&mut view).picture = None;
        stage.window.show(&view);
        assert!(stage.picture().is_same(&bare), "and goes at once");
    });
}

fn nobody(view: &mut View) {
    board(view).band = Band::Nobody(Nobody::Now);
}

#[test]
fn a_picture_stands_where_nobody_is_called() {
    posted("picture", (LANDSCAPE, "landscape"), Room::Whole, PHOTOS, nobody);
    posted("picture", (PORTRAIT, "portrait"), Room::Whole, DOCUMENTS, nobody);
}

#[test]
fn a_picture_of_the_other_shape_is_not_bent() {
    posted("picture-upright", (LANDSCAPE, "landscape"), Room::Whole, DOCUMENTS, nobody);
    posted("picture-wide", (PORTRAIT, "portrait"), Room::Whole, PHOTOS, nobody);
}

#[test]
fn a_picture_stands_below_a_call_that_has_been_announced() {
    posted("picture-below", (LANDSCAPE, "landscape"), Room::Below, PHOTOS, |_| {});
    posted("picture-below", (PORTRAIT, "portrait"), Room::Below, PHOTOS, |_| {});
}

#[test]
fn a_picture_comes_at_once_where_nothing_moves() {
    on_stage(LANDSCAPE, Motion::Reduced, |stage| {
        let mut view = story(LANDSCAPE);
        board(&mut view).standing.clear();
        nobody(&mut view);
        stage.window.show(&view);
        stage.picture();
        let fitted = Arc::new(fitted(PHOTOS, LANDSCAPE).expect("a picture of the demo"));
        board(&mut view).picture = Some(Pictured { room: Room::Whole, fitted, says: String::new() });
        stage.window.show(&view);
        stage.pass(Duration::from_millis(1));
        stage.picture().is_golden("picture-landscape");
    });
}
