//! What stands where on a shown screen: all that a screen reader finds, read once, and the picture where pixels are looked at.

use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use slint::{Rgba8Pixel, SharedPixelBuffer};

use super::{Bench, TOUCHED};

/// Pixels to the millimetre of a 27-inch kiosk, upright or on its side.
pub const PX_PER_MM: f32 = 3.2;

#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

pub fn place(element: &ElementHandle) -> Place {
    let (position, size) = (element.absolute_position(), element.size());
    Place { left: position.x, top: position.y, right: position.x + size.width, bottom: position.y + size.height }
}

impl Place {
    pub fn width_mm(self) -> f32 {
        (self.right - self.left) / PX_PER_MM
    }

    pub fn height_mm(self) -> f32 {
        (self.bottom - self.top) / PX_PER_MM
    }

    pub fn holds(self, other: Self) -> bool {
        let slack = 1.0;
        self.left - slack <= other.left
            && self.top - slack <= other.top
            && self.right + slack >= other.right
            && self.bottom + slack >= other.bottom
    }

    pub fn overlaps(self, other: Self) -> bool {
        let slack = 1.0;
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }
}

pub struct Found {
    pub role: AccessibleRole,
    pub label: String,
    pub place: Place,
}

pub struct Seen {
    all: Vec<Found>,
    size_px: (f32, f32),
    /// Millimetres from the floor to the lowest pixels.
    pub bottom_mm: f32,
    picture: Option<SharedPixelBuffer<Rgba8Pixel>>,
}

impl Seen {
    pub fn screen(&self) -> Place {
        Place { left: 0.0, top: 0.0, right: self.size_px.0, bottom: self.size_px.1 }
    }

    /// Everything that can be touched.
    pub fn controls(&self) -> impl Iterator<Item = &Found> {
        self.all.iter().filter(|found| TOUCHED.contains(&found.role))
    }

    /// Everything that says or shows something and cannot be touched.
    pub fn facts(&self) -> impl Iterator<Item = &Found> {
        let roles = [AccessibleRole::Text, AccessibleRole::ListItem, AccessibleRole::Image];
        self.all.iter().filter(move |found| roles.contains(&found.role) && !found.label.trim().is_empty())
    }

    /// Nothing where the screen was not drawn, and beyond it.
    pub fn pixel(&self, x: usize, y: usize) -> Option<Rgba8Pixel> {
        let picture = self.picture.as_ref()?;
        let width = picture.width() as usize;
        (x < width).then(|| picture.as_slice().get(y * width + x).copied()).flatten()
    }
}

impl Bench {
    pub fn seen(&self) -> Seen {
        let found = |element: &ElementHandle| {
            let (role, label) = (element.accessible_role()?, element.accessible_label()?);
            Some(Found { role, label: label.into(), place: place(element) })
        };
        let all = self.all().iter().filter_map(found).collect();
        Seen { all, size_px: self.size_px(), bottom_mm: self.bottom_mm(), picture: None }
    }

    pub fn seen_and_drawn(&self) -> Seen {
        Seen { picture: Some(self.picture()), ..self.seen() }
    }
}
