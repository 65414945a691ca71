//! What the person at the console does: the only things that come from the screens. No Slint type lives here.

use crate::view::{Key, ReceptionKey};

/// One thing done by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Typed a login.
    LoginTyped(String),
    /// Typed a PIN.
    PinTyped(String),
    /// Asked to sign in.
    SignIn,
    /// Chose a language of the screen.
    LanguageChosen(usize),
    /// Moved to a row of the places.
    PlacePicked(usize),
    /// Asked for the chosen place.
    SitDown,
    /// Goes.
    SignOut,
    /// Pressed a key or its button at the window.
    Key(Key),
    /// Asked for the parked visitor of this row.
    BringBack(usize),
    /// Pressed Escape.
    Dismiss,
    /// Has read the notice.
    NoticeRead,
    /// Moved to a row of a dialog's list.
    Picked(usize),
    /// Moved to a row of its second list.
    PickedOther(usize),
    /// Typed in a dialog.
    Typed(String),
    /// Carries the dialog out.
    Accept,
    /// Leaves the dialog.
    Cancel,
    /// Pressed a key or its button at the reception desk.
    Reception(ReceptionKey),
    /// Moved to a service.
    ServicePicked(usize),
    /// Moved to a category.
    CategoryPicked(usize),
    /// Moved to a language of the coupon.
    CouponLanguagePicked(usize),
    /// Typed a number to find.
    NumberTyped(String),
    /// Typed a time or a number of coupons.
    ExtensionTyped(String),
    /// Closed the program's window.
    Quit,
}
