//! The window: puts a [`View`] on the screen, and wakes the program on the window's own thread. The only file that knows
//! Slint's types.
//!
//! Nothing is decided here, neither what is shown nor when.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use protocol::key_file::new_key_command;
use queue::ids::Language;
use slint::{ComponentHandle, Image, Model, ModelRc, Rgb8Pixel, SharedPixelBuffer, SharedString, VecModel};

use crate::layout::{Orientation, Plan, Screen};
use crate::model::Motion;
use crate::pictures::Room;
use crate::raster::Raster;
use crate::view::{Age, Band, Bar, Board, Call, Languages, Message, Nobody, Pictured, Shown, Side, Texts, View};

mod ui {
    #![allow(missing_docs, clippy::all, clippy::todo, clippy::unwrap_used, clippy::wildcard_enum_match_arm)]
    slint::include_modules!();
}

#[path = "../../ui/fonts.rs"]
mod fonts;

pub use fonts::{CannotShow, MissingFonts};
pub use ui::AppWindow;

/// The hall display's window.
pub struct HallWindow {
    ui: AppWindow,
    standing: Rc<VecModel<ui::StandingCall>>,
    picture: RefCell<Option<Pictured>>,
    shown: RefCell<Option<View>>,
    timer: slint::Timer,
}

/// How much of the screen the window covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// All of it, as in a hall.
    Screen,
    /// A window of half the screen's width, for a demonstration; its letters are only half as high.
    Window,
}

/// Wakes the window's thread from any other.
#[derive(Clone)]
pub struct Waker(slint::Weak<AppWindow>);

/// Reads one word in the language that is selected.
type Word = fn(&ui::Words) -> SharedString;

impl HallWindow {
    /// Makes the window; it is not on the screen before [`Self::run`].
    ///
    /// # Errors
    /// When there is no screen for it, or the fonts are missing by which its letters are measured.
    pub fn new(orientation: Orientation, motion: Motion) -> Result<Self, CannotShow> {
        let ui = AppWindow::new()?;
        fonts::prepare()?;
        let theme = ui.global::<ui::Theme>();
        theme.set_scheme(ui::Scheme::Dark);
        theme.set_reduced_motion(motion == Motion::Reduced);
        ui.global::<ui::Layout>().set_portrait(orientation == Orientation::Portrait);
        let standing = Rc::new(VecModel::default());
        ui.global::<ui::Board>().set_standing(ModelRc::from(standing.clone()));
        let (picture, shown) = (RefCell::default(), RefCell::default());
        Ok(HallWindow { ui, standing, picture, shown, timer: slint::Timer::default() })
    }

    /// The window itself, for tests: to find elements and to take pictures.
    pub fn handle(&self) -> &AppWindow {
        &self.ui
    }

    /// Shows the window and runs until it is closed.
    ///
    /// # Errors
    /// When the screen goes away.
    pub fn run(&self, screen: &Screen, cover: Cover) -> Result<(), slint::PlatformError> {
        let window = self.ui.window();
        match cover {
            Cover::Screen => {
                // Where no window manager runs, nobody else makes it as large as the screen.
                window.set_position(slint::PhysicalPosition::new(0, 0));
                window.set_size(slint::PhysicalSize::new(screen.width_px, screen.height_px));
                window.set_fullscreen(true);
            }
            Cover::Window => window.set_size(slint::PhysicalSize::new(screen.width_px / 2, screen.height_px / 2)),
        }
        self.ui.run()
    }

    /// Calls `wake` on the window's thread, for each [`Waker::wake`] and each time set by [`Self::wake_after`].
    pub fn on_wake(&self, wake: impl FnMut() + 'static) {
        self.ui.on_wake(wake);
    }

    /// What wakes this window from other threads.
    pub fn waker(&self) -> Waker {
        Waker(self.ui.as_weak())
    }

    /// Wakes once after `delay`, instead of what was set before.
    pub fn wake_after(&self, delay: Duration) {
        let ui = self.ui.as_weak();
        self.timer.start(slint::TimerMode::SingleShot, delay, move || {
            if let Some(ui) = ui.upgrade() {
                ui.invoke_wake();
            }
        });
    }

    /// The size of the window in pixels of the screen.
    pub fn size_px(&self) -> (u32, u32) {
        let size = self.ui.window().size();
        (size.width, size.height)
    }

    /// Puts `view` on the screen; where it stands there already, nothing is drawn.
    pub fn show(&self, view: &View) {
        if self.shown.borrow().as_ref() == Some(view) {
            return;
        }
        match &view.shown {
            Shown::Board(board) => {
                self.ui.global::<ui::Board>().set_clock(view.clock.as_str().into());
                self.show_board(board, &view.languages);
                self.ui.set_shown(ui::ShownScreen::Board);
            }
            Shown::Message(message) => {
                self.ui.global::<ui::Message>().set_clock(view.clock.as_str().into());
                self.show_message(message, &view.languages);
                self.ui.set_shown(ui::ShownScreen::Message);
            }
        }
        self.shown.replace(Some(view.clone()));
        self.ui.set_turn(!self.ui.get_turn());
    }

    fn show_board(&self, board: &Board, languages: &Languages) {
        let global = self.ui.global::<ui::Board>();
        global.set_office(board.office.as_str().into());
        global.set_number_caption(joined(&self.words(languages, |words| words.get_number())));
        global.set_window_caption(joined(&self.words(languages, |words| words.get_window())));
        let part = |part: u32| i32::try_from(part).unwrap_or(0);
        global.set_part(part(board.parts.names));
        global.set_notice_part(part(board.parts.notice));
        self.show_band(&board.band, languages);
        self.show_plan(&board.plan);
        self.show_standing(board, languages);
        self.show_bar(&board.bar, languages);
        self.show_picture(board.picture.as_ref());
    }

    fn show_band(&self, band: &Band, languages: &Languages) {
        let global = self.ui.global::<ui::Board>();
        let (state, call) = match band {
            Band::Lit(call) => (ui::BandState::Lit, call),
            Band::Inverted(call) => (ui::BandState::Inverted, call),
            Band::Quiet(call) => (ui::BandState::Quiet, call),
            Band::Nobody(nobody) => {
                self.show_nobody(*nobody, languages);
                return;
            }
        };
        global.set_newest(ui::BandCall {
            number: call.number.as_str().into(),
            window: call.window.as_str().into(),
            whereabouts: joined(&call.whereabouts),
            whereabouts_in_turn: in_turn(&call.whereabouts, languages).into(),
            whereabouts_next: next(&call.whereabouts, languages).into(),
            spoken: self.spoken(call, languages),
        });
        global.set_band(state);
    }

    fn show_nobody(&self, nobody: Nobody, languages: &Languages) {
        let global = self.ui.global::<ui::Board>();
        let title: Word = match nobody {
            Nobody::Yet => |words| words.get_nobody_yet(),
            Nobody::Now => |words| words.get_nobody_now(),
        };
        let title = self.words(languages, title);
        let detail = self.words(languages, |words| words.get_nobody_detail());
        global.set_nobody(title.first.into());
        global.set_nobody_second(title.second.into());
        global.set_nobody_detail(detail.first.into());
        global.set_nobody_detail_second(detail.second.into());
        global.set_band(ui::BandState::Nobody);
    }

    fn show_plan(&self, plan: &Plan) {
        let layout = self.ui.global::<ui::Layout>();
        layout.set_columns(i32::try_from(plan.columns).expect("a plan has a handful of columns"));
        layout.set_rows(i32::try_from(plan.rows).expect("a plan has a dozen rows at most"));
        layout.set_standing(plan.standing_size as f32);
        layout.set_guided(plan.guided);
    }

    fn show_standing(&self, board: &Board, languages: &Languages) {
        let rows: Vec<_> = board.standing.iter().map(|call| self.standing_call(call, languages)).collect();
        if !rows.iter().cloned().eq(self.standing.iter()) {
            self.standing.set_vec(rows);
        }
        // Only a change of it is ever looked at.
        self.ui.global::<ui::Board>().set_arrivals(board.arrivals.cast_signed());
    }

    fn show_bar(&self, bar: &Bar, languages: &Languages) {
        let (state, texts) = match bar {
            Bar::Empty => (ui::BarState::Empty, Texts::default()),
            Bar::Notice(texts) => (ui::BarState::Notice, texts.clone()),
            Bar::NoServer(age) => (ui::BarState::NoServer, self.age(*age, languages)),
        };
        let global = self.ui.global::<ui::Board>();
        global.set_bar_in_turn(in_turn(&texts, languages).into());
        global.set_bar_first(texts.first.into());
        global.set_bar_second(texts.second.into());
        global.set_bar(state);
    }

    /// A picture's pixels are handed over once, when its turn begins.
    fn show_picture(&self, picture: Option<&Pictured>) {
        if self.picture.borrow().as_ref() == picture {
            return;
        }
        let global = self.ui.global::<ui::Board>();
        if let Some(Pictured { room, fitted, says }) = picture {
            let Raster { width, height, rgb } = fitted.of(*room);
            let pixels = SharedPixelBuffer::<Rgb8Pixel>::clone_from_slice(rgb, *width, *height);
            global.set_picture_source(Image::from_rgb8(pixels));
            global.set_picture_whole(*room == Room::Whole);
            global.set_picture_says(says.as_str().into());
            global.set_picture_turns(global.get_picture_turns().wrapping_add(1));
        }
        global.set_pictured(picture.is_some());
        self.picture.replace(picture.cloned());
    }

    fn show_message(&self, message: &Message, languages: &Languages) {
        let (title, detail, staff): (Word, Word, &str) = match message {
            Message::Starting => (|_| SharedString::new(), |_| SharedString::new(), ""),
            Message::NoServer { address } => (|w| w.get_no_server(), |w| w.get_no_server_detail(), address),
            Message::OtherVersion { cause } => (|w| w.get_other_version(), |w| w.get_other_version_detail(), cause),
            Message::Refused { device } => (|w| w.get_refused(), |w| w.get_refused_detail(), device),
            Message::Replaced { device } => (|w| w.get_replaced(), |w| w.get_replaced_detail(), device),
            Message::OtherServer { device } => (|w| w.get_other_server(), |w| w.get_other_server_detail(), device),
            Message::NoMark { device } => (|w| w.get_no_mark(), |w| w.get_no_mark_detail(), device),
            Message::NoSuchHall { hall } => (|w| w.get_no_such_hall(), |w| w.get_no_such_hall_detail(), hall),
        };
        let shown =
            std::iter::once(&languages.first).chain(&languages.second).filter(|_| *message != Message::Starting);
        let texts = shown
            .map(|language| ui::MessageText { title: self.word(language, title), detail: self.word(language, detail) });
        let texts: Vec<_> = texts.collect();
        let global = self.ui.global::<ui::Message>();
        if !texts.iter().cloned().eq(global.get_texts().iter()) {
            global.set_texts(ModelRc::new(VecModel::from(texts)));
        }
        global.set_cause(self.cause(message, staff, languages));
    }

    /// What the staff reads: whom or what it is about, or what mends it, in the office's language.
    fn cause(&self, message: &Message, staff: &str, languages: &Languages) -> SharedString {
        let new_key = || new_key_command(staff).into();
        match message {
            Message::OtherServer { .. } => self.word(&languages.first, |w| w.invoke_other_server_mend(new_key())),
            Message::NoMark { .. } => self.word(&languages.first, |w| w.invoke_no_mark_mend(new_key())),
            Message::Starting
            | Message::NoServer { .. }
            | Message::OtherVersion { .. }
            | Message::Refused { .. }
            | Message::Replaced { .. }
            | Message::NoSuchHall { .. } => staff.into(),
        }
    }

    fn standing_call(&self, call: &Call, languages: &Languages) -> ui::StandingCall {
        ui::StandingCall {
            number: call.number.as_str().into(),
            window: call.window.as_str().into(),
            whereabouts: in_turn(&call.whereabouts, languages).into(),
            spoken: self.spoken(call, languages),
        }
    }

    /// The call for a screen reader, in the office's language.
    fn spoken(&self, call: &Call, languages: &Languages) -> SharedString {
        let window = self.word(&languages.first, |words| words.get_window());
        slint::format!("{}, {} {}", call.number, window, call.window)
    }

    fn age(&self, age: Age, languages: &Languages) -> Texts {
        let whole = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
        match age {
            Age::JustNow => self.words(languages, |words| words.get_calls_just_now()),
            Age::Minutes(minutes) => self.words(languages, |words| words.invoke_calls_minutes_old(whole(minutes))),
            Age::Hours(hours) => self.words(languages, |words| words.invoke_calls_hours_old(whole(hours))),
        }
    }

    fn words(&self, languages: &Languages, word: impl Fn(&ui::Words) -> SharedString) -> Texts {
        let second = languages.second.as_ref().map(|language| self.word(language, &word));
        Texts { first: self.word(&languages.first, &word).into(), second: second.map(String::from).unwrap_or_default() }
    }

    /// A word in `language`, or in English where there is no translation. Two languages stand side by side on this screen,
    /// so the words are read one by one instead of by a language of the whole window.
    fn word(&self, language: &Language, word: impl Fn(&ui::Words) -> SharedString) -> SharedString {
        let selected = slint::select_bundled_translation(language.as_str());
        selected
            .or_else(|_| slint::select_bundled_translation("en"))
            .expect("English is the source of the translations");
        word(&self.ui.global::<ui::Words>())
    }
}

impl Waker {
    /// Wakes the window's thread; does nothing once the window is gone.
    pub fn wake(&self) {
        // The only failure is an event loop that has ended.
        let _ = self.0.upgrade_in_event_loop(|ui| ui.invoke_wake());
    }
}

fn joined(texts: &Texts) -> SharedString {
    if texts.second.is_empty() || texts.second == texts.first {
        texts.first.as_str().into()
    } else {
        slint::format!("{} · {}", texts.first, texts.second)
    }
}

fn in_turn<'a>(texts: &'a Texts, languages: &Languages) -> &'a str {
    match languages.in_turn {
        Side::First => &texts.first,
        Side::Second if texts.second.is_empty() => &texts.first,
        Side::Second => &texts.second,
    }
}

/// What stands there in the next turn.
fn next<'a>(texts: &'a Texts, languages: &Languages) -> &'a str {
    match languages.in_turn {
        Side::First if texts.second.is_empty() => &texts.first,
        Side::First => &texts.second,
        Side::Second => &texts.first,
    }
}
