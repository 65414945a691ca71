//! What was not played as asked, each with the field of the form in which it stands: eyes and screen readers find it there.

use jiff::civil::Time;
use queue::ids::WindowId;
use queue::what_if::NotPossible;

use super::asked::{Asked, Field};
use super::played::Played;
use super::said;
use super::words::Words;
use crate::day_report::names::Names;

/// Something amiss.
pub struct Amiss {
    /// Where on the page it is told.
    pub id: String,
    pub said: String,
    field: Option<Field>,
}

/// All of it, in the order in which it is told.
pub fn all(w: &Words, names: &Names<'_>, asked: &Asked, played: &Played) -> Vec<Amiss> {
    let unread = asked.unread.iter().map(|unread| (Some(unread.field.clone()), said::unread(w, names, unread)));
    let refused = played.refused.iter().map(|why| (field_of(why, asked), said::refused(w, names, why)));
    let told = unread.chain(refused).enumerate();
    told.map(|(at, (field, said))| Amiss { id: format!("amiss-{at}"), said, field }).collect()
}

/// The field that asked for what cannot be.
fn field_of(why: &NotPossible, asked: &Asked) -> Option<Field> {
    let (more, less) = (asked.more.as_ref(), asked.less.as_ref());
    match why {
        NotPossible::OutsideTheDay(time) if begins(more, *time) => Some(Field::MoreFrom),
        NotPossible::OutsideTheDay(time) if begins(less, *time) => Some(Field::LessFrom),
        NotPossible::WindowNotOpen(window) if less.is_some_and(|(id, _)| id == window) => Some(Field::Less),
        NotPossible::WindowNotOpen(_) | NotPossible::NoServices | NotPossible::NoReception => Some(Field::More),
        NotPossible::UnknownCategory(id) => Some(Field::Limit(id.clone())),
        NotPossible::UnknownService(id) => Some(Field::Norm(id.clone())),
        NotPossible::OutsideTheDay(_) => None,
    }
}

fn begins(window: Option<&(WindowId, Option<Time>)>, time: Time) -> bool {
    window.is_some_and(|(_, from)| *from == Some(time))
}

/// The attributes by which a field says that it is amiss and where that is told; what stands `beside` it always describes it too.
pub fn attributes(amiss: &[Amiss], field: &Field, beside: &str) -> String {
    let own = amiss.iter().filter(|one| one.field.as_ref() == Some(field)).map(|one| one.id.as_str());
    let own: Vec<&str> = own.collect();
    let invalid = if own.is_empty() { "" } else { " aria-invalid=\"true\"" };
    let places: Vec<&str> = own.into_iter().chain([beside]).filter(|place| !place.is_empty()).collect();
    if places.is_empty() { String::new() } else { format!("{invalid} aria-describedby=\"{}\"", places.join(" ")) }
}
