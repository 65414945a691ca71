//! A real window without a display: drawn by the software renderer, touched at real pixels, found by accessible label.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

pub mod demo;
pub mod office;
pub mod running;
pub mod seen;
pub mod told;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use kiosk::view::{Touch, View, Words};
use kiosk::window::{Reach, Window};
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PointerEventButton, WindowAdapter, WindowEvent};
use slint::{
    ComponentHandle, LogicalPosition, PhysicalSize, PlatformError, Rgb8Pixel, Rgba8Pixel, SharedPixelBuffer,
    SharedString,
};

pub const PORTRAIT: (u32, u32) = (1080, 1920);
pub const LANDSCAPE: (u32, u32) = (1920, 1080);

/// A 27-inch screen whose lowest pixels are 800 mm (portrait) above the floor.
pub const REACH: Reach = Reach { bottom_mm: 800.0, px_per_mm: 3.2 };

/// The roles of what can be touched.
pub const TOUCHED: [AccessibleRole; 5] = [
    AccessibleRole::Button,
    AccessibleRole::Checkbox,
    AccessibleRole::RadioButton,
    AccessibleRole::Switch,
    AccessibleRole::Tab,
];

struct Headless {
    window: Rc<MinimalSoftwareWindow>,
    now: Rc<Cell<Duration>>,
}

impl Platform for Headless {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.window.clone())
    }

    fn duration_since_start(&self) -> Duration {
        self.now.get()
    }
}

pub struct Bench {
    pub window: Window,
    adapter: Rc<MinimalSoftwareWindow>,
    now: Rc<Cell<Duration>>,
    touches: Rc<RefCell<Vec<Touch>>>,
    words: Rc<RefCell<Vec<Words>>>,
    size: (u32, u32),
}

impl Bench {
    pub fn new(size: (u32, u32)) -> Self {
        let adapter = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        let now = Rc::new(Cell::new(Duration::ZERO));
        slint::platform::set_platform(Box::new(Headless { window: adapter.clone(), now: now.clone() })).unwrap();
        adapter.set_size(PhysicalSize::new(size.0, size.1));
        let (touches, words) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(Vec::new())));
        let (sink, told) = (touches.clone(), words.clone());
        let bottom_mm = if size.0 > size.1 { 1000.0 } else { REACH.bottom_mm };
        let reach = Reach { bottom_mm, ..REACH };
        let touched = move |touch| sink.borrow_mut().push(touch);
        let window = Window::new(reach, touched, move |words| told.borrow_mut().push(words)).unwrap();
        window.component().show().unwrap();
        adapter.set_size(PhysicalSize::new(size.0, size.1));
        Self { window, adapter, now, touches, words, size }
    }

    /// Pixels of the screen in one of the look.
    pub fn scale(&self, scale_factor: f32) {
        self.window.component().window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
        self.adapter.set_size(PhysicalSize::new(self.size.0, self.size.1));
    }

    pub fn size_px(&self) -> (f32, f32) {
        (self.size.0 as f32, self.size.1 as f32)
    }

    /// Millimetres from the floor to the lowest pixels.
    pub fn bottom_mm(&self) -> f32 {
        if self.size.0 > self.size.1 { 1000.0 } else { REACH.bottom_mm }
    }

    pub fn show(&self, view: &View) {
        self.window.show(view);
        slint::platform::update_timers_and_animations();
    }

    /// Lets time pass, a sixtieth of a second at a time.
    pub fn wait(&self, time: Duration) {
        let end = self.now.get() + time;
        while self.now.get() < end {
            self.now.set((self.now.get() + Duration::from_millis(16)).min(end));
            slint::platform::update_timers_and_animations();
        }
    }

    /// What the window shows, drawn whole. Slint's own buffer is filled by code that is optimised in tests too; a buffer of
    /// ours would be drawn into by code that is not.
    pub fn picture(&self) -> SharedPixelBuffer<Rgba8Pixel> {
        self.window.component().window().take_snapshot().unwrap()
    }

    /// Draws what has changed since the last time into `drawn`, as a window on a real screen is drawn. Says whether there was anything.
    pub fn draw_changes(&self, drawn: &mut SharedPixelBuffer<Rgb8Pixel>) -> bool {
        let width = drawn.width() as usize;
        self.adapter.draw_if_needed(|renderer| {
            renderer.set_repaint_buffer_type(RepaintBufferType::ReusedBuffer);
            renderer.render(drawn.make_mut_slice(), width);
        })
    }

    /// The touches since the last time this was asked.
    pub fn touches(&self) -> Vec<Touch> {
        self.touches.take()
    }

    /// What the window had to say since the last time this was asked.
    pub fn words(&self) -> Vec<Words> {
        self.words.take()
    }

    /// A key that is pressed and let go.
    pub fn key(&self, text: SharedString) {
        let window = self.window.component().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
    }

    /// A key that is held on: the press repeats itself.
    pub fn hold(&self, text: SharedString) {
        self.window.component().window().dispatch_event(WindowEvent::KeyPressRepeated { text });
    }

    /// What a screen reader finds under this name, with one of the roles that can be touched.
    pub fn control(&self, label: &str) -> Option<ElementHandle> {
        self.controls().into_iter().find(|element| read(element).is_some_and(|found| found == label))
    }

    /// Everything that can be touched.
    pub fn controls(&self) -> Vec<ElementHandle> {
        self.all()
            .into_iter()
            .filter(|element| element.accessible_role().is_some_and(|role| TOUCHED.contains(&role)))
            .collect()
    }

    pub fn labelled(&self, label: &str) -> Option<ElementHandle> {
        self.all().into_iter().find(|element| read(element).is_some_and(|found| found == label))
    }

    pub fn all(&self) -> Vec<ElementHandle> {
        // A component and the element it is made of answer both, with the same name at the same place.
        let mut seen = std::collections::BTreeSet::new();
        let found = ElementQuery::from_root(self.window.component()).match_descendants().find_all();
        found
            .into_iter()
            .filter(|element| {
                let (at, size) = (element.absolute_position(), element.size());
                let place = [at.x, at.y, size.width, size.height].map(|side| side.round() as i32);
                element.accessible_label().is_some_and(|label| seen.insert((label, place)))
            })
            .collect()
    }

    pub fn press(&self, at: LogicalPosition) {
        let window = self.window.component().window();
        window.dispatch_event(WindowEvent::PointerMoved { position: at });
        window.dispatch_event(WindowEvent::PointerPressed { position: at, button: PointerEventButton::Left });
    }

    pub fn release(&self, at: LogicalPosition) {
        let window = self.window.component().window();
        window.dispatch_event(WindowEvent::PointerReleased { position: at, button: PointerEventButton::Left });
        window.dispatch_event(WindowEvent::PointerExited);
    }

    /// One touch in the middle of the control of this name.
    pub fn touch(&self, label: &str) {
        let control = self
            .control(label)
            .unwrap_or_else(|| panic!("nothing to touch is called {label:?}; there are {:?}", self.labels()));
        let at = middle(&control);
        self.press(at);
        self.wait(Duration::from_millis(50));
        self.release(at);
        slint::platform::update_timers_and_animations();
    }

    pub fn labels(&self) -> Vec<String> {
        self.controls().iter().filter_map(read).collect()
    }
}

/// What is read: a space that holds a line together is a space to a reader.
fn read(element: &ElementHandle) -> Option<String> {
    element.accessible_label().map(|label| label.replace('\u{a0}', " "))
}

pub fn middle(element: &ElementHandle) -> LogicalPosition {
    let (position, size) = (element.absolute_position(), element.size());
    LogicalPosition::new(position.x + size.width / 2.0, position.y + size.height / 2.0)
}

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Half the size: enough to see every edge move, and a quarter of the weight.
fn halved(picture: &SharedPixelBuffer<Rgba8Pixel>) -> (Vec<[u8; 3]>, (u32, u32)) {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let bytes = picture.as_bytes();
    let line = 4 * picture.width() as usize;
    let mut small = Vec::with_capacity((width * height) as usize);
    // Tests are not optimised, and this is their innermost loop: plain indices are several times faster than iterators.
    for y in 0..height as usize {
        let upper = &bytes[2 * y * line..][..line];
        let lower = &bytes[(2 * y + 1) * line..][..line];
        for x in 0..width as usize {
            let at = 8 * x;
            let mut pixel = [0; 3];
            for (part, average) in pixel.iter_mut().enumerate() {
                let (left, right) = (at + part, at + 4 + part);
                let sum = upper[left] as u16 + upper[right] as u16 + lower[left] as u16 + lower[right] as u16;
                *average = ((sum + 2) / 4) as u8;
            }
            small.push(pixel);
        }
    }
    (small, (width, height))
}

fn distance(a: [u8; 3], b: [u8; 3]) -> u8 {
    a[0].abs_diff(b[0]).max(a[1].abs_diff(b[1])).max(a[2].abs_diff(b[2]))
}

/// 256 colours: the ones that occur most, and then each time the one that is farthest from those taken.
fn palette(counts: &std::collections::BTreeMap<[u8; 3], usize>) -> Vec<[u8; 3]> {
    let mut by_count: Vec<_> = counts.iter().collect();
    by_count.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let mut taken: Vec<[u8; 3]> = by_count.iter().take(64).map(|(colour, _)| **colour).collect();
    let mut far: Vec<([u8; 3], u8)> = counts
        .keys()
        .map(|colour| (*colour, taken.iter().map(|other| distance(*colour, *other)).min().unwrap()))
        .collect();
    while taken.len() < 256 {
        let (next, gap) = *far.iter().max_by_key(|(_, gap)| *gap).unwrap();
        if gap == 0 {
            break;
        }
        taken.push(next);
        for (colour, gap) in &mut far {
            *gap = (*gap).min(distance(*colour, next));
        }
    }
    taken
}

/// An indexed picture: each colour becomes the nearest of the palette.
fn encode(pixels: &[[u8; 3]], size: (u32, u32)) -> Vec<u8> {
    let mut counts = std::collections::BTreeMap::<[u8; 3], usize>::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    let common = counts.values().filter(|count| **count > 2000).count();
    let mut few = std::collections::BTreeMap::<[u8; 3], usize>::new();
    for (colour, count) in &counts {
        // The colours of the look itself stay exact. Half of the tolerance is spent on the others: thousands of colours that
        // hardly differ make the palette slow and no better.
        let exact = *count > 2000 && common < 64;
        *few.entry(if exact { *colour } else { colour.map(|part| part | 7) }).or_default() += count;
    }
    let palette = palette(&few);
    let nearest: std::collections::BTreeMap<[u8; 3], u8> = counts
        .keys()
        .map(|colour| {
            (
                *colour,
                (0..=255)
                    .take(palette.len())
                    .min_by_key(|index| distance(*colour, palette[usize::from(*index)]))
                    .unwrap(),
            )
        })
        .collect();
    let mut indexed = Vec::with_capacity(pixels.len());
    for run in pixels.chunk_by(|a, b| a == b) {
        indexed.extend(std::iter::repeat_n(nearest[&run[0]], run.len()));
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size.0, size.1);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header().unwrap().write_image_data(&indexed).unwrap();
    file
}

fn decode(file: &[u8]) -> (Vec<[u8; 3]>, (u32, u32)) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    (bytes.as_chunks::<3>().0.to_vec(), (info.width, info.height))
}

/// How far a colour may be from the golden one: the palette's rounding, and less than any two colours of the look differ.
const TOLERANCE: u8 = 16;

/// Holds the picture to the golden one, or writes it when `KIOSK_GOLDEN=write` says so. Returns what is wrong.
pub fn golden(bench: &Bench, name: &str) -> Result<(), String> {
    let path = folder("tests/golden").join(format!("{name}.png"));
    let (pixels, size) = halved(&bench.picture());
    if std::env::var("KIOSK_GOLDEN").is_ok_and(|wish| wish == "write") {
        let file = encode(&pixels, size);
        let (written, _) = decode(&file);
        let worst = pixels.iter().zip(&written).map(|(a, b)| distance(*a, *b)).max();
        assert!(worst <= Some(TOLERANCE), "{name}: the palette is {worst:?} off");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, file).unwrap();
        return Ok(());
    }
    let Ok(file) = std::fs::read(&path) else { return Err(format!("{name}: there is no golden picture")) };
    let (wanted, wanted_size) = decode(&file);
    let differing = pixels.iter().zip(&wanted).filter(|(a, b)| a != b && distance(**a, **b) > TOLERANCE).count();
    if size == wanted_size && differing == 0 {
        return Ok(());
    }
    let actual = folder("../target/golden-actual/kiosk").join(format!("{name}.png"));
    std::fs::create_dir_all(actual.parent().unwrap()).unwrap();
    std::fs::write(&actual, encode(&pixels, size)).unwrap();
    Err(format!("{name}: {differing} pixels differ; the new picture is in target/golden-actual/kiosk"))
}

/// The whole picture in full size, for whoever wants to look at it beside the look's.
pub fn save(bench: &Bench, path: &std::path::Path) {
    let picture = bench.picture();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.write_header().unwrap().write_image_data(picture.as_bytes()).unwrap();
    std::fs::write(path, file).unwrap();
}

/// Where a booked visitor prints the coupon on a screen of 1080 x 1920.
pub fn print_button() -> (f32, f32) {
    let bench = Bench::new(PORTRAIT);
    let language = kiosk::view::Language::Russian;
    bench.show(&demo::view(language, kiosk::view::Screen::CheckedIn(demo::checked_in(language))));
    let at = middle(&bench.control("Напечатать").unwrap());
    (at.x, at.y)
}
