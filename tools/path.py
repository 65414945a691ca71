"""The demo's way through the windows: where to touch, what to type, and the devices' own settings.

Positions are pixels of the screens at the sizes of `office.SIZES`, as the look lays them out.
"""

import subprocess
import time


def kiosk_settings(printer):
    return (
        "full_screen = false\n"
        "[screen]\nwidth_px = 1080\nheight_px = 1920\npx_per_mm = 3.2\n"
        '[technician]\npin = "4711"\n'
        f'[printer]\nkind = "network"\naddress = "{printer}"\n'
    )


def console_settings():
    return 'language = "en"\n'


def hall_settings(voices, full_screen):
    return (
        f"full_screen = {str(full_screen).lower()}\n"
        'languages = ["ru", "en"]\n'
        '[screen]\norientation = "landscape"\nwidth_px = 1920\nheight_px = 1080\npx_per_mm = 2.02\n'
        '[hall]\nid = "hall-1"\ndepth_m = 10\n'
        f'[voice]\npacks = "{voices}"\nchime = "{voices.parent / "sounds" / "chime.flac"}"\nvolume_percent = 90\n'
    )


def sign_in(console, clerk, pin):
    console.type(clerk)
    console.key("Tab")
    console.type(pin)
    console.key("Return")


def open_window(console):
    """Window 4, the fourth of the list."""
    console.key("Down", "Down", "Down", "Return")


def language(kiosk):
    kiosk.click(540, 208)


def take_coupon(kiosk):
    """Service A, "I have them", the general queue, "Get a coupon"."""
    kiosk.click(540, 470)
    time.sleep(0.4)
    kiosk.click(700, 1640)
    time.sleep(0.4)
    kiosk.click(700, 1640)


def blank_paper(folder):
    """Paper on which nothing is printed yet."""
    path = folder / "blank.png"
    subprocess.run(["convert", "-size", "640x400", "xc:white", str(path)], check=True)
    return path
