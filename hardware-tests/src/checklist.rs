//! What only a person can try, as lists to go through. The numbers are those of access.md.

use crate::Acceptance;

/// What to listen for after a call has been played in each language.
pub const SPEAKER: &str = "\
look  before each call the chime was heard, then the number, then the window, in that order
look  every word was understood at the farthest seat, and is with the hall full
look  the loudness was even from chime to voice and from phrase to phrase, with no gap within a sentence
look  the hall display, started now, speaks two calls at once one after the other, neither cut short
look  with the loudspeaker's plug pulled its calls go on being shown, and the fault stands on the list of devices
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

const KEYPAD: &str = "\
Keypad with a jack: where the kiosk has one, with `[speech]` in its file.
look  the loudspeaker is silent while headphones are in
look  each key does what kiosk/README.md says of it, the digits' block with NumLock off too; held down it counts once
look  from the first key to the coupon with closed eyes, every word understood, in each language
look  plus and minus make it louder and quieter, and the next visitor begins at the usual loudness
look  with the keypad pulled out the kiosk works on by touch; plugged in again the keys work";

/// What to try.
pub fn touch() -> anyhow::Result<Acceptance> {
    println!("{TOUCH}\n\n{KEYPAD}");
    Ok(Acceptance::Kept)
}
