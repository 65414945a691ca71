//! The only file that knows Slint's types: it puts a [`View`] on the screen and turns touches into [`Touch`] values.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use i_slint_backend_winit::WinitWindowAccessor;
use protocol::key_file::new_key_command;
use slint::{ComponentHandle, Global, SharedString};

use crate::view::{self, NoticeKind, Screen, Technician, Touch, View, Words};

mod check_in;
mod convert;
#[path = "../../ui/fonts.rs"]
mod fonts;
mod keypad;
mod lists;
mod wiring;

pub use fonts::{CannotShow, MissingFonts};

use convert::{
    calendar_day, clock, code_image, hours, line_cause, moment, paper, place, printer_fault, refusal, spelled, supply,
    trial, wait_range, whole,
};
use lists::{Lists, sync};

mod markup {
    #![allow(missing_docs, clippy::all, clippy::todo, clippy::unwrap_used, clippy::wildcard_enum_match_arm)]
    slint::include_modules!();
}

pub use markup::AppWindow;

/// Text is this much larger where the visitor asked for it.
const LARGER_TEXT: f32 = 1.3;

/// The kiosk's window.
pub struct Window {
    app: AppWindow,
    lists: Lists,
    shown: RefCell<Option<View>>,
    full_screen: Rc<Cell<bool>>,
    told: keypad::Told,
    /// The screen's height above the floor; decides where a seated visitor reaches.
    reach: Reach,
}

/// How the screen hangs, for the lower-half layout (EN 301 549 8.3.3).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// Millimetres from the floor to the lowest row of pixels.
    pub bottom_mm: f32,
    /// Pixels to the millimetre.
    pub px_per_mm: f32,
}

/// The look's own scale: its sizes are millimetres at this many pixels each.
pub const LOOK_PX_PER_MM: f32 = 3.2;

/// The highest point that a seated visitor reaches, in millimetres above the floor.
pub const REACH_TOP_MM: f32 = 1220.0;

impl Reach {
    /// Where the reach ends, in logical pixels from the top of a screen of this logical height.
    pub fn top_px(self, screen_height_px: f32) -> f32 {
        let top_mm = self.bottom_mm + screen_height_px / LOOK_PX_PER_MM;
        ((top_mm - REACH_TOP_MM) * LOOK_PX_PER_MM).max(0.0)
    }

    /// A size in pixels of the screen, in pixels of the look.
    #[allow(clippy::cast_precision_loss)] // No screen has millions of pixels in a row.
    fn in_the_look(self, width_px: u32, height_px: u32) -> slint::LogicalSize {
        let scale = LOOK_PX_PER_MM / self.px_per_mm;
        slint::LogicalSize::new(width_px as f32 * scale, height_px as f32 * scale)
    }
}

impl Window {
    /// Makes the window, not yet shown. Touches and keys go to `touched`, what there is to say to `told`.
    pub fn new(
        reach: Reach,
        touched: impl Fn(Touch) + 'static,
        told: impl Fn(Words) + 'static,
    ) -> Result<Self, CannotShow> {
        fonts::prepare()?;
        let app = AppWindow::new()?;
        let lists = Lists::of(&app);
        let told = Rc::new(told);
        let window = Self { app, lists, shown: RefCell::new(None), full_screen: Rc::default(), told, reach };
        window.wire(Rc::new(touched));
        Ok(window)
    }

    /// Opens the window, in full screen or in this size.
    pub fn open(&self, width_px: u32, height_px: u32, full_screen: bool) -> Result<(), CannotShow> {
        let window = self.app.window();
        // Without a window manager nobody makes a window fill the screen: then its own size and place do. In the look's own pixels,
        // because a window that is still to be made takes pixels of the screen for those before its scale.
        window.set_size(self.reach.in_the_look(width_px, height_px));
        if full_screen {
            self.fill_screen();
        }
        // Nothing that a keyboard or a window manager asks for closes a kiosk.
        let full_screen = self.full_screen.clone();
        window.on_close_requested(move || {
            if full_screen.get() {
                return slint::CloseRequestResponse::KeepWindowShown;
            }
            end_loop();
            slint::CloseRequestResponse::HideWindow
        });
        self.app.show()?;
        Ok(())
    }

    /// Whether the pointer of a mouse is shown.
    pub fn show_pointer(&self, mouse: bool) {
        markup::Theme::get(&self.app).set_touch_only(!mouse);
    }

    /// Fills the screen; from now on no request closes the window.
    pub fn fill_screen(&self) {
        self.full_screen.set(true);
        self.app.window().set_position(slint::PhysicalPosition::new(0, 0));
        self.app.window().set_fullscreen(true);
    }

    /// Ends the program.
    pub fn close(&self) {
        end_loop();
    }

    /// Leaves full screen; from now on the window can be closed.
    pub fn leave_full_screen(&self) {
        self.full_screen.set(false);
        self.app.window().set_fullscreen(false);
    }

    /// Tells when the window has another size: pages break elsewhere then.
    pub fn on_resized(&self, resized: impl Fn() + 'static) {
        self.app.on_resized(resized);
    }

    /// Shows a view anew, whether it has changed or not.
    pub fn show_again(&self, view: &View) {
        *self.shown.borrow_mut() = None;
        self.show(view);
    }

    /// The component, for whoever runs the event loop or drives the window in a test.
    pub fn component(&self) -> &AppWindow {
        &self.app
    }

    /// Shows the view. What has not changed is left alone.
    pub fn show(&self, view: &View) {
        let before = self.shown.borrow();
        if before.as_ref() == Some(view) {
            return;
        }
        self.show_frame(&view.frame, before.as_ref().map(|shown| &shown.frame));
        let listened = before.as_ref().and_then(|shown| shown.frame.listening);
        drop(before);
        let warning = markup::WarningScreen::get(&self.app);
        warning.set_shown(view.warning.is_some());
        if let Some(countdown) = view.warning {
            warning.set_left(whole(countdown.left_s));
            warning.set_total(whole(countdown.total_s));
        }
        self.show_screen(&view.screen);
        *self.shown.borrow_mut() = Some(view.clone());
        self.app.set_turn(!self.app.get_turn());
        // Left to itself the toolkit draws a frame later.
        self.app.window().with_winit_window(|window| window.request_redraw());
        self.follow(listened, view.frame.listening, view.warning.is_some());
    }

    fn show_frame(&self, frame: &view::Frame, before: Option<&view::Frame>) {
        if before.is_none_or(|shown| shown.language != frame.language) {
            // The sources are English and need no bundle.
            let selected = slint::select_bundled_translation(frame.language.code());
            debug_assert!(selected.is_ok(), "each language of the kiosk is bundled");
        }
        let size = self.app.window().size().to_logical(self.app.window().scale_factor());
        let stage = markup::Stage::get(&self.app);
        stage.set_width(size.width);
        stage.set_height(size.height);
        stage.set_reach_top(self.reach.top_px(size.height));
        stage.set_lower(frame.appearance.lower);
        let theme = markup::Theme::get(&self.app);
        theme.set_scheme(if frame.appearance.contrast { markup::Scheme::HighContrast } else { markup::Scheme::Light });
        theme.set_text_scale(if frame.appearance.larger { LARGER_TEXT } else { 1.0 });

        let shell = markup::Shell::get(&self.app);
        shell.set_office(frame.office.as_str().into());
        shell.set_date(frame.now.map(|now| calendar_day(now.date())).unwrap_or_default());
        shell.set_clock(frame.now.map(|now| clock(now.time())).unwrap_or_default());
        shell.set_contrast(frame.appearance.contrast);
        shell.set_larger(frame.appearance.larger);
        let tabs = frame
            .languages
            .iter()
            .map(|language| markup::LanguageTab { code: language.code().into(), name: language.own_name().into() });
        sync(&self.lists.languages, tabs.collect());
        let current = frame.languages.iter().position(|language| *language == frame.language);
        shell.set_language(current.map_or(-1, place));
    }

    fn show_screen(&self, screen: &Screen) {
        match screen {
            Screen::Services(services) => self.show_services(services),
            Screen::Documents(documents) => self.show_documents(documents),
            Screen::Category(category) => self.show_category(category),
            Screen::Waiting(waiting) => self.show_waiting(waiting),
            Screen::Issued(issued) => self.show_issued(issued),
            Screen::ShowCode(view::ShowCode) => self.app.set_screen(markup::ScreenKind::ShowCode),
            Screen::TypeNumber(typed) => self.show_type_number(typed),
            Screen::CheckedIn(checked_in) => self.show_checked_in(checked_in),
            Screen::NotCheckedIn(why) => self.show_not_checked_in(why),
            Screen::Notice(notice) => self.show_notice(notice),
            Screen::Technician(technician) => self.show_technician(technician),
        }
    }

    fn show_waiting(&self, waiting: &view::Waiting) {
        let screen = markup::WaitingScreen::get(&self.app);
        screen.set_check_in(waiting.service.is_none());
        if let Some(service) = &waiting.service {
            screen.set_letter(SharedString::from(service.letter.to_string()));
            screen.set_service(service.name.as_str().into());
            screen.set_ahead(whole(service.ahead));
            screen.set_wait(wait_range(service.wait));
        }
        screen.set_line_down(waiting.line_down);
        screen.set_left(waiting.left_s.map_or(0, whole));
        self.app.set_screen(markup::ScreenKind::Waiting);
    }

    fn show_issued(&self, issued: &view::Issued) {
        let screen = markup::IssuedScreen::get(&self.app);
        screen.set_number(issued.number.as_str().into());
        screen.set_spelled(spelled(&issued.number));
        screen.set_service(issued.service.as_str().into());
        screen.set_category(issued.category.as_deref().unwrap_or_default().into());
        screen.set_more_time(issued.more_time);
        screen.set_hall(issued.hall.as_str().into());
        screen.set_ahead(whole(issued.ahead));
        screen.set_wait(wait_range(issued.wait));
        screen.set_until(issued.until.map(clock).unwrap_or_default());
        screen.set_paper(paper(issued.paper));
        let code = issued.url.as_deref().and_then(code_image);
        screen.set_has_code(code.is_some());
        screen.set_code(code.unwrap_or_default());
        screen.set_arrow_moves(issued.arrow_moves);
        screen.set_counting(issued.countdown.is_some());
        if let Some(countdown) = issued.countdown {
            screen.set_left(whole(countdown.left_s));
            screen.set_total(whole(countdown.total_s));
        }
        screen.set_can_extend(issued.can_extend);
        self.app.set_screen(markup::ScreenKind::Issued);
    }

    fn show_notice(&self, notice: &view::Notice) {
        let screen = markup::NoticeScreen::get(&self.app);
        screen.set_kind(match &notice.kind {
            NoticeKind::BeforeHours => markup::NoticeKind::BeforeHours,
            NoticeKind::AfterHours => markup::NoticeKind::AfterHours,
            NoticeKind::ClosedDay => markup::NoticeKind::ClosedDay,
            NoticeKind::LimitReached => markup::NoticeKind::LimitReached,
            NoticeKind::Paused => markup::NoticeKind::Paused,
            NoticeKind::NoServer => markup::NoticeKind::NoServer,
            NoticeKind::WrongVersion { ours, theirs } => {
                screen.set_program_version(ours.as_str().into());
                screen.set_server_version(theirs.as_str().into());
                markup::NoticeKind::WrongVersion
            }
            NoticeKind::DeviceRefused { device, why } => {
                screen.set_device(device.as_str().into());
                screen.set_new_key(new_key_command(device).into());
                screen.set_refusal(refusal(*why));
                markup::NoticeKind::DeviceRefused
            }
            NoticeKind::NotCarriedOut => markup::NoticeKind::NotCarriedOut,
            NoticeKind::OutOfOrder => markup::NoticeKind::OutOfOrder,
            NoticeKind::ServiceGone => markup::NoticeKind::ServiceGone,
            NoticeKind::Refused => markup::NoticeKind::Refused,
        });
        screen.set_can_choose(notice.can_choose);
        screen.set_bookings(notice.booking.is_some());
        screen.set_scans(notice.booking != Some(view::BookingWay::Type));
        screen.set_next(moment(notice.next));
        screen.set_hours(hours(&notice.hours));
        screen.set_service(notice.service.as_deref().unwrap_or_default().into());
        self.app.set_screen(markup::ScreenKind::Notice);
    }

    fn show_technician(&self, technician: &Technician) {
        let screen = markup::TechnicianScreen::get(&self.app);
        match technician {
            Technician::Pin { digits, state } => {
                screen.set_admitted(false);
                screen.set_digits(place(*digits));
                screen.set_pin(match state {
                    view::PinState::Entering => markup::PinState::Entering,
                    view::PinState::Wrong => markup::PinState::Wrong,
                    view::PinState::Locked { left_s } => {
                        screen.set_locked_left(whole(*left_s));
                        markup::PinState::Locked
                    }
                });
            }
            Technician::Menu(menu) => self.show_menu(&screen, menu),
        }
        self.app.set_screen(markup::ScreenKind::Technician);
    }

    fn show_menu(&self, screen: &markup::TechnicianScreen, menu: &view::TechnicianMenu) {
        screen.set_admitted(true);
        screen.set_printer(supply(menu.printer));
        screen.set_printer_fault(printer_fault(menu.printer_fault));
        screen.set_paper(supply(menu.paper));
        screen.set_scanner(supply(menu.scanner));
        screen.set_line(supply(menu.line));
        screen.set_line_cause(line_cause(menu.line_cause));
        screen.set_print_trial(trial(menu.print_trial));
        screen.set_has_scanner(menu.scan_trial.is_some());
        screen.set_scan_trial(menu.scan_trial.map_or(markup::TrialState::None, trial));
        screen.set_program_version(menu.program_version.as_str().into());
        screen.set_protocol_version(menu.protocol_version.as_str().into());
        screen.set_device(menu.device.as_str().into());
        screen.set_own_language(menu.own_language.own_name().into());
        screen.set_full_screen(menu.full_screen);
    }
}

fn end_loop() {
    // An error here means that the loop has ended already.
    let _ = slint::quit_event_loop();
}
