//! The one place that knows Slint: draws a view, and tells what the person does. It decides nothing and words nothing.

mod desk;
mod dialog;
mod person;
mod reception;
mod says;
mod start;

use std::cell::RefCell;
use std::rc::Rc;

use slint::{CloseRequestResponse, ComponentHandle, LogicalSize, ModelRc, SharedString, VecModel};

use crate::deed::Deed;
use crate::view::{self, Key, Link, Look, Screen, View};

// The lints are for what people write.
#[allow(missing_docs, clippy::all, clippy::pedantic, clippy::restriction)]
mod ui {
    slint::include_modules!();
}

#[path = "../../ui/fonts.rs"]
mod fonts;

pub use fonts::{CannotShow, MissingFonts};

/// The window on the screen.
pub struct Window {
    app: ui::AppWindow,
    shown: RefCell<Option<View>>,
    full: RefCell<FullSize>,
}

/// How large the full window was when the bar took its place.
#[derive(Clone, Copy)]
struct FullSize {
    size: LogicalSize,
    maximized: bool,
}

/// Who is told what the person does.
type Told = Rc<dyn Fn(Deed)>;

impl Window {
    /// A window that is not shown yet; `tell` hears what the person does.
    pub fn new(look: Look, tell: impl Fn(Deed) + 'static) -> Result<Self, CannotShow> {
        let app = ui::AppWindow::new()?;
        fonts::prepare()?;
        app.global::<ui::Theme>().set_scheme(match look {
            Look::Light => ui::Scheme::Light,
            Look::HighContrast => ui::Scheme::HighContrast,
        });
        let tell: Told = Rc::new(tell);
        connect(&app, &tell);
        start::connect(&app, &tell);
        dialog::connect(&app, &tell);
        reception::connect(&app, &tell);
        let full = FullSize { size: LogicalSize::new(1280.0, 800.0), maximized: false };
        Ok(Self { app, shown: RefCell::new(None), full: RefCell::new(full) })
    }

    /// Puts it on the screen.
    pub fn show(&self) -> Result<(), slint::PlatformError> {
        self.app.show()
    }

    /// Moves it, in physical pixels of the whole desktop.
    pub fn move_to(&self, x: i32, y: i32) {
        self.app.window().set_position(slint::PhysicalPosition::new(x, y));
    }

    /// Where it is, in physical pixels of the whole desktop.
    pub fn position(&self) -> (i32, i32) {
        let position = self.app.window().position();
        (position.x, position.y)
    }

    /// Whether the bar is shown.
    pub fn is_bar(&self) -> bool {
        self.app.global::<ui::Shell>().get_bar()
    }

    /// Whether it fills the screen, so that there is no place to move it to.
    pub fn is_maximized(&self) -> bool {
        self.app.window().is_maximized()
    }

    /// The window of the toolkit, for what the tests and the shell need of it.
    pub fn handle(&self) -> &impl ComponentHandle {
        &self.app
    }

    /// Draws `view`; what has not changed since the last time is left alone.
    pub fn apply(&self, view: &View) {
        let before = self.shown.replace(Some(view.clone()));
        if before.as_ref() == Some(view) {
            return;
        }
        if before.as_ref().is_none_or(|b| b.language != view.language) {
            let _ = slint::select_bundled_translation(&view.language);
        }
        let before = before.filter(|b| b.language == view.language);
        self.screen(before.as_ref().map(|b| &b.screen), &view.screen);
        self.frame(&view.frame);
        self.face(&view.screen);
        self.app.set_turn(!self.app.get_turn());
    }

    fn screen(&self, before: Option<&Screen>, now: &Screen) {
        let shell = self.app.global::<ui::Shell>();
        let kind = match now {
            Screen::SignIn(sign_in) => {
                start::sign_in(&self.app, sign_in);
                ui::ScreenKind::SignIn
            }
            Screen::Windows(windows) => {
                start::windows(&self.app, windows);
                ui::ScreenKind::Windows
            }
            Screen::Desk(desk) => {
                let before = match before {
                    Some(Screen::Desk(before)) => Some(before.as_ref()),
                    Some(Screen::SignIn(_) | Screen::Windows(_) | Screen::Reception(_) | Screen::Stopped(_)) | None => {
                        None
                    }
                };
                desk::apply(&self.app, before, desk);
                ui::ScreenKind::Desk
            }
            Screen::Reception(reception) => {
                let before = match before {
                    Some(Screen::Reception(before)) => Some(before.as_ref()),
                    Some(Screen::SignIn(_) | Screen::Windows(_) | Screen::Desk(_) | Screen::Stopped(_)) | None => None,
                };
                reception::apply(&self.app, before, reception);
                ui::ScreenKind::Reception
            }
            Screen::Stopped(stop) => {
                start::stopped(&self.app, stop);
                ui::ScreenKind::Stopped
            }
        };
        dialog::apply(&self.app, before.and_then(Screen::dialog), now.dialog());
        shell.set_dialog(dialog::kind(now.dialog().map(|dialog| dialog.kind)));
        shell.set_screen(kind);
    }

    fn frame(&self, frame: &view::Frame) {
        let shell = self.app.global::<ui::Shell>();
        shell.set_link(match frame.link {
            Link::Up => ui::LinkState::Up,
            Link::Connecting => ui::LinkState::Connecting,
            Link::Lost => ui::LinkState::Lost,
        });
        shell.set_clock(frame.clock.as_str().into());
        shell.set_window_number(frame.window_number.to_string().into());
        shell.set_clerk(frame.clerk.as_str().into());
        shell.set_notice(says::notice(frame.notice.as_ref()));
        shell.set_may_take_over(frame.take_over.is_some());
        shell.set_take_over(frame.take_over.map_or(ui::Readiness::Off, readiness));
        shell.set_may_expect(frame.expected.is_some());
        shell.set_expected(frame.expected.map_or(ui::Readiness::Off, readiness));
        shell.set_undo(match &frame.undo {
            None => ui::UndoView::default(),
            Some(undo) => ui::UndoView {
                shown: true,
                act: undo.key.map_or(ui::Act::Undo, act_of),
                number: undo.number.as_str().into(),
                seconds: whole(undo.seconds),
            },
        });
    }

    /// Full window or bar; the size follows the face.
    fn face(&self, screen: &Screen) {
        let bar = matches!(screen, Screen::Desk(desk) if desk.bar);
        let shell = self.app.global::<ui::Shell>();
        if shell.get_bar() == bar {
            return;
        }
        let window = self.app.window();
        if bar {
            let (size, maximized) = (window.size().to_logical(window.scale_factor()), window.is_maximized());
            self.full.replace(FullSize { size, maximized });
            window.set_maximized(false);
            shell.set_bar(true);
            window.set_size(LogicalSize::new(960.0, 88.0));
        } else {
            let full = *self.full.borrow();
            shell.set_bar(false);
            window.set_size(full.size);
            window.set_maximized(full.maximized);
        }
    }
}

fn connect(app: &ui::AppWindow, tell: &Told) {
    let shell = app.global::<ui::Shell>();
    let told = Rc::clone(tell);
    shell.on_act(move |act| told(Deed::Key(key_of(act))));
    let told = Rc::clone(tell);
    shell.on_bring_back(move |index| told(Deed::BringBack(row(index))));
    let told = Rc::clone(tell);
    shell.on_dismiss(move || told(Deed::Dismiss));
    let told = Rc::clone(tell);
    shell.on_notice_read(move || told(Deed::NoticeRead));
    let told = Rc::clone(tell);
    app.window().on_close_requested(move || {
        told(Deed::Quit);
        CloseRequestResponse::KeepWindowShown
    });
}

/// A row as Slint counts it; anything below the first is no row of ours and matches none.
fn row(index: i32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}

fn index(row: Option<usize>) -> i32 {
    row.and_then(|row| i32::try_from(row).ok()).unwrap_or(-1)
}

fn whole(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn list<T: Clone + 'static>(items: Vec<T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(items))
}

/// Typed text comes back unchanged as a rule; writing it again would move the cursor.
fn write(shown: SharedString, wanted: &str, set: impl FnOnce(SharedString)) {
    if shown.as_str() != wanted {
        set(wanted.into());
    }
}

/// The line, and the category that says so.
fn line(line: &view::Line) -> (ui::Line, SharedString) {
    match line {
        view::Line::General => (ui::Line::General, SharedString::default()),
        view::Line::Booked => (ui::Line::Booked, SharedString::default()),
        view::Line::Preferential(category) => (ui::Line::Preferential, category.into()),
        view::Line::Denied(category) => (ui::Line::Denied, category.into()),
    }
}

fn readiness(readiness: view::Readiness) -> ui::Readiness {
    match readiness {
        view::Readiness::Off => ui::Readiness::Off,
        view::Readiness::Ready => ui::Readiness::Ready,
        view::Readiness::Lead => ui::Readiness::Lead,
        view::Readiness::Waiting => ui::Readiness::Waiting,
    }
}

fn act_of(key: Key) -> ui::Act {
    match key {
        Key::CallNext => ui::Act::CallNext,
        Key::Recall => ui::Act::Recall,
        Key::Start => ui::Act::Start,
        Key::Finish => ui::Act::Finish,
        Key::NoShow => ui::Act::NoShow,
        Key::Park => ui::Act::Park,
        Key::Transfer => ui::Act::Transfer,
        Key::Refuse => ui::Act::Refuse,
        Key::DenyRight => ui::Act::DenyRight,
        Key::OutOfTurn => ui::Act::OutOfTurn,
        Key::Pause => ui::Act::Pause,
        Key::NextService => ui::Act::NextService,
        Key::ByNumber => ui::Act::ByNumber,
        Key::ComeBack => ui::Act::ComeBack,
        Key::Close => ui::Act::Close,
        Key::Undo => ui::Act::Undo,
        Key::BringBack => ui::Act::BringBack,
        Key::TakeOver => ui::Act::TakeOver,
        Key::Matches => ui::Act::Matches,
        Key::Mismatch => ui::Act::Mismatch,
        Key::Expected => ui::Act::Expected,
        Key::Face => ui::Act::Face,
    }
}

fn key_of(act: ui::Act) -> Key {
    match act {
        ui::Act::CallNext => Key::CallNext,
        ui::Act::Recall => Key::Recall,
        ui::Act::Start => Key::Start,
        ui::Act::Finish => Key::Finish,
        ui::Act::NoShow => Key::NoShow,
        ui::Act::Park => Key::Park,
        ui::Act::Transfer => Key::Transfer,
        ui::Act::Refuse => Key::Refuse,
        ui::Act::DenyRight => Key::DenyRight,
        ui::Act::OutOfTurn => Key::OutOfTurn,
        ui::Act::Pause => Key::Pause,
        ui::Act::NextService => Key::NextService,
        ui::Act::ByNumber => Key::ByNumber,
        ui::Act::ComeBack => Key::ComeBack,
        ui::Act::Close => Key::Close,
        ui::Act::Undo => Key::Undo,
        ui::Act::BringBack => Key::BringBack,
        ui::Act::TakeOver => Key::TakeOver,
        ui::Act::Matches => Key::Matches,
        ui::Act::Mismatch => Key::Mismatch,
        ui::Act::Expected => Key::Expected,
        ui::Act::Face => Key::Face,
    }
}
