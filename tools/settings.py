"""The files that the demo's devices are started with, and how large their windows are."""

import subprocess

# Under Xvfb each program has a screen of its own, as in an office.
SIZES = {"kiosk": (1080, 1920), "console": (1280, 800), "hall": (1920, 1080)}
TITLES = {"kiosk": "^Kiosk$", "console": "Console$", "hall": "^Hall display$"}
KIOSK_MM = (337.5, 600)
# On somebody's desktop a window needs room for its title and for a panel.
AROUND_PX = 80
KIOSK_LARGEST_PX = 960


def desktop():
    """Width and height of the screen that somebody sits at, in pixels."""
    found = subprocess.run(["xdotool", "getdisplaygeometry"], capture_output=True, text=True)
    if found.returncode != 0:
        raise OSError(f"the screen {found.stderr.strip() or 'is not there'}: unset DISPLAY, or set HEADLESS=1, to play without one")
    return tuple(int(figure) for figure in found.stdout.split())


def kiosk_on_desktop(height):
    """The kiosk's window on a desktop of this height: half as large as the real one, smaller where that does not fit."""
    high = min(KIOSK_LARGEST_PX, height - AROUND_PX)
    return round(high * KIOSK_MM[0] / KIOSK_MM[1]), high


def kiosk(printer, size, scanner=None, pin=None, speaks=False):
    """`printer` is the section of the printer, `scanner` the line of the scanner where there is one, `pin` the technician's; whether it
    `speaks` to who uses a keypad."""
    width, height = size
    return (
        "full_screen = false\n"
        f"[screen]\nwidth_px = {width}\nheight_px = {height}\npx_per_mm = {height / KIOSK_MM[1]:.4f}\n"
        + ("[speech]\n" if speaks else "")
        + (f'[technician]\npin = "{pin}"\n' if pin else "")
        + f"[printer]\n{printer}"
        + (f'[scanner]\nkind = "serial"\npath = "{scanner}"\n' if scanner else "")
    )


def network_printer(address):
    return f'kind = "network"\naddress = "{address}"\n'


def serial_printer(line, baud):
    return f'kind = "serial"\npath = "{line}"\nbaud = {baud}\n'


def console(language):
    return f'language = "{language}"\n'


def hall(assets, full_screen):
    """A window, where it does not fill the screen, is half as wide and half as high."""
    width, height = SIZES["hall"]
    return (
        f"full_screen = {str(full_screen).lower()}\n"
        f'[screen]\norientation = "landscape"\nwidth_px = {width}\nheight_px = {height}\npx_per_mm = 2.02\n'
        '[hall]\nid = "hall-1"\ndepth_m = 10\n'
        f'[voice]\npacks = "{assets / "voices"}"\nchime = "{assets / "sounds" / "chime.flac"}"\nvolume_percent = 90\n'
    )
