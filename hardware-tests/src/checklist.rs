//! What only a person can try, as lists to go through. The numbers are those of access.md.

use crate::Acceptance;

const SPEAKER: &str = "\
Speaker: this program plays nothing. The hall display owns the voices and plays them; start it in the hall and listen.
look  the chime is heard before each call, then the number, then the window, in the office's languages
look  every letter and number is understood at the farthest seat with the hall full
look  two calls at once are spoken one after the other, neither cut short
look  the loudness stays even from phrase to phrase, with no gap within a sentence
look  with the loudspeaker's plug pulled the calls go on being shown, and the fault stands on the list of devices
look  plugged in again, the next call is spoken";

const TOUCH: &str = "\
Touch screen: try these at the kiosk, with its own screen and no keyboard.
look  main buttons measure at least 30 x 30 mm with a ruler, every target at least 20 mm
look  capital letters measure at least 7.3 mm, none under 4.8 mm
look  every corner and edge answers where the finger is, not beside it
look  ten fingers at once press nothing and freeze nothing
look  twenty taps in a second on one service take one coupon
look  swipes in from every edge open no menu, panel or other program
look  a long press opens no context menu
look  the lower-half layout brings everything needed between 380 and 1220 mm above the floor
look  high contrast and larger text come with one touch, and go with the visitor
look  a sleeve, a wet finger and a pen behave as a finger or not at all
look  a USB stick and a second keyboard change nothing; Ctrl, Alt, Win and F keys do nothing
look  after the warning (20 s to stay) everything typed is wiped";

/// What to listen for.
pub fn speaker() -> anyhow::Result<Acceptance> {
    println!("{SPEAKER}");
    Ok(Acceptance::Kept)
}

/// What to try.
pub fn touch() -> anyhow::Result<Acceptance> {
    println!("{TOUCH}");
    Ok(Acceptance::Kept)
}
