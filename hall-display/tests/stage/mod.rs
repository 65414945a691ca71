//! A screen without a screen: the hall display's window drawn into memory, with a clock that the test moves.
//!
//! What the demo story shows stands here too; what is expected of it stands in the tests.
#![allow(dead_code)] // Each test file uses its own part of it.

#[path = "../../../tools/picture.rs"]
pub mod picture;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use hall_display::layout::{Hall, Orientation, Plan, Screen, Wanted, plan};
use hall_display::model::Motion;
use hall_display::parts::Parts;
use hall_display::view::{Band, Bar, Board, Call, Languages, Shown, Side, Texts, View};
use hall_display::window::HallWindow;
pub use picture::Picture;
use queue::ids::Language;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PlatformError, WindowAdapter};
use slint::{ComponentHandle, PhysicalSize, Rgb8Pixel, SharedPixelBuffer};

/// The screens of the look.
pub const LANDSCAPE: Screen =
    Screen { orientation: Orientation::Landscape, width_px: 1920, height_px: 1080, px_per_mm: 2.02 };
pub const PORTRAIT: Screen =
    Screen { orientation: Orientation::Portrait, width_px: 1080, height_px: 1920, px_per_mm: 2.02 };
/// The hall of the look.
pub const HALL: Hall = Hall { depth_m: 10.0, standing_depth_m: 5.0 };

/// One window on one screen.
pub struct Stage {
    pub window: HallWindow,
    adapter: Rc<MinimalSoftwareWindow>,
    elapsed: Rc<Cell<Duration>>,
    size: PhysicalSize,
}

struct Memory {
    adapter: Rc<MinimalSoftwareWindow>,
    elapsed: Rc<Cell<Duration>>,
}

impl Platform for Memory {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.adapter.clone())
    }

    fn duration_since_start(&self) -> Duration {
        self.elapsed.get()
    }
}

/// Plays `scene` on a thread of its own, because a Slint platform belongs to its thread.
pub fn on_stage(screen: Screen, motion: Motion, scene: impl FnOnce(&Stage) + Send + 'static) {
    let played = std::thread::spawn(move || scene(&Stage::new(screen, motion))).join();
    if let Err(panic) = played {
        std::panic::resume_unwind(panic);
    }
}

impl Stage {
    fn new(screen: Screen, motion: Motion) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        let elapsed = Rc::new(Cell::new(Duration::ZERO));
        let platform = Memory { adapter: adapter.clone(), elapsed: elapsed.clone() };
        slint::platform::set_platform(Box::new(platform)).expect("a thread of its own has no platform yet");
        let window = HallWindow::new(screen.orientation, motion).expect("the window opens in memory");
        let size = PhysicalSize::new(screen.width_px, screen.height_px);
        window.handle().show().expect("the window shows in memory");
        adapter.set_size(size);
        Stage { window, adapter, elapsed, size }
    }

    /// Lets time pass for what moves.
    pub fn pass(&self, duration: Duration) {
        self.elapsed.set(self.elapsed.get() + duration);
        slint::platform::update_timers_and_animations();
    }

    pub fn picture(&self) -> Picture {
        let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(self.size.width, self.size.height);
        self.adapter.request_redraw();
        self.adapter.draw_if_needed(|renderer| {
            renderer.set_repaint_buffer_type(RepaintBufferType::NewBuffer);
            renderer.render(pixels.make_mut_slice(), self.size.width as usize);
        });
        Picture::of(pixels)
    }

    /// Draws what has changed since the last time into `drawn`, as a window on a real screen is drawn. Says whether there was anything.
    pub fn draw_changes(&self, drawn: &mut SharedPixelBuffer<Rgb8Pixel>) -> bool {
        let width = drawn.width() as usize;
        self.adapter.draw_if_needed(|renderer| {
            renderer.set_repaint_buffer_type(RepaintBufferType::ReusedBuffer);
            renderer.render(drawn.make_mut_slice(), width);
        })
    }
}

pub fn language(code: &str) -> Language {
    Language::new(code).expect("a language of the demo")
}

pub fn texts(first: &str, second: &str) -> Texts {
    Texts { first: first.to_owned(), second: second.to_owned() }
}

pub fn languages(first: &str, second: &str) -> Languages {
    Languages { first: language(first), second: Some(language(second)), in_turn: Side::First }
}

pub fn call(number: &str, window: &str) -> Call {
    Call { number: number.to_owned(), window: window.to_owned(), whereabouts: Texts::default() }
}

pub fn guided(number: &str, window: &str, whereabouts: Texts) -> Call {
    Call { whereabouts, ..call(number, window) }
}

/// The plan of the look on `screen`.
pub fn look_plan(screen: Screen) -> Plan {
    plan(screen, HALL, Wanted { places: 4, guided: false }).expect("the look carries in its own hall")
}

/// The board of the look: А012 has just been called to window 4.
pub fn story(screen: Screen) -> View {
    View {
        clock: "09:58".to_owned(),
        languages: languages("ru", "en"),
        shown: Shown::Board(Box::new(Board {
            office: "Отдел по вопросам миграции".to_owned(),
            band: Band::Lit(call("A012", "4")),
            standing: vec![call("K007", "2"), call("M003", "5"), call("A011", "3"), call("C021", "10")],
            arrivals: 0,
            plan: look_plan(screen),
            bar: Bar::Notice(texts("Приготовьте паспорт до вызова", "Please have your passport ready")),
            picture: None,
            parts: Parts::default(),
        })),
    }
}

/// The board inside a view.
pub fn board(view: &mut View) -> &mut Board {
    match &mut view.shown {
        Shown::Board(board) => board,
        Shown::Message(message) => panic!("a message instead of a board: {message:?}"),
    }
}

/// Every call of the story, with the place of its window.
pub fn with_whereabouts(screen: Screen, view: &mut View) {
    let board = board(view);
    board.plan = plan(screen, HALL, Wanted { places: 4, guided: true }).expect("the look's hall");
    board.band = Band::Lit(guided("A012", "4", texts("2-й этаж, направо", "2nd floor, right")));
    board.standing = vec![
        guided("K007", "2", texts("2-й этаж, налево", "2nd floor, left")),
        guided("M003", "5", texts("2-й этаж, направо", "2nd floor, right")),
        guided("A011", "3", texts("2-й этаж, налево", "2nd floor, left")),
        guided("C021", "10", texts("3-й этаж, кабинет 312", "3rd floor, room 312")),
    ];
}

/// The longest texts in each place, and the second language's turn.
pub fn longest(screen: Screen, view: &mut View) {
    with_whereabouts(screen, view);
    view.languages.in_turn = Side::Second;
    let board = board(view);
    board.office =
        "Отдел по вопросам миграции Управления внутренних дел Северо-Восточного административного округа".to_owned();
    let far = texts(
        "2-й этаж, правое крыло, в конце коридора за лестницей",
        "2nd floor, right wing, at the end of the corridor behind the stairs",
    );
    board.band = Band::Lit(guided("M888", "88", far.clone()));
    board.standing[1].whereabouts = far;
    board.bar = Bar::Notice(texts(
        "Приготовьте паспорт, миграционную карту и квитанцию об уплате пошлины до вызова к окну: без них документы не принимают",
        "Have your passport, migration card and receipt for the duty ready before you are called: documents are not taken without them",
    ));
}
