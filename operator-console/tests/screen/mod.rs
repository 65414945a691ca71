//! A screen without a screen: the console's window drawn into memory, with its keys, its clicks and a clock that the test moves.
//!
//! What is shown on it stands in `story`; what is expected of it stands in the tests.
#![allow(dead_code)] // Each test binary uses its own part.

#[path = "../../../tools/picture.rs"]
pub mod picture;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use operator_console::deed::Deed;
use operator_console::view::{Look, Screen as Shown, View};
use operator_console::window::Window;
pub use picture::Picture;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Key, Platform, PlatformError, PointerEventButton, WindowAdapter, WindowEvent};
use slint::{ComponentHandle, PhysicalSize, Rgb8Pixel, SharedPixelBuffer, SharedString};

/// The size of the look.
pub const FULL: (u32, u32) = (1280, 800);
/// The size of the bar.
pub const BAR: (u32, u32) = (960, 88);

/// One window on one screen.
pub struct Screen {
    pub window: Window,
    pub deeds: Rc<RefCell<Vec<Deed>>>,
    adapter: Rc<MinimalSoftwareWindow>,
    elapsed: Rc<Cell<Duration>>,
}

/// A box on the screen: left, top, width, height, in whole pixels.
pub type Place = (i32, i32, i32, i32);

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
pub fn on_screen(scene: impl FnOnce(&Screen) + Send + 'static) {
    on_screen_in(Look::Light, scene);
}

/// The same in other colours.
pub fn on_screen_in(look: Look, scene: impl FnOnce(&Screen) + Send + 'static) {
    let played = std::thread::spawn(move || scene(&Screen::new(look))).join();
    if let Err(panic) = played {
        std::panic::resume_unwind(panic);
    }
}

impl Screen {
    fn new(look: Look) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        let elapsed = Rc::new(Cell::new(Duration::ZERO));
        let platform = Memory { adapter: adapter.clone(), elapsed: elapsed.clone() };
        slint::platform::set_platform(Box::new(platform)).expect("a thread of its own has no platform yet");
        let deeds = Rc::new(RefCell::new(Vec::new()));
        let heard = Rc::clone(&deeds);
        let window = Window::new(look, move |deed| heard.borrow_mut().push(deed)).expect("the window opens in memory");
        adapter.set_size(PhysicalSize::new(FULL.0, FULL.1));
        Self { window, deeds, adapter, elapsed }
    }

    /// Shows a view in the size that it has on a desk.
    pub fn show(&self, view: &View) {
        self.window.apply(view);
        let bar = matches!(&view.screen, Shown::Desk(desk) if desk.bar);
        let size = if bar { BAR } else { FULL };
        self.adapter.set_size(PhysicalSize::new(size.0, size.1));
        self.window.show().expect("the window shows in memory");
        self.pass(Duration::from_millis(1));
    }

    /// The person drags the window's edge.
    pub fn resize(&self, width: u32, height: u32) {
        self.adapter.set_size(PhysicalSize::new(width, height));
        self.pass(Duration::from_millis(1));
    }

    /// The window's size in pixels.
    pub fn size(&self) -> (u32, u32) {
        let size = self.adapter.size();
        (size.width, size.height)
    }

    /// Lets time pass for what moves.
    pub fn pass(&self, duration: Duration) {
        self.elapsed.set(self.elapsed.get() + duration);
        slint::platform::update_timers_and_animations();
    }

    /// What was done since the last time.
    pub fn take_deeds(&self) -> Vec<Deed> {
        std::mem::take(&mut self.deeds.borrow_mut())
    }

    /// Presses and lets go.
    pub fn key(&self, key: impl Into<SharedString>) {
        let text = key.into();
        self.send(WindowEvent::KeyPressed { text: text.clone() });
        self.send(WindowEvent::KeyReleased { text });
        self.pass(Duration::from_millis(1));
    }

    /// Presses while another key is held.
    pub fn key_with(&self, held: Key, key: impl Into<SharedString>) {
        self.send(WindowEvent::KeyPressed { text: held.into() });
        self.key(key);
        self.send(WindowEvent::KeyReleased { text: held.into() });
    }

    /// Holds a key long enough to repeat.
    pub fn hold(&self, key: impl Into<SharedString>, repeats: usize) {
        let text = key.into();
        self.send(WindowEvent::KeyPressed { text: text.clone() });
        for _ in 0..repeats {
            self.send(WindowEvent::KeyPressRepeated { text: text.clone() });
        }
        self.send(WindowEvent::KeyReleased { text });
    }

    /// Types a text letter by letter.
    pub fn type_text(&self, text: &str) {
        text.chars().for_each(|letter| self.key(letter));
    }

    fn send(&self, event: WindowEvent) {
        self.window.handle().window().dispatch_event(event);
    }

    /// The element with this accessible label and role; a test that finds none or two has failed.
    pub fn find(&self, role: AccessibleRole, label: &str) -> ElementHandle {
        let mut found: Vec<_> = ElementHandle::find_by_accessible_label(self.window.handle(), label)
            .filter(|element| element.accessible_role() == Some(role))
            .collect();
        assert_eq!(found.len(), 1, "{role:?} \"{label}\" stands {} times on the screen", found.len());
        found.remove(0)
    }

    /// Whether something with this accessible label is there.
    pub fn has(&self, label: &str) -> bool {
        ElementHandle::find_by_accessible_label(self.window.handle(), label).next().is_some()
    }

    /// Everything that has a role, as role and label.
    pub fn elements(&self) -> Vec<ElementHandle> {
        let root = self.window.handle().root_element();
        root.query_descendants().match_predicate(|element| element.accessible_role().is_some()).find_all()
    }

    /// Presses what is called `label` with the mouse.
    pub fn click(&self, role: AccessibleRole, label: &str) {
        self.click_at(self.place(role, label));
    }

    /// Presses the middle of a place with the mouse.
    pub fn click_at(&self, place: Place) {
        let position = slint::LogicalPosition::new((place.0 + place.2 / 2) as f32, (place.1 + place.3 / 2) as f32);
        self.send(WindowEvent::PointerMoved { position });
        self.send(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
        self.pass(Duration::from_millis(30));
        self.send(WindowEvent::PointerReleased { position, button: PointerEventButton::Left });
        self.send(WindowEvent::PointerExited);
        self.pass(Duration::from_millis(1));
    }

    /// Where something is.
    pub fn place(&self, role: AccessibleRole, label: &str) -> Place {
        place_of(&self.find(role, label))
    }

    pub fn picture(&self) -> Picture {
        let size = self.adapter.size();
        let mut pixels = SharedPixelBuffer::<Rgb8Pixel>::new(size.width, size.height);
        self.adapter.request_redraw();
        self.adapter.draw_if_needed(|renderer| {
            renderer.set_repaint_buffer_type(RepaintBufferType::NewBuffer);
            renderer.render(pixels.make_mut_slice(), size.width as usize);
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

/// Where an element is.
pub fn place_of(element: &ElementHandle) -> Place {
    let (at, size) = (element.absolute_position(), element.size());
    (at.x.round() as i32, at.y.round() as i32, size.width.round() as i32, size.height.round() as i32)
}
