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


# The rows of the services screen without groups and bookings, by letter.
ROWS = {letter: 470 + 128 * row for row, letter in enumerate("AKMPTECX")}
DONE = (883, 1640)
ACCENT = (700, 1640)


def take_russian_coupon(kiosk, letter):
    """From the issued screen before it to the next one; a service without documents has one screen less."""
    kiosk.click(*DONE)
    time.sleep(0.5)
    kiosk.click(190, 208)
    time.sleep(0.3)
    kiosk.click(540, ROWS[letter])
    time.sleep(0.4)
    kiosk.click(*ACCENT)
    time.sleep(0.4)
    if letter != "C":
        kiosk.click(*ACCENT)
    time.sleep(2.5)


def more_pictures(office, folder):
    """The pictures of the README: a floor on which a few people wait."""
    folder.mkdir(parents=True, exist_ok=True)
    kiosk, console, hall = office.screens["kiosk"], office.screens["console"], office.screens["hall"]
    for letter in "KAMPATEAC":
        take_russian_coupon(kiosk, letter)
    console.key("F2")
    time.sleep(1)
    console.key("F4")
    time.sleep(20)
    console.key("F2")
    time.sleep(2.8)
    hall.picture(folder / "hall.png")
    console.key("F4")
    time.sleep(12)
    console.picture(folder / "console.png")
    take_russian_coupon(kiosk, "A")
    kiosk.picture(folder / "kiosk-issued.png")
    kiosk.click(*DONE)
    time.sleep(0.6)
    kiosk.click(190, 208)
    time.sleep(0.6)
    kiosk.picture(folder / "kiosk-services.png")
