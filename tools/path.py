"""The demo's way through the windows: where to touch and what to type.

Positions are pixels of the screens at the sizes of `settings.SIZES`, as the look lays them out.
"""

CLERK = "kovaleva"
WINDOW, WINDOW_NUMBER = "w4", "4"

LANGUAGES = {"ru": (190, 208), "en": (540, 208), "hy": (890, 208)}
# The rows of the services screen of an office without groups that takes bookings, by letter.
ROWS = {letter: (540, 712 + 128 * row) for row, letter in enumerate("AKMPTECX")}
# The one action of a screen: "I have them", "Get a coupon".
ACTION = (700, 1640)
# Where they stand: a ticket's number on the kiosk, where it could not be printed, after a check-in, in the hall with its window, and at
# the window, with the stage of the visit; the window on the bar.
NUMBER, NUMBER_WITHOUT_PAPER, CHECKED_IN = "1080x340+0+400", "1080x340+0+590", "1000x280+70+620"
CALLED, CALLED_TO = "860x300+40+190", "240x300+1640+190"
AT_WINDOW, STAGE = "320x115+50+145", "300x30+50+109"
BAR = "96x26+170+29"
# The console's buttons: the next call on the bar, whose place is the configuration's usual one, and two in the window.
CALL_ON_BAR, START, FINISH = (943, 48), (314, 408), (510, 408)
BACK = (212, 1632)
DONE = (883, 1640)


def sign_in(console, clerk, pin):
    console.type(clerk)
    console.key("Tab")
    console.type(pin)
    console.key("Return")


def open_window(console):
    """Window 4, the fourth of the list."""
    console.key("Down", "Down", "Down", "Return")


def is_called(console, number):
    """Whether the console, as a window, shows a visitor who is on the way to it."""
    return console.reads(STAGE, "Called to the window") and console.reads(AT_WINDOW, number)


def is_served(console, number):
    """Whether the console shows a visit: a called visitor's number stands at the same place."""
    return console.reads(STAGE, "At the window now") and console.reads(AT_WINDOW, number)
